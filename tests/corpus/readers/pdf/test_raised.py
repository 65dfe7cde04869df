import re
from dataclasses import dataclass

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from corpus.readers.pdf.characters import read_pdf
from tests.corpus.readers.pdf.pdf_files import BODY, PARAGRAPH, Drawing


@dataclass(frozen=True, slots=True)
class Setting:
    """How signs are raised: shares of the type size, and whether by text rise or by place."""

    size: float
    rise: float
    by_place: bool = False
    font: str = BODY


SETTINGS = [
    Setting(0.65, 0.33),
    Setting(0.6, 0.4, by_place=True),
    Setting(0.8, 0.33),
    Setting(0.83, 0.25, by_place=True, font="Helvetica"),
    Setting(0.7, 0.36, font="Courier"),
]


def read(text: str, setting: Setting = SETTINGS[0], size: float = 11) -> str:
    """Draw a line in which ^{…} is raised and _{…} lowered, and return how it is read."""
    drawing = Drawing().lines(PARAGRAPH, 80)
    left, base = 72.0, 500.0
    line = drawing.canvas.beginText(left, base)
    for mark, raised, plain in re.findall(r"([\^_])\{([^}]*)\}|([^\^_]+)", text):
        share, rise = 1.0, 0.0
        if mark:
            share, rise = setting.size, setting.rise * size if mark == "^" else -0.15 * size
        piece, font = raised or plain, setting.font if mark else BODY
        line.setFont(font, share * size)
        if setting.by_place:
            line.setTextOrigin(left, base + rise)
        else:
            line.setRise(rise)
        line.textOut(piece)
        left += stringWidth(piece, font, share * size)
    drawing.canvas.drawText(line)
    return read_pdf(drawing.save()).text.split("\n\n")[-1]


NUMBERS = [
    ("The flow was 3 x 10^{6} litres a day.", "The flow was 3 x 10⁶ litres a day."),
    ("A loss of 10^{-3}, or 10^{-12} at most.", "A loss of 10⁻³, or 10⁻¹² at most."),
    ("An area of 5 m^{2} and 12 km^{3}/year.", "An area of 5 m² and 12 km³/year."),
    ("It costs $4^{50} a ton, or $12^{75}.", "It costs $4⁵⁰ a ton, or $12⁷⁵."),
    ("It grew in 2019^{12} and shrank in 2020.^{13}", "It grew in 2019¹² and shrank in 2020.¹³"),
    ("The rate rose to 4.^{1,2} It fell later.", "The rate rose to 4.¹,² It fell later."),
    ("They paid for it.^{12} Nobody noticed.", "They paid for it.¹² Nobody noticed."),
    ("A board is 3^{1/2} inches wide.", "A board is 3¹⁄₂ inches wide."),
    ("Both Ca^{2+} and Cl^{-} ions and SO_{4}^{2-} too.", "Both Ca²⁺ and Cl⁻ ions and SO4²⁻ too."),
    ("The isotope ^{14}C decays; ^{235}U does too.", "The isotope ¹⁴C decays; ²³⁵U does too."),
    ("The formula x^{2} + y^{2} = z^{2} holds.", "The formula x² + y² = z² holds."),
    ("On the 1^{st} and 22^{nd} of the 119^{th}.", "On the 1st and 22nd of the 119th."),
    ("The gas CO_{2} and the water H_{2}O were hot.", "The gas CO2 and the water H2O were hot."),
    ("The value of log_{2}8 is 3, and 101_{2} is 5.", "The value of log₂8 is 3, and 101₂ is 5."),
]


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
@pytest.mark.parametrize(("drawn", "expected"), NUMBERS, ids=[drawn for drawn, _ in NUMBERS])
def test_raised_and_lowered_digits_never_make_another_number(
    drawn: str, expected: str, setting: Setting
) -> None:
    assert read(drawn, setting) == expected


@pytest.mark.parametrize("size", [8, 14, 24])
def test_raised_digits_are_told_at_any_size(size: float) -> None:
    assert read("A flow of 10^{6} litres.", size=size) == "A flow of 10⁶ litres."


@pytest.mark.parametrize("slash", [(11, 0), (7, 0), (7, 4)])
def test_a_fraction_of_a_raised_and_a_small_digit_keeps_its_slash(slash: tuple[int, int]) -> None:
    drawing = Drawing().lines(PARAGRAPH, 80)
    line = drawing.canvas.beginText(72, 500)
    for text, size, rise in (("A board of 3", 11, 0), ("5", 7, 4), ("/", *slash), ("8", 7, 0)):
        line.setFont(BODY, size)
        line.setRise(rise)
        line.textOut(text)
    line.setFont(BODY, 11)
    line.textOut(" inches is wide enough.")
    drawing.canvas.drawText(line)
    assert read_pdf(drawing.save()).text.endswith("A board of 3⁵⁄₈ inches is wide enough.")


@pytest.mark.parametrize(
    "text",
    ["A sentence of 1990 in one size with 42 numbers.", "Route I-95 (exit 12) and 3.5 % of $40."],
)
@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_digits_on_the_line_stay(text: str, setting: Setting) -> None:
    assert read(text, setting) == text


def test_digits_of_another_font_on_the_line_stay() -> None:
    drawing = Drawing().lines(PARAGRAPH, 80)
    line = drawing.canvas.beginText(72, 500)
    for text, font, size in (
        ("Figure A", BODY, 11),
        ("12", "Courier", 9),
        (" shows it.", BODY, 11),
    ):
        line.setFont(font, size)
        line.textOut(text)
    drawing.canvas.drawText(line)
    assert read_pdf(drawing.save()).text.endswith("Figure A12 shows it.")


def test_a_turned_number_stays() -> None:
    drawing = Drawing()
    drawing.canvas.rotate(90)
    drawing.canvas.setFont("Helvetica", 11)
    for at, text in enumerate((*PARAGRAPH, "The pier cost $450 in Table2014.")):
        drawing.canvas.drawString(200, -500 - 13 * at, text)
    assert "The pier cost $450 in Table2014." in read_pdf(drawing.save()).text


@pytest.mark.parametrize("gap", ["", " "])
def test_the_number_of_a_footnote_stands_apart_from_its_text(gap: str) -> None:
    drawing = Drawing().lines(PARAGRAPH, 80)
    line = drawing.canvas.beginText(72, 60)
    for text, size, rise in (
        ("21", 6, 3),
        (gap + "29 U.S.C. 2811 is the statute that applies.", 9, 0),
    ):
        line.setFont(BODY, size)
        line.setRise(rise)
        line.textOut(text)
    drawing.canvas.drawText(line)
    found = read_pdf(drawing.save())
    assert found.text.endswith("21 29 U.S.C. 2811 is the statute that applies.")
    assert found.blocks[-1].kind == "note"
