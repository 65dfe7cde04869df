"""Find nearest neighbours by inner product; ``vector_writer`` writes them, both through FAISS.

A small index is a matrix that every question is multiplied with. A large one has, beside its
matrix (in half precision), each vector in 4-bit codes (product quantisation, Jégou and others,
2011; scanned in registers, André and others, 2015): the codes choose some hundred rows for a
question, and the matrix gives these their exact scores.
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

REFINED, REFINED_EACH = 500, 10
"""So many rows that the codes choose get their exact score: at least, and for each row wanted."""
_QUESTIONS = 64
_DEPTHS = (10, 100)
_BLOCK = 1 << 15
_NOISE = 1e-5


class VectorIndex:
    """Unit vectors by row; the score of a row is its inner product with the question."""

    def __init__(self, index: faiss.Index) -> None:
        """Wrap a FAISS index; use ``VectorWriter``, ``of`` or ``load``."""
        self._index = index
        self._refined = isinstance(index, faiss.IndexRefine)
        matrix = index.refine_index if isinstance(index, faiss.IndexRefine) else index
        self._matrix = faiss.downcast_index(matrix)

    @classmethod
    def of(cls, vectors: Vectors) -> "VectorIndex":
        """Make an exact index of vectors, in memory; shape (n, dimension)."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> "VectorIndex":
        """Map a file that was checked against its manifest: FAISS checks nothing.

        The matrix stays on disk until it is searched, and processes share what they read of it.

        Raises:
            IndexDamaged: when FAISS cannot read the file at all.
        """
        try:
            faiss.set_deserialization_vector_byte_limit(max(2**20, 2 * path.stat().st_size))
            return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))
        except (RuntimeError, OSError) as error:
            raise IndexDamaged(f"{path} cannot be read: run python build_index.py") from error

    def __len__(self) -> int:
        """Return the number of rows."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Return the length of a vector."""
        return int(self._index.d)

    @property
    def is_exact(self) -> bool:
        """Tell whether a search without a filter looks at every row; one with a filter does."""
        return not self._refined

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
        index, parameters = self._index, None
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
            # A scan of codes takes no filter.
            index = self._matrix
        count = min(count, len(self))
        if count == 0:
            return [(np.empty(0, np.int64), np.empty(0, np.float32)) for _ in questions]
        if allowed is None and self._refined:
            parameters = faiss.IndexRefineSearchParameters(  # type: ignore[call-arg]
                k_factor=max(REFINED / count, REFINED_EACH)
            )
        # More OpenMP threads make small searches slower, on a busy machine a hundredfold; the
        # setting holds for the calling thread alone.
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
        """Return the vectors of some rows; shape (len(rows), dimension)."""
        if len(rows) == 0:
            return np.empty((0, self.dimension), dtype=np.float32)
        return np.asarray(self._matrix.reconstruct_batch(rows), dtype=np.float32)

    def recall(self) -> Recall | None:
        """Compare the search with one that looks at every row; None where it does so itself."""
        if self.is_exact:
            return None
        questions = self._canaries()
        depth = min(_DEPTHS[-1], len(self))
        exact = self._best_scores(questions, depth)
        found = [score for _, score in self.search(questions, depth)]
        shares = [
            np.mean(
                # By score, not by row: twins have the same, and either will do.
                [(mine[:at] >= best[at - 1] - _NOISE).sum() / at
                 for mine, best in zip(found, exact, strict=True)]
            )
            for at in (min(depth, at) for at in _DEPTHS)
        ]  # fmt: skip
        return Recall(len(questions), *(round(float(share), 4) for share in shares))

    def _canaries(self) -> Vectors:
        """Return what stands for questions: directions between two rows, near to neither."""
        rows = np.linspace(0, len(self) - 1, num=2 * _QUESTIONS, dtype=np.int64)
        own = self.vectors(rows)
        between = own[:_QUESTIONS] + own[_QUESTIONS:]
        return np.asarray(between / np.linalg.norm(between, axis=1, keepdims=True))

    def _best_scores(self, questions: Vectors, count: int) -> Vectors:
        """Return the best scores of each question among all rows, best first."""
        best = np.full((len(questions), count), -np.inf, dtype=np.float32)
        for first in range(0, len(self), _BLOCK):
            block = self._matrix.reconstruct_n(first, min(_BLOCK, len(self) - first))
            scores = np.concatenate([best, questions @ block.T], axis=1)
            best = np.partition(scores, -count, axis=1)[:, -count:]
        return np.asarray(np.sort(best, axis=1)[:, ::-1])
