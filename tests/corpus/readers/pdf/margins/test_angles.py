from random import Random

import numpy as np
import pypdfium2
import pytest

from corpus.readers.pdf.characters import read_pdf
from corpus.readers.pdf.lines import Line, Page, Word
from corpus.readers.pdf.margins.stamps import without_stamps
from tests.corpus.readers.check import blocks_of, texts_of
from tests.corpus.readers.pdf.margins.prose import read_back, setting, turned
from tests.corpus.readers.pdf.pdf_files import HEIGHT, PARAGRAPH, WIDTH, Drawing

STAMPS = (
    "arXiv:2101.00001v2 [cs.CL] 3 Jan 2021",
    "Downloaded from https://journal.example by guest on 5 May 2021",
    "jbell on DSKJLSW7X2PROD with PROPOSALS",
)


@pytest.mark.parametrize("seed", range(10))
def test_a_stamp_at_the_side_is_in_no_passage(seed: int) -> None:
    random = Random(seed)
    text, drawing, expected = setting(random), Drawing(), []
    stamp, angle = random.choice(STAMPS), random.choice([90, 270])
    at = random.choice([30, 570])
    pages = random.choice([1, 3])
    for page in range(pages):
        lines = text.lines(random, int(600 / text.leading))
        size = random.choice([5, 8, 11, 20])
        if page == 0 or random.random() < 0.7:
            turned(drawing, stamp, angle, (at, 600 if angle == 90 else 150), size)
        text.draw(drawing, lines)
        drawing.page()
        expected += lines
    extracted = read_pdf(drawing.save())
    assert read_back(extracted) == " ".join(expected)
    assert extracted.front.title is None


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_page_of_rotated_text_is_read_in_its_own_direction(seed: int, angle: int) -> None:
    random = Random(seed)
    drawing, expected = Drawing(), []
    for page in range(2):
        text = setting(random, left=60, width=random.choice([300, 380]))
        lines = text.lines(random, int(400 / text.leading))
        for at, line in enumerate(lines):
            along, down = text.left, 100 + text.leading * at
            place = {
                90: (down, HEIGHT - along),
                180: (WIDTH - 40 - along, HEIGHT - down),
                270: (WIDTH - down, along),
            }[angle]
            turned(drawing, line, angle, place, text.size)
        drawing.line(f"{page + 1}", 760, 300, 9).page()
        expected += lines
    assert read_back(read_pdf(drawing.save())) == " ".join(expected)


@pytest.mark.parametrize("angle", [90, 180, 270])
@pytest.mark.parametrize("rotation", [0, 90])
def test_the_places_of_rotated_text_are_where_the_ink_is(angle: int, rotation: int) -> None:
    drawing = Drawing()
    drawing.canvas.setPageRotation(rotation)
    for at in range(3):
        turned(drawing, "moon" * 5, angle, (300 + 20 * at, 400 + 20 * at), 12)
    content = drawing.save()
    image = pypdfium2.PdfDocument(content)[0].render().to_numpy()[..., 0] < 128
    for place in read_pdf(content).places:
        left, top, right, bottom = (round(edge) for edge in place.box)
        inside = image[top:bottom, left:right]
        assert inside.any(axis=1).mean() > 0.3
        assert inside.any(axis=0).mean() > 0.3
        image[top:bottom, left:right] = False
    assert not np.any(image)


def test_a_rotated_label_of_a_figure_is_no_part_of_a_sentence() -> None:
    drawing = Drawing()
    drawing.lines((*PARAGRAPH[:2], "since then. It asked the department for figures on"), 80)
    turned(drawing, "Share of bridges", 90, (100, 400), 9)
    turned(drawing, "in per cent", 90, (110, 400), 9)
    drawing.line("cost and traffic by the end of June.", 600)
    blocks = blocks_of(read_pdf(drawing.save()))
    assert ("row", None, "Share of bridges in per cent") in blocks
    assert not [text for kind, _, text in blocks if kind != "row" and "per cent" in text]


