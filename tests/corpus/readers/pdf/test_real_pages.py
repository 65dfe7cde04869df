"""Kinds of page that journal articles have, each with the words that a person reads there."""

import pytest

from corpus.readers.pdf.characters import read_pdf
from corpus.readers.pdf.glyphs.legible import is_garbled
from corpus.readers.pdf.glyphs.typeface import weight
from tests.corpus.readers.pdf.pdf_files import Drawing

LEFT = (
    "The bridges of the northern counties were built",
    "before the war and have not been inspected since",
    "then. The committee asked the department to count",
    "the cars that cross each of them on a working day",
    "and to name those that carry a weight limit. The",
    "figures arrived in June, too late for the budget",
    "of that year, so that the county paid for three of",
    "the repairs itself and put off all of the others",
)
RIGHT = (
    "until the state had answered. In the second year a",
    "survey of the piers found cracks in nine of them",
    "and rust in most of the others, which the engineers",
    "put down to the salt that is spread in winter. The",
    "cost of a new pier was then put at two hundred",
    "thousand dollars, and the county closed a bridge to",
    "lorries rather than pay for it. The committee heard",
    "from the drivers that the way round takes an hour",
)
ROWS = (("North", "12", "40"), ("South", "7", "35"), ("East", "19", "28"), ("West", "3", "51"))


def draw_row(drawing: Drawing, row: tuple[str, ...], top: float, left: float, size: float) -> None:
    for at, cell in enumerate(row):
        drawing.line(cell, top, left + 70 * at, size)


@pytest.mark.parametrize("size", [4, 10])
def test_columns_below_a_table_or_a_figure_are_not_mixed(size: float) -> None:
    drawing = Drawing()
    for at in range(4):
        for side in (60, 330):
            draw_row(drawing, ROWS[at], 80 + 12 * at, side, size)
    for at, pair in enumerate(zip(LEFT * 2, RIGHT * 2, strict=True)):
        for text, left in zip(pair, (60, 330), strict=True):
            drawing.line(text, 160 + 12 * at, left, 10)
    text = " ".join(read_pdf(drawing.save()).text.split())
    assert " ".join(LEFT) + " " + LEFT[0] in text
    assert " ".join(RIGHT) + " " + RIGHT[0] in text


def test_rows_of_numbers_close_together_between_rules_are_rows() -> None:
    drawing = Drawing().line("Table 1. Bridges by county", 60, 80, 10)
    draw_row(drawing, ("County", "Open", "Closed"), 80, 80, 10)
    for at, row in enumerate(ROWS):
        draw_row(drawing, row, 100 + 10.4 * at, 80, 10)
    draw_row(drawing, ("All", "41", "154"), 150, 80, 10)
    for height in (76, 95, 146, 166):
        drawing.canvas.line(76, 792 - height, 260, 792 - height)
    found = read_pdf(drawing.save())
    rows = [found.text[block.start : block.end] for block in found.blocks if block.kind == "row"]
    assert [row for row in rows if row != "County Open Closed"] == [
        *(" ".join(row) for row in ROWS),
        "All 41 154",
    ]


@pytest.mark.parametrize(
    ("name", "flags", "bold", "italic"),
    [
        ("NimbusRomNo9L-Medi", 4, True, False),
        ("NimbusRomNo9L-MediItal", 4, True, True),
        ("URWBookmanL-DemiBold", 4, True, False),
        ("ABCDEF+CMBX12", 4, True, False),
        ("SFBX1000", 4, True, False),
        ("CMR10", 4, False, False),
        ("CMTI10", 4, False, True),
        ("PfghsfAdvTTaf7f9f4f.B", 32, True, False),
        ("SvvdvvAdvTT7329fd89.I", 32, False, True),
        ("Jost-Medium", 32, False, False),
        ("Melior", 1 << 18, True, False),
        ("Melior", 1 << 6, False, True),
    ],
)
def test_fonts_are_bold_or_italic_by_name_or_flag(
    name: str, flags: int, bold: bool, italic: bool
) -> None:
    assert weight(name.encode(), flags) == (bold, italic)


def test_limits_beside_words_without_spaces_are_no_garbled_text() -> None:
    row = "从业人员(X) 人 X≥1000 300≤X＜1000 20≤X＜300 X＜20 工业企业营业收入 Y>5 $20 A=7"
    assert not is_garbled(row.split() * 12, unmapped=0)
