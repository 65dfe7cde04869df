"""Comments on a Word document: at their words, and without a change of them."""

import io
import re
import zipfile

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from corpus.readers.drafts.draft import DraftComment
from corpus.readers.word.comments import comment_docx
from tests.corpus.readers.word.documents import saved
from tests.corpus.readers.word.drafts import (
    box,
    changed,
    document,
    mark,
    paragraph,
    read,
    run,
    with_notes,
)

_TEXT, _START, _END = qn("w:t"), qn("w:commentRangeStart"), qn("w:commentRangeEnd")
_DELETED = qn("w:delText")


def commented(content: bytes, *words: str) -> bytes:
    """Return a document with a comment on each of these words, whose text is the words in capitals.

    The document's own text is the same before and after, piece by piece.
    """
    draft = read(content)
    comments = []
    for each in words:
        at = draft.text.index(each)
        comments.append(DraftComment(at, at + len(each), each.upper()))
    result = comment_docx(content, comments)
    assert read(result).text == draft.text
    assert read(result).notes == draft.notes
    for part in parts(content):
        if part == "word/document.xml":
            assert runs_of(result) == runs_of(content)
        elif part.startswith("word/") and part not in ("word/comments.xml",) and "rels" not in part:
            assert canonical(parts(result)[part]) == canonical(parts(content)[part]), part
    return result


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def canonical(part: bytes) -> bytes:
    is_xml = part.lstrip().startswith(b"<")
    return etree.tostring(etree.fromstring(part), method="c14n") if is_xml else part


def runs_of(content: bytes) -> list[tuple[str, str, str]]:
    """Return each character of a document with the properties of its run and what is around it."""
    found = []
    for piece in etree.fromstring(parts(content)["word/document.xml"]).iter(_TEXT, _DELETED):
        run_of = piece.getparent()
        form = run_of.find(qn("w:rPr"))
        look = b"" if form is None else etree.tostring(form, method="c14n")
        around = [(each.tag, sorted(each.attrib.items())) for each in run_of.iterancestors()]
        found += [(each, look.decode(), str(around)) for each in piece.text or ""]
    return found


def marked(content: bytes) -> dict[str, str]:
    """Return the texts of the comments with the text that each stands on."""
    texts = {comment.comment_id: comment.text for comment in Document(io.BytesIO(content)).comments}
    found = dict.fromkeys(texts.values(), "")
    open_now: set[int] = set()
    for element in etree.fromstring(parts(content)["word/document.xml"]).iter():
        if element.tag == _START:
            open_now.add(int(element.get(qn("w:id"))))
        elif element.tag == _END:
            open_now.discard(int(element.get(qn("w:id"))))
        elif element.tag == _TEXT:
            for at in open_now:
                found[texts[at]] += element.text or ""
        elif element.tag in (qn("w:footnoteReference"), qn("w:endnoteReference")):
            for at in open_now:
                found[texts[at]] += "[mark]"
    return found


@pytest.mark.parametrize(
    "words", [["bridge"], ["The bridge is old."], ["The", "old."], ["bridge is", "is old"]]
)
def test_a_comment_stands_on_its_words_and_runs_are_split_there(words: list[str]) -> None:
    bold = run("bridge is", "<w:b/>")
    content = saved(document(paragraph(run("The "), bold, run(" old. So it is."))))
    assert marked(commented(content, *words)) == {each.upper(): each for each in words}


def test_one_run_takes_many_comments() -> None:
    words = ["He", "He says “it is", "it is old", "old”", "He says “it is old” now."]
    content = saved(document(paragraph(run("He says “it is old” now."))))
    assert marked(commented(content, *words)) == {each.upper(): each for each in words}


def test_tabs_breaks_and_signs_stay_between_the_words() -> None:
    inside = "<w:r><w:t>One two</w:t><w:tab/><w:t>three</w:t><w:br/><w:t>four five</w:t></w:r>"
    content = saved(document(paragraph(inside)))
    assert marked(commented(content, "two three", "four")) == {
        "TWO THREE": "twothree", "FOUR": "four",
    }  # fmt: skip


