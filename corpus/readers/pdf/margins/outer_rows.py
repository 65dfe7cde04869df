"""Remove running heads and feet that the outermost rows of other pages show, at whatever height.

They need no margin of a given share of the page, and two pages are enough: a row is told from the
text by a gap that is wider than those between the page's lines. Each row that goes bares the next.
"""

import re
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
_WIDER = 0.35  # type sizes
_SAME_HEIGHT = 6.0  # points
_LOWER = 3.0  # type sizes; a first page prints its title over the head
_LARGER = 0.6  # points
_SAME_SLOT = 2.0  # points
_FAR = 1.2  # type sizes, where a page has too few gaps to compare with
_FEWEST_GAPS = 4
_CELL_GAP = 2.4  # type sizes
_CAPTION = re.compile(r"(?:table|figure|box|chart|exhibit|map)\s+[\w-]{1,6}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Row:
    """The lines at one height near the top or foot of a page.

    Attributes:
        numbers: styles of the numbers at line ends, each with its difference from the number of the
            page; where pages have labels, only those that are the page's.
        title: whether the row is larger than the running text, or bold.
        cells: whether wide gaps divide the row.
    """

    line: Line
    numbers: frozenset[tuple[str, int]]
    title: bool
    cells: bool

    def is_at(self, other: "_Row", tolerance: float) -> bool:
        """Return whether a row of another page stands at this height."""
        line = other.line
        return line.page != self.line.page and abs(line.top - self.line.top) < tolerance

    def is_set_like(self, other: "_Row") -> bool:
        """Return whether both rows are in the same type."""
        return abs(self.line.size - other.line.size) < _LARGER and self.line.bold == other.line.bold


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
    out: set[int] = set()
    for foot in (False, True):
        outer = {page.number: list(_outer_rows(page, foot)) for page in pages}
        rows = {
            at: [_row(lines, body_size, None if foot and not labels else labels) for lines in found]
            for at, found in outer.items()
        }
        seen = [row for found in rows.values() for row in found]
        known = [_row([line], body_size, labels) for line in heads]
        bared = list(outer)
        for depth in range(_DEEPEST):
            bared = [
                at
                for at in bared
                if depth < len(rows[at]) and _is_head(rows[at][depth], seen + known, known, foot)
            ]
            known += [rows[at][depth] for at in bared]
            out.update(id(line) for at in bared for line in outer[at][depth])
    if not out:
        return pages
    return [
        replace(page, lines=tuple(line for line in page.lines if id(line) not in out))
        for page in pages
    ]


def _outer_rows(page: Page, foot: bool) -> Iterator[list[Line]]:
    """Yield the outermost rows, inwards, as long as a wider gap parts each from the next."""
    rows: list[list[Line]] = []
    for line in sorted(page.lines, key=lambda line: line.bottom):
        if rows and same_row(rows[-1][0], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    gaps = [
        min(line.top for line in below) - max(line.bottom for line in above)
        for above, below in pairwise(rows)
    ]
    if foot:
        rows, gaps = rows[::-1], gaps[::-1]
    usual = median(gaps) if len(gaps) >= _FEWEST_GAPS else None
    for row, gap in list(zip(rows, gaps, strict=False))[:_DEEPEST]:
        size = row[0].size
        least = _FAR * size if usual is None else max(usual, 0) + _WIDER * size
        if gap < least or not in_margin(row[0], page, _REACH):
            return
        yield row


def _row(lines: list[Line], body_size: float, labels: tuple[str, ...] | None) -> _Row:
    """Describe the lines at one height; without labels (None), no number counts."""
    words = (word for line in sorted(lines, key=lambda one: one.left) for word in line.words)
    line = Line(tuple(words))
    numbers = {number for one in lines for number in end_numbers(one.text)}
    if labels:
        label = set(end_numbers(labels[line.page - 1]))
        counting = {(style, 0) for style, value in numbers & label}
    else:
        counting = {(style, value - line.page) for style, value in numbers if labels is not None}
    title = line.bold or line.size > body_size + _LARGER
    gaps = (after.box[0] - word.box[2] for word, after in pairwise(line.words))
    return _Row(line, frozenset(counting), title, any(gap > _CELL_GAP * line.size for gap in gaps))


def _is_head(row: _Row, seen: list[_Row], known: list[_Row], foot: bool) -> bool:
    """Return whether the row counts on with the pages, or stands on others as it does here."""
    if _CAPTION.match(row.line.text):
        return False
    least = 2 if row.title else 1
    level = [other for other in seen if row.is_at(other, _SAME_HEIGHT)]
    if len({other.line.page for other in level if row.numbers & other.numbers}) >= least:
        return True
    alike = [one for one in level if one.line.text == row.line.text and row.is_set_like(one)]
    if not row.cells and len({other.line.page for other in alike}) >= (2 if foot else least):
        return True
    if not (foot or row.cells) and any(
        other.line.page < row.line.page
        and other.line.text == row.line.text
        and row.is_set_like(other)
        and row.is_at(other, _LOWER * row.line.size)
        for other in seen
    ):
        return True
    slot = {
        other.line.page
        for other in known
        if row.is_at(other, _SAME_SLOT) and row.is_set_like(other)
    }
    return not row.title and len(slot) > 1
