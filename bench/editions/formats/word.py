"""Write editions by editing the texts of a Word file."""

import io
import zipfile
from collections.abc import Sequence
from itertools import groupby

from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from bench.editions.edits import Edit
from bench.editions.formats.markup import Markup, TextNode
from bench.editions.formats.original import read_bytes
from bench.editions.sentences import Sentence, sentences_of, tables

_BODY = "word/document.xml"
_STYLES = {"heading": "Heading 2", "item": "List Bullet"}


class WordOriginal:
    """A Word file."""

    form = "DOCX"

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.first = read_bytes(content, ".docx")
        self.sentences = sentences_of(self.first)
        self.free = self._markup()[1].free

    def second(self, edits: Sequence[Edit]) -> bytes:
        """Return the second edition as a file."""
        body, markup = self._markup()
        markup.apply(edits)
        stream = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(self._content)) as old,
            zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for one in old.infolist():
                content = old.read(one)
                new.writestr(one, etree.tostring(body) if one.filename == _BODY else content)
        return stream.getvalue()

    def _markup(self) -> tuple[etree._Element, Markup]:
        with zipfile.ZipFile(io.BytesIO(self._content)) as file:
            body = etree.fromstring(file.read(_BODY))
        texts = [TextNode(one, "text") for one in body.iter(qn("w:t"))]
        for one in texts:
            one.element.set(qn("xml:space"), "preserve")
        return body, Markup(texts, self.sentences, qn("w:tr"))


def as_word_file(sentences: Sequence[Sentence]) -> bytes:
    """Return a report as a Word file: headings, paragraphs, lists and tables."""
    document = Document()
    starts = {rows.start: rows for rows in tables(sentences)}
    for _, group in groupby(enumerate(sentences), lambda one: one[1].paragraph):
        own = list(group)
        at, first = own[0]
        if at in starts:
            _add_table(document, [sentences[row].cells for row in starts[at]])
        if first.kind not in ("row", "note"):
            text = " ".join(one.text for _, one in own)
            text = text.lstrip("•▪● ") if first.kind == "item" else text
            document.add_paragraph("".join(filter(_is_printed, text)), _STYLES.get(first.kind))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _add_table(document: Document, rows: Sequence[Sequence[str]]) -> None:  # type: ignore[valid-type]
    table = document.add_table(len(rows), max(map(len, rows)))  # type: ignore[attr-defined]
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=False):
            cell.text = "".join(filter(_is_printed, text))


def _is_printed(sign: str) -> bool:
    return sign >= " "
