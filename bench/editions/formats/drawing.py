"""Set sentences, tables and footnotes on the pages of a PDF file."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

import matplotlib as mpl
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from bench.editions.formats.lines import broken_lines, width_of
from bench.editions.sentences import Sentence, tables

_NOTE_SIZE = 0.8
_LEAST_SIZE = 4
_PAD = 6
"""Points between the cells of a table."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How an edition is set; lengths in points.

    Attributes:
        hyphenates: whether words may be divided at the ends of lines.
        head, foot: of each page; "{page}" and "{title}" stand for its number and the title.
    """

    width: float
    height: float
    margin: float
    font: str
    size: float
    hyphenates: bool = False
    justified: bool = False
    columns: int = 1
    head: str = ""
    foot: str = ""

    @property
    def leading(self) -> float:
        """Return the distance of lines."""
        return 1.25 * self.size

    @property
    def column(self) -> float:
        """Return the width of a column."""
        gutter = (self.columns - 1) * 2 * self.size
        return (self.width - 2 * self.margin - gutter) / self.columns


class Drawing:
    """Draws one edition."""

    def __init__(self, layout: Layout, title: str) -> None:
        self._layout, self._title = layout, title
        self._file = io.BytesIO()
        size = (layout.width, layout.height)
        self._canvas = Canvas(self._file, pagesize=size, invariant=True)
        self._canvas.setTitle(title)
        self._page = self._column = 0
        self._notes: list[list[str]] = []
        for name in (layout.font, f"{layout.font}-Bold"):
            _register(name)
        self._start_page()

    def drawn(self, sentences: Sequence[Sentence]) -> bytes:
        """Return the file."""
        starts = {rows.start: rows for rows in tables(sentences)}
        for _, group in groupby(enumerate(sentences), lambda one: one[1].paragraph):
            own = list(group)
            at, first = own[0]
            if at in starts:
                self._table([sentences[row].cells for row in starts[at]])
            elif first.kind != "row":
                self._paragraph(first.kind, " ".join(one.text for _, one in own))
        self._end_page()
        self._canvas.save()
        return self._file.getvalue()

    def _paragraph(self, kind: str, text: str) -> None:
        layout = self._layout
        if kind == "note":
            lines = broken_lines(
                text, layout.column, layout.font, _NOTE_SIZE * layout.size, layout.hyphenates
            )
            if self._room() < layout.leading * (len(lines) + 2):
                self._next_column()
            self._notes.append(lines)
            return
        bold = kind == "heading"
        font = f"{layout.font}-Bold" if bold else layout.font
        size = layout.size + 2 * bold
        indent = 1.5 * layout.size if kind == "item" else 0
        lines = broken_lines(
            text, layout.column - indent, font, size, layout.hyphenates and not bold
        )
        self._y -= 0.6 * layout.leading
        if bold and self._room() < 4 * layout.leading:
            self._next_column()
        for number, line in enumerate(lines):
            if self._room() < layout.leading:
                self._next_column()
            last = number == len(lines) - 1
            self._line(line, indent, font, size, layout.justified and not (last or bold))

    def _line(self, line: str, indent: float, font: str, size: float, fill: bool) -> None:
        self._y -= self._layout.leading * size / self._layout.size
        self._canvas.setFont(font, size)
        words = line.split(" ")
        room = self._layout.column - indent - width_of(line, font, size)
        gap = room / max(1, len(words) - 1) if fill else 0
        at = self._left + indent
        for word in words if fill else [line]:
            self._canvas.drawString(at, self._y, word)
            at += width_of(f"{word} ", font, size) + gap

    def _table(self, rows: Sequence[Sequence[str]]) -> None:
        layout = self._layout
        size = self._table_size(rows)
        leading = layout.leading * size / layout.size
        widths = list(self._widths(rows, size))
        self._y -= layout.leading
        for number, row in enumerate(rows):
            font = layout.font if number else f"{layout.font}-Bold"
            cells = [
                broken_lines(cell, width, font, size, hyphenates=False)
                for cell, width in zip(row, widths, strict=False)
            ]
            height = leading * max(map(len, cells), default=1) + 4
            if self._room() < height + leading:
                self._next_column()
            self._canvas.setFont(font, size)
            at = self._left
            for lines, width in zip(cells, widths, strict=False):
                for line, text in enumerate(lines):
                    self._canvas.drawString(at, self._y - leading * (line + 1), text)
                at += width + _PAD
            self._y -= height
            self._canvas.setLineWidth(0.4)
            self._canvas.line(self._left, self._y, self._left + layout.column, self._y)

    def _table_size(self, rows: Sequence[Sequence[str]]) -> float:
        """Return a size in which no word of a cell is wider than its column."""
        size = self._layout.size
        while size > _LEAST_SIZE and sum(self._needed(rows, size, " ")) > self._cells_room(rows):
            size -= 0.25
        return size

    def _needed(self, rows: Sequence[Sequence[str]], size: float, between: str) -> list[float]:
        """Return the widths of the longest parts of the cells of each column."""
        font = f"{self._layout.font}-Bold"
        return [
            max(
                width_of(part, font, size) + 0.1
                for row in rows
                for part in (row[at] if at < len(row) else "").split(between)
            )
            for at in range(max(map(len, rows)))
        ]

    def _cells_room(self, rows: Sequence[Sequence[str]]) -> float:
        return self._layout.column - _PAD * (max(map(len, rows)) - 1)

    def _widths(self, rows: Sequence[Sequence[str]], size: float) -> Iterator[float]:
        """Yield the widths of columns: of their longest words, and of what is left a share each."""
        least, wanted = self._needed(rows, size, " "), self._needed(rows, size, "\n")
        left = max(0, self._cells_room(rows) - sum(least))
        above = sum(wanted) - sum(least)
        for one, most in zip(least, wanted, strict=True):
            yield one + (most - one) * (min(1, left / above) if above else 0)

    def _room(self) -> float:
        """Return the height that is left above the notes."""
        return self._y - self._layout.margin - self._notes_height()

    def _notes_height(self) -> float:
        lines = sum(map(len, self._notes))
        return _NOTE_SIZE * self._layout.leading * lines + 8 if lines else 0

    def _next_column(self) -> None:
        self._end_column()
        self._column += 1
        if self._column >= self._layout.columns:
            self._end_page()
            self._start_page()
        self._y = self._layout.height - self._layout.margin

    def _end_column(self) -> None:
        layout = self._layout
        at = layout.margin + self._notes_height() - 8
        if self._notes:
            self._canvas.setLineWidth(0.5)
            self._canvas.line(self._left, at + 4, self._left + 100, at + 4)
        self._canvas.setFont(layout.font, _NOTE_SIZE * layout.size)
        for line in (line for note in self._notes for line in note):
            at -= _NOTE_SIZE * layout.leading
            self._canvas.drawString(self._left, at, line)
        self._notes = []

    def _start_page(self) -> None:
        layout = self._layout
        self._page += 1
        self._column = 0
        self._y = layout.height - layout.margin
        self._canvas.setFont(layout.font, 8)
        for text, height in ((layout.head, layout.height - 30), (layout.foot, 25)):
            told = text.format(page=self._page, title=self._title)
            self._canvas.drawString(layout.margin, height, told)

    def _end_page(self) -> None:
        self._end_column()
        self._canvas.showPage()

    @property
    def _left(self) -> float:
        layout = self._layout
        return layout.margin + self._column * (layout.column + 2 * layout.size)


@cache
def _register(name: str) -> None:
    pdfmetrics.registerFont(
        TTFont(name, Path(mpl.get_data_path()) / "fonts" / "ttf" / f"{name}.ttf")
    )
