"""How a document is set is measured, whatever its spacing, columns and type sizes are."""

import random

import pytest

from corpus.readers.pdf.characters import read_pdf
from corpus.report import Extracted
from corpus.text.passages import split_sentences
from tests.corpus.readers.pdf.pdf_files import BODY, BOLD, Drawing

ITALIC = "Times-Italic"


def quotes(extracted: Extracted) -> list[str]:
    passages = split_sentences("one", extracted.text, extracted.blocks, extracted.places)
    return [passage.quote for passage in passages]


def kinds(extracted: Extracted) -> list[tuple[str, str]]:
    return [(block.kind, extracted.text[block.start : block.end]) for block in extracted.blocks]


def wrapped(text: str, width: float, size: float) -> list[str]:
    """Return the lines of a paragraph that is set ragged at this width."""
    drawing = Drawing()
    lines = [""]
    for word in text.split():
        line = f"{lines[-1]} {word}".strip()
        if drawing.canvas.stringWidth(line, BODY, size) > width:
            lines.append(word)
        else:
            lines[-1] = line
    return lines


def set_lines(
    drawing: Drawing, lines: list[str], top: float, left: float, size: float, leading: float
) -> float:
    """Draw lines, and return where the next one would begin."""
    for line in lines:
        drawing.line(line, top, left, size)
        top += leading
    return top


PETITION = (
    "The port of Elko filed its answer on the ninth of May and asked the Board of Harbors to hear "
    "the matter before the summer. In its answer the Port said that the clerk of the court had "
    "lost two of the letters sent by Judge Ames, and that a third letter, dated May 4, had been "
    "opened in the United States mail. The owner denied this and asked for costs of $4,812 from "
    "the Treasury of the State of Nevada, as the Act of 1990 had allowed."
)


@pytest.mark.parametrize("leading", [1.0, 1.5, 2.0, 2.3, 2.6])
@pytest.mark.parametrize("size", [9, 12, 14])
def test_lines_belong_to_one_paragraph_whatever_their_spacing(leading: float, size: float) -> None:
    drawing = Drawing()
    set_lines(drawing, wrapped(PETITION, 420, size), 80, 72, size, leading * size)
    assert kinds(read_pdf(drawing.save())) == [("text", PETITION)]


def test_each_line_may_begin_with_a_capital() -> None:
    lines = [
        "In its answer of May the counsel for the Harbor of Elko told the Court that the",
        "Clerk of Reno had lost two of the letters which were sent to him by Judge Ames of",
        "Nevada in the spring, and that the third of them had been opened on its way to the",
        "Board of Harbors.",
    ]
    drawing = Drawing()
    set_lines(drawing, lines, 80, 72, 12, 24)
    assert kinds(read_pdf(drawing.save())) == [("text", " ".join(lines))]


def test_a_single_spaced_quote_stands_apart_in_a_double_spaced_text() -> None:
    quoted = wrapped(PETITION, 320, 12)
    before, after = wrapped(PETITION, 430, 12), wrapped(PETITION[:220] + ".", 430, 12)
    drawing = Drawing()
    top = set_lines(drawing, before, 72, 72, 12, 28)
    top = set_lines(drawing, quoted, top, 110, 12, 14)
    set_lines(drawing, after, top + 14, 72, 12, 28)
    assert [text for _, text in kinds(read_pdf(drawing.save()))] == [
        " ".join(before),
        " ".join(quoted),
        " ".join(after),
    ]


def test_the_size_of_the_text_is_that_of_most_letters_in_narrow_columns() -> None:
    """The text of narrow columns has few words a line; wide small print has many."""
    drawing = Drawing()
    for column in range(3):
        set_lines(drawing, wrapped(PETITION, 130, 9), 80, 54 + 168 * column, 9, 10.2)
        drawing.line(f"{column + 1} The first annex lists the ferries that the rule", 455,
                     54 + 168 * column, 7)  # fmt: skip
        drawing.line("of the harbor applies to.", 463.2, 54 + 168 * column, 7)
    found = read_pdf(drawing.save())
    assert [kind for kind, _ in kinds(found)] == ["text"] * 3 + ["note"] * 3
    assert quotes(found)[0].endswith("before the summer.")


def test_a_page_that_is_set_small_as_a_whole_holds_no_notes() -> None:
    drawing = Drawing()
    small = wrapped("2 " + PETITION, 300, 9)
    set_lines(drawing, small, 400, 80, 9, 11)
    drawing.page()
    for _ in range(2):
        set_lines(drawing, wrapped(PETITION, 430, 11), 80, 72, 11, 13.2)
        drawing.page()
    found = read_pdf(drawing.save())
    assert {kind for kind, _ in kinds(found)} <= {"text", "item"}


def test_a_sentence_over_a_column_end_is_one_passage_though_notes_stand_between() -> None:
    lines = wrapped(PETITION, 215, 11)
    drawing = Drawing()
    for column in range(2):
        left = 60 + 250 * column
        set_lines(drawing, lines[8 * column : 8 * column + 8], 80, left, 11, 13.2)
        drawing.line(f"{column + 1} See the letter of the clerk to the Board.", 600, left, 8)
    found = kinds(read_pdf(drawing.save()))
    assert found[0] == ("text", " ".join(lines[:16]))
    assert [kind for kind, _ in found[1:]] == ["note", "note"]