def test_a_rotated_table_is_read_by_its_rows_and_its_foot_is_left_out() -> None:
    drawing = Drawing()
    for page in range(3):
        drawing.lines(PARAGRAPH, 80).line(f"Bridges Review Board {2 * page + 1}", 752, 72, 8).page()
        rows = [("County", "Bridges"), ("North", f"4{page}"), ("East", f"2{page}"), ("West", "7")]
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                turned(drawing, cell, 90, (120 + 18 * at, 700 - 150 * column), 9)
        drawing.line(f"Bridges Review Board {2 * page + 2}", 752, 72, 8).page()
    found = texts_of(read_pdf(drawing.save()))
    assert [text for text in found if text.startswith("North")] == [
        "North 40",
        "North 41",
        "North 42",
    ]
    assert not [text for text in found if "Board" in text]


@pytest.mark.parametrize("askew", [-4, 1, 4])
def test_text_that_a_scanner_set_askew_is_read_as_it_stands(askew: float) -> None:
    random = Random(1)
    text = setting(random)
    lines = text.lines(random, 20)
    drawing = Drawing()
    drawing.canvas.translate(306, 396)
    drawing.canvas.rotate(askew)
    drawing.canvas.translate(-306, -396)
    text.draw(drawing, lines)
    assert sorted(read_back(read_pdf(drawing.save())).split()) == sorted(" ".join(lines).split())


@pytest.mark.parametrize("seed", range(10))
def test_a_watermark_is_in_no_passage_and_heads_no_section(seed: int) -> None:
    random = Random(seed)
    words = random.choice(["DRAFT", "CONFIDENTIAL", "DO NOT CITE", "Sample copy"])
    angle = random.choice([0, 0, 45, 55, 315])
    size = random.choice([48, 60, 80])
    every = random.random() < 0.6
    behind = random.random() < 0.5
    drawing, expected = Drawing(), []
    text = setting(random, spaced=random.choice([1.2, 2.0]))
    for page in range(3):
        lines = text.lines(random, int(620 / text.leading))
        marked = every or page == 1
        if marked and behind:
            turned(drawing, words, angle, (120, 420), size, gray=0.8)
        text.draw(drawing, lines)
        if marked and not behind:
            turned(drawing, words, angle, (120, 420), size, gray=0.8)
        drawing.page()
        expected += lines
    extracted = read_pdf(drawing.save())
    assert read_back(extracted) == " ".join(expected)
    assert {block.section for block in extracted.blocks} == {None}
    assert extracted.front.title is None


def test_a_watermark_that_is_repeated_over_a_page_is_in_no_passage() -> None:
    random, drawing = Random(5), Drawing()
    text = setting(random, width=450)
    lines = text.lines(random, int(500 / text.leading))
    for left in range(60, 560, 170):
        for top in range(140, 760, 150):
            turned(drawing, "CONFIDENTIAL", 45, (left, top), 14, gray=0.85)
    text.draw(drawing, lines)
    assert read_back(read_pdf(drawing.save())) == " ".join(lines)


def test_a_large_heading_stays_though_it_is_drawn_twice() -> None:
    drawing = Drawing()
    for shift in (0, 0.7):
        drawing.line("Bridges of the North", 60 + shift, 72 + shift, 30)
    drawing.lines(PARAGRAPH, 110)
    assert "Bridges of the North" in read_back(read_pdf(drawing.save()))


def test_words_aslant_over_the_columns_of_a_table_stay() -> None:
    drawing = Drawing().lines(PARAGRAPH, 80)
    for at, head in enumerate(("Bridges", "Inspected", "Closed")):
        turned(drawing, head, 45, (200 + 60 * at, 200), 9)
        drawing.line(f"{at + 5}", 220, 200 + 60 * at, 9)
    found = texts_of(read_pdf(drawing.save()))
    assert {"Bridges", "Inspected", "Closed"} <= set(found)


def test_a_heading_in_a_font_that_claims_more_height_stays() -> None:
    heading = Line(
        (
            Word("Bridges", 1, (60, 80, 200, 170), 30),
            Word("reviewed", 1, (210, 80, 350, 170), 30),
        )
    )
    lines = [
        Line(tuple(Word("word", 1, (at, top, at + 40, top + 12), 11) for at in range(60, 540, 50)))
        for top in (76, 88, 156, 170, 184)
    ]
    page = Page(1, 612, 792, (heading, *lines))
    assert heading in without_stamps([page], 11)[0].lines
