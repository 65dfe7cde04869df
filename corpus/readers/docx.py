"""Read a Word document: paragraphs, headings, lists, tables, text boxes and notes, in order.

python-docx opens the package and finds its parts. This module takes the text from the XML,
because ``Paragraph.text`` omits tracked insertions, content controls and text boxes.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from corpus.errors import UnreadableFile
from corpus.readers.canonical import TextBuilder, fold, superscript
from corpus.readers.front import date_in, number_in, publisher_in, title_in
from corpus.readers.package import DAMAGED, NOT_WORD, check_package
from corpus.readers.persons import are_printed, person_names
from corpus.readers.word_styles import Styles
from corpus.report import Extracted, Front

_PARAGRAPH, _TABLE, _ROW, _CELL = map(qn, ("w:p", "w:tbl", "w:tr", "w:tc"))
_RUN, _RUN_PROPERTIES, _TEXT_BOX = map(qn, ("w:r", "w:rPr", "w:txbxContent"))
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_FALLBACK = f"{_COMPATIBILITY}Fallback"
# Deleted text, formatting, and content that is handled elsewhere or would appear twice.
_SKIPPED = {
    *map(qn, ("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:tblPr", "w:trPr", "w:tcPr", "w:sectPr")),
    *map(qn, ("w:instrText", "w:delText", "w:rt")),
    _FALLBACK,
    _TEXT_BOX,
}
_TEXTS = {qn("w:t"), "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"}
_SPECIAL_CHARACTERS = {
    **dict.fromkeys(map(qn, ("w:tab", "w:br", "w:cr", "w:ptab")), " "),
    qn("w:noBreakHyphen"): "-",
}
_FRONT_BLOCKS = 8


def read_docx(
    content: bytes, max_unpacked_bytes: int = 200_000_000, max_ratio: int = 100
) -> Extracted:
    """Return the text of a Word document: the body in order, then footnotes and endnotes.

    Args:
        content: the bytes of a .docx file.
        max_unpacked_bytes: maximum size of all parts after unpacking.
        max_ratio: maximum ratio of unpacked to packed size.

    Raises:
        UnreadableFile: when the file is not a Word document, is damaged, has a password,
            exceeds one of these limits, or contains no text.
    """
    check_package(content, max_unpacked_bytes, max_ratio)
    try:
        document = Document(io.BytesIO(content))
        builder = TextBuilder()
        _Body(builder, Styles(document.styles.element)).write(_checked(document.element.body))
        for text in _notes(document):
            builder.add(text, "note")
        front = _front(document, builder)
    except ValueError as error:
        raise UnreadableFile(NOT_WORD) from error
    except KeyError as error:
        raise UnreadableFile(
            "a part of the document is missing, or it has the Strict Open XML format: open it in "
            "Word and save it as Word Document (.docx)"
        ) from error
    except (
        AttributeError, TypeError, IndexError, OpcError, etree.XMLSyntaxError,
        zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RecursionError,
    ) as error:  # fmt: skip
        raise UnreadableFile(DAMAGED) from error
    return builder.extracted(front)


def _checked(root: etree._Element) -> etree._Element:
    """Return the root of a part; raise UnreadableFile if the part has a DTD, as bombs do."""
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableFile("the document defines XML entities: open it in Word and save it again")
    return root


class _Body:
    """Adds the blocks of a document's body to a builder."""

    def __init__(self, builder: TextBuilder, styles: Styles) -> None:
        self._builder = builder
        self._styles = styles

    def write(self, container: etree._Element) -> None:
        """Add the paragraphs and tables of the body, a cell or a text box."""
        for part in _parts(container):
            if part.tag == _PARAGRAPH:
                self._write_paragraph(part)
            elif part.tag == _TABLE:
                for row in _parts(part):
                    self._write_row(row)

    def _write_paragraph(self, paragraph: etree._Element) -> None:
        role = self._styles.role(paragraph)
        if role.level is not None:
            self._builder.heading(_text(paragraph), role.level)
        elif not role.is_contents:
            self._builder.add(_text(paragraph), "item" if role.is_item else "text")
        self._write_text_boxes(paragraph)

    def _write_row(self, row: etree._Element) -> None:
        cells = [cell for cell in _parts(row) if cell.tag == _CELL and not _continues_above(cell)]
        if len(cells) == 1 and len(list(_parts(cells[0]))) > 1:
            self.write(cells[0])  # a table that only draws a frame around paragraphs
            return
        paragraphs = [part for cell in cells for part in _parts(cell) if part.tag == _PARAGRAPH]
        self._builder.add(" ".join(map(_text, paragraphs)), "row")
        for paragraph in paragraphs:
            self._write_text_boxes(paragraph)
        for cell in cells:
            for nested in (part for part in _parts(cell) if part.tag == _TABLE):
                for nested_row in _parts(nested):
                    self._write_row(nested_row)

    def _write_text_boxes(self, paragraph: etree._Element) -> None:
        for box in paragraph.iter(_TEXT_BOX):
            around = next(box.iterancestors(_PARAGRAPH, _FALLBACK))
            if around is paragraph:
                self.write(box)


