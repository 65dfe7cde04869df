from random import Random

import pytest

from corpus.readers.pdf.characters import read_pdf
from tests.corpus.readers.check import texts_of
from tests.corpus.readers.pdf.margins.prose import Setting, read_back, setting
from tests.corpus.readers.pdf.pdf_files import Drawing

PLEADING = Setting("Times-Roman", 12, 24, 72, 61.5, 400)
PLEADING_TEXT = (
    "The plaintiff asks the court to order the port to open its",
    "log for the years 1990 through 2004 and to hand over each",
    "page that names the north pier. The port has refused to do",
    "so since May 2019. It says that the log is private.",
)


def number(drawing: Drawing, value: int, top: float, right: float, size: float) -> None:
    """Draw a number that ends at this place."""
    width = drawing.canvas.stringWidth(str(value), "Times-Roman", size)
    drawing.line(str(value), top, right - width, size)


def test_the_numbers_of_pleading_paper_are_in_no_passage() -> None:
    drawing = Drawing()
    for page in (1, 2):
        for at in range(25):
            number(drawing, at + 1, 60 + 24 * at, 60, 12)
            if at < len(PLEADING_TEXT):
                drawing.line(PLEADING_TEXT[at], 60 + 24 * at, 72, 12)
        drawing.line(f"MOTION TO COMPEL - {page}", 742, 250, 10).page()
    assert read_back(read_pdf(drawing.save())) == " ".join(2 * PLEADING_TEXT)


def draw_page(
    drawing: Drawing,
    text: Setting,
    lines: list[str],
    numbers: dict[int, int],
    edge: float,
    order: str,
) -> None:
    """Draw lines with the numbers of some, in an order in which programs do it."""
    distance = text.leading * (0.9 if order == "after, at another distance" else 1)

    def draw(at: int) -> None:
        if at in numbers:
            number(drawing, numbers[at], text.top + distance * at, edge, text.size)

    if order == "before":
        list(map(draw, numbers))
    for at, line in enumerate(lines):
        if order == "left to right" and edge < text.left:
            draw(at)
        drawing.line(line, text.top + text.leading * at, text.left, text.size, text.font)
        if order == "left to right" and edge > text.left:
            draw(at)
    if order == "after, at another distance":
        list(map(draw, numbers))


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("right", [False, True], ids=["left", "right"])
@pytest.mark.parametrize("order", ["left to right", "before", "after, at another distance"])
def test_numbered_lines_read_as_if_they_had_no_numbers(seed: int, right: bool, order: str) -> None:
    random = Random(seed)
    step = random.choice([1, 1, 5])
    runs_on = random.random() < 0.5
    drawing, expected, value = Drawing(), [], 0
    text = setting(random, spaced=random.choice([1.2, 1.5, 2.0]))
    edge = text.left + text.width + 40 if right else text.left - random.randint(12, 40)
    for _ in range(3):
        lines = text.lines(random, int(620 / text.leading))
        value = value if runs_on else 0
        values = {at: value + at + 1 for at in range(len(lines)) if (value + at + 1) % step == 0}
        draw_page(drawing, text, lines, values, edge, order)
        drawing.page()
        value += len(lines)
        expected += lines
    assert read_back(read_pdf(drawing.save())) == " ".join(expected)


def test_the_numbers_of_a_transcript_go_though_its_lines_are_short() -> None:
    said = (
        "Q. Where did you stand?",
        "A. I stood at the end of the north pier, by the lamp",
        "that burns there at night.",
        "Q. Who was with you?",
        "A. Nobody.",
        "Q. Nobody?",
    )
    drawing, expected = Drawing(), []
    for page in range(2):
        for at in range(24):
            text = said[(at + 3 * page) % len(said)]
            drawing.line(f"{at + 1}", 80 + 26 * at, 100, 12, "Courier")
            drawing.line(text, 80 + 26 * at, 140, 12, "Courier")
            expected.append(text)
        drawing.page()
    assert read_back(read_pdf(drawing.save())) == " ".join(expected)


def test_the_numbers_of_a_bill_go_though_it_has_lists_and_headings() -> None:
    lines = (
        "SECTION 1. SHORT TITLE.",
        "This Act may be cited as the Harbor Act.",
        "SEC. 2. FINDINGS.",
        "(1) Ports matter to the United States and to",
        "its people.",
        "(2) The harbor of Elko was built in 1990 and",
        "needs repair.",
        "SEC. 3. GRANTS.",
        "(a) IN GENERAL. The Secretary shall make grants",
        "to ports that have applied for them.",
    )
    drawing = Drawing()
    for at, line in enumerate(lines):
        number(drawing, at + 1, 90 + 25 * at, 110, 14)
        drawing.line(line, 90 + 25 * at, 150, 14)
    assert read_back(read_pdf(drawing.save())) == " ".join(lines)


