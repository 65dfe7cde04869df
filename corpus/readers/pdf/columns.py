"""Sort the lines of a page into reading order."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.readers.pdf.glyphs.raised import join_raised
from corpus.readers.pdf.lines import Line, Page, Word, most_common_size, same_row
from corpus.text.layout import LIST_MARKER

WIDE_GAP = 1.2
"""Gap between words, in type sizes, from which they belong to different columns or cells."""

# Shares of the page width.
_MIN_COLUMN_WIDTH = 0.18
_MAX_SIDE_HEADING_WIDTH = 0.3
_MIN_TEXT_WIDTH = 0.35
_NUMBER = re.compile(r"[(\[]?\w{1,4}[.)\]]?|[*†‡§]{1,3}")


def reading_order(page: Page) -> list[Line]:
    """Return the page's lines, cut at wide gaps, column by column.

    The drawing order is kept if it is plausible, because producers draw related lines together.
    Otherwise the lines are sorted by position.
    """
    lines = [piece for at in range(len(page.lines)) for piece in _cut(page.lines, at)]
    ordered = lines if _is_plausible(lines, page) else _by_position(lines, page)
    return _side_headings_first(ordered, page)


def body_size(pages: list[Page]) -> float:
    """Return the type size of the running text, in points.

    Only lines of eight words or more and without wide gaps count, if there are any.
    """
    lines = [line for page in pages for line in page.lines]
    running = [
        line
        for line in lines
        if len(line.words) >= 8 and not any(wide for _, _, wide in _gaps(line))
    ]
    return most_common_size(word for line in running or lines for word in line.words)


def join_pieces(page: Page) -> Page:
    """Return the page with lines and words rejoined that a superscript note mark split."""
    joined: list[Line] = []
    for line in page.lines:
        if joined and same_row(joined[-1], line):
            gap = line.left - joined[-1].right
            mark = joined[-1].text.isdigit() or line.text.isdigit()
            if -(1.0 if mark else 0.3) * line.size < gap < WIDE_GAP * max(line.size, 6):
                joined[-1] = Line((*joined[-1].words, *line.words))
                continue
        joined.append(line)
    return replace(page, lines=tuple(map(_with_marks, joined)))


def _with_marks(line: Line) -> Line:
    """Return the line with each raised number joined to the word before it."""
    words = [line.words[0]]
    for word in line.words[1:]:
        if joined := join_raised(words[-1], word):
            words[-1] = joined
        else:
            words.append(word)
    return Line(tuple(words))


def _cut(lines: Sequence[Line], at: int) -> list[Line]:
    """Cut a line at its wide gaps, except where a line above or below covers the gap."""
    line = lines[at]
    near = [
        other
        for other in lines[max(0, at - 2) : at + 3]
        if abs(other.top - line.top) < 1.6 * line.size and not same_row(other, line)
    ]
    pieces = [[line.words[0]]]
    for word, following, wide in _gaps(line):
        middle = (word.box[2] + following.box[0]) / 2
        alike = word.bold == following.bold and abs(word.size - following.size) < 0.8
        if wide and not (alike and _run_across(near, middle, word.size)):
            pieces.append([])
        pieces[-1].append(following)
    return [Line(tuple(words)) for words in pieces]


def _gaps(line: Line) -> Iterator[tuple[Word, Word, bool]]:
    """Yield each pair of neighbouring words and whether the gap between them is wide."""
    for at, (word, following) in enumerate(pairwise(line.words)):
        gap = following.box[0] - word.box[2]
        limit = WIDE_GAP * max(word.size, following.size)
        if at == 0 and (LIST_MARKER.match(word.text + " ") or _NUMBER.fullmatch(word.text)):
            yield word, following, gap > 4 * limit
        else:
            yield word, following, gap > limit or gap < -2 * limit


def _run_across(near: Sequence[Line], middle: float, size: float) -> bool:
    """Return whether a line of this size covers the position and no line has a wide gap there."""
    covered = False
    for line in near:
        if not line.left < middle < line.right:
            continue
        if any(
            wide and word.box[2] < middle < following.box[0]
            for word, following, wide in _gaps(line)
        ):
            return False
        covered = covered or abs(line.size - size) < 0.8
    return covered


def _side_headings_first(lines: list[Line], page: Page) -> list[Line]:
    """Move each heading in the side margin before the paragraph beside it."""
    ordered = list(lines)
    placed: set[int] = set()
    for beside in lines:
        line = _heading_beside(beside, lines, page)
        if line is None or id(line) in placed:
            continue
        heading = [line]
        for other in sorted(lines, key=lambda one: one.top):
            if _continues_heading(other, heading[-1]):
                heading.append(other)
        placed.update(map(id, heading))
        ordered = [one for one in ordered if id(one) not in placed or one not in heading]
        at = ordered.index(beside)
        ordered[at:at] = heading
    return ordered


def _heading_beside(line: Line, lines: list[Line], page: Page) -> Line | None:
    """Return the side heading to the left of this line of running text, or None."""
    if line.right - line.left < _MIN_TEXT_WIDTH * page.width:
        return None
    row = [one for one in lines if one is not line and same_row(one, line)]
    if len(row) != 1:
        return None
    (heading,) = row
    fits = (
        heading.right < line.left
        and heading.size >= line.size
        and (heading.bold, heading.size) != (line.bold, line.size)
    )
    narrow = all(
        one.right - one.left < _MAX_SIDE_HEADING_WIDTH * page.width
        for one in lines
        if one.right < line.left
    )
    return heading if fits and narrow else None


def _continues_heading(line: Line, heading: Line) -> bool:
    return (
        abs(line.left - heading.left) < 3
        and abs(line.size - heading.size) < 0.3
        and line.bold == heading.bold
        and 0.5 * line.size < line.top - heading.top < 1.8 * line.size
    )


def _is_plausible(lines: list[Line], page: Page) -> bool:
    """Return whether nearly every line is below or to the right of the line before."""
    jumps = sum(
        following.bottom < line.top and following.left < line.right - 0.3 * line.size
        for line, following in pairwise(lines)
    )
    if jumps > 1 + len(lines) // 50:
        return False
    gutter = _gutter(lines, page)
    if gutter is None:
        return True
    sides = [_side(line, gutter) for line in lines]
    switches = sum(a != b for a, b in pairwise(sides))
    return switches <= 2 + 2 * sides.count(0)


def _side(line: Line, gutter: float) -> int:
    """Return -1 for a line left of the gutter, 1 for one right of it, 0 for one across it."""
    if line.right <= gutter:
        return -1
    return 1 if line.left >= gutter else 0


def _gutter(lines: list[Line], page: Page) -> float | None:
    """Return the x position of the gutter between two columns of running text, or None."""
    best: tuple[int, float] | None = None
    for at in {round(line.left) - 1 for line in lines}:
        sides: dict[int, list[Line]] = {-1: [], 0: [], 1: []}
        for line in lines:
            sides[_side(line, at)].append(line)
        if len(sides[0]) > 0.25 * len(lines) or not all(
            _is_column(sides[side], page) for side in (-1, 1)
        ):
            continue
        if best is None or (len(sides[0]), at) < best:
            best = (len(sides[0]), at)
    return best[1] if best else None


def _is_column(lines: list[Line], page: Page) -> bool:
    widths = sorted(line.right - line.left for line in lines)
    return len(lines) >= 5 and widths[len(widths) // 2] >= _MIN_COLUMN_WIDTH * page.width


def _by_position(lines: list[Line], page: Page) -> list[Line]:
    gutter = _gutter(lines, page)
    if gutter is None:
        return _row_by_row(lines)
    ordered: list[Line] = []
    band: list[Line] = []
    for line in sorted(lines, key=lambda line: (line.top, line.left)):
        if _side(line, gutter):
            band.append(line)
        else:
            ordered += [*_columns(band, gutter, page), line]
            band = []
    return ordered + _columns(band, gutter, page)


def _columns(band: list[Line], gutter: float, page: Page) -> list[Line]:
    return [
        line
        for side in (-1, 1)
        for line in _by_position([one for one in band if _side(one, gutter) == side], page)
    ]


def _row_by_row(lines: list[Line]) -> list[Line]:
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.top):
        if rows and same_row(rows[-1][0], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.left)]
