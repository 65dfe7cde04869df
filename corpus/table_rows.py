"""Write the rows of tables with their heads: readable, and for search.

"South $5 million $6 million" says little without the heads of its columns. Its readable form is
"South: 2019 $5 million; 2020 $6 million", and a search reads it below the title of the table.
"""

from collections.abc import Iterable, Iterator

from corpus.report import Cell, Passage, Span
from corpus.text.display import Display, Style, readable, readable_text

_ROW_END, _CELL_END, _HEAD_END, _NO_VALUE = ": ", "; ", " ", " –"


def has_heads(passage: Passage) -> bool:
    """Return whether a passage is a row of a table whose heads are known."""
    return passage.row is not None and any(cell.row or cell.column for cell in passage.row.cells)


def searched_text(passage: Passage) -> str:
    """Return the text by which a passage is found: its quote; of a row, with title and heads."""
    return searched_row(passage).text if has_heads(passage) else passage.quote


def readable_passage(passage: Passage, style: Style) -> Display:
    """Return the readable form of a passage, of a row with the heads of its cells.

    Args:
        style: style of the report. A report in lower case shows its rows as they stand.
    """
    if has_heads(passage) and not (style.tokenised or style.lower_cased):
        return readable_row(passage)
    return readable(passage.quote, style)


def readable_passage_text(passage: Passage, style: Style) -> str:
    """Return the readable form without a map, which is much faster for most passages."""
    if has_heads(passage):
        return readable_passage(passage, style).text
    return readable_text(passage.quote, style)


def readable_row(passage: Passage) -> Display:
    """Return the readable form of a row with heads: the heads before each cell."""
    return _Writer(passage.quote, passage.start).written(_cells(passage), of_heads=False)


def searched_row(passage: Passage) -> Display:
    """Return a row with heads as a search reads it: below its title, with the head of each cell."""
    writer = _Writer(passage.quote, passage.start)
    if passage.row and passage.row.title:
        writer.insert(passage.row.title + _ROW_END)
    return writer.written(_cells(passage), of_heads=True)


def in_quote(quote: str, display: Display, span: Span) -> Span | None:
    """Return the part of a quote that a span of its written row shows, or None for heads alone."""
    shown = zip(display.offsets[slice(*span)], display.text[slice(*span)], strict=True)
    own = [
        offset
        for offset, character in shown
        if 0 <= offset < len(quote) and quote[offset] == character and not character.isspace()
    ]
    return (own[0], own[-1] + 1) if own else None


def row_heads(cells: Iterable[Cell], texts: Iterable[str]) -> list[bool]:
    """Return for each cell of a row whether it heads other cells of the row.

    Args:
        texts: the text of each cell.
    """
    pairs = list(zip(cells, texts, strict=True))
    heads = {part for cell, _ in pairs for part in cell.row.split(" > ")} - {""}
    return [not cell.row and text.rstrip(":") in heads for cell, text in pairs]


def _cells(passage: Passage) -> tuple[Cell, ...]:
    """Return the cells of a row, and what stands between them as cells without heads."""
    found: list[Cell] = []
    reached = passage.start
    end = Cell(passage.end, passage.end)
    for cell in (*(passage.row.cells if passage.row else ()), end):
        between = passage.quote[reached - passage.start : cell.start - passage.start]
        if own := between.strip():
            start = reached + between.index(own)
            found.append(Cell(start, start + len(own)))
        found.append(cell)
        reached = cell.end
    return tuple(found[:-1])


class _Writer:
    """Writes a row, with the offset in the quote of each character."""

    def __init__(self, quote: str, start: int) -> None:
        self._quote, self._start = quote, start
        self._text: list[str] = []
        self._offsets: list[int] = []
        self._reached = -1

    def insert(self, text: str) -> None:
        """Write what the quote lacks here: heads and signs."""
        self._text.append(text)
        self._offsets += [self._reached] * len(text)

    def written(self, cells: tuple[Cell, ...], *, of_heads: bool) -> Display:
        """Write the cells of a row.

        Args:
            of_heads: whether the heads of rows have the heads of their columns, too.
        """
        spans = [(cell.start - self._start, cell.end - self._start) for cell in cells]
        are_heads = row_heads(cells, [self._quote[slice(*span)] for span in spans])
        pending: list[tuple[Cell, Span]] = []
        row, first = "", True
        for cell, span, is_head in zip(cells, spans, are_heads, strict=True):
            if is_head:
                pending.append((cell, span))
                continue
            if not first:
                self._end_label()
                self.insert(_CELL_END)
            if cell.row and cell.row != row:
                self._head(cell.row, pending, of_heads)
                pending = []
            row = cell.row
            if cell.column:
                self._enter(span)
                self.insert(cell.column + _HEAD_END)
            self._copy(span)
            first = False
        self._end_label()
        return Display("".join(self._text), tuple(self._offsets))

    def _end_label(self) -> None:
        """Write a dash after a label without a value."""
        if self._text and self._text[-1] == ":":
            self.insert(_NO_VALUE)

    def _head(self, row: str, pending: list[tuple[Cell, Span]], of_heads: bool) -> None:
        """Write the head of a row: the words of its cells, and of the heads above it."""
        for at, part in enumerate(row.split(" > ")):
            if at:
                self.insert(" > ")
            texts = [self._quote[slice(*span)].rstrip(":") for _, span in pending]
            own = pending[texts.index(part)] if part in texts else None
            if own is None:
                self.insert(part)
                continue
            if of_heads and own[0].column:
                self._enter(own[1])
                self.insert(own[0].column + _HEAD_END)
            start, _ = own[1]
            self._copy((start, start + len(part)))
        self.insert(_ROW_END)

    def _enter(self, span: Span) -> None:
        self._reached = max(self._reached, span[0] - 1)

    def _copy(self, span: Span) -> None:
        start, end = span
        for at, character in self._kept(start, end):
            self._text.append(character)
            self._offsets.append(at)
        self._reached = end

    def _kept(self, start: int, end: int) -> Iterator[tuple[int, str]]:
        """Yield the characters of a stretch, with one space for each run of white space."""
        for at in range(start, end):
            character = self._quote[at]
            if not character.isspace():
                yield at, character
            elif at > start and not self._quote[at - 1].isspace():
                yield at, " "
