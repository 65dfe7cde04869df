from random import Random

import pytest

from corpus.readers.pdf.characters import read_pdf
from tests.corpus.readers.check import texts_of
from tests.corpus.readers.pdf.margins.prose import Setting, read_back, setting
from tests.corpus.readers.pdf.pdf_files import BOLD, PARAGRAPH, Drawing

SMALL = Setting("Times-Roman", 9, 11, 80, 94, 290)


def centered(
    drawing: Drawing, text: str, top: float, size: float, font: str = "Times-Roman"
) -> None:
    drawing.line(text, top, 306 - drawing.canvas.stringWidth(text, font, size) / 2, size, font)


@pytest.mark.parametrize("seed", range(10))
def test_a_head_and_a_number_beside_the_text_are_in_no_sentence(seed: int) -> None:
    random = Random(seed)
    first, pages = random.randint(1, 300), random.randint(2, 5)
    size = random.choice([8, 10, 13])
    head = random.choice(["HR 29,2", "Night work at the port", "Harbor Review"]).split()
    alternate = random.random() < 0.5
    drawing, expected = Drawing(), []
    for page in range(pages):
        right = alternate and page % 2 == 1
        text = setting(Random(seed), left=60 if right else 150, width=330)
        lines = text.lines(random, random.choice([20, int(620 / text.leading)]))
        text.draw(drawing, lines)
        for at, word in enumerate([*head, str(first + page)]):
            width = drawing.canvas.stringWidth(word, BOLD, size)
            drawing.line(word, text.top + 1.3 * size * at, 540 - width if right else 60, size, BOLD)
        drawing.page()
        expected += lines
    extracted = read_pdf(drawing.save())
    assert read_back(extracted) == " ".join(expected)
    assert {block.section for block in extracted.blocks} == {None}
    if pages > 2:
        assert extracted.page_labels == tuple(str(first + page) for page in range(pages))


@pytest.mark.parametrize("seed", range(10))
def test_heads_that_change_with_side_and_section_are_in_no_sentence(seed: int) -> None:
    random = Random(seed)
    text = setting(random, spaced=random.choice([1.2, 1.5, 2.0]))
    pages, first = random.randint(2, 6), random.choice([1, 1, 17])
    sections = ["Syllabus", "Syllabus", "Opinion of the Court"]
    size = random.choice([text.size, text.size - 1])
    shift = random.choice([0, 60])
    drawing, expected = Drawing(), []
    for page in range(pages):
        number = first + page
        if page % 2:
            left = f"{number} PORT OF ELKO v. WATER BOARD"
        else:
            left = f"Cite as: 569 U. S. ____ (2013) {number}"
        drawing.line(left, 30 + shift, text.left, size, text.font)
        centered(drawing, sections[min(page, 2)] if page < 3 else sections[2], 48 + shift, size)
        lines = text.lines(random, int(560 / text.leading))
        Setting(text.font, text.size, text.leading, text.left, 85 + shift, text.width).draw(
            drawing, lines
        )
        drawing.page()
        expected += lines
    found = read_back(read_pdf(drawing.save()))
    assert "Cite as" not in found
    assert "PORT OF ELKO" not in found
    for after in ("Syllabus", "Opinion of the Court"):
        found = found.replace(after + " ", "", 1) if found.startswith(after) else found
    assert found == " ".join(expected)


def test_a_head_that_the_first_page_prints_under_its_title_stays_out_of_the_next_ones_text() -> (
    None
):
    text = (
        "The port of Elko serves a city that grows fast. After trying to buy water from",
        "others, the port asked the board for a permit to take water from the basin, which",
        "lies wholly inside the neighboring port and holds about half",
        "of the water there. Knowing that the board would deny the permit, the port filed",
        "suit at the same time. The lower court found for the board.",
    )
    drawing = Drawing()
    centered(drawing, "HARBOR COURT", 40, 14)
    centered(drawing, "Syllabus", 74, 9)
    drawing.lines(text[:3], 98, 80, 9)
    drawing.page().line("2 PORT OF ELKO v. WATER BOARD", 44, 80, 9)
    centered(drawing, "Syllabus", 64, 9)
    drawing.lines(text[3:], 94, 80, 9).page()
    drawing.line("Cite as: 1 H. C. 3 (1990) 3", 44, 80, 9).lines(PARAGRAPH, 94)
    found = read_back(read_pdf(drawing.save()))
    assert found.startswith("HARBOR COURT Syllabus The port of Elko")
    assert "holds about half of the water there." in found
    assert "PORT OF ELKO" not in found


