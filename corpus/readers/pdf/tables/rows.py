"""Find the tables on a page and the cells of each row."""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate, pairwise

from corpus.readers.pdf.lines import Cell, Line, around, box_of, same_row
from corpus.readers.pdf.tables.cuts import cut_at_columns
from corpus.readers.pdf.tables.regions import (
    ALIGNED,
    CAPTION,
    MIN_ROWS,
    REACH,
    count_rows,
    cut_at_borders,
    regions_of,
)
from corpus.readers.pdf.tables.rules import whole_rules
from corpus.report import Box

_CLEAR_STEP = 0.15  # type sizes
_NUMBER = re.compile(r"[-–−+]?[$€£¥]?\s?\d[\d.,]*\s?%?")


def find_rows(lines: list[Line], rules: Sequence[Box] = ()) -> list[Line | list[Cell]]:
    """Return the lines in order; each table row is one list of its cells.

    Args:
        lines: lines of one page in reading order, cut at wide gaps.
        rules: boxes of the horizontal rules of the page, from the top.
    """
    lines = cut_at_columns(cut_at_borders(lines, rules))
    found: list[Line | list[Cell]] = []
    at = 0
    for start, end in regions_of(lines, rules):
        found += lines[at:start]
        for table in _side_by_side(lines[start:end]):
            for row in _rows(table, rules):
                # The captions of two tables side by side stand in one row, too.
                named = len(row) == 1 and CAPTION.match(row[0][0].text)
                found += row[0] if named else [row]
        at = end
    found += lines[at:]
    return found


def _side_by_side(lines: list[Line]) -> list[list[Line]]:
    """Divide the lines into two tables that are drawn one after the other, side by side."""
    right = list(accumulate((line.right for line in lines), max))
    left = list(accumulate((line.left for line in reversed(lines)), min))[::-1]
    for at in range(4, len(lines) - 3):
        one, other = lines[:at], lines[at:]
        if (
            right[at - 1] < left[at]
            and count_rows(one) >= MIN_ROWS
            and count_rows(other) >= MIN_ROWS
            and all(map(_is_drawn_by_row, (one, other)))
        ):
            return [one, other]
    return [lines]


def _is_drawn_by_row(lines: list[Line]) -> bool:
    return all(following.bottom > line.top for line, following in pairwise(lines))


def _rows(lines: list[Line], rules: Sequence[Box]) -> list[list[Cell]]:
    """Return the table's rows, with the cells from left to right.

    Where rules part the rows, nothing else does.
    """
    rows: list[list[list[Line]]] = []
    bottom = 0.0
    for cell in sorted(_cells(lines), key=lambda cell: around(line.box for line in cell)[1]):
        _, top, _, lowest = around(line.box for line in cell)
        if rows and min(bottom, lowest) - top > 1:
            rows[-1].append(cell)
            bottom = max(bottom, lowest)
        else:
            rows.append([cell])
            bottom = lowest
    rows = _joined_by_rules(rows, rules)
    return [[tuple(cell) for cell in sorted(row, key=_left_edge)] for row in rows]


def _joined_by_rules(rows: list[list[list[Line]]], rules: Sequence[Box]) -> list[list[list[Line]]]:
    boxes = [around(box_of(cell) for cell in row) for row in rows]
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    wide = [
        rule[1]
        for rule in whole_rules(rules)
        if min(rule[2], right) - max(rule[0], left) > 0.5 * (right - left)
    ]
    parted = [
        any(above[3] - 2 < at < below[1] + 2 for at in wide) for above, below in pairwise(boxes)
    ]
    if sum(parted) < 0.6 * len(parted):
        return rows
    joined = rows[:1]
    for row, apart in zip(rows[1:], parted, strict=True):
        if apart or len(row) > 1:
            joined.append(row)
        else:
            joined[-1] += row
    return joined


def _cells(lines: list[Line]) -> list[list[Line]]:
    """Group the lines into cells.

    Most files draw the lines of a cell one after the other. For files that draw the table line
    by line, the gaps identify them: gaps inside cells are smaller than gaps between rows. A
    number goes on in no second line, so that one below another parts their rows.
    """
    cells: list[list[Line]] = []
    gap_in_cells = _gap_in_cells(lines)
    steps = _steps_of_numbers(lines)
    for line in lines:
        for cell in reversed(cells[-REACH:]):
            above = cell[-1]
            aligned = abs(above.left - line.left) < ALIGNED
            limit = 0.6 * line.size if cell is cells[-1] else gap_in_cells * aligned
            if (
                line.left < above.right
                and line.right > above.left
                and -0.3 * line.size < line.top - above.bottom < limit
                and not any(same_row(one, above) and same_row(two, line) for one, two in steps)
            ):
                cell.append(line)
                break
        else:
            cells.append([line])
    return cells


def _steps_of_numbers(lines: list[Line]) -> list[tuple[Line, Line]]:
    """Return the numbers that stand right below another one, with that one."""
    numbers = [line for line in lines if _NUMBER.fullmatch(line.text)]
    return [
        (one, two)
        for one in numbers
        for two in numbers
        if one.left < two.right
        and two.left < one.right
        and -0.3 * one.size < two.top - one.bottom < 0.6 * one.size
    ]


def _gap_in_cells(lines: list[Line]) -> float:
    """Return the limit between gaps inside cells and between rows, or 0 if they are alike."""
    columns: defaultdict[int, list[Line]] = defaultdict(list)
    for line in lines:
        columns[round(line.left / ALIGNED)].append(line)
    gaps = sorted(
        below.top - above.bottom
        for column in columns.values()
        for above, below in pairwise(sorted(column, key=lambda line: line.top))
        if below.top > above.bottom - 0.3 * above.size
    )
    size = lines[0].size
    for narrow, wide in pairwise(gaps):
        if wide - narrow > _CLEAR_STEP * size and narrow < 0.6 * size:
            return (narrow + wide) / 2
    return 0.0


def _left_edge(cell: list[Line]) -> float:
    return min(line.left for line in cell)
