"""Find the tables on a page and the cells of each row."""

import re
from collections import defaultdict
from itertools import pairwise

from corpus.readers.pdf.lines import Cell, Line, around, box_of, same_row

_REACH = 12  # lines before and after, in drawing order
_MIN_ROWS = 2
_ALIGNED = 3.0  # points
_CLEAR_STEP = 0.15  # type sizes
_SIGNS_OF_CELLS = "-–—−.…$€£¥%*/+±✓✔"
CAPTION = re.compile(
    r"(?:table|figure|box|chart|exhibit|map)\s+(?=[\w.-]*[\dIVX])[\w.-]{0,5}\w[.:]", re.IGNORECASE
)


def find_rows(lines: list[Line]) -> list[Line | list[Cell]]:
    """Return the lines in order; each table row is one list of its cells.

    Args:
        lines: lines of one page in reading order, cut at wide gaps.
    """
    found: list[Line | list[Cell]] = []
    at = 0
    for start, end in _regions(lines):
        found += lines[at:start]
        for table in _side_by_side(lines[start:end]):
            found += _rows(table)
        at = end
    found += lines[at:]
    return found


def _regions(lines: list[Line]) -> list[tuple[int, int]]:
    """Return the start and end index of each table."""
    beside = [_has_neighbour(lines, at) for at in range(len(lines))]
    regions: list[tuple[int, int]] = []
    single: list[tuple[int, int]] = []
    at = 0
    while at < len(lines):
        if not beside[at]:
            at += 1
            continue
        end = _end_of_region(lines, beside, at)
        rows = _count_rows(lines[at:end])
        if rows >= _MIN_ROWS:
            regions.append((_with_top(lines, at, regions[-1][1] if regions else 0), end))
        elif rows:
            single.append((at, end))
        at = end
    # A row parted from a table by the head of a group is a row, and so is one below a caption.
    for one in (*single, *reversed(single)):
        row = lines[slice(*one)]
        if any(_adjoins(row, lines[slice(*other)]) for other in regions if other != one) or (
            any(CAPTION.match(line.text) for line in lines[max(0, one[0] - 4) : one[0]])
        ):
            regions.append(one)
    return sorted(set(regions))


def _with_top(lines: list[Line], start: int, least: int) -> int:
    """Return where a table starts whose first head is taller than the one beside it."""
    while start > least:
        above, line = lines[start - 1], lines[start]
        centred = abs(above.left + above.right - line.left - line.right) < 2 * _ALIGNED
        if not (
            (centred or abs(above.left - line.left) < _ALIGNED)
            and -0.3 * line.size < line.top - above.bottom < 0.4 * line.size
            and (above.size, above.bold) == (line.size, line.bold)
            and line.right - line.left < above.right - above.left + 4 * line.size
            and not CAPTION.match(above.text)
        ):
            break
        start -= 1
    return start


def _adjoins(row: list[Line], table: list[Line]) -> bool:
    """Return whether a row is near a table and shares its left or its right edge."""
    one, other = box_of(row), box_of(table)
    gap = max(one[1] - other[3], other[1] - one[3])
    shares = abs(one[0] - other[0]) < _ALIGNED or abs(one[2] - other[2]) < _ALIGNED
    return shares and gap < 4 * row[0].size


def _has_neighbour(lines: list[Line], at: int) -> bool:
    return not _is_decoration(lines[at]) and any(
        same_row(lines[at], lines[other])
        and abs(lines[other].size - lines[at].size) < 1.5
        and not _is_decoration(lines[other])
        for other in range(max(0, at - _REACH), min(len(lines), at + _REACH + 1))
        if other != at
    )


def _is_decoration(line: Line) -> bool:
    """Return whether a line holds nothing that a cell would: glyphs such as bullets and stars."""
    return not any(sign.isalnum() or sign in _SIGNS_OF_CELLS for sign in line.text)


def _side_by_side(lines: list[Line]) -> list[list[Line]]:
    """Divide the lines into two tables that are drawn one after the other, side by side."""
    for at in range(4, len(lines) - 3):
        one, other = lines[:at], lines[at:]
        if (
            max(line.right for line in one) < min(line.left for line in other)
            and _count_rows(one) >= _MIN_ROWS
            and _count_rows(other) >= _MIN_ROWS
            and all(map(_is_drawn_by_row, (one, other)))
        ):
            return [one, other]
    return [lines]


def _is_drawn_by_row(lines: list[Line]) -> bool:
    return all(following.bottom > line.top for line, following in pairwise(lines))


def _end_of_region(lines: list[Line], beside: list[bool], start: int) -> int:
    """Return the end index of the table that starts here, before text too wide for a cell."""
    end = at = start + 1
    left, right = lines[start].left, lines[start].right
    bottom = lines[start].bottom
    while at < len(lines):
        line = lines[at]
        if line.top > bottom + 3 * line.size or line.bottom < lines[start].top - 8 * line.size:
            break
        if beside[at]:
            end = at + 1
        elif (
            line.right - line.left > 0.6 * (right - left)
            or at - end >= 4
            or abs(line.size - lines[start].size) > 1.4
            or (line.bold and not lines[at - 1].bold)
        ):
            break
        left, right = min(left, line.left), max(right, line.right)
        bottom = max(bottom, line.bottom)
        at += 1
    # Add further lines of the last row's cells that have no neighbour.
    while end < len(lines) and _continues(lines[start:end], lines[end]):
        end += 1
    return end


def _continues(lines: list[Line], line: Line) -> bool:
    above = [one for one in lines if one.left < line.right and one.right > line.left]
    return (
        bool(above)
        and abs(above[-1].left - line.left) < 3
        and 0 <= line.top - above[-1].top < 1.4 * line.size
        and line.left > min(one.left for one in lines) + line.size
    )


def _count_rows(lines: list[Line]) -> int:
    rows = 0
    last: Line | None = None
    for line, following in pairwise(sorted(lines, key=lambda line: (line.top, line.left))):
        if same_row(line, following) and (last is None or not same_row(last, line)):
            rows += 1
            last = line
    return rows


def _rows(lines: list[Line]) -> list[list[Cell]]:
    """Return the table's rows, with the cells from left to right."""
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
    return [[tuple(cell) for cell in sorted(row, key=_left_edge)] for row in rows]


def _cells(lines: list[Line]) -> list[list[Line]]:
    """Group the lines into cells.

    Most files draw the lines of a cell one after the other. For files that draw the table line
    by line, the gaps identify them: gaps inside cells are smaller than gaps between rows.
    """
    cells: list[list[Line]] = []
    gap_in_cells = _gap_in_cells(lines)
    for line in lines:
        for cell in reversed(cells[-_REACH:]):
            above = cell[-1]
            aligned = abs(above.left - line.left) < _ALIGNED
            limit = 0.6 * line.size if cell is cells[-1] else gap_in_cells * aligned
            if (
                line.left < above.right
                and line.right > above.left
                and -0.3 * line.size < line.top - above.bottom < limit
            ):
                cell.append(line)
                break
        else:
            cells.append([line])
    return cells


def _gap_in_cells(lines: list[Line]) -> float:
    """Return the limit between gaps inside cells and between rows, or 0 if they are alike."""
    columns: defaultdict[int, list[Line]] = defaultdict(list)
    for line in lines:
        columns[round(line.left / _ALIGNED)].append(line)
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
