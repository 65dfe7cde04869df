"""Choose pairs that keep the order of both editions and weigh most together."""

from collections.abc import Iterable
from typing import NamedTuple


class Pair(NamedTuple):
    """Sentences [old, old_end) of one edition that may be [new, new_end) of the other."""

    old: int
    old_end: int
    new: int
    new_end: int
    weight: float


def heaviest_chain(pairs: Iterable[Pair]) -> list[Pair]:
    """Return the pairs of the largest sum of weights that do not cross or overlap, in order.

    It takes n log n steps for n pairs. Of equal sums, the one found first is returned.
    """
    ordered = sorted(pairs)
    best = _Best(max((pair.new_end for pair in ordered), default=0))
    sums: list[float] = []
    before: list[int] = []
    waiting = sorted(range(len(ordered)), key=lambda at: ordered[at].old_end)
    told = 0
    for pair in ordered:
        while told < len(waiting) and ordered[waiting[told]].old_end <= pair.old:
            done = waiting[told]
            best.tell(ordered[done].new_end, sums[done], done)
            told += 1
        total, previous = best.up_to(pair.new)
        sums.append(total + pair.weight)
        before.append(previous)
    at = max(range(len(ordered)), key=lambda one: (sums[one], -one), default=-1)
    chain = []
    while at >= 0:
        chain.append(ordered[at])
        at = before[at]
    return chain[::-1]


class _Best:
    """The largest sum of a chain that ends at or before a place: a Fenwick tree."""

    def __init__(self, places: int) -> None:
        self._tree = [(0.0, -1)] * (places + 1)

    def tell(self, end: int, total: float, pair: int) -> None:
        while end < len(self._tree):
            if total > self._tree[end][0]:
                self._tree[end] = total, pair
            end += end & -end

    def up_to(self, end: int) -> tuple[float, int]:
        best = 0.0, -1
        while end:
            if self._tree[end][0] > best[0]:
                best = self._tree[end]
            end -= end & -end
        return best
