"""Batches for the reranker, made by worker processes.

All windows of a batch are laid out by length in a few chunks, so that a step is a
few large calls. What the losses need of each token and candidate is an array of
positions in the tokens of all chunks together.
"""

import multiprocessing
import os
import queue
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from index.rerank.windows import padded
from training.groups import Group, Groups

CHUNK_TOKENS = {"cpu": 1536, "cuda": 24_576}

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """Some groups as tensors; n candidates, g groups with at most c candidates each.

    Attributes:
        chunks: ids, mask and types of windows of similar length; each (windows, tokens).
        tokens, candidate: for each token of a candidate, its position and the candidate.
        table: the candidates of each group, -1 where there are fewer; (g, c).
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
        values = {}
        for one in fields(self):
            value = getattr(self, one.name)
            if one.name == "chunks":
                values["chunks"] = [
                    tuple(torch.from_numpy(part).to(device, non_blocking=True) for part in chunk)
                    for chunk in value
                ]
            else:
                values[one.name] = torch.from_numpy(value).to(device, non_blocking=True)
        return Batch(**values)


def batch_of(groups: Sequence[Group], chunk_tokens: int) -> Batch:
    """Return some groups as arrays."""
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
    candidates: list[tuple[int, bool, bool, float]] = []
    marks: list[tuple[int, int, int, int]] = []
    base = 0
    for chunk in chunks:
        laid.append(padded([window for _, window in chunk]))
        width = laid[-1][0].shape[1]
        for row, (at, window) in enumerate(chunk):
            group = groups[at]
            for key, (first, last) in window.spans.items():
                begins = base + row * width + first
                tokens.append(np.arange(begins, begins + last - first))
                owners.append(np.full(last - first, len(candidates)))
                right = key in group.gold
                candidates.append((at, right, right and group.answers, group.fused[key]))
                marks += _mark(begins, window.offsets[first : last - 1], group.gold.get(key))
        base += laid[-1][0].size
    of_group = [[] for _ in groups]  # type: list[list[int]]
    for number, (at, *_) in enumerate(candidates):
        of_group[at].append(number)
    table = np.full((len(groups), max(map(len, of_group))), -1)
    for at, members in enumerate(of_group):
        table[at, : len(members)] = members
    return Batch(
        laid,
        np.concatenate(tokens),
        np.concatenate(owners),
        table,
        np.array([one[1] for one in candidates]),
        np.array([one[2] for one in candidates]),
        np.array([one[3] for one in candidates], dtype=np.float32),
        np.array([group.ranked for group in groups]),
        np.array(marks, dtype=np.int64).reshape(-1, 4),
    )


def _mark(
    begins: int, offsets: Sequence[tuple[int, int]], span: tuple[int, int] | None
) -> list[tuple[int, int, int, int]]:
    if not span:
        return []
    inside = [at for at, (start, end) in enumerate(offsets) if start < span[1] and end > span[0]]
    return [(begins, len(offsets), inside[0], inside[-1])] if inside else []


@contextmanager
def batches(
    groups: Callable[[int], Groups], *, questions: int, workers: int, chunk_tokens: int, seed: int
) -> Iterator[Iterator[Batch]]:
    """Make batches in worker processes, for ever.

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
            args=(groups, seed + number, questions, chunk_tokens, made, stop),
            daemon=True,
        )
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    try:
        yield iter(made.get, None)
    finally:
        stop.set()
        for process in processes:
            process.terminate()
            process.join()


def _work(
    groups: Callable[[int], Groups],
    seed: int,
    questions: int,
    chunk_tokens: int,
    made: Any,
    stop: Any,
) -> None:
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    torch.set_num_threads(1)
    drawn = groups(seed)
    batch: list[Group] = []
    while not stop.is_set():
        for group in drawn.epoch():
            batch.append(group)
            if len(batch) < questions:
                continue
            ready = batch_of(batch, chunk_tokens)
            batch = []
            while not stop.is_set():
                try:
                    made.put(ready, timeout=1)
                    break
                except queue.Full:
                    continue
            if stop.is_set():
                return