def test_a_block_set_closer_than_the_numbers_of_its_paper_reads_as_it_stands() -> None:
    random, drawing = Random(1), Drawing()
    for at in range(28):
        number(drawing, at + 1, 60 + 24 * at, 60, 12)
    block = ["JANE DOE (SBN 123456)", "DOE & ROE LLP", "1 Main Street, Suite 400", "Elko"]
    Setting("Times-Roman", 12, 12, 72, 60, 450).draw(drawing, block)
    text = Setting("Times-Roman", 12, 24, 72, 180, 450)
    lines = text.lines(random, 22)
    text.draw(drawing, lines)
    assert read_back(read_pdf(drawing.save())) == " ".join([*block, *lines])


def test_numbers_at_the_outer_sides_of_two_columns_go() -> None:
    random, drawing, expected, value = Random(2), Drawing(), [], 0
    for _ in range(2):
        for left in (60, 310):
            text = Setting("Times-Roman", 10, 12, left, 72, 235)
            lines = text.lines(random, 54)
            text.draw(drawing, lines)
            expected += lines
        for right in (40, 585):
            for at in range(54):
                drawing.line(f"{value:03}", 72.5 + 11.9 * at, right - 13, 8, "Helvetica")
                value += 1
        drawing.page()
    assert read_back(read_pdf(drawing.save())) == " ".join(expected)


def test_every_fifth_number_between_two_columns_goes() -> None:
    random, drawing, expected = Random(3), Drawing(), []
    for _ in range(2):
        columns = [Setting("Times-Roman", 10, 12, left, 72, 225) for left in (60, 325)]
        drawn = [column.lines(random, 50) for column in columns]
        columns[0].draw(drawing, drawn[0])
        for at in range(4, 50, 5):
            number(drawing, at + 1, 72 + 12 * at, 310, 10)
        columns[1].draw(drawing, drawn[1])
        drawing.page()
        expected += [*drawn[0], *drawn[1]]
    assert read_back(read_pdf(drawing.save())) == " ".join(expected)


def test_the_numbers_of_four_pages_on_one_sheet_go() -> None:
    random, drawing, expected = Random(4), Drawing(), []
    for left in (60, 330):
        for top in (80, 420):
            text = Setting("Courier", 7, 12, left, top, 200)
            lines = text.lines(random, 25)
            for at, line in enumerate(lines):
                drawing.line(f"{at + 1}", top + 12 * at, left - 20, 7, "Courier")
                drawing.line(line, top + 12 * at, left, 7, "Courier")
            expected += lines
    assert sorted(read_back(read_pdf(drawing.save())).split()) == sorted(" ".join(expected).split())


def test_a_numbered_list_keeps_its_numbers() -> None:
    items = ("Inspect the piles", "Paint the crane", "Close the log", "Pay the crew", "Go home",
             "Write a report", "Read it", "Send it", "File it")  # fmt: skip
    drawing = Drawing()
    for at, item in enumerate(items, start=1):
        drawing.line(str(at), 80 + 14 * at, 72).line(item, 80 + 14 * at, 92)
    text = read_back(read_pdf(drawing.save()))
    assert text == " ".join(f"{at} {item}" for at, item in enumerate(items, start=1))


def test_a_list_of_wrapped_items_keeps_its_numbers() -> None:
    drawing = Drawing()
    for at in range(1, 11):
        top = 60 + 30 * at
        drawing.line(str(at), top, 72)
        drawing.line("The board asked for a list of all the bridges that", top, 92)
        drawing.line("were built before the war and never seen since.", top + 13, 92)
    text = read_back(read_pdf(drawing.save()))
    for at in range(1, 11):
        assert f"{at} The board asked for a list of all the bridges that were built" in text


def test_the_first_column_of_a_table_keeps_its_numbers() -> None:
    drawing = Drawing()
    for page in range(2):
        for at in range(1, 13):
            top = 60 + 16 * at
            drawing.line(str(at), top, 72, 9).line(f"Bridge {page}{at} over the river", top, 120, 9)
            drawing.line(f"{at * 37}", top, 300, 9)
        drawing.page()
    found = texts_of(read_pdf(drawing.save()))
    for at in range(1, 13):
        assert any(text.endswith(f"{at} Bridge 1{at} over the river {at * 37}") for text in found)


def test_the_marks_of_footnotes_stay() -> None:
    random = Random(5)
    text = setting(random)
    drawing = Drawing()
    text.draw(drawing, text.lines(random, 20))
    for at in range(1, 7):
        drawing.line(f"{at}", 600 + 11 * at, 90, 8)
        text_of_note = f"see the statement of the department for 199{at}, p. {at}."
        drawing.line(text_of_note, 600 + 11 * at, 98, 8)
    notes = read_back(read_pdf(drawing.save()))
    for at in range(1, 7):
        assert f"{at} see the statement of the department for 199{at}, p. {at}." in notes


def test_numbered_paragraphs_keep_their_numbers() -> None:
    random = Random(8)
    text = setting(random)
    drawing, top = Drawing(), text.top
    for at in range(1, 9):
        lines = text.lines(random, 3)
        drawing.line(str(at), top, text.left - 30, text.size)
        for line in lines:
            drawing.line(line, top, text.left, text.size, text.font)
            top += text.leading
        top += text.leading
    found = read_back(read_pdf(drawing.save()))
    assert [word for word in found.split() if word.isdigit()] == [str(at) for at in range(1, 9)]
