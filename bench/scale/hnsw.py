"""The index that others take for large collections, to compare ours with."""

import os
import time
from collections.abc import Iterable

import faiss
import numpy as np

from index.types import Vectors

_LINKS, _EFFORT = 32, 128


def measure_hnsw(
    blocks: Iterable[Vectors], questions: Vectors, count: int
) -> tuple[dict[str, float], list[list[int]]]:
    """Build HNSW32 on all cores, and search it on one.

    Returns:
        Its figures, and the rows that it finds for each question.
    """
    index: faiss.IndexHNSWFlat | None = None
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    wall, cpu = time.perf_counter(), time.process_time()
    for block in blocks:
        if index is None:
            index = faiss.IndexHNSWFlat(block.shape[1], _LINKS, faiss.METRIC_INNER_PRODUCT)
        index.add(np.ascontiguousarray(block))
    if index is None:
        raise ValueError("there must be vectors")
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    index.hnsw.efSearch = _EFFORT
    faiss.omp_set_num_threads(1)
    times: list[float] = []
    found: list[list[int]] = []
    for question in questions:
        started = time.process_time()
        _, rows = index.search(question[None], count)
        times.append((time.process_time() - started) * 1000)
        found.append([int(row) for row in rows[0]])
    figures = {"build s": wall, "build CPU s": cpu, "p50 CPU ms": float(np.median(times))}
    return {name: round(value, 3) for name, value in figures.items()}, found
