"""Lay a grid over the rows of a table: its columns, and what the cells in them are like."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import pairwise

from corpus.readers.pdf.lines import Cell, box_of, text_of
from corpus.report import Box

ALIGNED = 3.0
"""Edges that differ by less, in points, are one."""
Placed = dict[int, Cell]
"""The cells of a row by the number of their column."""

_LIKE_YEAR = re.compile(
    r"(?:FY|CY)?\s?\b(?:1[89]|20)\d\d(?:\s?[-–/]\s?(?:(?:1[89]|20)\d\d|\d\d))?\b|^(?:\(\d{1,2}\)\s?)+$"
)
_AMOUNT = re.compile(r"[$£€¥]\s?\d|\d\s?%|\d,\d{3}|\d\.\d")
_NEARLY_ALL, _MOST = 0.8, 0.6
_MAX_NAME_CHARS = 100


def columns_of(rows: Sequence[Sequence[Cell]]) -> list[Box]:
    """Return a box around each column, from the rows with the most cells."""
    counts = Counter(len(row) for row in rows if len(row) > 1)
    few = sum(counts.values()) < 4
    labelled = {len(row) for row in rows if sum(text_of(cell).endswith(":") for cell in row) > 1}
    enough = [count for count in counts if counts[count] > 1 or few or count in labelled]
    if not enough:
        return []
    full = [[box_of(cell) for cell in row] for row in rows if len(row) == max(enough)]
    columns = []
    for at, boxes in enumerate(zip(*full, strict=True)):
        left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
        if at + 1 < len(full[0]):
            # A wide cell may reach over the edge of the next column, in another row.
            right = min(right, *(row[at + 1][0] for row in full))
        columns.append((left, boxes[0][1], max(right, left + 1), boxes[-1][3]))
    return columns


def overlap(one: Box, other: Box) -> float:
    """Return the width that two boxes share, below 0 for a gap."""
    return min(one[2], other[2]) - max(one[0], other[0])


def placed_in(row: Sequence[Cell], columns: Sequence[Box]) -> Placed:
    """Return the cells of a row by their columns."""
    placed: Placed = {}
    for cell in row:
        box = box_of(cell)
        best = max(range(len(columns)), key=lambda at: (overlap(box, columns[at]), -at))
        placed[best] = (*placed.get(best, ()), *cell)
    return dict(sorted(placed.items()))


def are_aligned(rows: Sequence[Sequence[Cell]], columns: Sequence[Box]) -> bool:
    """Return whether most cells of each column share an edge, or their middle."""
    full = [[box_of(cell) for cell in row] for row in rows if len(row) == len(columns)]
    for boxes in zip(*full, strict=True):
        edges = zip(*((box[0], box[2], (box[0] + box[2]) / 2) for box in boxes), strict=True)
        shared = max(
            sum(abs(one - other) < ALIGNED for other in values)
            for values in edges
            for one in values
        )
        if shared < _MOST * len(boxes):
            return False
    return True


def label_columns(rows: Sequence[Placed]) -> set[int]:
    """Return the columns of labels: nearly all their cells end in a colon."""
    texts: dict[int, list[str]] = {}
    for row in rows:
        for at, cell in row.items():
            texts.setdefault(at, []).append(text_of(cell))
    ending = {at: sum(one.endswith(":") for one in found) for at, found in texts.items()}
    labels = {
        at
        for at, found in texts.items()
        if len(found) > 1 and ending[at] >= _NEARLY_ALL * len(found)
    }
    # A column with a single cell may be one of labels beside others.
    single = {at for at, found in texts.items() if len(found) == ending[at]}
    return labels | single if labels else labels


def is_value(text: str) -> bool:
    """Return whether a text is an amount rather than a head; years and numbers of columns head."""
    bare = _LIKE_YEAR.sub("", text)
    digits = sum(map(str.isdigit, bare))
    return bool(_AMOUNT.search(bare)) or digits * 3 > sum(map(str.isalpha, bare))


def is_value_row(row: Placed) -> bool:
    """Return whether a cell beside the first is an amount."""
    return any(is_value(text_of(cell)) for at, cell in row.items() if at)


def is_bold(row: Placed) -> bool:
    """Return whether all cells are bold."""
    return all(line.bold for cell in row.values() for line in cell)


def contrasts(top: Placed, body: Sequence[Placed]) -> bool:
    """Return whether a row is in words, and most cells below each of them are amounts."""
    if not body or is_value_row(top) or len(top) < 2:
        return False
    over = 0
    for at in top.keys() - {0}:
        below = [is_value(text_of(row[at])) for row in body if at in row]
        over += sum(below) > _MOST * len(below)
    return over > _MOST * len(top.keys() - {0})


def are_short(rows: Sequence[Placed], column: int) -> bool:
    """Return whether the cells of a column are names rather than sentences."""
    texts = [text_of(row[column]) for row in rows if column in row]
    # A mechanism of GAO-06-1046, p. 16, has 36 characters; an office of GAO-05-927, p. 36, 400.
    return all(len(text) < _MAX_NAME_CHARS and not text.endswith(".") for text in texts)


def are_in_words(rows: Sequence[Placed], body: Sequence[int], count: int) -> bool:
    """Return whether rows lack no cell but the first, and the second is in words."""
    return all(
        {*range(1, count)} <= rows[at].keys() and not is_value(text_of(rows[at][1])) for at in body
    )


def indents(rows: Sequence[Placed], others: Collection[int]) -> bool:
    """Return whether the first column is set from the left, so that an indent has a meaning."""
    cells = [row[0] for at, row in enumerate(rows) if at not in others and 0 in row]
    lefts = [box_of(cell)[0] for cell in cells if any(map(str.isalpha, text_of(cell)))]
    steps = sorted(set(map(round, lefts)))
    shared = sum(
        any(abs(left - one) < 1.0 for one in (lefts[:at] + lefts[at + 1 :]))
        for at, left in enumerate(lefts)
    )
    clear = all(other - one > ALIGNED for one, other in pairwise(steps) if other - one > 1)
    return len(steps) > 1 and clear and shared > _MOST * len(lefts)


def spanned(
    box: Box, columns: Sequence[Box], own: Sequence[int], taken: Collection[int], piece: Box | None
) -> list[int]:
    """Return the columns that a head stands over.

    Args:
        own: the columns that it overlaps.
        taken: those that other heads of its row overlap.
        piece: the rule right below it that ends with its columns, or None.
    """
    if piece is not None:
        return [
            at
            for at, column in enumerate(columns)
            if piece[0] - ALIGNED < (column[0] + column[2]) / 2 < piece[2] + ALIGNED
        ]

    def away(first: int, last: int) -> float:
        return abs(columns[first][0] + columns[last][2] - box[0] - box[2])

    ranges = [
        (first, last)
        for first in range(len(columns))
        for last in range(first, len(columns))
        if {*own} <= {*range(first, last + 1)} and not {*taken} & {*range(first, last + 1)}
    ]
    if len(own) == 1 and not any(away(*one) < 2 * ALIGNED for one in ranges):
        return list(own)
    if not ranges:
        return list(own)
    # Of ranges that are centred as well, the narrowest one.
    first, last = min(ranges, key=lambda one: (round(away(*one) / (2 * ALIGNED)), one[1] - one[0]))
    return list(range(first, last + 1))
