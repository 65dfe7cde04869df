"""HNSW, the index that others take for large collections, to compare ours with."""

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from bench.scale.took import Stopwatch, Took
from index.types import Vectors

_LINKS, _EFFORT_BUILD = 32, 40
EFFORT, GREAT_EFFORT = 128, 512
"""Candidates that a search keeps (efSearch); more of them find more, and take longer."""
_TELL_EVERY = 100_000
NAME = f"HNSW{_LINKS}"
GREAT = f"{NAME} at {GREAT_EFFORT}"


class HnswIndex:
    """Unit vectors in full precision, and a graph of their neighbours."""

    def __init__(self, index: faiss.IndexHNSWFlat) -> None:
        """Wrap a FAISS index; use ``load``."""
        self._index = index

    @classmethod
    def load(cls, path: Path, effort: int = EFFORT) -> "HnswIndex":
        """Map a file into memory, as our own index is opened."""
        faiss.set_deserialization_vector_byte_limit(max(2**20, 2 * path.stat().st_size))
        index: faiss.IndexHNSWFlat = faiss.read_index(  # type: ignore[assignment]
            str(path), faiss.IO_FLAG_MMAP_IFC
        )
        index.hnsw.efSearch = effort
        return cls(index)

    def search(self, questions: Vectors, count: int) -> list[npt.NDArray[np.int64]]:
        """Return the rows that one thread finds for each question, best first."""
        faiss.omp_set_num_threads(1)
        _, rows = self._index.search(np.ascontiguousarray(questions), count)
        return [found[found >= 0] for found in rows]


def write_hnsw(path: Path, blocks: Iterable[Vectors]) -> Took:
    """Build the graph on all cores and write it; the time is that of FAISS alone."""
    index: faiss.IndexHNSWFlat | None = None
    watch = Stopwatch()
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    for block in blocks:
        if index is None:
            index = faiss.IndexHNSWFlat(block.shape[1], _LINKS, faiss.METRIC_INNER_PRODUCT)
            index.hnsw.efConstruction = _EFFORT_BUILD
        with watch.running():
            index.add(np.ascontiguousarray(block))
        if index.ntotal % _TELL_EVERY < len(block):
            print(f"{NAME}: {index.ntotal:,} rows, {watch.took}", file=sys.stderr, flush=True)
    if index is None:
        raise ValueError("there must be vectors")
    with watch.running():
        faiss.write_index(index, str(path))
    return watch.took


def kept_hnsw(
    folder: Path, first: Vectors, count: int, blocks: Callable[[], Iterable[Vectors]]
) -> tuple[Path, Took]:
    """Return the file of an earlier run over the same vectors, or build it.

    Args:
        folder: where the files are kept.
        first: the vectors that the collection begins with; they decide the others.
        count: the number of vectors in the collection.
        blocks: gives the vectors of the collection.
    """
    path = folder / f"{NAME}-{count}-{_digest(first)}.faiss"
    took = path.with_suffix(".json")
    if not (path.is_file() and took.is_file()):
        folder.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        record = write_hnsw(new, blocks())
        took.unlink(missing_ok=True)
        new.replace(path)
        took.write_text(json.dumps(asdict(record)), encoding="utf-8")
    return path, Took(**json.loads(took.read_text(encoding="utf-8")))


def _digest(first: Vectors) -> str:
    made_by: Sequence[object] = (faiss.__version__, _LINKS, _EFFORT_BUILD, first.shape)
    digest = hashlib.sha256(repr(made_by).encode())
    digest.update(np.ascontiguousarray(first).data)
    return digest.hexdigest()[:12]
