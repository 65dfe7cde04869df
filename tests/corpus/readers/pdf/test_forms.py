"""What the fields of a form hold is read beside their labels."""

import pytest

from corpus.errors import UnreadableFile
from corpus.readers.pdf.characters import read_pdf
from tests.corpus.readers.pdf.pdf_files import HEIGHT, PARAGRAPH, Drawing


def text_field(
    drawing: Drawing,
    value: str,
    top: float,
    left: float = 200,
    size: tuple[float, float] = (200, 16),
    flags: str = "",
    annotation: str = "print",
) -> None:
    width, height = size
    drawing.canvas.acroForm.textfield(
        value=value,
        x=left,
        y=HEIGHT - top - height + 3,
        width=width,
        height=height,
        fieldFlags=flags,
        annotationFlags=annotation,
        name=f"field {top} {left}",
    )


def tick(drawing: Drawing, top: float, left: float, checked: bool) -> None:
    drawing.canvas.acroForm.checkbox(
        checked=checked, x=left, y=HEIGHT - top - 13, size=13, name=f"tick {top} {left}"
    )


def quotes(drawing: Drawing) -> list[str]:
    return read_pdf(drawing.save()).text.split("\n\n")


def form(*labels: str) -> Drawing:
    drawing = Drawing().lines(PARAGRAPH, 80)
    for at, label in enumerate(labels):
        drawing.line(label, 200 + 30 * at)
    return drawing


def test_the_value_of_a_text_field_follows_its_label() -> None:
    drawing = form("Name of vessel:", "Gross tonnage:", "Home port:")
    text_field(drawing, "Northern Star", 200)
    text_field(drawing, "4,812", 230, left=400)
    text_field(drawing, "", 260)
    assert quotes(drawing)[1:] == [
        "Name of vessel: Northern Star",
        "Gross tonnage: 4,812",
        "Home port:",
    ]


def test_two_fields_of_a_row_stand_behind_their_own_labels() -> None:
    drawing = form("Name:").line("Date of birth:", 200, 330)
    text_field(drawing, "Ada Lovelace", 200, 110, (180, 16))
    text_field(drawing, "10 December 1815", 200, 410, (120, 16))
    text = read_pdf(drawing.save()).text
    assert "Name: Ada Lovelace" in text
    assert "Date of birth: 10 December 1815" in text


def test_a_check_box_is_read_as_checked_or_not_on_either_side_of_its_label() -> None:
    drawing = form("Insured:", "Leased:", "I agree.")
    tick(drawing, 200, 150, checked=True)
    tick(drawing, 230, 150, checked=False)
    tick(drawing, 260, 54, checked=True)
    assert quotes(drawing)[1:] == ["Insured: [x]", "Leased: [ ]", "[x] I agree."]


def test_of_radio_buttons_the_chosen_one_is_checked() -> None:
    drawing = form("Married?").line("yes", 200, 150).line("no", 200, 210)
    for value, left in (("yes", 132), ("no", 192)):
        drawing.canvas.acroForm.radio(
            name="married", value=value, selected=value == "no", x=left, y=HEIGHT - 213, size=13
        )
    assert " ".join(quotes(drawing)[1:]) == "Married? [ ] yes [x] no"


def test_the_choices_of_lists_are_read() -> None:
    drawing = form("Flag:", "Cargo:")
    acro = drawing.canvas.acroForm
    acro.choice(
        value="Norway",
        options=["Norway", "Chile"],
        x=200,
        y=HEIGHT - 213,
        width=100,
        height=16,
        name="flag",
    )
    acro.listbox(
        value="grain",
        options=["grain", "ore", "oil"],
        x=200,
        y=HEIGHT - 246,
        width=100,
        height=20,
        name="cargo",
    )
    assert quotes(drawing)[1:] == ["Flag: Norway", "Cargo: grain"]


def test_a_field_of_several_lines_is_read_below_its_label() -> None:
    drawing = form("Remarks:")
    text_field(
        drawing,
        "The hull was painted in May.\nThe mast is new.",
        215,
        72,
        (300, 80),
        "multiline",
    )
    assert " ".join(quotes(drawing)[1:]) == (
        "Remarks: The hull was painted in May. The mast is new."
    )


def test_hidden_fields_and_passwords_are_not_read() -> None:
    drawing = form("Name:", "Password:", "Code:")
    text_field(drawing, "Ada", 200)
    text_field(drawing, "secret", 230, flags="password")
    text_field(drawing, "4711", 260, annotation="hidden")
    assert quotes(drawing)[1:] == ["Name: Ada", "Password:", "Code:"]


def test_the_place_of_a_value_is_its_field() -> None:
    drawing = form("Name of vessel:")
    text_field(drawing, "Star", 200)
    left, top, right, bottom = read_pdf(drawing.save()).places[-1].box
    assert left < 205
    assert 205 < right < 260
    assert 195 < top < bottom < 220


def placeholder(keys: bytes) -> bytes:
    drawing = Drawing().line("Please wait...", 80)
    drawing.line("If this message is not eventually replaced by the proper contents of the", 110)
    drawing.line("document, your PDF viewer may not be able to display this type of document.", 125)
    return drawing.save().replace(b"/Type /Catalog", keys + b" /Type /Catalog")


def test_a_placeholder_of_an_xfa_form_is_refused_with_the_remedy() -> None:
    keys = b"/AcroForm << /Fields [] /XFA (<xdp/>) >> /NeedsRendering true"
    with pytest.raises(UnreadableFile, match=r"XFA form.*print it to PDF"):
        read_pdf(placeholder(keys))


def test_a_page_that_asks_to_wait_is_read_where_the_file_is_no_form() -> None:
    assert "Please wait" in read_pdf(placeholder(b"")).text
