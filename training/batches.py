"""Batches for the reranker, made by worker processes.

All windows of a batch are laid out by length in a few chunks, so that a step is a
few large calls. What the losses need of each token and candidate is an array of
positions in the tokens of all chunks together. On an accelerator the sizes of chunks
are rounded up, so that few sizes recur and memory is used again as it is.
"""

import multiprocessing
import os
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from index.rerank.windows import Window, padded
from index.types import Key
from training.groups import Group, Groups

# Larger chunks are fewer calls and more padding.
CHUNK_TOKENS = {"cpu": 1536, "cuda": 32_768}
_GRAIN = {"cpu": 1, "cuda": 32}
"""Windows and tokens of a chunk are multiples of this."""
_AHEAD = 3
_PATIENCE = 5.0  # seconds between looks at whether the workers live

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """Some groups as tensors; n candidates, g groups with at most c candidates each.

    Attributes:
        chunks: ids, mask and types of windows of similar length; each (windows, tokens).
        tokens, candidate: for each token of a candidate, its position and the candidate.
        table: the candidates of each group in the order of their keys, -1 where there are
            fewer; (g, c).
        right, answers: whether a candidate is one to rank first, and whether it answers; (n,).
        fused: score of the first stage; (n,).
        ranked: whether one of the group's candidates is to come first; (g,).
        marks: first token of a right sentence, its tokens, and which of these begin and end
            the short answer; (marks, 4).
    """

    chunks: list[tuple[Any, Any, Any]]
    tokens: Any
    candidate: Any
    table: Any
    right: Any
    answers: Any
    fused: Any
    ranked: Any
    marks: Any

    def to(self, device: str) -> "Batch":
        """Return the batch as tensors on a device."""

        def moved(part: Array) -> torch.Tensor:
            tensor = torch.from_numpy(part)
            return tensor if device == "cpu" else tensor.pin_memory().to(device, non_blocking=True)

        values = {one.name: getattr(self, one.name) for one in fields(self)}
        chunks = [(moved(a), moved(b), moved(c)) for a, b, c in values.pop("chunks")]
        return Batch(chunks, **{name: moved(part) for name, part in values.items()})


def batch_of(groups: Sequence[Group], chunk_tokens: int, grain: int = 1) -> Batch:
    """Return some groups as arrays.

    Args:
        chunk_tokens: of a chunk, at most, where more than one window is in it.
        grain: what the sizes of a chunk are rounded up to.
    """
    windows = [(at, window) for at, group in enumerate(groups) for window in group.windows]
    windows.sort(key=lambda pair: len(pair[1].ids))
    chunks: list[list[tuple[int, Any]]] = [[]]
    for pair in windows:
        if chunks[-1] and (len(chunks[-1]) + 1) * len(pair[1].ids) > chunk_tokens:
            chunks.append([])
        chunks[-1].append(pair)
    laid: list[tuple[Array, Array, Array]] = []
    tokens: list[Array] = []
    owners: list[Array] = []
    candidates: list[tuple[int, Key, bool, bool, float]] = []
    marks: list[tuple[int, int, int, int]] = []
    base = 0
    for chunk in chunks:
        laid.append(_laid([window for _, window in chunk], grain))
        width = laid[-1][0].shape[1]
        for row, (at, window) in enumerate(chunk):
            group = groups[at]
            for key, (first, last) in window.spans.items():
                begins = base + row * width + first
                tokens.append(np.arange(begins, begins + last - first))
                owners.append(np.full(last - first, len(candidates)))
                right = key in group.gold
                candidates.append((at, key, right, right and group.answers, group.fused[key]))
                marks += _mark(begins, window.offsets[first : last - 1], group.gold.get(key))
        base += laid[-1][0].size
    of_group = [[] for _ in groups]  # type: list[list[int]]
    for number in sorted(range(len(candidates)), key=lambda one: candidates[one][:2]):
        of_group[candidates[number][0]].append(number)
    table = np.full((len(groups), max(map(len, of_group))), -1)
    for at, members in enumerate(of_group):
        table[at, : len(members)] = members
    return Batch(
        laid,
        np.concatenate(tokens),
        np.concatenate(owners),
        table,
        np.array([one[2] for one in candidates]),
        np.array([one[3] for one in candidates]),
        np.array([one[4] for one in candidates], dtype=np.float32),
        np.array([group.ranked for group in groups]),
        np.array(marks, dtype=np.int64).reshape(-1, 4),
    )


