"""Measure the processor time and the memory that a pair of long editions takes.

Each figure comes from a process of its own. difflib compares the same sentences as lines: its
``SequenceMatcher`` finds the equal ones alone, and ``ndiff`` also those that are alike.
"""

import difflib
import multiprocessing
import random
import resource
import time
from collections.abc import Callable, Sequence
from itertools import accumulate

from service.editions.alignment import align

PAGES, A_PAGE = 600, 22
"""Pages of a report, and sentences of a page."""
_VOCABULARY = 5_000
_CHANGES = {"nothing": 0, "1 in 10": 10, "all": 1}
_FEW = 1_000
"""Sentences that ndiff compares: the time grows with the cube of what has changed."""

_Compare = Callable[[Sequence[str], Sequence[str]], object]


def print_times(pages: int = PAGES) -> None:
    """Print what editions of this many pages take."""
    count = pages * A_PAGE
    print(
        "| sentences | changed | compared by | processor seconds | memory |\n|---|---|---|---|---|"
    )
    for name, every in _CHANGES.items():
        for compare in (_align, _equal_lines):
            _print(compare, count, name, every)
        _print(_ndiff, min(count, _FEW), name, every)


def _align(old: Sequence[str], new: Sequence[str]) -> object:
    return align(old, new)


def _equal_lines(old: Sequence[str], new: Sequence[str]) -> object:
    return difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def _ndiff(old: Sequence[str], new: Sequence[str]) -> object:
    return list(difflib.ndiff(old, new))


def _print(compare: _Compare, count: int, name: str, every: int) -> None:
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        seconds, megabytes = pool.apply(_measured, (compare, count, every))
    label = compare.__name__.strip("_").replace("_", " ")
    print(f"| {count:,} | {name} | {label} | {seconds:.1f} | {megabytes:.0f} MB |", flush=True)


def _measured(compare: _Compare, count: int, every: int) -> tuple[float, float]:
    old, new = editions(count, every)
    compare(old[:50], new[:50])  # loads what is loaded once
    before, started = _peak(), time.process_time()
    compare(old, new)
    return time.process_time() - started, _peak() - before


def editions(count: int, every: int) -> tuple[list[str], list[str]]:
    """Return made-up editions; of so many sentences one ends in other words, or none for 0."""
    chance = random.Random(count)  # noqa: S311
    words = [f"w{number}" for number in range(_VOCABULARY)]
    weights = list(accumulate(1 / rank for rank in range(1, _VOCABULARY + 1)))
    old = [
        " ".join(chance.choices(words, cum_weights=weights, k=chance.randint(8, 40))) + "."
        for _ in range(count)
    ]
    new = list(old)
    for at in range(0, count if every else 0, every or 1):
        new[at] = new[at].rsplit(" ", 3)[0] + " otherwise than before."
    return old, new


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
