"""Assemble the pages of a document into one text with blocks and word positions."""

from dataclasses import replace

from corpus.readers.pdf.columns import join_pieces
from corpus.readers.pdf.first_page import Metadata, read_front
from corpus.readers.pdf.glyphs.direction import Arranged
from corpus.readers.pdf.hyphens import Hyphens
from corpus.readers.pdf.joining import joined_parts
from corpus.readers.pdf.layout.measures import body_size
from corpus.readers.pdf.layout.order import reading_order
from corpus.readers.pdf.lines import Cell as TableCell
from corpus.readers.pdf.lines import Page, Word
from corpus.readers.pdf.margins.angles import (
    cells_turned_back,
    labels_at_angle,
    turned_back,
    upright,
)
from corpus.readers.pdf.margins.line_numbers import without_line_numbers
from corpus.readers.pdf.margins.page_labels import page_labels
from corpus.readers.pdf.margins.running_heads import without_running_heads
from corpus.readers.pdf.margins.side_heads import without_side_heads
from corpus.readers.pdf.margins.stamps import without_stamps
from corpus.readers.pdf.paragraphs import Grouping, Part
from corpus.readers.pdf.sections import Sections
from corpus.readers.pdf.tables.heads import CellHeads
from corpus.readers.pdf.tables.rules import Rules
from corpus.readers.pdf.tables.titles import tell_rows
from corpus.report import Block, Cell, Extracted, Front, PageBox, Place, TableRow
from corpus.text.passages import rounded

_NO_METADATA = Metadata()


def assemble(pages: list[Page], metadata: Metadata = _NO_METADATA) -> Extracted:
    """Return the text of these pages in reading order.

    Args:
        pages: all pages of the document.
        metadata: what the file's metadata states.
    """
    arranged = Arranged(map(upright, pages))
    pages = list(map(join_pieces, without_line_numbers(arranged.pages)))
    size = body_size(pages)
    labels = page_labels(pages, metadata.page_labels)
    pages = without_stamps(pages, size)
    first = read_front(pages, metadata)
    kept = without_running_heads(without_side_heads(pages, size), size)
    ordered = [reading_order(page) for page in kept]
    grouping = Grouping(ordered, size)
    found = [grouping.parts(lines, page.rules) for lines, page in zip(ordered, kept, strict=True)]
    tell_rows([part for parts in found for part in parts], Rules(pages))
    parts = joined_parts(
        [
            part
            for page, grouped in zip(kept, found, strict=True)
            for part in (*grouped, *_labels_at_angle(page))
        ]
    )
    sections = Sections(parts, first.printed_title, size)
    written = arranged.restored(_Writer(Hyphens(parts), sections, first.front).write(parts))
    return replace(
        written,
        blocks=cells_turned_back(written.blocks, pages),
        places=turned_back(written.places, pages),
        page_labels=labels,
        pages=len(pages),
    )


def _labels_at_angle(page: Page) -> list[Part]:
    """Return the labels at an angle as rows, which no sentence of running text runs into."""
    return [Part("row", lines) for lines in labels_at_angle(page)]


class _Writer:
    """Writes parts one after the other and records the position of every word."""

    def __init__(self, hyphens: Hyphens, sections: Sections, front: Front) -> None:
        self._hyphens = hyphens
        self._sections = sections
        self._front = front
        self._text: list[str] = []
        self._length = 0
        self._places: list[Place] = []
        self._written: dict[int, str] = {}

    def write(self, parts: list[Part]) -> Extracted:
        """Return the text of all parts with its blocks and places."""
        blocks: list[Block] = []
        rows: list[list[Cell]] = []
        for part in parts:
            if self._length:
                self._append("\n\n")
            start, at = self._length, len(self._text)
            rows.append(self._write_row(part.heads))
            if not part.heads:
                self._write_words([word for line in part.lines for word in line.words])
            text = self._written[id(part)] = "".join(self._text[at:])
            section = self._sections.of(part, text)
            page = part.lines[0].page
            drawn = tuple(
                (cell.start, cell.end + 1)
                for cell, heads in zip(rows[-1], part.heads, strict=True)
                if heads.repeated
            )
            blocks.append(Block(start, self._length, page, section, part.kind, drawn))
        # A title may stand below its table.
        blocks = [
            replace(block, row=self._meaning(part, cells)) if cells else block
            for block, part, cells in zip(blocks, parts, rows, strict=True)
        ]
        return Extracted("".join(self._text), tuple(blocks), self._front, tuple(self._places))

    def _write_row(self, heads: list[CellHeads]) -> list[Cell]:
        """Write the cells of a row; a cell that is merged over it has no words on the page here."""
        cells: list[Cell] = []
        for cell in heads:
            if cells:
                self._append(" ")
            start, at, first = self._length, len(self._text), len(self._places)
            self._write_words([word for line in cell.lines for word in line.words])
            if cell.repeated:
                del self._places[first:]
            else:
                self._written[id(cell.lines)] = "".join(self._text[at:])
            boxes = tuple(PageBox(line.page, rounded(line.box)) for line in cell.lines)
            cells.append(Cell(start, self._length, boxes=boxes))
        return cells

    def _meaning(self, part: Part, cells: list[Cell]) -> TableRow:
        def joined(heads: list[TableCell]) -> str:
            return " > ".join(self._written[id(head)].rstrip(":") for head in heads)

        return TableRow(
            " ".join(self._written[id(title)] for title in part.title if id(title) in self._written)
            or None,  # a title that was joined to other text is none
            tuple(
                replace(cell, row=joined(heads.row), column=joined(heads.column))
                for cell, heads in zip(cells, part.heads, strict=True)
            ),
        )

    def _write_words(self, words: list[Word]) -> None:
        for at, word in enumerate(words):
            following = words[at + 1] if at + 1 < len(words) else None
            text, glued = self._hyphens.resolve(word, following)
            start = self._length
            self._append(text)
            self._places.append(Place(start, self._length, word.page, word.box))
            if following and not glued:
                self._append(" ")

    def _append(self, text: str) -> None:
        self._text.append(text)
        self._length += len(text)