def group_batch(groups: Sequence[Group], device: str) -> Batch:
    """Return some groups as arrays of the sizes that a device is quick with."""
    return batch_of(groups, CHUNK_TOKENS[device], _GRAIN[device])


def _laid(windows: Sequence[Window], grain: int) -> tuple[Array, Array, Array]:
    """Return ids, mask and types of windows; both sizes are multiples of the grain."""
    arrays = padded(windows)
    rows, width = arrays[0].shape
    more = ((0, -rows % grain), (0, -width % grain))
    ids, mask, types = (np.pad(one, more) for one in arrays)
    mask[rows:, 0] = 1  # attention to nothing is not a number
    return ids, mask, types


def _mark(
    begins: int, offsets: Sequence[tuple[int, int]], span: tuple[int, int] | None
) -> list[tuple[int, int, int, int]]:
    if not span:
        return []
    inside = [at for at, (start, end) in enumerate(offsets) if start < span[1] and end > span[0]]
    return [(begins, len(offsets), inside[0], inside[-1])] if inside else []


@contextmanager
def batches(
    groups: Callable[[int], Groups], *, questions: int, workers: int, device: str, seed: int
) -> Iterator[Iterator[Batch]]:
    """Make batches in worker processes, for ever, as tensors on a device.

    Args:
        groups: makes the groups of a seed.
        questions: of a batch.
    """
    context = multiprocessing.get_context("fork")
    made: Any = context.Queue(4 * workers)
    stop = context.Event()
    processes = [
        context.Process(
            target=_work,
            args=(groups, seed + number, questions, device, made, stop),
            daemon=True,
        )
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    moved: queue.Queue[Batch] = queue.Queue(_AHEAD)
    mover = threading.Thread(target=_move, args=(made, moved, device, stop), daemon=True)
    mover.start()
    try:
        yield _taken(moved, [*processes, mover])
    finally:
        stop.set()
        mover.join()
        for process in processes:
            process.terminate()
            process.join()


def _taken(moved: "queue.Queue[Batch]", makers: Sequence[Any]) -> Iterator[Batch]:
    """Yield the batches.

    Raises:
        RuntimeError: when none comes and one of those that make or move them has ended.
    """
    while True:
        try:
            yield moved.get(timeout=_PATIENCE)
        except queue.Empty:
            if not all(one.is_alive() for one in makers):
                raise RuntimeError(
                    "what makes or moves batches has ended: its error is printed above"
                ) from None


def _move(made: Any, moved: "queue.Queue[Batch]", device: str, stop: Any) -> None:
    """Move batches to the device while it computes."""
    while not stop.is_set():
        try:
            batch = made.get(timeout=1)
        except queue.Empty:
            continue
        _put(moved, batch.to(device), stop)


def _put(into: Any, batch: Batch, stop: Any) -> None:
    while not stop.is_set():
        try:
            into.put(batch, timeout=1)
            return
        except queue.Full:
            continue


def _work(
    groups: Callable[[int], Groups], seed: int, questions: int, device: str, made: Any, stop: Any
) -> None:
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    torch.set_num_threads(1)
    drawn = groups(seed)
    batch: list[Group] = []
    while not stop.is_set():
        for group in drawn.epoch():
            batch.append(group)
            if len(batch) == questions:
                _put(made, group_batch(batch, device), stop)
                batch = []
            if stop.is_set():
                return