def test_heads_of_facing_pages_with_wide_margins_are_in_no_sentence() -> None:
    random, drawing, expected = Random(7), Drawing(), []
    text = Setting("Times-Roman", 11, 13.2, 130, 140, 350)
    for number in range(124, 128):
        lines = text.lines(random, 38)
        expected += lines
        if number % 2:
            drawing.line("2013] HARBOR LAW", 118, 130, 9).line(f"{number}", 118, 450, 9)
        else:
            drawing.line(f"{number}", 118, 130, 9).line(
                "HARBOR LAW REVIEW [Vol. 12:100", 118, 250, 9
            )
        text.draw(drawing, lines)
        drawing.page()
    extracted = read_pdf(drawing.save())
    assert read_back(extracted) == " ".join(expected)


STAMPS = (
    "Case 2:20-cv-01234-ABC Document 31 Filed 05/02/21 Page {} of 9",
    "Case: 20-16276, 08/05/2020, ID: 11778722, DktEntry: 19, Page {} of 15",
    "Case 1:19-cv-00001 Doc #: 5 Filed: 01/02/19 Page: {} of 9 PageID #: 44",
    "USCA4 Appeal: 22-1712 Doc: 33 Filed: 10/11/2022 Pg: {} of 65",
)


@pytest.mark.parametrize("pages", [1, 2, 3])
@pytest.mark.parametrize("stamp", STAMPS)
def test_a_court_s_stamp_is_in_no_passage(stamp: str, pages: int) -> None:
    random = Random(pages)
    text = setting(random, spaced=2.0)
    drawing, expected = Drawing(), []
    for page in range(1, pages + 1):
        lines = text.lines(random, 20)
        text.draw(drawing, lines)
        centered(drawing, stamp.format(page), 12, 12)
        drawing.page()
        expected += lines
    assert read_back(read_pdf(drawing.save())) == " ".join(expected)


@pytest.mark.parametrize("bates", ["ABC-{:06}", "SMITH 000{}", "DEF_000{}", "HC00{}"])
def test_bates_numbers_are_in_no_passage(bates: str) -> None:
    random = Random(4)
    text = setting(random)
    drawing, expected = Drawing(), []
    for page in range(3):
        lines = text.lines(random, 40)
        text.draw(drawing, lines)
        drawing.line(bates.format(123 + page), 765, 480, 10).page()
        expected += lines
    assert read_back(read_pdf(drawing.save())) == " ".join(expected)


def test_a_printer_s_line_under_a_single_page_is_in_no_sentence() -> None:
    drawing = Drawing().lines(4 * PARAGRAPH, 80)
    drawing.line(
        "VerDate Sep<11>2014 16:21 Aug 05, 2020 Jkt 250001 PO 00000 Frm 00002", 767, 25, 6.5
    )
    assert texts_of(read_pdf(drawing.save())) == [" ".join(4 * PARAGRAPH)]


def test_headings_that_start_their_pages_stay() -> None:
    drawing = Drawing()
    for at, text in enumerate(("Background", "Findings", "Costs", "Findings")):
        drawing.line(f"Chapter {at + 5}", 80, size=16, font=BOLD)
        drawing.line(text, 110, size=13, font=BOLD).lines(6 * PARAGRAPH, 140)
        drawing.line(f"{at + 1}", 752, 300, 9).page()
    found = texts_of(read_pdf(drawing.save()))
    assert [text for text in found if text.startswith("Chapter")] == [
        "Chapter 5", "Chapter 6", "Chapter 7", "Chapter 8",
    ]  # fmt: skip
    assert found.count("Findings") == 2


def test_numbered_chapters_on_a_page_each_keep_their_headings() -> None:
    drawing = Drawing()
    chapters = ["1 Introduction", "2 Methods", "3 Results", "4 Costs"]
    for text in chapters:
        drawing.line(text, 80, size=11, font=BOLD).lines(6 * PARAGRAPH, 110).page()
    found = read_pdf(drawing.save())
    headings = [block for block in found.blocks if block.kind == "heading"]
    assert [found.text[block.start : block.end] for block in headings] == chapters


def test_the_heads_of_a_table_s_columns_stay_on_each_page() -> None:
    drawing = Drawing()
    for page in range(3):
        for at in range(20):
            cells = (f"Bridge {page}-{at}", f"{at * 7 + page}", "closed")
            top = 120 + 18 * at
            for column, cell in enumerate(cells if at else ("Bridge", "Cost", "State")):
                drawing.line(cell, top, 72 + 150 * column, 9)
        drawing.line(f"Page {page + 1}", 752, 300, 9).page()
    assert texts_of(read_pdf(drawing.save())).count("Bridge Cost State") == 3


def test_captions_and_sources_that_recur_stay() -> None:
    drawing = Drawing()
    for page in range(3):
        drawing.line("Table 4. Bridges by county", 110, font=BOLD).lines(6 * PARAGRAPH, 140)
        drawing.line("Source: records of the department.", 420 + 30 * page, size=9)
        drawing.line(f"Page {page + 1}", 752, 300, 9).page()
    found = texts_of(read_pdf(drawing.save()))
    assert found.count("Table 4. Bridges by county") == 3
    assert found.count("Source: records of the department.") == 3