def test_tracked_changes_hyperlinks_and_fields_survive() -> None:
    content = saved(
        document(
            paragraph(
                run("He "), changed("ins", run("really says ")),
                changed("del", "<w:r><w:delText>never said </w:delText></w:r>"),
                f'<w:hyperlink w:anchor="there">{run("it is old")}</w:hyperlink>',
                f'<w:fldSimple w:instr="AUTHOR">{run(" and grey")}</w:fldSimple>',
                changed("moveFrom", run("moved")), changed("moveTo", run(" moved.")),
            )
        )
    )  # fmt: skip
    words = ["really", "says it is", "old and", "grey moved"]
    assert marked(commented(content, *words)) == {
        "REALLY": "really", "SAYS IT IS": "says it is", "OLD AND": "old and",
        "GREY MOVED": "greymoved moved",
    }  # fmt: skip


def test_comments_of_others_stay() -> None:
    made = document(paragraph(run("It is old.")))
    made.add_comment(made.paragraphs[0].runs, "Is it?", "A. Lee", "AL")
    result = commented(saved(made), "old")
    assert marked(result) == {"Is it?": "It is old.", "OLD": "old"}
    comments = {each.text: each for each in Document(io.BytesIO(result)).comments}
    assert (comments["Is it?"].author, comments["OLD"].author) == ("A. Lee", "Pincite")


def test_a_comment_on_a_note_hangs_on_its_mark_and_quotes_the_words() -> None:
    made = document(paragraph(run("It is old."), mark(2), run(" So."), mark(2, "endnote")))
    content = with_notes(made, footnote={2: "See page 4."}, endnote={2: "See page 9."})
    assert marked(commented(content, "page 4", "page 9")) == {
        "On “page 4”: PAGE 4": "[mark]",
        "On “page 9”: PAGE 9": "[mark]",
    }


def test_a_comment_on_a_text_box_or_header_hangs_on_the_body() -> None:
    made = document(
        paragraph(run("First."), run(" "), box(run("In a box."))), paragraph(run("End."))
    )
    made.sections[0].header.paragraphs[0].text = "In a header."
    result = commented(saved(made), "a box", "a header")
    assert marked(result) == {"On “a box”: A BOX": "In a box.", "On “a header”: A HEADER": "First."}
    anchors = list(etree.fromstring(parts(result)["word/document.xml"]).iter(_START))
    assert all(anchor.getparent().tag == qn("w:p") for anchor in anchors)
    assert not any(next(anchor.iterancestors(qn("w:txbxContent")), None) for anchor in anchors)


def test_the_numbers_of_lists_and_cells_move_no_comment() -> None:
    made = document(paragraph(run("Before.")))
    made.add_paragraph("The bridge is old.", style="List Number")
    table = made.add_table(2, 2)
    for at, text in enumerate(("Year", "Cost", "2005", "4 million")):
        table.cell(*divmod(at, 2)).text = text
    made.add_paragraph("The bridge is new.")
    words = ["bridge is old", "4 million", "bridge is new"]
    assert marked(commented(saved(made), *words)) == {each.upper(): each for each in words}


def test_signs_that_xml_forbids_are_left_out_of_a_comment() -> None:
    content = saved(document(paragraph(run("It is old."))))
    result = comment_docx(content, [DraftComment(0, 2, "a\x00b\x0cc\nd\ud800")])
    assert [each.text for each in Document(io.BytesIO(result)).comments] == ["abc\nd"]


def test_a_document_without_words_in_its_body_takes_a_comment() -> None:
    made = document()
    made.sections[0].header.paragraphs[0].text = "In a header."
    assert re.search("HEADER", str(marked(commented(saved(made), "header"))))
