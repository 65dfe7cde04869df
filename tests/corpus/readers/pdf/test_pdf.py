import numpy as np
import pypdfium2
import pytest

from corpus.errors import UnreadableFile
from corpus.readers.pdf.characters import read_pdf
from corpus.report import Block, Extracted
from tests.corpus.readers.pdf.pdf_files import BOLD, HEIGHT, PARAGRAPH, WIDTH, Drawing

LEFT_COLUMN = (
    "Farmers in the valley grow wheat",
    "and barley on the higher ground,",
    "where the frost comes later in the",
    "year. They sell most of it to the",
    "mills along the river, and keep a",
    "part of every harvest for seed and",
    "for their own kitchens in winter,",
    "so that no family goes hungry in",
)
RIGHT_COLUMN = (
    "years of poor harvests. Fishermen",
    "on the coast depend on the herring",
    "that arrives every spring in great",
    "shoals. Their catch is salted and",
    "sent inland by rail, where it is a",
    "common meal in many households,",
    "and the profit pays for new boats",
    "and for the upkeep of the harbour.",
)


def quotes(extracted: Extracted) -> list[str]:
    return [extracted.text[block.start : block.end] for block in extracted.blocks]


def block_with(extracted: Extracted, words: str) -> Block:
    (found,) = [
        block for block in extracted.blocks if words in extracted.text[block.start : block.end]
    ]
    return found


def report() -> Drawing:
    """Draw a report with headings, a paragraph over a page's end, a footnote and a table."""
    drawing = Drawing("Bridges of the Northern Counties")
    drawing.line("Bridges of the Northern Counties", 80, size=20, font=BOLD)
    drawing.line("Background", 130, size=16, font=BOLD)
    drawing.lines(PARAGRAPH, 160)
    drawing.line("Earlier reviews", 220, size=13, font=BOLD)
    drawing.lines(
        (
            "A first review was made in 1998, and a second one was made ten years later. They had",
            "little in common besides their subject, as the second followed new methods, which the",
        ),
        245,
    )
    drawing.line("1 Department of Roads, Annual Statement (1998), p. 12.", 690, size=9)
    drawing.line("Bridges Review Board 1", 752, size=8).page()
    drawing.line("department had written for its own surveys, and asked for more data.", 80)
    drawing.line("Findings", 120, size=16, font=BOLD)
    drawing.line("Table 1. Bridges by county", 150, size=11, font=BOLD)
    rows = [("County", "Bridges", "Inspected"), ("North", "41", "12"), ("East", "27", "9")]
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            drawing.line(cell, 175 + 18 * at, 72 + 120 * column, 9)
    drawing.lines(
        (
            "Most of the bridges in the two counties were never inspected after they opened to",
            "traffic. The board found no record of a closure.",
        ),
        250,
    )
    drawing.line("Bridges Review Board 2", 752, size=8).page()
    drawing.lines(PARAGRAPH, 80)
    return drawing.line("Bridges Review Board 3", 752, size=8)


@pytest.fixture(scope="module")
def extracted() -> Extracted:
    return read_pdf(report().save())


def test_only_white_space_lies_outside_blocks_and_words(extracted: Extracted) -> None:
    for spans in (extracted.blocks, extracted.places):
        left = list(extracted.text)
        for span in spans:
            assert extracted.text[span.start : span.end].strip()
            left[span.start : span.end] = " " * (span.end - span.start)
        assert "".join(left).isspace()


def test_blocks_are_parted_by_a_blank_line_and_hold_single_spaces(extracted: Extracted) -> None:
    assert extracted.text == "\n\n".join(quotes(extracted))
    assert not any("  " in quote or quote != quote.strip() for quote in quotes(extracted))


def test_lines_of_a_paragraph_are_joined(extracted: Extracted) -> None:
    assert quotes(extracted).count(" ".join(PARAGRAPH)) == 2


def test_a_block_knows_the_page_on_which_it_starts(extracted: Extracted) -> None:
    pages = [block_with(extracted, words).page for words in ("A first review", "Most of the")]
    assert pages == [1, 2]
    assert extracted.blocks[-1].page == 3


