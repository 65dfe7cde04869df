"""The second stage's reranker: reads a question and candidate sentences together.

For each candidate it says in one pass how well it answers beside the others,
whether it answers at all, and where its short answer stands. How it was trained
is told in weights/MODEL_CARD.md; ``training/`` makes it again.
"""

import re
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from corpus.errors import SettingError
from corpus.files import file_sha256
from index.encode.onnx import Network
from index.rerank.windows import Window, WindowMaker, padded
from index.types import Key, ModelIdentity, RerankResult, Span

PACKAGED_RERANKER = Path(__file__).parent / "weights"
NAME = "pincite-reader"
"""A key of ordering.json, calibration.json and of answers in JSON, so it never changes."""
NETWORK, TOKENIZER = "network.onnx", "tokenizer.json"
RELEVANCE, ANSWERS, START, END = range(4)
"""What the network's numbers of a token say; a sentence's are the means of its tokens'."""

_LONGEST_ANSWER = 32
_REMEDY = "restore it with git checkout, or set PINCITE_RERANKER"
_WORD_BEFORE, _WORD_AFTER = re.compile(r"\w*$"), re.compile(r"\w*")

Part = TypeVar("Part")
Floats = npt.NDArray[np.float32]


class OnnxReranker:
    """The reranker that ships with the index, run by onnxruntime; safe to share between threads."""

    def __init__(self, folder: Path, threads: int) -> None:
        """Find the reranker's files; nothing is loaded yet.

        Raises:
            SettingError: when they are not there; from ``read`` on, when they cannot be loaded.
        """
        for name in (NETWORK, TOKENIZER):
            if not (folder / name).is_file():
                raise SettingError(f"the reranker's file {folder / name} is missing: {_REMEDY}")
        self.identity = ModelIdentity(NAME, _sha256(folder / NETWORK))
        self._folder = folder
        # A thread a window costs less than the threads of one window waiting for each other.
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="reranker")
        self._loading = threading.Lock()
        self._loaded: tuple[Network, WindowMaker] | None = None

    def score(
        self, question: str, keys: Iterable[Key], sentences: Mapping[Key, str]
    ) -> dict[Key, RerankResult]:
        """Return a reading of each candidate."""
        network, maker = self._load()

        def numbers(window: Window) -> Floats:
            # One at a time: in eight bits, padding costs more than sharing a call gains.
            ids, mask, types = padded([window])
            found: Floats = network({"ids": ids, "mask": mask, "types": types})[0]
            return found

        # The longest first, so that the threads end together.
        windows = sorted(
            maker.windows(question, keys, sentences), key=lambda window: -len(window.ids)
        )
        found: dict[Key, RerankResult] = {}
        for window, tokens in zip(windows, self._threads.map(numbers, windows), strict=True):
            found.update(_results(window, tokens, sentences))
        return found

    def _load(self) -> tuple[Network, WindowMaker]:
        with self._loading:
            if self._loaded is None:
                from tokenizers import Tokenizer

                self._loaded = (
                    self._part(NETWORK, Network),
                    WindowMaker(self._part(TOKENIZER, lambda file: Tokenizer.from_file(str(file)))),
                )
            return self._loaded

    def _part(self, name: str, load: Callable[[Path], Part]) -> Part:
        file = self._folder / name
        try:
            return load(file)
        except MemoryError:
            raise
        except Exception as error:  # onnxruntime and tokenizers raise classes of their own
            raise SettingError(f"the reranker's file {file} cannot be loaded: {_REMEDY}") from error


def _sha256(file: Path) -> str:
    """Return the hash of a file, made once as long as the file stays the same."""
    known = file.stat()
    return _sha256_of(file, known.st_size, known.st_mtime_ns)


@cache
def _sha256_of(file: Path, _size: int, _changed: int) -> str:
    return file_sha256(file)


def _results(
    window: Window, tokens: Floats, sentences: Mapping[Key, str]
) -> dict[Key, RerankResult]:
    found = {}
    for key, (first, last) in window.spans.items():
        numbers = tokens[first:last]
        mean = numbers.mean(axis=0)
        found[key] = RerankResult(
            float(mean[RELEVANCE]),
            float(mean[ANSWERS]),
            answer_span(numbers[:-1], window.offsets[first : last - 1], sentences[key]),
        )
    return found


def answer_span(numbers: Floats, offsets: list[Span], sentence: str) -> Span | None:
    """Return the likeliest short answer: the best first and last token, whole words.

    Args:
        numbers: of the sentence's tokens; shape (tokens, 4).
        offsets: where each token stands in the sentence.
    """
    if not offsets:
        return None
    count = len(offsets)
    both = numbers[:, START, None] + numbers[None, :, END]
    last_less_first = np.arange(count)[None, :] - np.arange(count)[:, None]
    both = np.where((last_less_first >= 0) & (last_less_first < _LONGEST_ANSWER), both, -np.inf)
    first, last = divmod(int(both.argmax()), count)
    start, end = offsets[first][0], offsets[last][1]
    before, after = _WORD_BEFORE.search(sentence, 0, start), _WORD_AFTER.match(sentence, end)
    return (before.start() if before else start, after.end() if after else end)
