"""Write the blocks of a Word document's body: paragraphs, tables, text boxes and other parts."""

from collections.abc import Callable, Iterator

from docx.oxml.ns import qn
from lxml import etree

from corpus.readers.canonical import TextBuilder
from corpus.readers.folded import Folded
from corpus.readers.grid import Grid, GridCell
from corpus.readers.inline import Inline
from corpus.readers.word.numbering import Numbering
from corpus.readers.word.runs import (
    FALLBACK,
    PARAGRAPH,
    SKIPPED,
    TEXT_BOX,
    ParagraphText,
    Trail,
)
from corpus.readers.word.styles import Role, Styles, is_on, value_of

_TABLE, _ROW, _CELL = map(qn, ("w:tbl", "w:tr", "w:tc"))
_CHUNK, _DELETED = qn("w:altChunk"), qn("w:del")
_PARTS = (PARAGRAPH, _TABLE, _ROW, _CELL, _CHUNK)
_CELL_PROPERTIES, _ROW_PROPERTIES = qn("w:tcPr"), qn("w:trPr")
_MARK = f"{qn('w:pPr')}/{qn('w:rPr')}"


class Body:
    """Adds the blocks of a document's body to a builder.

    Args:
        read_chunk: called with the relation id of an embedded document.
        trail: for a draft, takes the trail of each paragraph; see ``ParagraphText``. A draft keeps
            the marks of notes, and tells what is set apart.

    Attributes:
        notes: the notes whose marks are shown, in order, each with the text of its mark.
    """

    def __init__(
        self,
        builder: TextBuilder,
        styles: Styles,
        numbering: Numbering,
        read_chunk: Callable[[str], None],
        trail: list[Trail] | None = None,
    ) -> None:
        self.notes: list[tuple[str, str]] = []
        self._trail = trail
        self._unended = Inline()
        self._builder = builder
        self._styles = styles
        self._numbering = numbering
        self._read_chunk = read_chunk
        self._caption = ""

    def write(self, container: etree._Element) -> None:
        """Add the paragraphs and tables of the body, a cell or a text box."""
        for part in _parts(container):
            if part.tag == PARAGRAPH:
                self._write_paragraph(part)
            elif part.tag == _TABLE:
                self._write_table(part)
            elif part.tag == _CHUNK:
                self._read_chunk(part.get(qn("r:id"), ""))
        self._builder.add(self._taken())

    def _taken(self) -> Inline:
        """Return the text of the paragraphs before whose ends a tracked change deletes."""
        text, self._unended = self._unended, Inline()
        return text

    def text(self, paragraph: etree._Element) -> Inline:
        """Return the text of a paragraph after its number."""
        read = ParagraphText(paragraph, self._styles, with_notes=self._trail is not None)
        if self._trail is not None:
            self._trail.append(read.trail)
            self.notes += read.inline.notes
        for part in read.lost:
            self._builder.omit("part", part=part)
        text = Inline()
        if not self._is_left_out(paragraph, read.inline):
            text.add(self._numbering.next_number(paragraph), "drawn")
        text.extend(read.inline)
        return text

    def _is_left_out(self, paragraph: etree._Element, text: Inline) -> bool:
        """Return whether a paragraph is deleted or hidden as a whole; Word does not count it."""
        marks = (paragraph.find(f"{_MARK}/{qn(name)}") for name in ("w:del", "w:vanish"))
        return any(map(is_on, marks)) and not text.has_text

    def _write_paragraph(self, paragraph: etree._Element) -> None:
        role = self._styles.role(paragraph)
        if not role.is_contents:
            text = self._taken()
            text.extend(self.text(paragraph))
            if self._goes_on(paragraph):
                self._unended = text
                text = Inline()
            self._set_apart(paragraph, role)
            if role.level is not None:
                self._builder.heading(text, role.level)
            else:
                self._builder.add(text, "item" if role.is_item else "text")
            if text.has_text:
                self._caption = self._builder.last if role.is_caption else ""
        self._write_text_boxes(paragraph)

    def _goes_on(self, paragraph: etree._Element) -> bool:
        """Return whether a tracked change of a draft deletes the end of a paragraph."""
        ends = (paragraph.find(f"{_MARK}/{qn(name)}") for name in ("w:del", "w:moveFrom"))
        return self._trail is not None and any(end is not None for end in ends)

    def _set_apart(self, paragraph: etree._Element, role: Role) -> None:
        """Tell the builder how a paragraph of a draft is set apart."""
        self._builder.apart = ""
        if self._trail is not None and role.level is None and not role.is_item:
            self._builder.apart = self._styles.apart(paragraph)

    def _write_table(self, table: etree._Element) -> None:
        caption = value_of(table.find(f"{qn('w:tblPr')}/{qn('w:tblCaption')}")) or ""
        grid = Grid(self._builder, self._caption or self._builder.table_title or caption)
        self._caption = ""
        rows = [row for row in _parts(table) if row.tag == _ROW]
        heads = _head_rows(table, rows)
        for at, row in enumerate(rows):
            self._write_row(row, grid, at < heads)

    def _write_row(self, row: etree._Element, grid: Grid, is_head: bool) -> None:
        cells = [cell for cell in _parts(row) if cell.tag == _CELL]
        if len(cells) == 1 and len(list(_parts(cells[0]))) > 1 and not _continues(cells[0]):
            self.write(cells[0])  # a table that only draws a frame around paragraphs
            return
        grid.add(list(map(self._cell, cells)), is_head, _number(row, "w:gridBefore", 0))
        for cell in cells:
            for part in _parts(cell):
                if part.tag == PARAGRAPH:
                    self._write_text_boxes(part)
                elif part.tag == _TABLE:
                    self._write_table(part)
                elif part.tag == _CHUNK:
                    self._read_chunk(part.get(qn("r:id"), ""))

    def _cell(self, cell: etree._Element) -> GridCell:
        columns = _number(cell, "w:gridSpan", 1)
        if _continues(cell):
            return GridCell(Folded(""), columns, continues=True)
        text = Inline()
        for part in _parts(cell):
            if part.tag == PARAGRAPH:
                text.add(" ")
                text.extend(self.text(part))
        rows = 1 if _merged(cell) is None else 0
        return GridCell(self._builder.folded(text), columns, rows)

    def _write_text_boxes(self, paragraph: etree._Element) -> None:
        for box in paragraph.iter(TEXT_BOX):
            around = next(box.iterancestors(PARAGRAPH, FALLBACK))
            if around is paragraph:
                self.write(box)


