"""Find where the tables of a page begin and end."""

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.readers.pdf.lines import Line, box_of, same_row
from corpus.readers.pdf.tables.rules import whole_rules
from corpus.report import Box

REACH = 12
"""Lines before and after, in drawing order, among which a cell is looked for."""
MIN_ROWS = 2
ALIGNED = 3.0  # points
CAPTION = re.compile(
    r"(?:table|figure|box|chart|exhibit|map)\s+(?=[\w.-]*[\dIVX])[\w.-]{0,5}\w[.:]", re.IGNORECASE
)
_MAX_GROUP_LINES = 4
"""Lines between two rows that head a group of rows."""
_LEAST_GAP = 0.5
"""Type sizes between cells: a date and an event of IF13199, page 1, are .9 apart."""
_SIGNS_OF_CELLS = "-–—−.…$€£¥%*/+±✓✔"


def cut_at_borders(lines: Sequence[Line], rules: Sequence[Box]) -> list[Line]:
    """Return the lines, cut between cells where the pieces of the rules above and below meet."""
    borders = _borders(rules)
    cut: list[Line] = []
    for line in lines:
        above = [edges for level, edges in borders if level < line.top + 2]
        below = [edges for level, edges in borders if level > line.bottom - 2]
        shared = [
            edge
            for edge in (above[-1] if above and below else ())
            if any(abs(edge - other) < ALIGNED for other in below[0])
        ]
        words = [[line.words[0]]]
        for word, following in pairwise(line.words):
            if any(word.box[2] < edge + 1 < following.box[0] + ALIGNED for edge in shared) and (
                following.box[0] - word.box[2] > _LEAST_GAP * line.size
            ):
                words.append([])
            words[-1].append(following)
        cut += [Line(tuple(own)) for own in words] if len(words) > 1 else [line]
    return cut


def _borders(rules: Sequence[Box]) -> list[tuple[float, list[float]]]:
    """Return the height of each rule that is drawn in pieces, and where these meet."""
    found: list[tuple[float, list[float]]] = []
    for one, other in pairwise(rules):
        if abs(one[1] - other[1]) < 1 and abs(other[0] - one[2]) < ALIGNED:
            if not found or one[1] - found[-1][0] > 1:
                found.append((one[1], []))
            found[-1][1].append((one[2] + other[0]) / 2)
    return found


def joined_in_rows(runs: Sequence[list[Line]], rules: Sequence[Box]) -> list[list[Line]]:
    """Return the runs of lines of a page, those joined that are cells of one ruled row."""
    rules = whole_rules(rules)
    joined = [list(run) for run in runs[:1]]
    for run in runs[1:]:
        if _share_ruled_row(joined[-1][-1], run[0], rules):
            joined[-1] += run
        else:
            joined.append(run)
    return joined


def _share_ruled_row(line: Line, following: Line, rules: Sequence[Box]) -> bool:
    """Return whether a rule right above a line and the next one below it run over both lines."""
    left, right = min(line.left, following.left), max(line.right, following.right)
    levels = [rule[1] for rule in rules if rule[0] < left + ALIGNED and rule[2] > right - ALIGNED]
    above = max((level for level in levels if level <= following.top + 2), default=None)
    below = min((level for level in levels if level > following.top + 2), default=None)
    if above is None or below is None:
        return False
    return following.top - above < 1.5 * following.size and above <= line.top + 2 < below


def regions_of(lines: list[Line], rules: Sequence[Box]) -> list[tuple[int, int]]:
    """Return the start and end index of each table among the lines of a page."""
    beside = [_has_neighbour(lines, at) for at in range(len(lines))]
    regions: list[tuple[int, int]] = []
    single: list[tuple[int, int]] = []
    at = 0
    while at < len(lines):
        if not beside[at]:
            at += 1
            continue
        end = _end_of_ruled(lines, at, _end_of_region(lines, beside, at), rules)
        rows = count_rows(lines[at:end])
        if rows >= MIN_ROWS:
            regions.append((_with_top(lines, at, regions[-1][1] if regions else 0), end))
        elif rows:
            single.append((at, end))
        at = end
    # A row parted from a table by the head of a group is a row, and so is one below a caption.
    for one in (*single, *reversed(single)):
        if any(_adjoins(lines, one, other) for other in regions if other != one) or (
            any(CAPTION.match(line.text) for line in lines[max(0, one[0] - 4) : one[0]])
        ):
            regions.append(one)
    return sorted(set(regions))


