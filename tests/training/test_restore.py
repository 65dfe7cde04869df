"""The reranker that ships can be trained further: its weights come back from eight bits."""

from pathlib import Path

import numpy as np
import onnxruntime
import torch

from index.encode.sentence_transformer import packaged_model_folder
from index.rerank.model import NETWORK, PACKAGED_RERANKER
from training.network import load, save, student
from training.restore import restore


def test_a_restored_network_says_what_the_reranker_says(tmp_path: Path) -> None:
    restored = student(packaged_model_folder())
    restore(restored, PACKAGED_RERANKER)
    save(restored.state_dict(), tmp_path)
    network = student(packaged_model_folder())
    load(network, tmp_path)  # as a training that starts there does
    network.eval()
    session = onnxruntime.InferenceSession(str(PACKAGED_RERANKER / NETWORK))
    chance = np.random.default_rng(7)
    ids = chance.integers(1000, 20_000, size=(8, 24))
    same = np.ones_like(ids)

    (expected,) = session.run(None, {"ids": ids, "mask": same, "types": same})
    with torch.no_grad():
        found = network(*map(torch.from_numpy, (ids, same, same))).numpy()

    # The reranker rounds what flows between its layers to eight bits, too.
    for number in range(expected.shape[-1]):
        both = expected[..., number].ravel(), found[..., number].ravel()
        assert np.corrcoef(*both)[0, 1] > 0.95