def _parts(container: etree._Element) -> Iterator[etree._Element]:
    """Yield the paragraphs, tables, rows or cells inside, also those in content controls."""
    for child in container.iterchildren("*"):
        if child.tag in (_PARAGRAPH, _TABLE, _ROW, _CELL):
            yield child
        elif child.tag not in _SKIPPED:
            yield from _parts(child)


def _continues_above(cell: etree._Element) -> bool:
    """Return whether a cell continues a cell of the row above, merged over several rows."""
    merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return merged is not None and merged.get(qn("w:val")) != "restart"


def _text(element: etree._Element) -> str:
    return fold("".join(_text_pieces(element)))


def _text_pieces(element: etree._Element) -> Iterator[str]:
    """Yield the pieces of a paragraph's text with all tracked changes accepted."""
    for child in element.iterchildren("*"):
        if child.tag in _TEXTS:
            yield child.text or ""
        elif child.tag in _SPECIAL_CHARACTERS:
            yield _SPECIAL_CHARACTERS[child.tag]
        elif child.tag == _RUN:
            yield _run_text(child)
        elif child.tag not in _SKIPPED:
            yield from _text_pieces(child)


def _run_text(run: etree._Element) -> str:
    properties = run.find(_RUN_PROPERTIES)
    text = "".join(_text_pieces(run))
    if properties is None:
        return text
    hidden = properties.find(qn("w:vanish"))
    if hidden is not None and hidden.get(qn("w:val"), "1") not in ("0", "false", "off"):
        return ""
    position = properties.find(qn("w:vertAlign"))
    is_superscript = position is not None and position.get(qn("w:val")) == "superscript"
    return superscript(text) if is_superscript else text


def _notes(document: WordDocument) -> Iterator[str]:
    """Yield the footnotes, then the endnotes; python-docx does not read them."""
    for relation in (RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES):
        try:
            part = document.part.part_related_by(relation)
        except KeyError:
            continue
        for note in _checked(parse_xml(part.blob)).iterchildren("*"):
            if note.get(qn("w:type"), "normal") == "normal":  # other types are separator lines
                yield " ".join(map(_text, note.iter(_PARAGRAPH)))


def _front(document: WordDocument, builder: TextBuilder) -> Front:
    """Return the front matter, without the file's creation date: a report may be older.

    The file's author may be the owner of the computer, so the first blocks must name the same.
    """
    title = title_in(document.core_properties.title) or builder.title
    opening = [title or "", *builder.opening(_FRONT_BLOCKS)]
    names = person_names(document.core_properties.author or "")
    credited = are_printed(names, (re.sub(r"^by:?\s+", "", text, flags=re.I) for text in opening))
    return Front(
        title=title,
        publisher=publisher_in(opening),
        number=number_in(opening),
        date=date_in(opening),
        authors=names if credited else (),
    )