def test_a_page_that_ends_in_an_article_goes_on_though_its_last_line_has_room() -> None:
    lines = wrapped(PETITION, 380, 12)
    last = "The port filed its answer with the clerk. The"
    drawing = Drawing()
    set_lines(drawing, [*lines[:5], last], 80, 72, 12, 24)
    set_lines(
        drawing.page(), ["Court denied it in May and asked for the", "letters."], 80, 72, 12, 24
    )
    text = read_pdf(drawing.save()).text
    assert f"{last} Court denied it in May and asked for the letters." in text


def test_a_sentence_over_a_page_end_is_one_passage_though_a_number_stands_beside_it() -> None:
    lines = wrapped(PETITION, 300, 11)
    drawing = Drawing()
    set_lines(drawing, lines[:3], 80, 200, 11, 13.2)
    drawing.line("164", 500, 60, 8).page()
    set_lines(drawing, lines[3:], 80, 200, 11, 13.2)
    assert " ".join(lines) in [text for _, text in kinds(read_pdf(drawing.save()))]


@pytest.mark.parametrize("font", [ITALIC, BOLD])
def test_a_heading_in_other_type_does_not_run_into_its_paragraph(font: str) -> None:
    drawing = Drawing()
    top = 80.0
    for heading in ("Fixed pumps", "Portable pumps"):
        drawing.line(heading, top, size=11, font=font)
        top = set_lines(drawing, wrapped(PETITION, 400, 11), top + 13, 72, 11, 13) + 13
    assert kinds(read_pdf(drawing.save())) == [
        ("heading", "Fixed pumps"),
        ("text", PETITION),
        ("heading", "Portable pumps"),
        ("text", PETITION),
    ]


def test_a_heading_that_only_space_sets_apart_does_not_run_into_its_paragraph() -> None:
    drawing = Drawing()
    top = set_lines(drawing, wrapped(PETITION, 400, 11), 80, 72, 11, 13) + 16
    drawing.line("Pumps of the harbor ferries", top, size=11)
    set_lines(drawing, wrapped(PETITION, 400, 11), top + 13, 72, 11, 13)
    assert [text for _, text in kinds(read_pdf(drawing.save()))] == [
        PETITION,
        "Pumps of the harbor ferries",
        PETITION,
    ]


def test_a_heading_with_text_on_its_line_stays_in_the_paragraph() -> None:
    drawing = Drawing()
    drawing.line("Fixed pumps.", 80, size=11, font=ITALIC)
    left = 76 + drawing.canvas.stringWidth("Fixed pumps.", ITALIC, 11)
    lines = wrapped(PETITION, 400, 11)
    drawing.line(lines[0], 80, left, 11)
    set_lines(drawing, lines[1:], 93, 72, 11, 13)
    assert kinds(read_pdf(drawing.save())) == [("text", f"Fixed pumps. {PETITION}")]


def test_a_stamp_beside_three_columns_does_not_mix_their_lines() -> None:
    lines = wrapped(PETITION, 150, 9)
    drawing = Drawing()
    for column in range(3):
        set_lines(drawing, lines, 600, 60 + 168 * column, 9, 10)
    drawing.canvas.saveState()
    drawing.canvas.translate(22, 60)
    drawing.canvas.rotate(90)
    drawing.canvas.setFont(BODY, 5)
    drawing.canvas.drawString(0, 0, "clerk on DSK7X2PROD with RULES of the harbor and more of it")
    drawing.canvas.restoreState()
    texts = [text for _, text in kinds(read_pdf(drawing.save()))]
    assert [text for text in texts if "clerk on" not in text] == [PETITION] * 3


@pytest.mark.parametrize("columns", [2, 3])
@pytest.mark.parametrize("seed", range(3))
def test_columns_drawn_line_by_line_across_the_page_are_read_down(columns: int, seed: int) -> None:
    chance = random.Random(seed)
    width, size = (230, 11) if columns == 2 else (150, 9)
    texts = [
        " ".join(chance.sample(PETITION.removesuffix(".").split(), 60)).capitalize() + "."
        for _ in range(columns)
    ]
    rows = [wrapped(text, width, size) for text in texts]
    drawing = Drawing()
    for at in range(max(map(len, rows))):
        for column, lines in enumerate(rows):
            if at < len(lines):
                drawing.line(lines[at], 80 + 1.4 * size * at, 54 + (width + 16) * column, size)
    assert [text for _, text in kinds(read_pdf(drawing.save()))] == texts


def test_a_column_of_short_numbered_paragraphs_is_read_down_where_lines_go_across() -> None:
    duties = [
        duty
        for number, name in enumerate(("Elko", "Reno", "Ely", "Austin"), 1)
        for duty in (
            f"({2 * number - 1}) An owner of a ship shall tell the clerk by letter when in {name}.",
            f"({2 * number}) Fees are due in {name} on the last day of May.",
        )
    ]
    left = wrapped(PETITION, 230, 11)
    right = [line for duty in duties for line in wrapped(duty, 230, 11)]
    drawing = Drawing()
    for at in range(max(len(left), len(right))):
        for column, lines in enumerate((left, right)):
            if at < len(lines):
                drawing.line(lines[at], 80 + 15.4 * at, 54 + 246 * column, 11)
    assert [text for _, text in kinds(read_pdf(drawing.save()))] == [PETITION, *duties]
