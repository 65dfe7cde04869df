"""Spool the vectors of a build to disk, then write them as an exact or a quantised FAISS index."""

import logging
from collections.abc import Iterator
from pathlib import Path

import faiss
import numpy as np

from index.store.local.vectors import VectorIndex
from index.store.manifest import Recall
from index.store.search_check import MIN_RECALL_AT_10, MIN_RECALL_AT_100, suffices
from index.types import Vectors

_DIMENSIONS_PER_CODE, _BITS = 4, 4
_TRAINING_ROWS = 32_768
_BLOCK = 1 << 15

_log = logging.getLogger(__name__)


class VectorWriter:
    """Takes vectors in order of row, and holds one block of them in memory.

    Attributes:
        dimension: length of a vector.
    """

    def __init__(self, path: Path, exact_up_to: int) -> None:
        """Open the spool file beside the new file.

        Args:
            exact_up_to: number of rows up to which the index is exact; a larger one uses codes.
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
        """Close and remove the spool file; may be called more than once."""
        self._stream.close()
        self._spool.unlink(missing_ok=True)

    def write(self) -> Recall | None:
        """Write the index.

        Returns:
            The recall of the search; None where it is exact.

        Raises:
            OSError: when the file cannot be written.
        """
        self._stream.close()
        rows = np.memmap(self._spool, np.float32, "r", shape=(self._count, self.dimension))
        recall = self._write_codes(rows) if self._use_codes() else None
        if recall is not None and not suffices(recall):
            _log.warning(
                "the recall of the vector codes is %.3f at 10 and %.3f at 100, below the minimum "
                "of %s and %s: the index searches exactly, which is slower",
                recall.at_10, recall.at_100, MIN_RECALL_AT_10, MIN_RECALL_AT_100,
            )  # fmt: skip
            recall = None
        if recall is None:
            self._write_exact(rows)
        self.close()
        return recall

    def _use_codes(self) -> bool:
        # Product quantisation needs at least as many rows as it has codes.
        if self._count < 1 << _BITS:
            return False
        return self._count > self._exact_up_to and self.dimension % (2 * _DIMENSIONS_PER_CODE) == 0

    def _write_exact(self, rows: Vectors) -> None:
        index = faiss.IndexFlatIP(self.dimension)
        _reserve(index, len(rows))
        for block in _blocks(rows):
            index.add(block)
        _save(index, self._path)

    def _write_codes(self, rows: Vectors) -> Recall | None:
        # One thread sums in a fixed order, so equal vectors give equal files.
        faiss.omp_set_num_threads(1)
        inner = faiss.METRIC_INNER_PRODUCT
        codes = faiss.IndexPQFastScan(
            self.dimension, self.dimension // _DIMENSIONS_PER_CODE, _BITS, inner
        )
        sample = np.linspace(0, len(rows) - 1, min(_TRAINING_ROWS, len(rows)), dtype=np.int64)
        codes.train(np.ascontiguousarray(rows[sample]))
        matrix = faiss.IndexScalarQuantizer(self.dimension, faiss.ScalarQuantizer.QT_fp16, inner)
        _reserve(matrix, len(rows))
        for block in _blocks(rows):
            codes.add(block)
            matrix.add(block)
        index = faiss.IndexRefine(codes, matrix)
        _save(index, self._path)
        return VectorIndex(index).recall()


def _save(index: faiss.Index, path: Path) -> None:
    """Write an index; raise OSError, as the operating system would, for FAISS's RuntimeError."""
    try:
        faiss.write_index(index, str(path))
    except RuntimeError as error:
        raise OSError(str(error).rpartition("failed: ")[2]) from error


def _blocks(rows: Vectors) -> Iterator[Vectors]:
    for first in range(0, len(rows), _BLOCK):
        yield np.ascontiguousarray(rows[first : first + _BLOCK])


def _reserve(index: faiss.IndexFlatCodes, rows: int) -> None:
    """Allocate the matrix at once; growing it would copy it and hold it twice."""
    index.codes.resize(rows * index.code_size)
    index.codes.clear()
