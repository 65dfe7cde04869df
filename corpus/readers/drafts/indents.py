"""Tell which paragraphs of printed pages are set apart by an indent on both sides."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from corpus.report import Block, Place

_LEAST, _MOST = 12, 72
"""Least and largest indent of a paragraph that is set apart, in points."""
_GRAIN = 4
"""Points within which left edges are the same."""
_USUAL = 0.2
"""Share of the lines from which a left edge is that of a column."""
_LEAST_RIGHT = 6


def with_indents(blocks: Sequence[Block], places: Sequence[Place]) -> tuple[Block, ...]:
    """Return the blocks; those that begin and end inside a column are set apart."""
    if not places:
        return tuple(blocks)
    starts = [place.start for place in places]
    edges = [_edges(places[bisect_left(starts, block.start) : bisect_left(starts, block.end)])
             for block in blocks]  # fmt: skip
    lefts = Counter[int]()
    rights: dict[int, float] = {}
    for block, (left, right, lines) in zip(blocks, edges, strict=True):
        if block.kind == "text" and lines:
            lefts[round(left / _GRAIN)] += lines
            rights[round(left / _GRAIN)] = max(right, rights.get(round(left / _GRAIN), 0))
    columns = [at for at, lines in lefts.items() if lines >= _USUAL * lefts.total()]
    return tuple(
        replace(block, apart="indented")
        if block.kind == "text" and lines and round(left / _GRAIN) not in columns
        and any(_LEAST <= left - _GRAIN * at <= _MOST and right <= rights[at] - _LEAST_RIGHT
                for at in columns)
        else block
        for block, (left, right, lines) in zip(blocks, edges, strict=True)
    )  # fmt: skip


def _edges(words: Sequence[Place]) -> tuple[float, float, int]:
    """Return the edges of a paragraph, without the indent of its first line, and its lines."""
    lefts: list[float] = []
    before: Place | None = None
    for word in words:
        if before is None or word.box[0] < before.box[0] or word.page != before.page:
            lefts.append(word.box[0])
        before = word
    right = max((word.box[2] for word in words), default=0.0)
    return min(lefts[1:] or lefts, default=0.0), right, len(lefts)
