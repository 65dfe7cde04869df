"""Find the vectors of highest inner product with FAISS.

A small index multiplies a question's vector with the matrix of all vectors. A large index keeps
the matrix in half precision and, beside it, 4-bit codes of each vector (product quantisation,
Jégou and others, 2011; scanned in registers, André and others, 2015). The codes select some
hundred rows for a question, and the matrix rescores them. ``vector_writer`` writes both kinds.
"""

from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from corpus.errors import IndexDamaged
from index.store.manifest import Recall
from index.types import Vectors

Rows = npt.NDArray[np.int64]

MIN_RESCORED, RESCORED_PER_RESULT = 500, 10
"""Rows that the codes select for rescoring: at least 500, and 10 for each result."""
_QUESTIONS = 64
_DEPTHS = (10, 100)
_BLOCK = 1 << 15
_NOISE = 1e-5


class VectorIndex:
    """Unit vectors by row; the score of a row is its inner product with the question's vector."""

    def __init__(self, index: faiss.Index) -> None:
        """Wrap a FAISS index; use ``VectorWriter``, ``of`` or ``load``."""
        self._index = index
        self._quantised = isinstance(index, faiss.IndexRefine)
        matrix = index.refine_index if isinstance(index, faiss.IndexRefine) else index
        self._matrix = faiss.downcast_index(matrix)

    @classmethod
    def of(cls, vectors: Vectors) -> "VectorIndex":
        """Make an exact index in memory from vectors of shape (n, dimension)."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> "VectorIndex":
        """Map a file into memory; verify it first, since FAISS does not.

        The system loads the matrix as it is searched and shares the pages between processes.

        Raises:
            IndexDamaged: when FAISS cannot read the file.
        """
        try:
            faiss.set_deserialization_vector_byte_limit(max(2**20, 2 * path.stat().st_size))
            return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))
        except (RuntimeError, OSError) as error:
            raise IndexDamaged(f"{path} cannot be read") from error

    def __len__(self) -> int:
        """Return the number of rows."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Return the length of a vector."""
        return int(self._index.d)

    @property
    def is_exact(self) -> bool:
        """Tell whether an unfiltered search compares every row; a filtered search always does."""
        return not self._quantised

    def search(
        self, questions: Vectors, count: int, allowed: Sequence[range] | None = None
    ) -> list[tuple[Rows, Vectors]]:
        """Return the rows of highest score for each question, best first, ties by row.

        Args:
            questions: unit vectors; shape (n, dimension).
            count: maximum number of rows for each question.
            allowed: ranges of rows to search; all when None.

        Returns:
            For each question the rows and their inner products; shape (m,) with m <= count.
        """
        index, parameters = self._index, None
        if allowed is not None:
            chosen = np.zeros(len(self), dtype=bool)
            for part in allowed:
                chosen[part.start : part.stop] = True
            count = min(count, int(chosen.sum()))
            # A bitmap takes half the time of a set of rows where a filter passes many.
            bits = np.packbits(chosen, bitorder="little")
            parameters = faiss.SearchParameters(  # type: ignore[call-arg]
                sel=faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg,arg-type]
            )
            # FAISS cannot filter a scan of codes.
            index = self._matrix
        count = min(count, len(self))
        if count == 0:
            return [(np.empty(0, np.int64), np.empty(0, np.float32)) for _ in questions]
        if allowed is None and self._quantised:
            parameters = faiss.IndexRefineSearchParameters(  # type: ignore[call-arg]
                k_factor=max(MIN_RESCORED / count, RESCORED_PER_RESULT)
            )
        # More OpenMP threads make small searches slower, on a busy machine a hundred times. The
        # setting applies to the calling thread only.
        faiss.omp_set_num_threads(1)
        scores, rows = index.search(
            np.ascontiguousarray(questions, dtype=np.float32), count, params=parameters
        )
        found: list[tuple[Rows, Vectors]] = []
        for row, score in zip(rows, scores, strict=True):
            order = np.lexsort((row, -score))
            order = order[row[order] >= 0]
            found.append((row[order], score[order]))
        return found

    def vectors(self, rows: Rows) -> Vectors:
        """Return the vectors of rows; shape (len(rows), dimension)."""
        if len(rows) == 0:
            return np.empty((0, self.dimension), dtype=np.float32)
        return np.asarray(self._matrix.reconstruct_batch(rows), dtype=np.float32)

    def recall(self) -> Recall | None:
        """Return the recall of the search against an exact one; None where the search is exact."""
        if self.is_exact:
            return None
        questions = self._test_queries()
        depth = min(_DEPTHS[-1], len(self))
        exact = self._best_scores(questions, depth)
        found = [score for _, score in self.search(questions, depth)]
        shares = [
            np.mean(
                # Compares scores, not rows: equal vectors have equal scores in any order.
                [(mine[:at] >= best[at - 1] - _NOISE).sum() / at
                 for mine, best in zip(found, exact, strict=True)]
            )
            for at in (min(depth, at) for at in _DEPTHS)
        ]  # fmt: skip
        return Recall(len(questions), *(round(float(share), 4) for share in shares))

    def _test_queries(self) -> Vectors:
        """Return test queries: the normalised sums of pairs of distant rows."""
        rows = np.linspace(0, len(self) - 1, num=2 * _QUESTIONS, dtype=np.int64)
        own = self.vectors(rows)
        between = own[:_QUESTIONS] + own[_QUESTIONS:]
        return np.asarray(between / np.linalg.norm(between, axis=1, keepdims=True))

    def _best_scores(self, questions: Vectors, count: int) -> Vectors:
        """Return the highest scores of each question among all rows, highest first."""
        best = np.full((len(questions), count), -np.inf, dtype=np.float32)
        for first in range(0, len(self), _BLOCK):
            block = self._matrix.reconstruct_n(first, min(_BLOCK, len(self) - first))
            scores = np.concatenate([best, questions @ block.T], axis=1)
            best = np.partition(scores, -count, axis=1)[:, -count:]
        return np.asarray(np.sort(best, axis=1)[:, ::-1])
