"""Read a Word document: paragraphs, headings, lists, tables, text boxes and notes, in order.

python-docx opens the package and finds its parts. This module takes the text from the XML,
because ``Paragraph.text`` omits tracked insertions, content controls and text boxes.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.opc.part import Part, PartFactory
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from corpus.errors import UnreadableFile
from corpus.note_marks import NoteName
from corpus.readers.canonical import TextBuilder
from corpus.readers.front import date_in, number_in, publisher_in, title_in
from corpus.readers.inline import Inline
from corpus.readers.persons import are_printed, person_names
from corpus.readers.signature import ZIP
from corpus.readers.word.body import Body
from corpus.readers.word.note_labels import note_labels
from corpus.readers.word.numbering import Numbering
from corpus.readers.word.package import DAMAGED, NOT_WORD, check_package
from corpus.readers.word.parts import EMBEDDED, add_chunk
from corpus.readers.word.runs import PARAGRAPH, Trail, note_name
from corpus.readers.word.styles import Styles
from corpus.report import Extracted, Front

_FRONT_BLOCKS = 8
_MAX_DEPTH = 3
"""How deeply documents that embed one another are read."""
FAULTS = (
    AttributeError, TypeError, LookupError, ValueError, OpcError, etree.XMLSyntaxError,
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RecursionError,
)  # fmt: skip
"""What the libraries raise for a damaged document."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A Word document that was read.

    Attributes:
        trail: for a draft, the trail of each paragraph in the order of the text.
    """

    extracted: Extracted
    document: WordDocument
    trail: list[Trail]


def read_docx(
    content: bytes,
    max_unpacked_bytes: int = 200_000_000,
    max_ratio: int = 100,
    *,
    as_draft: bool = False,
) -> Extracted:
    """Return the text of a Word document: the body in order, then footnotes and endnotes.

    Args:
        content: the bytes of a .docx file.
        max_unpacked_bytes: maximum size of all parts after unpacking.
        max_ratio: maximum ratio of unpacked to packed size.
        as_draft: whether to read headers and footers as well, and to keep the marks of notes.

    Raises:
        UnreadableFile: when the file is not a Word document, is damaged, has a password,
            exceeds one of these limits, or contains no text.
    """
    return open_docx(content, max_unpacked_bytes, max_ratio, as_draft=as_draft).extracted


def open_docx(
    content: bytes,
    max_unpacked_bytes: int = 200_000_000,
    max_ratio: int = 100,
    *,
    as_draft: bool = True,
) -> Opened:
    """Return a Word document and its text; see ``read_docx``."""
    builder = TextBuilder()
    reading = _Reading(builder, max_unpacked_bytes, max_ratio, as_draft)
    try:
        document = reading.read(content)
        front = _front(document, builder)
    except ValueError as error:
        raise UnreadableFile(NOT_WORD) from error
    except KeyError as error:
        raise UnreadableFile(
            "a part of the document is missing, or it has the Strict Open XML format: open it in "
            "Word and save it as Word Document (.docx)"
        ) from error
    except FAULTS as error:
        raise UnreadableFile(DAMAGED) from error
    return Opened(builder.extracted(front), document, reading.trail)


def _checked(root: etree._Element) -> etree._Element:
    """Return the root of a part; raise UnreadableFile if the part has a DTD, as bombs do."""
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableFile("the document defines XML entities: open it in Word and save it again")
    return root


def _part_class(content_type: str, relation: str) -> type[Part] | None:
    """Return the class that python-docx makes of a part, or None for its own choice.

    An embedded Word document has the content type of the document's own part, and is a package.
    """
    if relation == RELATIONSHIP_TYPE.A_F_CHUNK:
        return Part
    return _class_by_default(content_type, relation) if _class_by_default else None


_class_by_default = PartFactory.part_class_selector
PartFactory.part_class_selector = _part_class


class _Reading:
    """Reads a document, and those that it embeds, into one builder."""

    def __init__(
        self, builder: TextBuilder, max_unpacked_bytes: int, max_ratio: int, as_draft: bool
    ) -> None:
        self.trail: list[Trail] = []
        self._builder = builder
        self._as_draft = as_draft
        self._limits = max_unpacked_bytes, max_ratio
        self._depth = 0

    def read(self, content: bytes) -> WordDocument:
        """Add the body, then the footnotes and endnotes; return the document.

        A draft has its headers and footers between them.
        """
        check_package(content, *self._limits)
        document = Document(io.BytesIO(content))
        styles = Styles(document.styles.element)
        numbering = Numbering(_root(document, RELATIONSHIP_TYPE.NUMBERING), styles)
        body = Body(
            self._builder,
            styles,
            numbering,
            lambda relation: self._add_chunk(document, relation),
            (self.trail if not self._depth else []) if self._as_draft else None,
        )
        body.write(_checked(document.element.body))
        for edge in _edges(document) if self._as_draft else ():
            body.write(edge)
        settings = _root(document, RELATIONSHIP_TYPE.SETTINGS) if self._as_draft else None
        labels = note_labels(document.element.body, settings, body.notes)
        for note in _notes(document):
            name = note_name(note)
            if self._as_draft and name not in labels:
                continue  # its mark was deleted
            text = Inline()
            for paragraph in note.iter(PARAGRAPH):
                text.add(" ")
                text.extend(body.text(paragraph))
            is_endnote = note.tag == qn("w:endnote")
            self._builder.add(text, "note", note=NoteName(name, labels.get(name, ""), is_endnote))
        return document

    def _add_chunk(self, document: WordDocument, relation: str) -> None:
        """Add an embedded document, or record that it cannot be read."""
        found = document.part.rels.get(relation)
        part = None if found is None or found.is_external else found.target_part
        self._depth += 1
        try:
            if part is None or self._depth > _MAX_DEPTH:
                is_read = False
            elif part.blob.startswith(ZIP):
                self.read(part.blob)
                is_read = True
            else:
                is_read = add_chunk(self._builder, part.content_type, part.blob)
        except (UnreadableFile, *FAULTS):
            is_read = False
        self._depth -= 1
        if not is_read:
            self._builder.omit("part", part=EMBEDDED)


def _root(document: WordDocument, relation: str) -> etree._Element | None:
    """Return the root of a part that the document is related to, or None."""
    try:
        part = document.part.part_related_by(relation)
    except KeyError:
        return None
    return _checked(parse_xml(part.blob))


def _edges(document: WordDocument) -> Iterator[etree._Element]:
    """Yield the headers and footers of all sections, each once."""
    seen = set()
    for reference in document.element.body.iter(qn("w:headerReference"), qn("w:footerReference")):
        found = document.part.rels.get(reference.get(qn("r:id"), ""))
        if found is not None and not found.is_external and found.target_part not in seen:
            seen.add(found.target_part)
            yield _checked(parse_xml(found.target_part.blob))


def _notes(document: WordDocument) -> Iterator[etree._Element]:
    """Yield the footnotes, then the endnotes; python-docx does not read them."""
    for relation in (RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES):
        root = _root(document, relation)
        for note in () if root is None else root.iterchildren("*"):
            if note.get(qn("w:type"), "normal") == "normal":  # other types are separator lines
                yield note


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
