"""Word documents for the tests: made with python-docx, or of their own XML."""

import io
import zipfile
from collections.abc import Callable

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpus.readers.word.document import read_docx
from corpus.report import Extracted

NUMBERING = "word/numbering.xml"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATION = (
    '<Relationship Id="{id}" Target="{target}" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/aFChunk"/></Relationships>'
)


def saved(document: WordDocument) -> bytes:
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def read(document: WordDocument) -> Extracted:
    return read_docx(saved(document))


def changed(content: bytes, change: Callable[[str, bytes], bytes], **added: str) -> bytes:
    """Return a package with changed parts, and with others added below word/."""
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, part in added.items():
            new.writestr(f"word/{name}.xml", part)
    return result.getvalue()


def with_body(*xml: str) -> WordDocument:
    """Return a document of these paragraphs or tables."""
    document = Document()
    for part in xml:
        filled = part.replace(">", f" {nsdecls('w')}>", 1)
        document.element.body.insert_element_before(parse_xml(filled), "w:sectPr")
    return document


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def run(text: str, properties: str = "") -> str:
    """Return the XML of a run with these properties."""
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def level(at: int, form: str, text: str, more: str = "", start: int = 1) -> str:
    """Return the XML of a level of a list."""
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/>{more}</w:lvl>'
    )


def numbered(text: str, list_id: int = 1, at: int | None = 0, style: str = "") -> str:
    """Return the XML of a paragraph of a list."""
    stated = "" if at is None else f'<w:ilvl w:val="{at}"/>'
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    number = f'<w:numPr>{stated}<w:numId w:val="{list_id}"/></w:numPr>'
    return f"<w:p><w:pPr>{named}{number}</w:pPr>{run(text)}</w:p>"


def with_lists(abstract: dict[int, str], nums: dict[int, str], *xml: str) -> Extracted:
    """Return what is read of paragraphs with these lists.

    Args:
        abstract: the levels of each definition.
        nums: the XML of each list, after the id of its definition: "1" or "1<w:lvlOverride …".
    """
    definitions = "".join(
        f'<w:abstractNum w:abstractNumId="{number}">{levels}</w:abstractNum>'
        for number, levels in abstract.items()
    )
    lists = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{rest[:1]}"/>{rest[1:]}</w:num>'
        for number, rest in nums.items()
    )
    part = f"<w:numbering {nsdecls('w')}>{definitions}{lists}</w:numbering>".encode()
    content = saved(with_body(*xml))
    return read_docx(changed(content, lambda name, old: part if name == NUMBERING else old))


def with_chunk(name: str, content_type: str, chunk: bytes, *xml: str) -> Extracted:
    """Return what is read of a document that embeds another between these paragraphs."""
    body = f'<w:altChunk xmlns:r="{_RELATIONS}" r:id="rIdChunk"></w:altChunk>'
    content = saved(with_body(xml[0], body, *xml[1:]))

    def change(part: str, old: bytes) -> bytes:
        if part == "word/_rels/document.xml.rels":
            relation = _RELATION.format(id="rIdChunk", target=name)
            return old.replace(b"</Relationships>", relation.encode())
        if part == "[Content_Types].xml":
            override = f'<Override PartName="/word/{name}" ContentType="{content_type}"/></Types>'
            return old.replace(b"</Types>", override.encode())
        return old

    result = io.BytesIO(changed(content, change))
    with zipfile.ZipFile(result, "a") as package:
        package.writestr(f"word/{name}", chunk)
    return read_docx(result.getvalue())
