"""Make the vectors of reports, keeping those that the last generation already has."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from corpus.report import Passage
from index.build.neighbours import CONTEXT_VERSION, with_neighbours
from index.build.vector_journal import VectorJournal
from index.store.protocol import View
from index.types import Embedder, Key, Vectors

_TEXTS_AT_A_TIME = 512
"""So many are encoded before they go into the journal: what a killed build loses."""


def matched_text(passage: Passage) -> str:
    """Return what the model reads of a passage: its words on one line."""
    return " ".join(passage.quote.split())


def vector_keys(passages: Sequence[Passage]) -> list[bytes]:
    """Name what the vector of each sentence of a report is made of: itself and its neighbours."""
    texts = ["", *map(matched_text, passages), ""]
    return [_key("\0".join(texts[at : at + 3])) for at in range(len(passages))]


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:16]


class _Encoded(NamedTuple):
    """The vector of a text, and whether it was made now, of several parts."""

    vector: Vectors
    is_long: bool
    made: bool


class SentenceVectors:
    """Makes vectors and counts its work.

    Attributes:
        embedded: passages whose vector was made now.
        reused: passages whose vector was kept: by the last generation, or by a killed build.
        long: citation ids of the passages that are longer than the model reads.
    """

    def __init__(self, embedder: Embedder, previous: View | None, journal: VectorJournal) -> None:
        """Take vectors from the previous generation where the same model and formula made them."""
        self._embedder = embedder
        self._journal = journal
        self.embedded = self.reused = 0
        self.long: list[str] = []
        self._previous: View | None = None
        self._long_before: set[str] = set()
        if (
            previous
            and previous.manifest.model_sha256 == embedder.identity.sha256
            and previous.manifest.versions.get("context") == CONTEXT_VERSION
        ):
            self._previous = previous
            long = previous.fetch(map(Key.parse, previous.manifest.long_sentences))
            self._long_before = set(map(matched_text, long.values()))

    def of(
        self, reports: Sequence[Sequence[Passage]], done: Callable[[int], None]
    ) -> list[tuple[list[bytes], Vectors]]:
        """Return the names and the vectors of the passages of each report, in order.

        Args:
            reports: the passages of each report; at least one passage in all.
            done: called with the number of passages that are ready since its last call.
        """
        names = [vector_keys(passages) for passages in reports]
        known = self._previous.known(chain.from_iterable(names)) if self._previous else {}
        wanted: dict[str, int] = {}
        for passages, own in zip(reports, names, strict=True):
            for at, name in enumerate(own):
                if name not in known:
                    for passage in passages[max(0, at - 1) : at + 2]:
                        wanted.setdefault(matched_text(passage), len(wanted))
        encoded = self._encoded(list(wanted), done)
        done(sum(map(len, reports)) - len(wanted))
        return [
            (own, self._of_report(passages, own, known, encoded))
            for passages, own in zip(reports, names, strict=True)
        ]

    def _encoded(self, texts: Sequence[str], done: Callable[[int], None]) -> dict[str, _Encoded]:
        """Return the vectors of texts: those in the journal, and the others made now."""
        keys = {text: _key(text) for text in texts}
        parts = {text: self._embedder.parts(text) for text in texts}
        old = [text for text in texts if keys[text] in self._journal]
        new = [text for text in texts if keys[text] not in self._journal]
        found: dict[str, _Encoded] = {}
        if old:
            kept = self._journal.vectors(keys[text] for text in old)
            for text, vector in zip(old, kept, strict=True):
                found[text] = _Encoded(vector, len(parts[text]) > 1, made=False)
            done(len(old))
        for first in range(0, len(new), _TEXTS_AT_A_TIME):
            some = new[first : first + _TEXTS_AT_A_TIME]
            made = self._whole([parts[text] for text in some], done)
            self._journal.add((keys[text] for text in some), made)
            for text, vector in zip(some, made, strict=True):
                found[text] = _Encoded(vector, len(parts[text]) > 1, made=True)
        return found

    def _whole(self, parts: Sequence[list[str]], done: Callable[[int], None]) -> Vectors:
        """Return a vector a text: the mean of its parts', of length 1, where it has several."""
        vectors = self._embedder.encode([part for text in parts for part in text], done)
        done(len(parts) - len(vectors))
        counts = np.array([len(text) for text in parts])
        starts = np.cumsum(counts) - counts
        whole: Vectors = vectors[starts]
        for at in np.flatnonzero(counts > 1):
            mean = vectors[starts[at] : starts[at] + counts[at]].mean(axis=0)
            whole[at] = mean / max(float(np.linalg.norm(mean)), 1e-9)
        return whole

    def _of_report(
        self,
        passages: Sequence[Passage],
        names: Sequence[bytes],
        known: Mapping[bytes, Vectors],
        encoded: Mapping[str, _Encoded],
    ) -> Vectors:
        """Return the vectors of a report, and count what became of each."""
        texts = list(map(matched_text, passages))
        for passage, text, name in zip(passages, texts, names, strict=True):
            own = encoded.get(text)
            made = name not in known and own is not None and own.made
            self.embedded += made
            self.reused += not made
            if own.is_long if own else text in self._long_before:
                self.long.append(passage.id)
        if all(name in known for name in names):
            return np.stack([known[name] for name in names])
        blank = np.zeros_like(next(iter(encoded.values())).vector)
        # A sentence without a vector of its own is a kept one, far from any new neighbour.
        whole = [encoded[text].vector if text in encoded else blank for text in texts]
        made_now = with_neighbours(np.stack(whole))
        for at, name in enumerate(names):
            if name in known:
                made_now[at] = known[name]
        return made_now
