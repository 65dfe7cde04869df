"""Open the passages, terms and vectors of a generation for search."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from corpus.errors import IndexDamaged
from index.store.files.generation import IDENTITIES
from index.store.files.open_files import OpenFiles
from index.store.local.lexical import LexicalIndex
from index.store.local.passages import PassageStore
from index.store.local.vectors import VectorIndex
from index.store.manifest import Manifest, Recall
from index.store.search_check import check_canaries
from index.types import Key, Scored, Vectors
from index.words.identities import Identities

PASSAGES = "passages.sqlite"
LEXICAL = "lexical"
VECTORS = "vectors.faiss"


class LocalView(PassageStore, OpenFiles):
    """A generation whose files were verified; see ``index.store.protocol.View``."""

    def __init__(self, folder: Path, manifest: Manifest, pointer: str) -> None:
        """Open the files of a generation, which must have been verified against its manifest.

        Raises:
            IndexDamaged: when a file cannot be opened, or the parts differ in size.
        """
        PassageStore.__init__(self, folder / PASSAGES, manifest.works)
        self.manifest = manifest
        self.pointer = pointer
        self.location = str(folder.parent)
        OpenFiles.__init__(self, folder)
        self._lexical = LexicalIndex.load(folder / LEXICAL)
        self._vectors = VectorIndex.load(folder / VECTORS)
        self.identities = Identities(_identity_terms(folder / IDENTITIES), self.sources)
        self._row_by_content: dict[bytes, int] = {}
        counts = {self.count, len(self.rows), len(self._lexical), len(self._vectors)}
        if counts != {manifest.passages} or self._vectors.dimension != manifest.dimension:
            self.close()
            raise IndexDamaged(f"the parts of {folder} do not belong together")

    def near(self, vectors: Vectors, k: int, reports: Sequence[str] = ()) -> list[list[Scored]]:
        """Return the k passages of highest cosine for each vector, best first, ties by key."""
        allowed = [self.rows.of_report(report) for report in reports] or None
        return [
            list(map(Scored, self.rows.keys(rows.tolist()), scores.tolist()))
            for rows, scores in self._vectors.search(vectors, k, allowed)
        ]

    def matching(self, terms: Sequence[str], k: int, reports: Sequence[str] = ()) -> list[Scored]:
        """Return the k passages of highest share that hold a term, best first, ties by key."""
        numbers = [self.rows.number(report) for report in reports] or None
        found = self._lexical.search(terms, k, numbers)
        keys = self.rows.keys(row for row, _ in found)
        return list(map(Scored, keys, (score for _, score in found)))

    def scored(
        self, keys: Sequence[Key], vector: Vectors, terms: Sequence[str]
    ) -> list[tuple[float, float]]:
        """Return the cosine and the share of each passage, in the order of the keys."""
        rows = [self.rows.row(key) for key in keys]
        # Not by "@", whose last bit depends on where a row stands: equal vectors are to be ties.
        own = self._vectors.vectors(np.array(rows, dtype=np.int64))
        cosines = np.einsum("ij,j->i", own, vector)
        shares = self._lexical.shares(terms, rows)
        return [
            (cosine, shares.get(row, 0.0))
            for row, cosine in zip(rows, cosines.tolist(), strict=True)
        ]

    def vectors(self, keys: Sequence[Key]) -> Vectors:
        """Return the vectors of passages; shape (len(keys), dimension)."""
        return self._vectors.vectors(np.array([self.rows.row(key) for key in keys], dtype=np.int64))

    def vectors_by_content(self, content_keys: Iterable[bytes]) -> dict[bytes, Vectors]:
        """Return the vectors with these content keys; omit keys that do not exist."""
        if not self._row_by_content:
            self._row_by_content = dict(self._content_keys(range(len(self.rows))))
        row_of = self._row_by_content
        found = [key for key in dict.fromkeys(content_keys) if key in row_of]
        rows = np.array([row_of[key] for key in found], dtype=np.int64)
        return dict(zip(found, self._vectors.vectors(rows), strict=True))

    def rarity(self, terms: Iterable[str]) -> dict[str, float]:
        """Return the inverse document frequency of each term, as ``matching`` weighs it."""
        return self._lexical.rarity(terms)

    def has_term(self, term: str) -> bool:
        """Tell whether a passage holds the term."""
        return self._lexical.has_term(term)

    def check(self) -> Recall | None:
        """Search for stored vectors, and compare the search with an exact one."""
        check_canaries(self)
        return self._vectors.recall()

    def close(self) -> None:
        """Close the files."""
        self.close_files()
        super().close()


def _identity_terms(path: Path) -> dict[str, list[str]]:
    """Return the terms of each report's identity; none of a generation before format 6."""
    found: dict[str, list[str]] = json.loads(path.read_bytes()) if path.exists() else {}
    return found
