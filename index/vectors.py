"""Exact nearest neighbours by inner product; the only module that uses FAISS."""

from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from corpus.errors import IndexDamaged
from index.embedding import Vectors

Rows = npt.NDArray[np.int64]


class VectorIndex:
    """Unit vectors by row; the score of a row is its inner product with the question."""

    def __init__(self, index: faiss.Index) -> None:
        """Wrap a FAISS index; use ``of`` or ``load``."""
        self._index = index

    @classmethod
    def of(cls, vectors: Vectors) -> "VectorIndex":
        """Make an index of vectors; shape (n, dimension)."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    def add(self, vectors: Vectors) -> None:
        """Append vectors as the next rows; shape (n, dimension)."""
        self._index.add(np.ascontiguousarray(vectors, dtype=np.float32))

    @classmethod
    def load(cls, path: Path) -> "VectorIndex":
        """Read an index whose file was checked against its manifest: FAISS checks nothing.

        Raises:
            IndexDamaged: when FAISS cannot read the file at all.
        """
        try:
            faiss.set_deserialization_vector_byte_limit(max(2**20, 2 * path.stat().st_size))
            return cls(faiss.read_index(str(path)))
        except (RuntimeError, OSError) as error:
            raise IndexDamaged(f"{path} cannot be read: run python build_index.py") from error

    def save(self, path: Path) -> None:
        """Write the index to a new file.

        Raises:
            OSError: when the disk is full, or the file cannot be written for another reason.
        """
        try:
            faiss.write_index(self._index, str(path))
        except RuntimeError as error:
            raise OSError(str(error).rpartition("failed: ")[2]) from error

    def __len__(self) -> int:
        """Return the number of rows."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Return the length of a vector."""
        return int(self._index.d)

    def search(
        self, questions: Vectors, count: int, allowed: Sequence[range] | None = None
    ) -> list[tuple[Rows, Vectors]]:
        """Return the nearest rows of each question, best first, ties by row.

        Args:
            questions: unit vectors; shape (n, dimension).
            count: rows wanted a question.
            allowed: ranges of rows to search in; all when None.

        Returns:
            For each question its rows and their inner products, at most ``count``.
        """
        parameters = None
        if allowed is not None:
            chosen = np.zeros(len(self), dtype=bool)
            for part in allowed:
                chosen[part.start : part.stop] = True
            count = min(count, int(chosen.sum()))
            # A bit a row: half the time of a set of rows where a filter passes many.
            bits = np.packbits(chosen, bitorder="little")
            parameters = faiss.SearchParameters(  # type: ignore[call-arg]
                sel=faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg,arg-type]
            )
        count = min(count, len(self))
        if count == 0:
            return [(np.empty(0, np.int64), np.empty(0, np.float32)) for _ in questions]
        # More OpenMP threads make small searches slower, on a busy machine a hundredfold; the
        # setting holds for the calling thread alone.
        faiss.omp_set_num_threads(1)
        scores, rows = self._index.search(
            np.ascontiguousarray(questions, dtype=np.float32), count, params=parameters
        )
        found: list[tuple[Rows, Vectors]] = []
        for row, score in zip(rows, scores, strict=True):
            order = np.lexsort((row, -score))
            order = order[row[order] >= 0]
            found.append((row[order], score[order]))
        return found

    def vectors(self, rows: Rows) -> Vectors:
        """Return the vectors of some rows; shape (len(rows), dimension)."""
        if len(rows) == 0:
            return np.empty((0, self.dimension), dtype=np.float32)
        return np.asarray(self._index.reconstruct_batch(rows), dtype=np.float32)