def test_a_paragraph_over_a_page_end_is_one_block_with_places_on_both(extracted: Extracted) -> None:
    block = block_with(extracted, "A first review")
    quote = extracted.text[block.start : block.end]
    assert quote.endswith(
        "which the department had written for its own surveys, and asked for more data."
    )
    places = [one for one in extracted.places if block.start <= one.start < block.end]
    assert {place.page for place in places} == {1, 2}


def test_running_feet_and_page_numbers_are_left_out(extracted: Extracted) -> None:
    assert "Review Board" not in extracted.text


def test_a_line_that_recurs_inside_the_page_stays() -> None:
    drawing = Drawing()
    for _ in range(3):
        drawing.lines(PARAGRAPH, 80).line("No change was recorded here.", 300).page()
    assert read_pdf(drawing.save()).text.count("No change was recorded here.") == 3


def test_a_footnote_is_a_block_of_its_own(extracted: Extracted) -> None:
    note = block_with(extracted, "Annual Statement")
    assert (note.kind, note.page) == ("note", 1)
    assert extracted.text[note.start :].startswith("1 Department of Roads")


def test_sections_are_the_path_of_headings_without_the_title(extracted: Extracted) -> None:
    headings = [
        (extracted.text[block.start : block.end], block.section)
        for block in extracted.blocks
        if block.kind == "heading"
    ]
    assert headings[:4] == [
        ("Bridges of the Northern Counties", None),
        ("Background", None),
        ("Earlier reviews", "Background"),
        ("Findings", None),
    ]
    assert block_with(extracted, "A first review").section == "Background > Earlier reviews"
    assert block_with(extracted, "Most of the bridges").section == "Findings"


def test_a_row_holds_its_cells_from_the_left_under_its_caption(extracted: Extracted) -> None:
    rows = [block for block in extracted.blocks if block.kind == "row"]
    assert [extracted.text[row.start : row.end] for row in rows] == [
        "County Bridges Inspected",
        "North 41 12",
        "East 27 9",
    ]
    assert {row.section for row in rows} == {"Findings > Table 1. Bridges by county"}


def test_a_place_is_the_box_of_its_word() -> None:
    drawing = Drawing().line("Alpha beta", 100, left=72, size=20)
    first, second = read_pdf(drawing.save()).places
    left, top, right, bottom = first.box
    assert left == pytest.approx(72, abs=1)
    assert 95 < top < 105
    assert 118 < bottom < 128
    width = drawing.canvas.stringWidth("Alpha", "Times-Roman", 20)
    assert right == pytest.approx(72 + width, abs=1)
    assert second.box[0] > right


def test_places_lie_inside_the_page(extracted: Extracted) -> None:
    for place in extracted.places:
        left, top, right, bottom = place.box
        assert 0 <= left < right <= WIDTH
        assert 0 <= top < bottom <= HEIGHT


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_place_is_where_the_ink_is_on_a_turned_and_cropped_page(rotation: int) -> None:
    drawing = Drawing()
    drawing.canvas.setPageRotation(rotation)
    drawing.canvas.setCropBox((50, 60, 512, 592))
    content = drawing.line("Alpha", 400, left=300, size=20).save()
    (place,) = read_pdf(content).places
    rows, columns = np.nonzero(pypdfium2.PdfDocument(content)[0].render().to_numpy()[..., 0] < 128)
    ink = (columns.min(), rows.min(), columns.max(), rows.max())
    assert place.box == pytest.approx(ink, abs=8)


def test_columns_are_read_one_after_the_other_whatever_the_order_of_drawing() -> None:
    by_row = Drawing().line("A very long title which spans both of the columns", 80, size=18)
    by_column = Drawing().line("A very long title which spans both of the columns", 80, size=18)
    for at, pair in enumerate(zip(LEFT_COLUMN, RIGHT_COLUMN, strict=True)):
        for column, text in enumerate(pair):
            by_row.line(text, 120 + 13.2 * at, 72 + 250 * column)
    by_column.lines(LEFT_COLUMN, 120).lines(RIGHT_COLUMN, 120, left=322)
    expected = " ".join((*LEFT_COLUMN, *RIGHT_COLUMN))
    assert quotes(read_pdf(by_row.save()))[1:] == [expected]
    assert quotes(read_pdf(by_column.save()))[1:] == [expected]


