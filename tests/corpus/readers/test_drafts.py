"""Drafts in formats of text and in PDF: notes with their marks, and what is set apart."""

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from corpus.extract import extract
from corpus.readers.drafts.draft import Draft
from corpus.readers.drafts.reading import make_draft
from tests.corpus.readers.pdf.pdf_files import BODY, PARAGRAPH, Drawing


def read(text: str, suffix: str) -> Draft:
    extracted = extract(suffix, text.encode(), as_draft=True)
    draft = make_draft("", "", extracted)
    covered = 0
    for block in draft.blocks:
        assert not draft.text[covered : block.start].strip()
        covered = block.end
    assert not draft.text[covered:].strip()
    return draft


def noted(draft: Draft) -> list[tuple[str, str, list[str]]]:
    """Return the notes: label, text, and the last word before each mark."""
    return [
        (
            note.label,
            draft.text[note.start : note.end],
            [draft.text[:mark].split()[-1] for mark in note.marks],
        )
        for note in draft.notes
    ]


def apart(draft: Draft) -> list[str]:
    return [draft.text[start:end] for start, end in draft.block_quotes]


MARKDOWN = """He says “it is old,”[^1] and *grey* [^b]. It fell.^[See page 4.]

> The bridge is old.[^1]
>
> > It is closed.

So it is.

[^1]: First,
    second line.

    Second paragraph.
[^b]: Other.
"""


def test_markdown_notes_have_their_marks_and_the_text_has_none() -> None:
    draft = read(MARKDOWN, ".md")
    assert draft.text.startswith(
        "He says “it is old,” and grey. It fell.\n\nThe bridge is old.\n\n"
    )
    assert noted(draft) == [
        ("1", "First, second line. Second paragraph.", ["old,”", "old."]),
        ("b", "Other.", ["grey"]),
        ("1", "See page 4.", ["fell."]),
    ]
    assert {block.kind for block in draft.blocks[-3:]} == {"note"}


def test_markdown_quotations_are_set_apart() -> None:
    assert apart(read(MARKDOWN, ".md")) == ["The bridge is old.", "It is closed."]


@pytest.mark.parametrize(
    ("mark", "note"),
    [
        ('<sup><a href="#n1">1</a></sup>', '<ol><li id="n1">First. <a href="#r">↩</a></li></ol>'),
        ('<a href="#n1" class="footnote-ref"><sup>1</sup></a>', '<p id="n1">1. First.</p>'),
        ('<a href="#n1" role="doc-noteref">[1]</a>', '<div id="n1"><p>[1] First.</p></div>'),
        ('<a href="#_ftn1" name="_ftnref1">[1]</a>',
         '<p><a href="#_ftnref1" name="_ftn1">[1]</a> First.</p>'),
        ("<sup>1</sup>", '<ol class="footnotes"><li>First.</li></ol>'),
        ("[1]", "<h2>Notes</h2><p>[1] First.</p>"),
    ],
)  # fmt: skip
def test_web_notes_have_their_marks_and_the_text_has_none(mark: str, note: str) -> None:
    draft = read(
        f"<p>He says “it is old.”{mark} So it is, 10<sup>3</sup> times.</p>{note}", ".html"
    )
    assert draft.text.startswith("He says “it is old.” So it is, 10³ times.\n\n")
    assert noted(draft) == [("1", "First.", ["old.”"])]


def test_several_web_marks_in_one_place_leave_no_commas() -> None:
    marks = '<sup>[<a href="#n1">1</a>, <a href="#n2">2</a>]</sup>'
    draft = read(f'<p>Old{marks}.</p><p id="n1">1. A.</p><p id="n2">2. B.</p>', ".html")
    assert draft.text.startswith("Old.\n\n")
    assert noted(draft) == [("1", "A.", ["Old"]), ("2", "B.", ["Old"])]


def test_a_draft_on_a_web_page_is_read_as_a_whole() -> None:
    page = "<header>Head.</header><blockquote><p>Set apart.</p></blockquote><footer>Foot.</footer>"
    draft = read(f"<main><p>Main.</p></main>{page}", ".html")
    assert draft.text == "Main.\n\nHead.\n\nSet apart.\n\nFoot."
    assert apart(draft) == ["Set apart."]


PLAIN = """MEMO

He says "it is old" [1], and that it fell.² It cost 10³ crowns [1, 3].

He says also:

    The bridge is
    old. [2]

> It is closed
> for good

So it is [4].

Notes

[1] First.
[2] Second,
    on two lines.
[3] Third.
"""


def test_plain_notes_at_the_end_have_their_marks_and_the_text_has_none() -> None:
    draft = read(PLAIN, ".txt")
    assert '"it is old", and that it fell. It cost 10³ crowns.\n' in draft.text
    assert "So it is [4]." in draft.text
    assert noted(draft) == [
        ("1", "First.", ['old"', "crowns"]),
        ("2", "Second,\n    on two lines.", ["fell.", "old."]),
        ("3", "Third.", ["crowns"]),
    ]


