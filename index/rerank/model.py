"""Run the packaged reranker, which reads a question together with candidate sentences.

For each candidate one pass of the network gives its relevance beside the other candidates,
whether it answers the question, and the span of its short answer. weights/MODEL_CARD.md describes
the training; ``training/`` repeats it.
"""

import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from corpus.errors import SettingError
from corpus.files import file_sha256, text_sha256
from corpus.report import Span
from index.encode.onnx import TABLES, Network
from index.rerank.protocol import Reading
from index.rerank.windows import Window, WindowMaker, padded
from index.types import Key, ModelIdentity, RerankResult

PACKAGED_RERANKER = Path(__file__).parent / "weights"
NAME = "pincite-reader"
"""Key in ordering.json, calibration.json and JSON answers, so it keeps its first form."""
NETWORK, TOKENIZER = "network.onnx", "tokenizer.json"
RELEVANCE, ANSWERS, START, END = range(4)
"""The network's outputs for a token; RELEVANCE and ANSWERS are averaged over a sentence."""

_MAX_ANSWER_TOKENS = 32
_REMEDY = "restore it with git checkout, or set PINCITE_RERANKER"
_WORD_BEFORE, _WORD_AFTER = re.compile(r"\w*$"), re.compile(r"\w*")

Part = TypeVar("Part")
Floats = npt.NDArray[np.float32]


class OnnxReranker:
    """The packaged reranker, run by onnxruntime; safe to share between threads."""

    def __init__(self, folder: Path, threads: int) -> None:
        """Find the network and the tokenizer; the first call of ``score`` loads them.

        Args:
            folder: of both files.
            threads: windows that are read at the same time.

        Raises:
            SettingError: when a file is missing.
        """
        for name in (NETWORK, TABLES, TOKENIZER):
            if not (folder / name).is_file():
                raise SettingError(f"the reranker's file {folder / name} is missing: {_REMEDY}")
        self.identity = ModelIdentity(NAME, _network_sha256(folder))
        self._folder = folder
        # One thread per window is faster than several threads within a window.
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="reranker")
        self._loading = threading.Lock()
        self._loaded: tuple[Network, WindowMaker] | None = None

    def score(
        self, question: str, keys: Iterable[Key], sentences: Mapping[Key, str]
    ) -> dict[Key, RerankResult]:
        """Return the result of each candidate.

        Raises:
            SettingError: when a file cannot be loaded.
        """
        return self.score_all([Reading(question, tuple(keys), sentences)])[0]

    def score_all(self, readings: Sequence[Reading]) -> list[dict[Key, RerankResult]]:
        """Return the results of each question; no thread waits for the end of one of them.

        Raises:
            SettingError: when a file cannot be loaded.
        """
        network, maker = self._load()

        def outputs(part: tuple[int, Window]) -> Floats:
            # One window per call: in eight bits padding costs more than a shared call saves.
            ids, mask, types = padded([part[1]])
            tokens: Floats = network({"ids": ids, "mask": mask, "types": types})[0]
            return tokens

        parts = [
            (at, window)
            for at, one in enumerate(readings)
            for window in maker.windows(one.question, one.keys, one.sentences, one.rows)
        ]
        # The longest windows come first, so the threads end at about the same time.
        parts.sort(key=lambda part: -len(part[1].ids))
        found: list[dict[Key, RerankResult]] = [{} for _ in readings]
        for (at, window), tokens in zip(parts, self._threads.map(outputs, parts), strict=True):
            found[at].update(_results(window, tokens, readings[at].sentences))
        return found

    def _load(self) -> tuple[Network, WindowMaker]:
        with self._loading:
            if self._loaded is None:
                from tokenizers import Tokenizer

                self._loaded = (
                    self._part(Network, NETWORK, TABLES),
                    WindowMaker(self._part(lambda file: Tokenizer.from_file(str(file)), TOKENIZER)),
                )
            return self._loaded

    def _part(self, load: Callable[[Path], Part], *names: str) -> Part:
        """Load the first of the files, which needs the others."""
        files = [self._folder / name for name in names]
        try:
            return load(files[0])
        except MemoryError:
            raise
        except Exception as error:  # onnxruntime and tokenizers raise classes of their own
            which = " or ".join(map(str, files))
            raise SettingError(
                f"the reranker's file {which} cannot be loaded: {_REMEDY}"
            ) from error


def _network_sha256(folder: Path) -> str:
    """Return the hash of a network and its tables: of the two hashes, one after the other."""
    return text_sha256("".join(_sha256(folder / name) for name in (NETWORK, TABLES)))


def _sha256(file: Path) -> str:
    """Return the hash of a file, cached by its size and modification time."""
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
        outputs = tokens[first:last]
        mean = outputs.mean(axis=0)
        offsets = window.offsets[first : last - 1]
        span, odds = answer_span(outputs[:-1], offsets, sentences[key])
        found[key] = RerankResult(float(mean[RELEVANCE]), float(mean[ANSWERS]), span, odds)
    return found


def answer_span(outputs: Floats, offsets: list[Span], sentence: str) -> tuple[Span | None, float]:
    """Return the span of the short answer: the best pair of first and last token, in whole words.

    A pair's score is START of the first token plus END of the last (Devlin and others, 2019).

    Args:
        outputs: of the sentence's tokens; shape (tokens, 4).
        offsets: span of each token in the sentence.

    Returns:
        The span in code points, None for a sentence without tokens; and the logarithm of the
        probability of its first and last token.
    """
    if not offsets:
        return None, 0.0
    count = len(offsets)
    scores = outputs[:, START, None] + outputs[None, :, END]
    distance = np.arange(count)[None, :] - np.arange(count)[:, None]
    scores = np.where((distance >= 0) & (distance < _MAX_ANSWER_TOKENS), scores, -np.inf)
    first, last = divmod(int(scores.argmax()), count)
    start, end = offsets[first][0], offsets[last][1]
    before, after = _WORD_BEFORE.search(sentence, 0, start), _WORD_AFTER.match(sentence, end)
    odds = float(scores[first, last]) - sum(
        float(np.logaddexp.reduce(outputs[:, which])) for which in (START, END)
    )
    return (before.start() if before else start, after.end() if after else end), min(odds, 0.0)
