"""Search vectors alone: an exact search, ours and HNSW, each in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
import psutil

from bench.scale.asked import FLAT, load_prepared, recall, times_of
from bench.scale.grown import Real, grow, write_vectors
from bench.scale.hnsw import EFFORT, GREAT, GREAT_EFFORT, HnswIndex, kept_hnsw, write_hnsw
from bench.scale.hnsw import NAME as HNSW
from bench.scale.took import Took
from corpus.settings import load_settings
from index.store.local.vectors import VectorIndex
from index.types import Vectors

EXACT, OURS = "exact", "ours"
_EFFORTS = {HNSW: EFFORT, GREAT: GREAT_EFFORT}
_EXACT_ROWS = "exact-rows.npy"
_DEPTH = 100
_DEPTHS = (10, _DEPTH)

Figures = dict[str, object]
Search = Callable[[Vectors], Sequence[Sequence[int]]]


def measure_beside(
    place: Path, real: Real, count: int, *, hnsw: bool, kept: Path | None = None
) -> dict[str, Figures]:
    """Write the vectors of a collection as each kind of index, and ask each.

    Args:
        place: the folder with the prepared questions; gets the files.
        real: the sentences that the collection grows from.
        count: its size.
        hnsw: whether HNSW is built, too.
        kept: a folder that keeps the files of HNSW from run to run.
    """
    files = {EXACT: place / FLAT, OURS: place / "ours.faiss"}
    took = {
        EXACT: write_vectors(files[EXACT], real, count, exact_up_to=count),
        OURS: write_vectors(files[OURS], real, count, load_settings().exact_up_to),
    }
    if hnsw:
        files[HNSW], took[HNSW] = _hnsw(place, real, count, kept)
    found = {  # the exact search comes first: the others are compared with what it finds
        name: {
            "build s": took[name].clock,
            "build CPU s": took[name].cpu,
            "MB on disk": round(path.stat().st_size / 1e6, 1),
            **_asked(place, name, path),
        }
        for name, path in files.items()
    }
    if hnsw:
        found[GREAT] = _asked(place, GREAT, files[HNSW])
    return found


def _hnsw(place: Path, real: Real, count: int, kept: Path | None) -> tuple[Path, Took]:
    def blocks() -> Iterable[Vectors]:
        return (vectors for _, vectors in grow(real, count))

    if kept is not None:
        return kept_hnsw(kept, real.vectors[:count], count, blocks)
    path = place / "hnsw.faiss"
    return path, write_hnsw(path, blocks())


def _asked(place: Path, name: str, path: Path) -> Figures:
    command = [sys.executable, "-m", "bench.scale.beside", str(place), name, str(path)]
    figures: Figures = json.loads(subprocess.check_output(command))
    return figures


def ask_alone(place: Path, name: str, path: Path) -> Figures:
    """Return the figures of one index: memory that it adds to a process, time and recall."""
    prepared = load_prepared(place)
    questions = prepared.questions
    process = psutil.Process()
    before = process.memory_info().rss
    search = _opened(name, path)
    times = times_of(lambda at: search(questions[at : at + 1]), len(questions))
    memory = process.memory_info().rss - before
    found = search(questions)
    if name == EXACT:
        np.save(place / _EXACT_ROWS, np.array(found))
    exact = np.load(place / _EXACT_ROWS).tolist()
    return {
        "memory, MB": round(memory / 1e6, 1),
        "p50 ms": times["p50 ms"],
        "p95 ms": times["p95 ms"],
        **{f"recall@{depth}": recall(found, exact, depth) for depth in _DEPTHS},
    }


def _opened(name: str, path: Path) -> Search:
    if name in _EFFORTS:
        hnsw = HnswIndex.load(path, _EFFORTS[name])
        return lambda questions: [rows.tolist() for rows in hnsw.search(questions, _DEPTH)]
    ours = VectorIndex.load(path)
    return lambda questions: [rows.tolist() for rows, _ in ours.search(questions, _DEPTH)]


if __name__ == "__main__":
    print(json.dumps(ask_alone(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))))
