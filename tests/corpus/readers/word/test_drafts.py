"""Word documents as drafts: notes with their marks, headers, tracked changes, block quotations."""

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpus.extract import extract
from corpus.readers.drafts.draft import Note
from corpus.readers.word.document import read_docx
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


def texts(content: bytes) -> list[str]:
    draft = read(content)
    return [draft.text[block.start : block.end] for block in draft.blocks]


def test_a_mark_points_to_its_note_and_is_no_part_of_the_sentence() -> None:
    made = document(paragraph(run("He says “it is old.”"), mark(7), run(" It is."), mark(4)))
    draft = read(with_notes(made, footnote={4: "Second.", 7: "First."}))
    assert draft.text == "He says “it is old.” It is.\n\nSecond.\n\nFirst."
    assert draft.notes == (
        Note("2", "footnote", 29, 36, (27,)),
        Note("1", "footnote", 38, 44, (20,)),
    )
    assert draft.text[:20].endswith("old.”")


def test_a_document_that_is_a_report_is_read_as_before() -> None:
    made = document(paragraph(run("It is old."), mark(2)))
    made.sections[0].header.paragraphs[0].text = "Header"
    extracted = read_docx(with_notes(made, footnote={2: "First.", 3: "Nobody refers to it."}))
    assert extracted.text == "It is old.\n\nFirst.\n\nNobody refers to it."
    assert not any(block.marks for block in extracted.blocks)


def test_footnotes_and_endnotes_are_numbered_as_word_prints_them() -> None:
    numbers = '<w:numFmt w:val="upperLetter"/><w:numStart w:val="3"/>'
    form = f"<w:sectPr><w:footnotePr>{numbers}</w:footnotePr></w:sectPr>"
    made = document(
        paragraph(run("One."), mark(2), run(" Two."), mark(2, "endnote"), properties=form),
        paragraph(run("Three."), mark(3), run(" Four."), mark(3, "endnote")),
    )
    draft = read(with_notes(made, footnote={2: "a", 3: "b"}, endnote={2: "c", 3: "d"}))
    assert [(note.label, note.kind) for note in draft.notes] == [
        ("C", "footnote"), ("D", "footnote"), ("i", "endnote"), ("ii", "endnote"),
    ]  # fmt: skip


def test_a_mark_of_the_writers_own_is_the_label_and_is_left_out_of_the_text() -> None:
    made = document(paragraph(run("It is old"), mark(2, own="*"), run(", they say."), mark(3)))
    draft = read(with_notes(made, footnote={2: "Starred.", 3: "Numbered."}))
    assert draft.text.startswith("It is old, they say.\n\n")
    assert [(note.label, note.marks) for note in draft.notes] == [("*", (9,)), ("1", (20,))]


def test_a_note_whose_mark_is_deleted_is_left_out() -> None:
    made = document(paragraph(run("It is old."), changed("del", mark(2)), mark(3)))
    draft = read(with_notes(made, footnote={2: "Deleted.", 3: "Kept."}))
    assert draft.text == "It is old.\n\nKept."
    assert [note.label for note in draft.notes] == ["1"]


def test_insertions_count_and_deletions_do_not_and_moved_text_stands_once() -> None:
    deleted = "<w:r><w:delText>deleted </w:delText></w:r>"
    content = saved(
        document(
            paragraph(
                run("Kept "), changed("ins", run("inserted ")), changed("del", deleted),
                changed("moveFrom", run("moved ")), run("and "), changed("moveTo", run("moved.")),
            )
        )
    )  # fmt: skip
    assert texts(content) == ["Kept inserted and moved."]
    assert [(one.kind, one.count) for one in read(content).omissions] == [("struck_out", 1)]


def test_paragraphs_whose_parting_end_is_deleted_are_one() -> None:
    end = '<w:rPr><w:del w:id="9" w:author="A. Lee"/></w:rPr>'
    made = document(paragraph(run("“It is "), properties=end), paragraph(run("old.”")))
    assert texts(saved(made)) == ["“It is old.”"]


def test_headers_footers_and_text_boxes_are_read_once_each() -> None:
    made = document(paragraph(run("Body."), box(run("Box."))))
    made.add_section()
    made.sections[0].header.paragraphs[0].text = "Header."
    made.sections[0].footer.paragraphs[0].text = "Footer."
    assert texts(saved(made)) == ["Body.", "Box.", "Header.", "Footer."]


def test_comments_are_ignored() -> None:
    made = document(paragraph(run("It is old.")))
    made.add_comment(made.paragraphs[0].runs, "Is it?", "A. Lee", "AL")
    assert texts(saved(made)) == ["It is old."]


@pytest.mark.parametrize("style", ["Quote", "Intense Quote"])
def test_a_paragraph_in_a_style_for_quotations_is_a_block_quotation(style: str) -> None:
    made = document(paragraph(run("He says.")))
    made.add_paragraph("The bridge is old.", style=style)
    draft = read(saved(made))
    assert [draft.text[start:end] for start, end in draft.block_quotes] == ["The bridge is old."]


@pytest.mark.parametrize(
    ("before", "left", "right", "is_quote"),
    [
        ("He says:", 720, 0, True),
        ("He says so.", 720, 0, False),
        ("He says:", 100, 0, False),
        ("He says so.", 720, 720, True),
    ],
)
def test_an_indent_sets_a_quotation_apart_on_both_sides_or_where_words_introduce_it(
    before: str, left: int, right: int, is_quote: bool
) -> None:
    indented = f'<w:ind w:left="{left}" w:right="{right}"/>'
    made = document(
        paragraph(run(before)), paragraph(run("The bridge is old."), properties=indented),
        paragraph(run("So it is.")),
    )  # fmt: skip
    assert bool(read(saved(made)).block_quotes) == is_quote


@pytest.mark.parametrize("right", [0, 720])
def test_a_text_that_is_indented_as_a_whole_quotes_nothing(right: int) -> None:
    indented = f'<w:ind w:left="720" w:right="{right}"/>'
    made = document(
        paragraph(run("He says:"), properties=indented),
        paragraph(run("The bridge is old."), properties=indented),
    )
    assert read(saved(made)).block_quotes == ()


def test_a_mark_in_a_table_points_to_its_note() -> None:
    made = document(paragraph(run("Before.")))
    table = made.add_table(2, 2)
    for at, text in enumerate(("Year", "Cost", "2005", "4 million")):
        table.cell(*divmod(at, 2)).text = text
    table.cell(1, 0).paragraphs[0]._p.append(
        parse_xml(mark(2).replace("<w:r>", f"<w:r {nsdecls('w')}>", 1))
    )
    draft = read(with_notes(made, footnote={2: "First."}))
    at = draft.text.index("2005") + 4
    assert [note.marks for note in draft.notes] == [(at,)]


def test_what_a_draft_cannot_read_is_listed() -> None:
    chart = (
        '<w:r><w:drawing><a:graphicData xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/'
        'main" uri="http://schemas.openxmlformats.org/drawingml/2006/chart"/></w:drawing></w:r>'
    )
    content = saved(document(paragraph(run("It is old."), chart)))
    assert [one.part for one in read(content).omissions] == ["a chart"]
    assert extract(".docx", content, as_draft=True).text == "It is old."
