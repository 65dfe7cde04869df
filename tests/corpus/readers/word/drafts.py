"""Word documents with notes, tracked changes and text boxes, as drafts have them."""

import io
import zipfile

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpus.extract import extract
from corpus.readers.drafts.draft import Draft
from corpus.readers.drafts.reading import make_draft
from tests.corpus.readers.word.documents import saved

_W = nsdecls("w")
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def mark(number: int, kind: str = "footnote", own: str = "") -> str:
    """Return a run with the mark of a note, or with a mark of the writer's own."""
    follows = ' w:customMarkFollows="1"' if own else ""
    text = f"<w:t>{own}</w:t>" if own else ""
    return f'<w:r><w:{kind}Reference w:id="{number}"{follows}/>{text}</w:r>'


def changed(name: str, content: str) -> str:
    """Return content inside a tracked change: "ins", "del", "moveFrom" or "moveTo"."""
    return f'<w:{name} w:id="900" w:author="A. Lee">{content}</w:{name}>'


def box(*paragraphs: str) -> str:
    """Return a run with a text box."""
    inside = "".join(f"<w:p>{each}</w:p>" for each in paragraphs)
    return (
        '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" '
        'style="width:120pt;height:40pt"><v:textbox><w:txbxContent>'
        f"{inside}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )


def paragraph(*runs: str, properties: str = "") -> str:
    return f"<w:p {_W}><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def document(*paragraphs: str) -> WordDocument:
    made = Document()
    for each in paragraphs:
        made.element.body.insert_element_before(parse_xml(each), "w:sectPr")
    return made


def with_notes(made: WordDocument, **notes: dict[int, str]) -> bytes:
    """Return a document with notes: ``footnote`` and ``endnote``, by number."""
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(saved(made))) as old,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name).decode() if name.endswith((".xml", ".rels")) else old.read(name)
            for kind in notes:
                if name == "[Content_Types].xml":
                    part = str(part).replace(
                        "</Types>",
                        f'<Override PartName="/word/{kind}s.xml" '
                        f'ContentType="{_TYPE}.{kind}s+xml"/></Types>',
                    )
                elif name == "word/_rels/document.xml.rels":
                    part = str(part).replace(
                        "</Relationships>",
                        f'<Relationship Id="r{kind}" Type="{_RELATION}/{kind}s" '
                        f'Target="{kind}s.xml"/></Relationships>',
                    )
            new.writestr(name, part)
        for kind, texts in notes.items():
            new.writestr(f"word/{kind}s.xml", _notes(kind, texts))
    return result.getvalue()


def _notes(kind: str, texts: dict[int, str]) -> str:
    lines = f'<w:{kind} w:type="separator" w:id="0"><w:p>{run("line")}</w:p></w:{kind}>'
    for number, text in texts.items():
        own = f"<w:p><w:r><w:{kind}Ref/></w:r>{run(text)}</w:p>"
        lines += f'<w:{kind} w:id="{number}">{own}</w:{kind}>'
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{kind}s {_W}>{lines}</w:{kind}s>'


def read(content: bytes) -> Draft:
    return make_draft("", "", extract(".docx", content, as_draft=True))
