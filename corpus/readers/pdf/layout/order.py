"""Sort the lines of a page into reading order."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise, starmap

from corpus.readers.pdf.columns import cut_at_gaps
from corpus.readers.pdf.layout.measures import is_running, runs_on
from corpus.readers.pdf.layout.side_headings import side_headings_first
from corpus.readers.pdf.lines import Line, Page, same_row

_COLUMN_WIDTH = 0.18
"""Share of the page width of the narrowest column of text. Three columns of the Federal Register
(2020-17221, page 1) are .27 wide each, cells of tax tables (RL34498, page 12) .15 at most."""

_FARTHEST = 3.5  # type sizes between two lines of a column

_SLACK = 2.0  # points by which lines of a column differ

_LEAST_LINES = 5
"""Lines of the shortest column; fewer beside one another are rows of a table."""

_RUN_ON = 0.25
"""Share of a column's lines that end inside a sentence and go on in lower case on the next line:
.37 where headings and short paragraphs stand in the Federal Register (2020-17221, page 6), .1 in
tax tables (RL34498, page 13)."""

_LABEL = 0.75  # size of the labels of a figure, in that of the text of its column

_FOLLOWED = 0.7
"""Share of lines that the line below follows, where the drawing order reads. It is .97 on page 1
of the Federal Register (2020-17221), and 0 where lines are drawn across columns."""


def reading_order(page: Page) -> list[Line]:
    """Return the page's lines, cut at wide gaps, column by column.

    The drawing order is kept where it reads, because producers draw related lines together.
    Otherwise the lines are sorted by position.
    """
    lines = cut_at_gaps(page.lines)
    columns = _Columns(lines, page.width)
    ordered = lines if columns.read_as_drawn(lines) else columns.by_position(lines)
    return side_headings_first(ordered, page)


class _Columns:
    """Finds the columns of running text on a page.

    Args:
        lines: the lines of the page in drawing order.
        width: width of the page in points.
    """

    def __init__(self, lines: Sequence[Line], width: float) -> None:
        self._least_width = _COLUMN_WIDTH * width
        self._below = _lines_below(lines)
        self._running_on = {
            id(line) for line in lines if any(runs_on(line, one) for one in self._next(line))
        }

    def read_as_drawn(self, lines: list[Line]) -> bool:
        """Return whether the drawing goes down the page, or down one column after the other."""
        gutter = self._gutter(lines)
        if gutter is None:
            return _runs_down(lines)
        sides = [_side(line, gutter) for line in lines]
        switches = sum(side != following for side, following in pairwise(sides))
        if switches > 2 + 2 * sides.count(0):
            return False
        text = [line for line in lines if is_running(line)]
        followed = sum(following in self._next(line) for line, following in pairwise(text))
        below = sum(any(map(is_running, self._next(line))) for line in text)
        return followed >= _FOLLOWED * below and _columns_in_order(_blocks(text))

    def by_position(self, lines: Sequence[Line]) -> list[Line]:
        """Sort lines by place: what stands across the columns parts them into bands."""
        gutter = self._gutter(lines)
        if gutter is None:
            return _row_by_row(lines)
        ordered: list[Line] = []
        for band in _bands(lines, gutter):
            if self._is_divided(band, gutter):
                for side in (-1, 1):
                    ordered += self.by_position([one for one in band if _side(one, gutter) == side])
            else:
                ordered += self.by_position(band)
        return ordered

    def _next(self, line: Line) -> list[Line]:
        return self._below[id(line)]

    def _gutter(self, lines: Sequence[Line]) -> float | None:
        """Return the position of the gutter that parts most lines into columns, or None."""
        best: tuple[int, int, float] | None = None
        lefts = Counter(round(line.left) - 1.0 for line in lines if is_running(line))
        for at in (left for left, times in lefts.items() if times > 1):
            bands = _bands(lines, at)
            parted = sum(len(band) for band in bands if self._is_divided(band, at))
            if parted and (best is None or (parted, -len(bands), -at) > best):
                best = parted, -len(bands), -at
        return -best[2] if best else None

    def _is_divided(self, band: list[Line], gutter: float) -> bool:
        if len(band) < 2 * _LEAST_LINES:
            return False
        return all(
            self._is_column([line for line in band if _side(line, gutter) == side])
            for side in (-1, 1)
        )

    def _is_column(self, lines: list[Line]) -> bool:
        """Return whether these are mostly lines of running text, not the cells of a table.

        The cells of a row of a small table in the column count as one line, and the small labels
        of a figure do not count: Whisper (arXiv 2212.04356), pages 7 and 8, has both.
        """
        if len(lines) < _LEAST_LINES:
            return False
        rows: list[list[Line]] = []
        sizes = Counter[float]()
        for line in lines:
            sizes[line.size] += len(line.text)
        text = max(sizes, key=lambda size: sizes[size])
        for line in lines:
            if line.size < _LABEL * text:
                continue
            if rows and same_row(rows[-1][0], line):
                rows[-1].append(line)
            else:
                rows.append([line])
        widths = sorted(
            max(line.right for line in row) - min(line.left for line in row) for row in rows
        )
        if len(rows) < _LEAST_LINES or widths[len(widths) // 2] < self._least_width:
            return False
        return sum(id(line) in self._running_on for line in lines) >= _RUN_ON * (len(rows) - 1)


def _lines_below(lines: Sequence[Line]) -> dict[int, list[Line]]:
    """Return for each line, by its id, the nearest lines below it in the same column."""
    below: dict[int, list[Line]] = {}
    ordered = sorted(lines, key=lambda line: line.top)
    for at, line in enumerate(ordered):
        found: list[Line] = []
        for other in ordered[at + 1 :]:
            if other.top > (found[0].bottom if found else line.top + _FARTHEST * line.size):
                break
            beside = other.left < line.right and line.left < other.right
            if beside and other.top > line.top + 0.5 * line.size:
                found.append(other)
        below[id(line)] = found
    return below


def _runs_down(lines: Sequence[Line]) -> bool:
    """Return whether nearly every line is below or to the right of the line before."""
    jumps = sum(
        following.bottom < line.top and following.left < line.right - 0.3 * line.size
        for line, following in pairwise(lines)
    )
    return jumps <= 1 + len(lines) // 50


def _blocks(text: list[Line]) -> list[list[Line]]:
    """Divide the drawn lines where the next one is not further down the same column."""
    blocks = [[text[0]]]
    for line, following in pairwise(text):
        overlaps = following.left < line.right and line.left < following.right
        if not overlaps or following.top < line.top:
            blocks.append([])
        blocks[-1].append(following)
    return blocks


def _columns_in_order(blocks: list[list[Line]]) -> bool:
    """Return whether no column is drawn after the one to its right, and few blocks go back."""
    back = 0
    for block, following in pairwise(blocks):
        left, right = min(line.left for line in block), max(line.right for line in block)
        beside = max(line.right for line in following) <= left
        above = following[0].top < block[-1].top
        if beside and above and min(len(block), len(following)) >= _LEAST_LINES:
            return False
        back += above and following[0].left < right - 0.3 * block[0].size
    return back <= 1 + len(blocks) // 8


def _bands(lines: Sequence[Line], gutter: float) -> list[list[Line]]:
    """Divide lines, from the top, where one goes across the gutter; such lines are bands too."""
    bands: list[list[Line]] = [[]]
    across = False
    for line in sorted(lines, key=lambda line: (line.top, line.left)):
        if across != (_side(line, gutter) == 0):
            across = not across
            bands.append([])
        bands[-1].append(line)
    return bands


def _side(line: Line, gutter: float) -> int:
    """Return -1 for a line left of the gutter, 1 for one right of it, 0 for one across it."""
    if line.right <= gutter + _SLACK:
        return -1
    return 1 if line.left >= gutter - _SLACK else 0


def _row_by_row(lines: Sequence[Line]) -> list[Line]:
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.top):
        if rows and same_row(rows[-1][0], line) and not _is_turned(rows[-1][0]):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.left)]


def _is_turned(line: Line) -> bool:
    """Return whether this is rotated text, which is beside many rows and belongs to none."""
    return line.bottom - line.top > 3 * line.size


def runs(lines: Sequence[Line]) -> list[list[Line]]:
    """Divide the lines of a page where a column of running text ends and another begins."""
    jumps = [0]
    for at, (line, following) in enumerate(pairwise(lines), start=1):
        if following.bottom < line.top:
            jumps.append(at)
    pieces = [list(lines[start:end]) for start, end in pairwise([*jumps, len(lines)])]
    joined: list[list[Line]] = []
    for piece in pieces:
        if joined and not (_is_text(joined[-1]) and _is_text(piece)):
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def is_prose(run: list[Line]) -> bool:
    """Return whether a column holds running text alone, and nothing beside anything."""
    return _is_text(run) and not any(starmap(same_row, pairwise(run)))


def _is_text(lines: list[Line]) -> bool:
    """Return whether these are lines of running text, not cells of a table."""
    if 2 * sum(map(is_running, lines)) <= len(lines):
        return False
    run_on = sum(runs_on(line, below) for line, below in pairwise(lines))
    return len(lines) >= _LEAST_LINES or run_on > _RUN_ON * (len(lines) - 1)
