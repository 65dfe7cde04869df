"""Find the tables on a page and the cells of each row."""

from collections import defaultdict
from itertools import pairwise

from corpus.readers.pdf.lines import Line, around, same_row

_REACH = 12  # lines before and after, in drawing order
_MIN_ROWS = 2
_ALIGNED = 3.0  # points
_CLEAR_STEP = 0.15  # type sizes


def find_rows(lines: list[Line]) -> list[Line | list[Line]]:
    """Return the lines in order; each table row is one list of its lines.

    Args:
        lines: lines of one page in reading order, cut at wide gaps.
    """
    found: list[Line | list[Line]] = []
    at = 0
    for start, end in _regions(lines):
        found += lines[at:start]
        found += _rows(lines[start:end])
        at = end
    found += lines[at:]
    return found


def _regions(lines: list[Line]) -> list[tuple[int, int]]:
    """Return the start and end index of each table."""
    beside = [_has_neighbour(lines, at) for at in range(len(lines))]
    regions: list[tuple[int, int]] = []
    at = 0
    while at < len(lines):
        if not beside[at]:
            at += 1
            continue
        end = _end_of_region(lines, beside, at)
        if _is_table(lines[at:end]):
            regions.append((at, end))
        at = end
    return regions


def _has_neighbour(lines: list[Line], at: int) -> bool:
    return any(
        same_row(lines[at], lines[other]) and abs(lines[other].size - lines[at].size) < 1.5
        for other in range(max(0, at - _REACH), min(len(lines), at + _REACH + 1))
        if other != at
    )


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


def _is_table(lines: list[Line]) -> bool:
    rows = 0
    last: Line | None = None
    for line, following in pairwise(sorted(lines, key=lambda line: (line.top, line.left))):
        if same_row(line, following) and (last is None or not same_row(last, line)):
            rows += 1
            last = line
    return rows >= _MIN_ROWS


def _rows(lines: list[Line]) -> list[list[Line]]:
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
    return [[line for cell in sorted(row, key=_left_edge) for line in cell] for row in rows]


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
