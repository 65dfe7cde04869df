"""Make the vectors of reports, and reuse those of the previous generation."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from corpus.report import Passage
from corpus.table_rows import searched_text
from corpus.text.fold import standard
from index.build.neighbours import CONTEXT_VERSION, with_neighbours
from index.build.vector_journal import VectorJournal
from index.store.protocol import View
from index.types import Embedder, Key, Vectors

_TEXTS_PER_WRITE = 512
"""Number of texts between two writes to the journal; a killed build loses at most these."""


EncodeLists = Callable[[Iterable[Sequence[str]], Callable[[int], None]], Iterator[Vectors]]
"""Yields the vectors of each list of texts, in order, and tells how many texts are encoded."""


def encoder_text(passage: Passage) -> str:
    """Return the text of a passage for the encoder: its words, separated by single spaces.

    Ligatures are letters in it (``standard``).
    """
    return " ".join(standard(searched_text(passage)).text.split())


def content_keys(passages: Sequence[Passage]) -> list[bytes]:
    """Return the content key of each vector: a hash of the sentence and its neighbours."""
    texts = ["", *map(encoder_text, passages), ""]
    return [_key("\0".join(texts[at : at + 3])) for at in range(len(passages))]


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:16]


class _Encoded(NamedTuple):
    """The vector of a text, whether the text has several parts, and whether it was encoded now."""

    vector: Vectors
    is_long: bool
    made: bool


class SentenceVectors:
    """Makes the vectors of passages, and counts them.

    Attributes:
        embedded: passages that were encoded now.
        reused: passages with a vector from the previous generation or from a killed build.
        long: citation ids of the passages that exceed the model's token limit.
    """

    def __init__(
        self,
        embedder: Embedder,
        previous: View | None,
        journal: VectorJournal,
        encode: EncodeLists | None = None,
    ) -> None:
        """Reuse the previous generation's vectors where the same model and formula made them.

        Args:
            encode: makes the vectors that are not reused; the embedder when None.
        """
        self._embedder = embedder
        self._encode = encode or self._one_by_one
        self._journal = journal
        self.embedded = self.reused = 0
        self._made = self._needed = 0
        self.long: list[str] = []
        self._previous: View | None = None
        self._long_before: set[str] = set()
        if (
            previous
            and previous.manifest.identity.vectors_sha256 == embedder.identity.vectors_sha256
            and previous.manifest.versions.get("context") == CONTEXT_VERSION
        ):
            self._previous = previous
            long = previous.fetch(map(Key.parse, previous.manifest.long_sentences))
            self._long_before = set(map(encoder_text, long.values()))

    def of_reports(
        self,
        reports: Sequence[Sequence[Passage]],
        watch: Callable[[int, int], None] = lambda *_: None,
    ) -> list[tuple[list[bytes], Vectors]]:
        """Return the content keys and the window vectors of each report, in order.

        Args:
            reports: the passages of each report; at least one passage in total.
            watch: called with the number of texts that were encoded so far, of all calls, and of
                those that needed it.

        Returns:
            For each report the keys and vectors of its passages; shape (passages, dimension).
        """
        keys = [content_keys(passages) for passages in reports]
        kept: dict[bytes, Vectors] = {}
        if self._previous:
            kept = self._previous.vectors_by_content(chain.from_iterable(keys))
        wanted: dict[str, int] = {}
        for passages, own in zip(reports, keys, strict=True):
            for at, key in enumerate(own):
                if key not in kept:
                    for passage in passages[max(0, at - 1) : at + 2]:
                        wanted.setdefault(encoder_text(passage), len(wanted))
        encoded = self._encoded(list(wanted), watch)
        return [
            (own, self._of_report(passages, own, kept, encoded))
            for passages, own in zip(reports, keys, strict=True)
        ]

    def _encoded(
        self, texts: Sequence[str], watch: Callable[[int, int], None]
    ) -> dict[str, _Encoded]:
        """Return the vectors of texts, from the journal or encoded now."""

        def done(count: int) -> None:
            self._made += count
            watch(min(self._made, self._needed), self._needed)

        keys = {text: _key(text) for text in texts}
        parts = {text: self._embedder.parts(text) for text in texts}
        old = [text for text in texts if keys[text] in self._journal]
        new = [text for text in texts if keys[text] not in self._journal]
        found: dict[str, _Encoded] = {}
        if old:
            kept = self._journal.vectors(keys[text] for text in old)
            for text, vector in zip(old, kept, strict=True):
                found[text] = _Encoded(vector, len(parts[text]) > 1, made=False)
        self._needed += len(new)
        if new:
            done(0)
        groups = [
            new[first : first + _TEXTS_PER_WRITE] for first in range(0, len(new), _TEXTS_PER_WRITE)
        ]
        lists = ([part for text in some for part in parts[text]] for some in groups)
        for some, vectors in zip(groups, self._encode(lists, done), strict=True):
            made = _whole([parts[text] for text in some], vectors)
            done(len(some) - len(vectors))
            self._journal.add((keys[text] for text in some), made)
            for text, vector in zip(some, made, strict=True):
                found[text] = _Encoded(vector, len(parts[text]) > 1, made=True)
        return found

    def _one_by_one(
        self, lists: Iterable[Sequence[str]], done: Callable[[int], None]
    ) -> Iterator[Vectors]:
        for texts in lists:
            yield self._embedder.encode(texts, done)

    def _of_report(
        self,
        passages: Sequence[Passage],
        keys: Sequence[bytes],
        kept: Mapping[bytes, Vectors],
        encoded: Mapping[str, _Encoded],
    ) -> Vectors:
        """Return the window vectors of a report, and update the counts."""
        texts = list(map(encoder_text, passages))
        for passage, text, key in zip(passages, texts, keys, strict=True):
            own = encoded.get(text)
            made = key not in kept and own is not None and own.made
            self.embedded += made
            self.reused += not made
            if own.is_long if own else text in self._long_before:
                self.long.append(passage.id)
        if all(key in kept for key in keys):
            return np.stack([kept[key] for key in keys])
        blank = np.zeros_like(next(iter(encoded.values())).vector)
        # A text that was not encoded belongs to a kept vector without a new neighbour.
        whole = [encoded[text].vector if text in encoded else blank for text in texts]
        made_now = with_neighbours(np.stack(whole))
        for at, key in enumerate(keys):
            if key in kept:
                made_now[at] = kept[key]
        return made_now


def _whole(parts: Sequence[list[str]], vectors: Vectors) -> Vectors:
    """Return one vector for each text: the mean of its parts' vectors, scaled to length 1."""
    counts = np.array([len(text) for text in parts])
    starts = np.cumsum(counts) - counts
    whole: Vectors = vectors[starts]
    for at in np.flatnonzero(counts > 1):
        mean = vectors[starts[at] : starts[at] + counts[at]].mean(axis=0)
        whole[at] = mean / max(float(np.linalg.norm(mean)), 1e-9)
    return whole