def _end_of_ruled(lines: list[Line], start: int, end: int, rules: Sequence[Box]) -> int:
    """Return the end of a table whose rows go on between rules, in lines as wide as a paragraph."""
    columns = _columns(lines[start:end])
    top = above = min(line.top for line in lines[start:end])
    width = columns[-1][1] - columns[0][0]
    own = [rule for rule in whole_rules(rules) if rule[1] > top and rule[2] - rule[0] > 0.5 * width]
    first = lines[start:end]
    for _, level, _, _ in own:
        band = end
        while band < len(lines) and top < lines[band].top < level:
            band += 1
        more = lines[end:band]
        wider = _columns(lines[start:band])
        begun = any(above < line.top < level for line in first)
        if (
            len(wider) < max(len(columns), MIN_ROWS)
            or any(abs(line.size - lines[start].size) > 1.4 for line in more)
            or (more and not begun and len(_columns(more)) < MIN_ROWS)
            or wider[-1][1] > max(rule[2] for rule in own) + ALIGNED
        ):
            break
        columns, above, end = wider, level, band
    return end


def _columns(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """Return the left and right edges of the columns between which no line crosses."""
    columns: list[tuple[float, float]] = []
    for left, right in sorted((line.left, line.right) for line in lines):
        if columns and left < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], right))
        else:
            columns.append((left, right))
    return columns


def _with_top(lines: list[Line], start: int, least: int) -> int:
    """Return where a table starts whose first head is taller than the one beside it."""
    while start > least:
        above, line = lines[start - 1], lines[start]
        centred = abs(above.left + above.right - line.left - line.right) < 2 * ALIGNED
        if not (
            (centred or abs(above.left - line.left) < ALIGNED)
            and -0.3 * line.size < line.top - above.bottom < 0.4 * line.size
            and (above.size, above.bold) == (line.size, line.bold)
            and line.right - line.left < above.right - above.left + 4 * line.size
            and not CAPTION.match(above.text)
        ):
            break
        start -= 1
    return start


def _adjoins(lines: list[Line], row: tuple[int, int], table: tuple[int, int]) -> bool:
    """Return whether a row is near a table and shares its left or its right edge."""
    one, other = box_of(lines[slice(*row)]), box_of(lines[slice(*table)])
    between = max(row[0] - table[1], table[0] - row[1])
    gap = max(one[1] - other[3], other[1] - one[3])
    shares = abs(one[0] - other[0]) < ALIGNED or abs(one[2] - other[2]) < ALIGNED
    return shares and between <= _MAX_GROUP_LINES and gap < 8 * lines[row[0]].size


def _has_neighbour(lines: list[Line], at: int) -> bool:
    return not _is_decoration(lines[at]) and any(
        same_row(lines[at], lines[other])
        and abs(lines[other].size - lines[at].size) < 1.5
        and not _is_decoration(lines[other])
        for other in range(max(0, at - REACH), min(len(lines), at + REACH + 1))
        if other != at
    )


def _is_decoration(line: Line) -> bool:
    """Return whether a line holds nothing that a cell would: glyphs such as bullets and stars."""
    return not any(sign.isalnum() or sign in _SIGNS_OF_CELLS for sign in line.text)


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
        and min(abs(above[-1].left - line.left), abs(above[-1].right - line.right)) < 3
        and 0 <= line.top - above[-1].top < 1.4 * line.size
        and line.left > min(one.left for one in lines) + line.size
    )


def count_rows(lines: list[Line]) -> int:
    """Return the number of rows of two cells or more."""
    rows = 0
    last: Line | None = None
    for line, following in pairwise(sorted(lines, key=lambda line: (line.top, line.left))):
        if same_row(line, following) and (last is None or not same_row(last, line)):
            rows += 1
            last = line
    return rows