def test_a_word_broken_at_a_line_end_is_rejoined() -> None:
    lines = (
        "The commission wrote about govern\u00adments that had changed the law, and the long-",
        "term effects of the change on the public. Other countries have an inter-",
        "national body for it, and it is international law which binds them in long-term plans.",
    )
    text = read_pdf(Drawing().lines((lines[0].replace("\u00ad", ""), *lines[1:]), 80).save()).text
    assert "the long-term effects" in text
    assert "an international body" in text
    assert not set("\ufffe\u00ad\u0002") & set(text)


def test_list_items_are_blocks() -> None:
    drawing = Drawing().line(
        "The board asked for three things before it met again in the fall:", 80
    )
    for at, text in enumerate(("a list of bridges;", "their age; and", "their cost.")):
        drawing.line(f"\u2022 {text}", 100 + 18 * at, left=90)
    found = read_pdf(drawing.save())
    assert [block.kind for block in found.blocks] == ["text", "item", "item", "item"]


def test_a_page_of_contents_without_leaders_is_rows_under_no_heading() -> None:
    drawing = Drawing().line("Contents", 80, size=16, font=BOLD)
    for at, text in enumerate(("Background", "Findings", "Costs")):
        drawing.line(text, 120 + 20 * at, size=13, font=BOLD).line(f"{at + 2}", 120 + 20 * at, 500)
    drawing.page().lines(PARAGRAPH, 80)
    found = read_pdf(drawing.save())
    assert [block.kind for block in found.blocks] == ["heading", "row", "row", "row", "text"]
    assert {block.section for block in found.blocks} == {None}


def test_lines_of_a_table_of_contents_are_no_headings() -> None:
    drawing = Drawing().line("Contents", 80, size=16, font=BOLD)
    for at, text in enumerate(("Background", "Findings", "Costs")):
        drawing.line(f"{text} {'.' * 60} {at + 1}", 110 + 14 * at, font=BOLD, size=12)
    drawing.lines(PARAGRAPH, 200)
    found = read_pdf(drawing.save())
    assert [block.kind for block in found.blocks] == ["heading", "text"]
    assert found.blocks[-1].section is None


def test_front_matter_is_what_the_file_states() -> None:
    drawing = Drawing("Microsoft Word - draft7.doc")
    drawing.line("The Price of Bread", 200, size=24, font=BOLD)
    drawing.line("Updated April 9, 2026", 260)
    drawing.line("Congressional Research Service", 700).line("R40001", 720)
    front = read_pdf(drawing.save()).front
    assert (front.title, front.date) == ("The Price of Bread", "2026-04-09")
    assert (front.publisher, front.number) == ("Congressional Research Service", "R40001")


def test_a_publisher_that_is_only_spoken_of_is_not_the_publisher() -> None:
    drawing = Drawing("An Essay on Bread")
    drawing.line("The Congressional Research Service wrote R40001 on", 80)
    drawing.line("April 9, 2026, and this essay answers it.", 94)
    front = read_pdf(drawing.save()).front
    assert (front.publisher, front.number, front.date) == (None, None, None)


def test_what_a_file_does_not_state_is_unknown() -> None:
    front = read_pdf(Drawing("An Essay on Bread").lines(PARAGRAPH, 80).save()).front
    assert front.title == "An Essay on Bread"
    assert (front.publisher, front.number, front.date) == (None, None, None)


def test_a_file_with_an_empty_password_opens() -> None:
    assert "committee" in read_pdf(Drawing(password="").lines(PARAGRAPH, 80).save()).text


def test_a_damaged_page_is_named_and_loses_nothing_silently() -> None:
    content = Drawing().lines(PARAGRAPH, 80).page().lines(PARAGRAPH, 80).save()
    second = content.rindex(b"/Type /Page\n")
    damaged = content[:second] + b"/Type /Rage\n" + content[second + 12 :]
    with pytest.raises(UnreadableFile, match="page 2 is damaged"):
        read_pdf(damaged)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"Dear reader, this is a letter.", "not a valid PDF"),
        (b"%PDF-1.7\nand then nothing of use", "damaged"),
        (Drawing(password="secret").lines(PARAGRAPH, 80).save(), "without a password"),
        (Drawing().page().save(), "no text layer.*--ocr"),
    ],
    ids=["empty", "letter", "damaged", "locked", "scanned"],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_fix(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        read_pdf(content)
