"""Remove running heads and feet that the outermost rows of other pages show, at whatever height.

They need no margin of a given share of the page, and two pages are enough: a row is told from the
text by a gap that is unlike those between the page's lines. Each row that goes bares the next.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from corpus.readers.pdf.lines import Line, Page, same_row
from corpus.readers.pdf.margins.area import in_margin
from corpus.readers.pdf.margins.numbers import end_numbers

# Fitted on a court's slip opinion ("2 PORT OF ELKO v. WATER BOARD" over "Syllabus", in 9 points);
# the tests set heads in other type at other heights.
_DEEPEST = 3
_REACH = 0.25  # share of the page height; slip opinions have their heads at .17
_UNLIKE = 0.35  # type sizes
_SAME_HEIGHT = 4.0  # points
_LOWER = 3.0  # type sizes; a first page prints its title over the head
_LARGER = 0.6  # points
_FEWEST_GAPS = 8
_CELL_GAP = 2.4  # type sizes
_CAPTION = re.compile(r"(?:table|figure|box|chart|exhibit|map)\s+[\w-]{1,6}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Row:
    """The lines at one height near the top or foot of a page.

    Attributes:
        lines: the lines, from the left.
        apart: whether another gap than those between the lines of the page sets the row off.
        numbers: styles of the numbers at line ends, each with its difference from the number of the
            page; where pages have labels, only those that are the page's.
        title: whether the row is larger than the running text, or bold.
        cells: whether wide gaps divide the row.
    """

    lines: list[Line]
    apart: bool
    numbers: set[tuple[str, int]]
    title: bool
    cells: bool

    @property
    def page(self) -> int:
        """Return the page number, from 1."""
        return self.lines[0].page

    @property
    def top(self) -> float:
        """Return the upper edge of the first line."""
        return self.lines[0].top

    @property
    def type(self) -> tuple[int, bool]:
        """Return the type size in points, and whether the type is bold."""
        return round(self.lines[0].size), self.lines[0].bold

    @property
    def text(self) -> str:
        """Return the words."""
        return " ".join(line.text for line in self.lines)


def without_outer_heads(
    pages: list[Page], heads: list[Line], body_size: float, labels: tuple[str, ...]
) -> list[Page]:
    """Return the pages without the outermost rows that are running heads or feet.

    Args:
        pages: all pages of the document, without the heads and feet that are known.
        heads: those heads and feet.
        body_size: type size of the running text, in points.
        labels: the printed label of each page; without any, numbers that count on decide.
    """
    reader = _Rows(pages, body_size, labels)
    out: set[int] = set()
    for foot in (False, True):
        rows = [list(reader.outer(page, foot)) for page in pages]
        seen = _Seen([*(row for found in rows for row in found), *map(reader.row, heads)])
        for line in heads:
            seen.add_head(reader.row(line))
        for depth in range(_DEEPEST):
            left, rows = [found for found in rows if len(found) > depth], []
            for _ in range(2):  # once more for heads that stand where those found first do
                bared = [found for found in left if seen.show(found[depth], foot)]
                left = [found for found in left if found not in bared]
                for found in bared:
                    seen.add_head(found[depth])
                    out.update(map(id, found[depth].lines))
                rows += bared
    if not out:
        return pages
    return [
        replace(page, lines=tuple(line for line in page.lines if id(line) not in out))
        for page in pages
    ]


class _Rows:
    """Reads the outermost rows of pages."""

    def __init__(self, pages: list[Page], body_size: float, labels: tuple[str, ...]) -> None:
        self._body_size = body_size
        self._labels = labels
        self._rows = {page.number: _rows(page) for page in pages}
        self._gaps = {at: list(_gaps(rows)) for at, rows in self._rows.items()}
        self._usual = median([0.0, *(gap for gaps in self._gaps.values() for gap in gaps)])

    def outer(self, page: Page, foot: bool) -> Iterator[_Row]:
        """Yield the outermost rows of a page, inwards."""
        gaps = self._gaps[page.number]
        usual = median(gaps) if len(gaps) >= _FEWEST_GAPS else self._usual
        rows = list(zip(self._rows[page.number], gaps, strict=False))
        if foot:
            rows = list(zip(self._rows[page.number][::-1], gaps[::-1], strict=False))
        for lines, gap in rows[:_DEEPEST]:
            if in_margin(lines[0], page, _REACH):
                apart = abs(gap - usual) > _UNLIKE * lines[0].size
                yield self._row(lines, apart, counts=bool(self._labels) or not foot)

    def row(self, line: Line) -> _Row:
        """Return a line that is known to be a head as a row."""
        return self._row([line], apart=True, counts=True)

    def _row(self, lines: list[Line], apart: bool, counts: bool) -> _Row:
        words = [word for line in lines for word in line.words]
        numbers = {one for line in lines for one in end_numbers(line.text)} if counts else set()
        page = words[0].page
        title = lines[0].bold or lines[0].size > self._body_size + _LARGER
        if self._labels:
            label = set(end_numbers(self._labels[page - 1]))
            numbers = {(style, 0) for style, value in numbers & label}
        elif title:
            numbers = set()  # chapters on a page each count on, too
        else:
            numbers = {(style, value - page) for style, value in numbers}
        gaps = (after.box[0] - word.box[2] for word, after in pairwise(words))
        cells = any(gap > _CELL_GAP * words[0].size for gap in gaps)
        return _Row(lines, apart, numbers, title, cells)


def _rows(page: Page) -> list[list[Line]]:
    """Return the lines of a page by their heights, from the top."""
    rows: list[list[Line]] = []
    for line in sorted(page.lines, key=lambda line: line.bottom):
        if rows and same_row(rows[-1][0], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.left) for row in rows]


def _gaps(rows: list[list[Line]]) -> Iterator[float]:
    for above, below in pairwise(rows):
        yield min(line.top for line in below) - max(line.bottom for line in above)


class _Seen:
    """Remembers on which pages rows stand, by what they have in common."""

    def __init__(self, rows: list[_Row]) -> None:
        self._pages: defaultdict[object, set[int]] = defaultdict(set)
        self._first: dict[object, _Row] = {}
        for row in sorted(rows, key=lambda row: row.page):
            for sign in (*row.numbers, (row.text, row.type)):
                self._pages[sign, round(row.top / _SAME_HEIGHT)].add(row.page)
            self._first.setdefault((row.text, row.type), row)

    def add_head(self, row: _Row) -> None:
        """Remember where a running head stands."""
        self._pages[row.type, round(row.top / _SAME_HEIGHT)].add(row.page)

    def show(self, row: _Row, foot: bool) -> bool:
        """Return whether a row is a head: it counts on with the pages, or stands on others too."""
        if _CAPTION.match(row.text):
            return False
        least = 2 if row.title else 1
        counting = max((self._others(number, row) for number in row.numbers), default=0)
        if counting >= (least if row.apart else 2):
            return True
        if not row.apart:
            return False
        if not row.cells:
            if self._others((row.text, row.type), row) >= (2 if foot else least):
                return True
            first = self._first[row.text, row.type]
            lower = abs(first.top - row.top) < _LOWER * row.lines[0].size
            if not foot and first.page < row.page and lower:
                return True
        return not row.title and self._others(row.type, row) > 1

    def _others(self, sign: object, row: _Row) -> int:
        """Return how many other pages have a row with this sign at about the same height."""
        height = round(row.top / _SAME_HEIGHT)
        pages = {page for at in (-1, 0, 1) for page in self._pages.get((sign, height + at), ())}
        return len(pages - {row.page})
