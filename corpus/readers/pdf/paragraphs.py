"""Group lines into paragraphs, headings, list items, table rows and footnotes."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from corpus.readers.pdf.first_page import DATE
from corpus.readers.pdf.lines import Cell, Line
from corpus.readers.pdf.tables.heads import CellHeads
from corpus.report import Kind
from corpus.text.layout import LIST_MARKER, TERMINAL

_LEADER = re.compile(r"(?:\.\s?){6,}\s*(?:\d{1,4}|[ivxlc]{1,7}|[A-Z]-\d{1,3})$")
CONTENTS = re.compile(r"(?:table of )?contents", re.IGNORECASE)
NOTE = re.compile(r"(\d{1,3}|[*†‡§]{1,3})(?:\.?\s+\S|[A-Z“\"(])")
_CAPTION = re.compile(r"(?:table|figure|box|chart|exhibit|map)\s+[\w-]{1,6}[.:]", re.IGNORECASE)
_MAX_HEADING_CHARS = 200
_MAX_WORDS_WITH_STOP = 8


@dataclass(slots=True)
class Part:
    """A paragraph, heading, list item, table row or footnote.

    Attributes:
        kind: type of the part.
        lines: the lines in reading order; the lines of all cells for a row.
        full: whether the last line reaches the right edge of its column.
        cells: the cells of a row, from the left.
        heads: the cells of a row with their heads, where the table is certain.
        title: the caption of the row's table.
    """

    kind: Kind
    lines: list[Line] = field(default_factory=list)
    full: bool = False
    cells: list[Cell] = field(default_factory=list)
    heads: list[CellHeads] = field(default_factory=list)
    title: list["Part"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return the words with single spaces between them."""
        return " ".join(line.text for line in self.lines)

    @property
    def size(self) -> float:
        """Return the type size of the first line, in points."""
        return self.lines[0].size

    @property
    def is_caption(self) -> bool:
        """Return whether this is the caption of a table or figure."""
        return self.kind == "heading" and bool(_CAPTION.match(self.text))


class Grouping:
    """Groups the lines of a document into parts.

    Args:
        pages: the lines of each page in reading order.
        body_size: type size of the running text, in points.
    """

    def __init__(self, pages: list[list[Line]], body_size: float) -> None:
        self._body_size = body_size
        self._leading = _leadings(pages)

    def parts(self, rows: list[Line | list[Cell]]) -> list[Part]:
        """Return the parts of one page in order, footnotes last.

        Args:
            rows: lines, and for each table row the list of its cells.
        """
        loose = [line for line in rows if isinstance(line, Line)]
        noted = {id(line) for line in self._notes(loose)}
        parts: list[Part] = []
        notes: list[Part] = []
        for row in rows:
            if not isinstance(row, Line):
                parts.append(Part("row", [line for cell in row for line in cell], cells=row))
            elif id(row) in noted:
                self._add(notes, row, loose, "note")
            else:
                self._add(parts, row, loose, "text")
        for part in parts:
            if part.kind == "text":
                part.kind = self._kind(part)
        if _lists_contents(parts):
            for part in parts:
                part.kind = "heading" if CONTENTS.fullmatch(part.text) else "row"
                part.cells = []
        for part in (*parts, *notes):
            if part.kind != "row":
                part.full = part.lines[-1].right > _edge(part.lines[-1], loose) - 5 * part.size
        return [part for part in parts if not _is_contents_entry(part)] + notes

    def _add(self, parts: list[Part], line: Line, page: list[Line], kind: Kind) -> None:
        last = parts[-1] if parts else None
        if last and last.kind == kind and not self._starts_part(last, line, page):
            last.lines.append(line)
        else:
            parts.append(Part(kind, [line]))

    def _notes(self, lines: list[Line]) -> list[Line]:
        """Return the footnotes' lines: small type at the page's foot, from a note mark on."""
        small: list[Line] = []
        for line in sorted(lines, key=lambda line: -line.top):
            if line.size > self._body_size - 0.9 and line.text.strip("0123456789*†‡"):
                break
            small.append(line)
        small.reverse()
        starts = [at for at, line in enumerate(small) if NOTE.match(line.text)]
        if not starts:
            return []
        start = starts[0]
        while start and _adjoins(small[start - 1], small[start]):
            start -= 1  # continues a footnote of the page before
        return small[start:]

    def _starts_part(self, part: Part, line: Line, page: list[Line]) -> bool:
        last = part.lines[-1]
        if _LEADER.search(last.text):
            return True
        if abs(last.size - line.size) > 0.8 or (
            last.bold != line.bold and (last.size != line.size or _is_short(last) or line.bold)
        ):
            return bool(line.text.strip("0123456789"))
        step = min(line.top - last.top, line.bottom - last.bottom)
        if step < -0.5 * line.size or step > 1.22 * self._leading[line.size]:
            return True
        if part.kind == "note":
            return _starts_note(part, line)
        return _indents(part, line) or _follows_short(part, line, page) or _starts_item(part, line)

    def _kind(self, part: Part) -> Kind:
        if self._is_heading(part):
            return "heading"
        return "item" if LIST_MARKER.match(part.text) else "text"

    def _is_heading(self, part: Part) -> bool:
        text = part.text
        if sum(map(str.isalpha, text)) < 3 or len(text) > _MAX_HEADING_CHARS or len(part.lines) > 5:
            return False
        if DATE.fullmatch(text):
            return False
        bold = all(line.bold for line in part.lines)
        large = part.size >= self._body_size + 1.4
        if _CAPTION.match(text) and bold:
            return True
        if not large and not (bold and part.size >= self._body_size - 0.4):
            return False
        ends = text.endswith((".", ",", ";", ":"))
        return not ends or (large and len(text.split()) <= _MAX_WORDS_WITH_STOP)


