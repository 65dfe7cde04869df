"""Run the support network, which reads a claim with a sentence that may support it.

One pass gives three numbers: that the sentence supports the claim, that it says otherwise, and that
it says neither. support/MODEL_CARD.md describes the training; ``training/claims`` repeats it.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.errors import SettingError
from index.encode.onnx import TABLES, Network
from index.rerank.model import PACKAGED_RERANKER, TOKENIZER
from index.rerank.pairs import Pair, PairMaker, PairWindow

PACKAGED_SUPPORT = Path(__file__).parent / "support"
NETWORK = "network.onnx"
SUPPORTS, OTHERWISE, SILENT = range(3)
OUTPUTS = 3
"""The network's outputs for a token are three such triples: for [CLS], the claim, the sentence."""

Floats = npt.NDArray[np.float32]


class SupportNetwork:
    """The packaged support network, run by onnxruntime; safe to share between threads."""

    def __init__(self, folder: Path, threads: int) -> None:
        """Load the network, and the tokenizer of the reranker, which has the same word pieces.

        Raises:
            SettingError: when a file is missing or cannot be loaded.
        """
        from tokenizers import Tokenizer

        files = folder / NETWORK, folder / TABLES, PACKAGED_RERANKER / TOKENIZER
        try:
            self._network = Network(files[0])
            self._maker = PairMaker(Tokenizer.from_file(str(files[-1])))
        except MemoryError:
            raise
        except Exception as error:  # onnxruntime and tokenizers raise classes of their own
            raise SettingError(
                f"{' or '.join(map(str, files))} cannot be loaded: restore them with git checkout"
            ) from error
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="support")

    def scores(self, pairs: Sequence[Pair]) -> Floats:
        """Return the three numbers of each pair, log-odds without calibration; shape (n, 3)."""
        windows = self._maker.windows(pairs)
        found = np.zeros((len(windows), OUTPUTS), dtype=np.float32)
        # The longest windows come first, so the threads end at about the same time.
        order = sorted(range(len(windows)), key=lambda row: -len(windows[row].ids))
        for row, numbers in zip(
            order, self._threads.map(self._read, [windows[row] for row in order]), strict=True
        ):
            found[row] = numbers
        return found

    def _read(self, window: PairWindow) -> Floats:
        # One window per call: in eight bits padding costs more than a shared call saves.
        ids = np.array([window.ids], dtype=np.int64)
        types = np.array([window.types], dtype=np.int64)
        inputs = {"ids": ids, "mask": np.ones_like(ids), "types": types}
        tokens: Floats = self._network(inputs)[0]
        claim, sentence = (
            tokens[slice(*span)].mean(axis=0) for span in (window.claim, window.sentence)
        )
        first, second, third = (slice(at, at + OUTPUTS) for at in range(0, 3 * OUTPUTS, OUTPUTS))
        numbers: Floats = tokens[0, first] + claim[second] + sentence[third]
        return numbers


@cache
def support_network(threads: int) -> SupportNetwork:
    """Return the packaged network; the first call loads it.

    Raises:
        SettingError: when a file is missing or cannot be loaded.
    """
    return SupportNetwork(PACKAGED_SUPPORT, threads)
