"""Make the vectors of reports, keeping those that the last generation already has."""

import hashlib
from collections.abc import Callable, Sequence

import numpy as np

from corpus.report import Passage
from index.context import CONTEXT_VERSION, with_neighbours
from index.embedding import Embedder, Vectors
from index.generation import Generation


def matched_text(passage: Passage) -> str:
    """Return what the model reads of a passage: its words on one line."""
    return " ".join(passage.quote.split())


def vector_keys(passages: Sequence[Passage]) -> list[bytes]:
    """Name what the vector of each sentence of a report is made of: itself and its neighbours."""
    texts = ["", *map(matched_text, passages), ""]
    return [
        hashlib.sha256("\0".join(texts[at : at + 3]).encode()).digest()[:16]
        for at in range(len(passages))
    ]


class SentenceVectors:
    """Makes vectors and counts its work.

    Attributes:
        embedded: passages whose vector was made now.
        reused: passages whose vector was kept.
    """

    def __init__(self, embedder: Embedder, previous: Generation | None) -> None:
        """Take vectors from the previous generation where the same model and formula made them."""
        self._embedder = embedder
        self.embedded = self.reused = 0
        self._previous = None
        self._known: dict[bytes, int] = {}
        if (
            previous
            and previous.manifest.model_sha256 == embedder.identity.sha256
            and previous.manifest.versions.get("context") == CONTEXT_VERSION
        ):
            self._previous = previous.vectors
            self._known = dict(previous.passages.vector_keys())

    def of(self, reports: Sequence[Sequence[Passage]], done: Callable[[int], None]) -> Vectors:
        """Return the vectors of the passages of some reports, in order.

        Args:
            reports: the passages of each report; at least one passage in all.
            done: called with the number of passages that are ready since its last call.
        """
        keys = [vector_keys(passages) for passages in reports]
        wanted: dict[str, int] = {}
        for passages, own_keys in zip(reports, keys, strict=True):
            for at, key in enumerate(own_keys):
                if key not in self._known:
                    for passage in passages[max(0, at - 1) : at + 2]:
                        wanted.setdefault(matched_text(passage), len(wanted))
        encoded = self._embedder.encode(list(wanted), done) if wanted else None
        done(sum(map(len, reports)) - len(wanted))
        return np.concatenate(
            [
                self._of_report(passages, own_keys, wanted, encoded)
                for passages, own_keys in zip(reports, keys, strict=True)
            ]
        )

    def _of_report(
        self,
        passages: Sequence[Passage],
        keys: Sequence[bytes],
        wanted: dict[str, int],
        encoded: Vectors | None,
    ) -> Vectors:
        rows = np.array([self._known.get(key, -1) for key in keys], dtype=np.int64)
        kept = rows >= 0
        self.reused += int(kept.sum())
        self.embedded += int((~kept).sum())
        if self._previous is not None and (kept.all() or encoded is None):
            return self._previous.vectors(rows)
        if encoded is None:
            raise ValueError("a report without known vectors must have been encoded")
        # A row without a vector of its own here is a kept one, far from any new neighbour.
        texts = [wanted.get(matched_text(passage)) for passage in passages]
        blank = np.zeros(encoded.shape[1], dtype=np.float32)
        made = with_neighbours(np.stack([blank if at is None else encoded[at] for at in texts]))
        if self._previous is not None and kept.any():
            made[kept] = self._previous.vectors(rows[kept])
        return made
