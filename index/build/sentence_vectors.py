"""Make the vectors of reports, keeping those that the last generation already has."""

import hashlib
from collections.abc import Callable, Sequence

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
        self._known: dict[bytes, Vectors] = {}
        self._long_before: set[str] = set()
        if (
            previous
            and previous.manifest.model_sha256 == embedder.identity.sha256
            and previous.manifest.versions.get("context") == CONTEXT_VERSION
        ):
            self._previous = previous
            long = previous.fetch(map(Key.parse, previous.manifest.long_sentences))
            self._long_before = set(map(matched_text, long.values()))

    def of(self, reports: Sequence[Sequence[Passage]], done: Callable[[int], None]) -> Vectors:
        """Return the vectors of the passages of some reports, in order.

        Args:
            reports: the passages of each report; at least one passage in all.
            done: called with the number of passages that are ready since its last call.
        """
        keys = [vector_keys(passages) for passages in reports]
        if self._previous:
            self._known = self._previous.known(key for own_keys in keys for key in own_keys)
        wanted: dict[str, int] = {}
        for passages, own_keys in zip(reports, keys, strict=True):
            for at, key in enumerate(own_keys):
                if key not in self._known:
                    for passage in passages[max(0, at - 1) : at + 2]:
                        wanted.setdefault(matched_text(passage), len(wanted))
        texts = list(wanted)
        parts = [self._embedder.parts(text) for text in texts]
        encoded = self._encoded(texts, parts, done) if texts else None
        done(sum(map(len, reports)) - len(texts))
        for passages, own_keys in zip(reports, keys, strict=True):
            self._count(passages, own_keys, wanted, parts)
        return np.concatenate(
            [
                self._of_report(passages, own_keys, wanted, encoded)
                for passages, own_keys in zip(reports, keys, strict=True)
            ]
        )

    def _encoded(
        self, texts: Sequence[str], parts: Sequence[list[str]], done: Callable[[int], None]
    ) -> Vectors:
        """Return the vectors of texts: those in the journal, and the others made now."""
        keys = list(map(_key, texts))
        new = [at for at, key in enumerate(keys) if key not in self._journal]
        old = [at for at, key in enumerate(keys) if key in self._journal]
        rows: dict[int, Vectors] = {}
        if old:
            rows |= zip(old, self._journal.vectors(keys[at] for at in old), strict=True)
            done(len(old))
        for first in range(0, len(new), _TEXTS_AT_A_TIME):
            some = new[first : first + _TEXTS_AT_A_TIME]
            made = self._whole([parts[at] for at in some], done)
            self._journal.add((keys[at] for at in some), made)
            rows |= zip(some, made, strict=True)
        return np.stack([rows[at] for at in range(len(texts))])

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

    def _count(
        self,
        passages: Sequence[Passage],
        keys: Sequence[bytes],
        wanted: dict[str, int],
        parts: Sequence[list[str]],
    ) -> None:
        for passage, key in zip(passages, keys, strict=True):
            text = matched_text(passage)
            at = wanted.get(text)
            kept = key in self._known
            made = not kept and _key(text) not in self._journal
            self.embedded += made
            self.reused += not made
            long = len(parts[at]) > 1 if at is not None else text in self._long_before
            if long:
                self.long.append(passage.id)

    def _of_report(
        self,
        passages: Sequence[Passage],
        keys: Sequence[bytes],
        wanted: dict[str, int],
        encoded: Vectors | None,
    ) -> Vectors:
        kept = [at for at, key in enumerate(keys) if key in self._known]
        if len(kept) == len(keys) and kept:
            return np.stack([self._known[key] for key in keys])
        if encoded is None:
            return np.empty((0, 0), dtype=np.float32)
        # A row without a vector of its own here is a kept one, far from any new neighbour.
        texts = [wanted.get(matched_text(passage)) for passage in passages]
        blank = np.zeros(encoded.shape[1], dtype=np.float32)
        made = with_neighbours(np.stack([blank if at is None else encoded[at] for at in texts]))
        for at in kept:
            made[at] = self._known[keys[at]]
        return made
