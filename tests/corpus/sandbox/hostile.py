"""Files made to harm whoever reads them, and files that cannot be read for plainer reasons."""

import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from tests.corpus.readers.pdf.pdf_files import PARAGRAPH, Drawing

_RELATIONSHIPS = (
    b'<?xml version="1.0"?><Relationships '
    b'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    b'Target="word/document.xml"/></Relationships>'
)
_TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    b'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package'
    b'.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.'
    b'openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_WORD = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_SENTENCE = b"<w:p><w:r><w:t>The ferry leaves at nine.</w:t></w:r></w:p>"


_PAGE = (
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 3 0 R"
    b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>>>>>>>"
)


def docx(body: bytes, before: bytes = b"") -> bytes:
    """Return a Word document with this XML in its body."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr("_rels/.rels", _RELATIONSHIPS)
        document = b'<?xml version="1.0"?>%s<w:document %s><w:body>%s</w:body></w:document>'
        package.writestr("word/document.xml", document % (before, _WORD, body))
    return file.getvalue()


def pdf(stream: bytes, length: int = 1) -> bytes:
    """Return a PDF whose pages all draw the same packed stream."""
    packed = zlib.compress(stream)
    kids = b" ".join(b"4 0 R" for _ in range(length))
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (length, kids),
        b"<</Length %d/Filter/FlateDecode>>\nstream\n%s\nendstream" % (len(packed), packed),
        _PAGE,
    ]
    content, offsets = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"xref\n0 5\n0000000000 65535 f \n%strailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    return content + end % (table, len(content))


def _words(count: int) -> bytes:
    return b"BT /F1 9 Tf 72 700 Td " + b"(many words here) Tj 0 -1 Td " * count + b"ET"


def _laughs() -> bytes:
    entities = b'<!ENTITY a "ha ha ha ha ha ha ha ha ha ha">'
    for name, below in zip(b"bcdefghij", b"abcdefghi", strict=True):
        entities += b'<!ENTITY %c "%s">' % (name, b"&%c;" % below * 10)
    return b"<!DOCTYPE w [%s]>" % entities


FILES: dict[str, Callable[[], bytes]] = {
    "empty.pdf": lambda: b"",
    "empty.docx": lambda: b"",
    "empty.html": lambda: b"",
    "empty.md": lambda: b"\n\n",
    "truncated.pdf": lambda: Drawing().lines(PARAGRAPH, 100).save()[:700],
    "truncated.docx": lambda: docx(_SENTENCE)[:-300],
    "renamed.pdf": lambda: docx(_SENTENCE),
    "renamed.docx": lambda: Drawing().lines(PARAGRAPH, 100).save(),
    "renamed.html": lambda: Drawing().lines(PARAGRAPH, 100).save(),
    "renamed.md": lambda: docx(_SENTENCE),
    "renamed.txt": lambda: docx(_SENTENCE),
    "locked.pdf": lambda: Drawing(password="secret").lines(PARAGRAPH, 100).save(),
    "scanned.pdf": lambda: pdf(b"0 0 612 792 re f"),
    "packed.pdf": lambda: pdf(b" " * 2**27),
    "pages.pdf": lambda: pdf(_words(3000), length=5000),
    "zip_bomb.docx": lambda: docx(b"<w:p/>" * 10_000_000),
    "laughs.docx": lambda: docx(_SENTENCE + b"<w:p><w:r><w:t>&j;</w:t></w:r></w:p>", _laughs()),
    "nested.docx": lambda: docx(b"<w:ins>" * 200_000 + _SENTENCE + b"</w:ins>" * 200_000),
    "nested.html": lambda: b"<div>" * 300_000 + b"The ferry leaves at nine.",
    "laughs.html": lambda: _laughs() + b"<p>The ferry leaves at nine. &j;</p>",
    "nested.md": lambda: b"> " * 100_000 + b"The ferry leaves at nine.",
    "brackets.md": lambda: b"[" * 300_000 + b"](" * 300_000,
    "tables.html": lambda: b"<table><tr><td colspan=999999999>a" * 20_000,
}


def write(folder: Path) -> None:
    """Write all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in FILES.items():
        (folder / name).write_bytes(make())