def test_plain_quotations_are_set_apart_by_indent_or_mark() -> None:
    assert apart(read(PLAIN, ".txt")) == ["The bridge is\n    old.", "It is closed\nfor good"]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("It is old.¹ It fell.²\n\n1. First.\n\n2. Second.", ["1", "2"]),
        ("It is old [2–3].\n\nReferences\n\n1. A.\n\n2. B.\n\n3. C.", ["1", "2", "3"]),
        ("Do this:\n\n1. First.\n\n2. Second.", []),
        ("It is old.[^1]\n\n[^1]: First.", ["1"]),
        ('He says "it is old."1 So it is.\n\n1. First.', ["1"]),
    ],
)
def test_a_last_list_is_of_notes_where_the_text_has_marks_for_it(
    text: str, labels: list[str]
) -> None:
    assert [note.label for note in read(text, ".txt").notes] == labels


def test_what_follows_the_notes_under_a_heading_of_its_own_is_no_note() -> None:
    draft = read("# A\n\nOld [1].\n\n# Notes\n\n[1] First.\n\n# Annex\n\nIt cost $4 [1].", ".md")
    assert noted(draft) == [("1", "First.", ["Old", "$4"])]
    assert draft.blocks[-1].kind == "text"


@pytest.mark.parametrize(
    "text", ["It covers 5 km² there.", "Some 10² of them.", "It grew by 1,000² times."]
)
def test_a_power_is_no_mark(text: str) -> None:
    draft = read(f"{text} It is old.¹ It fell.²\n\n1. First.\n\n2. Second.", ".txt")
    assert draft.text.startswith(f"{text} It is old. It fell.\n")


def test_a_year_may_have_a_mark() -> None:
    draft = read("It fell in 2005¹ again.\n\n1. First.", ".txt")
    assert draft.text.startswith("It fell in 2005 again.")


def test_a_page_that_counts_its_notes_anew_has_each_mark_with_the_next_note() -> None:
    drawing = Drawing()
    for page, word in enumerate(("north", "south")):
        if page:
            drawing.page()
        drawing.lines(PARAGRAPH, 100)
        sentence = f"The bridge of the {word} is old."
        behind = 72 + stringWidth(sentence, BODY, 11)
        drawing.line(sentence, 160).line("1", 159, behind, 7)
        drawing.line(f"1 See the survey of the {word}, which has all the figures.", 700, 72, 8)
    draft = make_draft("", "", extract(".pdf", drawing.save(), as_draft=True))
    assert [(note.label, draft.text[note.start : note.end], len(note.marks))
            for note in draft.notes] == [
        ("1", "See the survey of the north, which has all the figures.", 1),
        ("1", "See the survey of the south, which has all the figures.", 1),
    ]  # fmt: skip
    assert "is old.\n" in draft.text
    assert draft.pages == 2
    assert draft.notes[0].marks[0] < draft.notes[1].marks[0]


@pytest.mark.parametrize(("left", "is_quote"), [(108, True), (72, False), (200, False)])
def test_a_printed_paragraph_is_set_apart_by_an_indent_on_both_sides(
    left: int, is_quote: bool
) -> None:
    drawing = Drawing().lines(PARAGRAPH, 100).line("The committee says:", 150)
    drawing.lines(
        ("The bridge is old and has not been", "inspected since the war, we find."), 190, left
    )
    drawing.lines(PARAGRAPH, 250).lines(PARAGRAPH, 310)
    draft = make_draft("", "", extract(".pdf", drawing.save(), as_draft=True))
    words = "The bridge is old and has not been inspected since the war, we find."
    assert words in draft.text
    assert apart(draft) == [words] * is_quote


@pytest.mark.parametrize(
    ("style", "before", "is_quote"),
    [
        ("margin-left: .5in; margin-right: .5in", "So it is.", True),
        ("margin-left: 36pt", "He says:", True),
        ("margin-left: 36pt", "So it is.", False),
        ("margin-left: 4px; margin-right: 4px", "He says:", False),
    ],
)
def test_a_paragraph_of_a_page_is_set_apart_by_its_margins(
    style: str, before: str, is_quote: bool
) -> None:
    page = f'<p>{before}</p><p style="{style}">The bridge is old.</p><p>It fell.</p>'
    assert apart(read(page, ".html")) == ["The bridge is old."] * is_quote


@pytest.mark.parametrize("item", ["1. The bridge is old.", "• The bridge is old.", "(a) It fell."])
def test_an_indented_item_of_a_list_is_no_quotation(item: str) -> None:
    assert apart(read(f"He says:\n\n    {item}\n\nSo it is.\n", ".txt")) == []
