"""The reranker that ships can be trained further: its weights come back from eight bits."""

import numpy as np
import onnxruntime
import pytest
import torch

from index.rerank.model import NETWORK, PACKAGED_RERANKER
from training.network import Network
from training.restore import restore


@pytest.mark.slow
def test_a_restored_network_says_what_the_reranker_says() -> None:
    network = Network()
    restore(network, PACKAGED_RERANKER)
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