def _leadings(pages: list[list[Line]]) -> defaultdict[float, float]:
    """Return the usual distance between lines, in points, for each type size."""
    steps: defaultdict[float, list[float]] = defaultdict(list)
    for lines in pages:
        for line, following in pairwise(lines):
            step = following.bottom - line.bottom
            if line.size == following.size and 0.8 * line.size < step < 1.8 * line.size:
                steps[line.size].append(step)
    leadings: defaultdict[float, float] = defaultdict(lambda: 15.0)
    for size, found in steps.items():
        leadings[size] = median(found) if len(found) > 3 else max(1.25 * size, min(found))
    return leadings


def _edge(line: Line, page: list[Line]) -> float:
    """Return the right edge of the column that contains this line."""
    return max(one.right for one in page if abs(one.left - line.left) < 6 * line.size)


def _adjoins(line: Line, below: Line) -> bool:
    return (
        abs(line.left - below.left) < 3
        and line.size == below.size
        and 0 < below.top - line.top < 1.6 * line.size
    )


def _indents(part: Part, line: Line) -> bool:
    """Return whether the line's indentation shows the start of a paragraph."""
    last, em = part.lines[-1], line.size
    if len(part.lines) > 1:
        return line.left > part.lines[1].left + 0.8 * em and _ended(last)
    if _centred(last, line):
        return False
    if line.left > last.left + 0.8 * em:
        return not LIST_MARKER.match(last.text) and _ended(last)
    return line.left < last.left - 5 * em


def _follows_short(part: Part, line: Line, page: list[Line]) -> bool:
    """Return whether the line before ends a sentence and is too short to be wrapped."""
    last = part.lines[-1]
    short = last.right < last.left + 0.75 * (_edge(last, page) - last.left)
    return short and _ended(last) and not line.text[:1].islower()


def _starts_note(part: Part, line: Line) -> bool:
    """Return whether a footnote starts: a mark after a sentence end, or the next number."""
    before, here = NOTE.match(part.text), NOTE.match(line.text)
    if not here:
        return False
    numbers = [found[1] for found in (before, here) if found and found[1].isdigit()]
    return _ended(part.lines[-1]) or (len(numbers) == 2 and int(numbers[1]) == int(numbers[0]) + 1)


def _starts_item(part: Part, line: Line) -> bool:
    if not LIST_MARKER.match(line.text):
        return False
    bullet = not line.text[0].isalnum() and line.text[0] not in "(–—-"
    return bullet or _ended(part.lines[-1]) or bool(LIST_MARKER.match(part.text))


def _ended(line: Line) -> bool:
    return bool(TERMINAL.search(line.text)) or line.text.endswith((";", ":"))


def _is_short(line: Line) -> bool:
    return len(line.words) < 8


def _centred(one: Line, other: Line) -> bool:
    return abs((one.left + one.right) - (other.left + other.right)) < 4


def _lists_contents(parts: list[Part]) -> bool:
    """Return whether this page is a table of contents: most of its parts end in a page number."""
    if any(
        part.kind == "text" and len(part.lines) > 1 and _ended(part.lines[-1]) for part in parts
    ):
        return False
    numbered = sum(bool(re.search(r"\s\d{1,4}$", part.text)) for part in parts)
    return numbered > 0.5 * len(parts) and any(CONTENTS.fullmatch(part.text) for part in parts)


def _is_contents_entry(part: Part) -> bool:
    """Return whether this is an entry of a table of contents, with dots before its number."""
    return part.kind != "note" and bool(_LEADER.search(part.text))
