"""Write the vectors of a build: to disk as they come, then into the kind of index that pays."""

import logging
from collections.abc import Iterator
from pathlib import Path

import faiss
import numpy as np

from index.store.local.vectors import VectorIndex
from index.store.manifest import Recall
from index.types import Vectors

LEAST_AT_10, LEAST_AT_100 = 0.98, 0.95
"""Codes that find less of what is nearest are not kept."""
_NUMBERS_A_CODE, _BITS = 4, 4
_LEARNT_FROM = 32_768
_BLOCK = 1 << 15

_log = logging.getLogger(__name__)


class VectorWriter:
    """Takes the vectors of a build in order of row; memory holds one block of them."""

    def __init__(self, path: Path, exact_up_to: int) -> None:
        """Prepare to write a new file.

        Args:
            exact_up_to: rows up to which the index is exact; above, it searches by codes.
        """
        self._path = path
        self._spool = path.with_name(path.name + ".rows")
        self._stream = self._spool.open("wb")
        self._exact_up_to = exact_up_to
        self.dimension = self._count = 0

    def add(self, vectors: Vectors) -> None:
        """Append vectors as the next rows; shape (n, dimension)."""
        self.dimension = vectors.shape[1]
        self._stream.write(np.ascontiguousarray(vectors, dtype=np.float32).data)
        self._count += len(vectors)

    def __len__(self) -> int:
        """Return the number of rows so far."""
        return self._count

    def close(self) -> None:
        """Let go of the vectors; harmless where they were written."""
        self._stream.close()
        self._spool.unlink(missing_ok=True)

    def write(self) -> Recall | None:
        """Write the index.

        Returns:
            How much the index finds of what is nearest; None where it is exact.

        Raises:
            OSError: when the disk is full, or the file cannot be written for another reason.
        """
        self._stream.close()
        rows = np.memmap(self._spool, np.float32, "r", shape=(self._count, self.dimension))
        recall = self._write_codes(rows) if self._pays() else None
        if recall is not None and (recall.at_10 < LEAST_AT_10 or recall.at_100 < LEAST_AT_100):
            _log.warning(
                "the codes of the vectors find %.3f of the 10 nearest and %.3f of the 100; "
                "%s and %s are the least: the index searches exactly, and slower",
                recall.at_10, recall.at_100, LEAST_AT_10, LEAST_AT_100,
            )  # fmt: skip
            recall = None
        if recall is None:
            self._write_exact(rows)
        self.close()
        return recall

    def _pays(self) -> bool:
        # There are fewer rows than codes to learn from them.
        if self._count < 1 << _BITS:
            return False
        return self._count > self._exact_up_to and self.dimension % (2 * _NUMBERS_A_CODE) == 0

    def _write_exact(self, rows: Vectors) -> None:
        index = faiss.IndexFlatIP(self.dimension)
        _reserve(index, len(rows))
        for block in _blocks(rows):
            index.add(block)
        _save(index, self._path)

    def _write_codes(self, rows: Vectors) -> Recall | None:
        # One thread: sums in one order, so that the same vectors give the same file.
        faiss.omp_set_num_threads(1)
        inner = faiss.METRIC_INNER_PRODUCT
        codes = faiss.IndexPQFastScan(
            self.dimension, self.dimension // _NUMBERS_A_CODE, _BITS, inner
        )
        learnt_from = np.linspace(0, len(rows) - 1, min(_LEARNT_FROM, len(rows)), dtype=np.int64)
        codes.train(np.ascontiguousarray(rows[learnt_from]))
        matrix = faiss.IndexScalarQuantizer(self.dimension, faiss.ScalarQuantizer.QT_fp16, inner)
        _reserve(matrix, len(rows))
        for block in _blocks(rows):
            codes.add(block)
            matrix.add(block)
        index = faiss.IndexRefine(codes, matrix)
        _save(index, self._path)
        return VectorIndex(index).recall()


def _save(index: faiss.Index, path: Path) -> None:
    """Write an index to a new file, and say what the operating system would where it cannot be."""
    try:
        faiss.write_index(index, str(path))
    except RuntimeError as error:
        raise OSError(str(error).rpartition("failed: ")[2]) from error


def _blocks(rows: Vectors) -> Iterator[Vectors]:
    for first in range(0, len(rows), _BLOCK):
        yield np.ascontiguousarray(rows[first : first + _BLOCK])


def _reserve(index: faiss.IndexFlatCodes, rows: int) -> None:
    """Take the memory of the matrix at once: one that grows is copied, and held twice meanwhile."""
    index.codes.resize(rows * index.code_size)
    index.codes.clear()
