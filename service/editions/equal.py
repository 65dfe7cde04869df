"""Pair the equal sentences of two editions."""

from collections import defaultdict, deque
from collections.abc import Sequence
from typing import TypeVar

from rapidfuzz.distance import LCSseq

_Key = TypeVar("_Key")


def equal_pairs(
    old: Sequence[_Key], new: Sequence[_Key]
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return the pairs of equal sentences in the same order, and those in another one.

    The first list is a longest one, so the second holds as few sentences as possible. As many
    copies of a sentence are paired as both editions have.
    """
    numbers: dict[_Key, int] = {}
    ones = [numbers.setdefault(key, len(numbers)) for key in old]
    others = [numbers.setdefault(key, len(numbers)) for key in new]
    in_order = _longest(ones, others)
    left = defaultdict[int, deque[int]](deque)
    for at in sorted(set(range(len(ones))) - {one for one, _ in in_order}):
        left[ones[at]].append(at)
    elsewhere = [
        (left[others[at]].popleft(), at)
        for at in sorted(set(range(len(others))) - {other for _, other in in_order})
        if left[others[at]]
    ]
    return in_order, elsewhere


def _longest(ones: Sequence[int], others: Sequence[int]) -> list[tuple[int, int]]:
    """Return a longest list of pairs of equal numbers in which both sides ascend."""
    return [
        (block.src_start + at, block.dest_start + at)
        for block in LCSseq.opcodes(ones, others)
        if block.tag == "equal"
        for at in range(block.src_end - block.src_start)
    ]