def _parts(container: etree._Element) -> Iterator[etree._Element]:
    """Yield the paragraphs, tables, rows or cells inside, also those in content controls."""
    for child in container.iterchildren("*"):
        if child.tag in _PARTS:
            yield child
        elif child.tag not in SKIPPED and child.tag != _DELETED:
            yield from _parts(child)


def _head_rows(table: etree._Element, rows: list[etree._Element]) -> int:
    """Return how many rows at the top hold the heads of the columns.

    These are the rows that Word repeats on each page, else the first of several rows with several
    cells, unless the look of the table says that it is like the others.
    """
    # A first row of one cell is the title of the table.
    title = int(len(rows) > 1 and _count_cells(rows[0]) == 1)
    marked = 0
    while marked < len(rows) and is_on(_property(rows[marked], _ROW_PROPERTIES, "w:tblHeader")):
        marked += 1
    look = table.find(f"{qn('w:tblPr')}/{qn('w:tblLook')}")
    is_plain = look is not None and look.get(qn("w:firstRow")) == "0"
    is_table = len(rows) > title + 1 and _count_cells(rows[title]) > 1
    return marked or (title + 1 if is_table and not is_plain else 0)


def _count_cells(row: etree._Element) -> int:
    return sum(part.tag == _CELL for part in _parts(row))


def _property(element: etree._Element, properties: str, name: str) -> etree._Element | None:
    return element.find(f"{properties}/{qn(name)}")


def _number(element: etree._Element, name: str, default: int) -> int:
    properties = _ROW_PROPERTIES if element.tag == _ROW else _CELL_PROPERTIES
    stated = value_of(_property(element, properties, name)) or ""
    return int(stated) if stated.isdecimal() and len(stated) < 5 else default


def _merged(cell: etree._Element) -> etree._Element | None:
    return _property(cell, _CELL_PROPERTIES, "w:vMerge")


def _continues(cell: etree._Element) -> bool:
    """Return whether a cell continues a cell of the row above, merged over several rows."""
    merged = _merged(cell)
    return merged is not None and merged.get(qn("w:val")) != "restart"
