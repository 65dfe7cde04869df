"""What Word shows of a paragraph: struck out, hidden, raised, signs, equations, old forms."""

from unicodedata import normalize

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import nsmap
from docx.shared import RGBColor
from reportlab.pdfbase._fontdata_enc_symbol import SymbolEncoding
from reportlab.pdfbase._glyphlist import _glyphname2unicode

from corpus.readers.word.symbols import sign
from tests.corpus.readers.check import blocks_of, drawn_of, left_out, texts_of
from tests.corpus.readers.word.documents import paragraph, read, run, with_body

OFF = "<w:strike w:val='0'/>"
SYMBOL = "<w:rFonts w:ascii='Symbol' w:hAnsi='Symbol'/>"


@pytest.mark.parametrize("mark", ["<w:strike/>", "<w:dstrike/>", "<w:strike w:val='true'/>"])
def test_what_is_struck_out_is_left_out_and_counted_by_its_stretches(mark: str) -> None:
    extracted = read(
        with_body(
            f"<w:p>{run('The fee is ')}{run('$4', mark)}{run('50', mark)}{run(' $610 now.')}</w:p>",
            f"<w:p>{run('The late fee is ')}{run('$90', mark)}{run(' $120, ')}{run('once', mark)}"
            f"{run('twice a year.')}</w:p>",
            f"<w:p>{run('A clause that no longer holds.', mark)}</w:p>",
        )
    )
    assert texts_of(extracted) == [
        "The fee is $610 now.",
        "The late fee is $120, twice a year.",
    ]
    assert left_out(extracted) == {"struck_out": 4}


def test_strokes_and_hidden_text_of_styles_count_unless_a_run_takes_them_away() -> None:
    document = Document()
    for name, kind in (("Out", WD_STYLE_TYPE.CHARACTER), ("OutPar", WD_STYLE_TYPE.PARAGRAPH)):
        document.styles.add_style(name, kind).font.double_strike = True
    for name, kind in (("Gone", WD_STYLE_TYPE.CHARACTER), ("GonePar", WD_STYLE_TYPE.PARAGRAPH)):
        document.styles.add_style(name, kind).font.hidden = True
    based = document.styles.add_style("Based", WD_STYLE_TYPE.CHARACTER)
    based.base_style = document.styles["Gone"]
    line = document.add_paragraph("The pier is ")
    line.add_run("closed ", style="Out")
    line.add_run("secretly ", style="Based")
    line.add_run("open.")
    partly = document.add_paragraph("Withdrawn. ", style="OutPar")
    partly.add_run("Still in force.").font.double_strike = False
    document.add_paragraph("Nobody sees this.", style="GonePar")
    extracted = read(document)
    assert texts_of(extracted) == ["The pier is open.", "Still in force."]
    assert left_out(extracted) == {"struck_out": 2, "hidden": 2}


def test_what_two_styles_turn_on_they_turn_off_again() -> None:
    document = Document()
    document.styles.add_style("Out", WD_STYLE_TYPE.CHARACTER).font.strike = True
    document.styles.add_style("OutPar", WD_STYLE_TYPE.PARAGRAPH).font.strike = True
    document.add_paragraph("", style="OutPar").add_run("In force.", style="Out")
    assert texts_of(read(document)) == ["In force."]


def test_struck_headings_and_items_are_left_out_too() -> None:
    document = Document()
    heading = document.add_heading("", 1)
    heading.add_run("Old ").font.strike = True
    heading.add_run("Locks")
    document.add_paragraph("", style="List Bullet").add_run("Gone item").font.strike = True
    document.add_paragraph("The lock has two gates.")
    assert blocks_of(read(document)) == [
        ("heading", None, "Locks"),
        ("text", None, "The lock has two gates."),
    ]


def test_tracked_deletions_are_counted() -> None:
    deleted = "<w:del><w:r><w:delText>40,000</w:delText></w:r></w:del>"
    extracted = read(with_body(f"<w:p>{run('about ')}{deleted}{run('50,000')}</w:p>"))
    assert texts_of(extracted) == ["about 50,000"]
    assert left_out(extracted) == {"struck_out": 1}


def test_white_letters_are_hidden_where_nothing_is_shaded() -> None:
    document = Document()
    line = document.add_paragraph("Shown.")
    line.add_run(" Secret.").font.color.rgb = RGBColor(255, 255, 255)
    head = document.add_table(1, 2, style="Light Grid Accent 1").cell(0, 0).paragraphs[0]
    head.add_run("Year").font.color.rgb = RGBColor(255, 255, 255)
    shaded = "<w:color w:val='FFFFFF'/><w:shd w:val='clear' w:fill='1F3864'/>"
    after = f"<w:p>{run('it.', shaded)}</w:p>"
    document.add_paragraph("After ")._p.append(with_body(after).element.body[0][0])
    extracted = read(document)
    assert texts_of(extracted) == ["Shown.", "Year", "After it."]
    assert left_out(extracted) == {"hidden": 1}


def test_numbers_raised_or_lowered_by_their_position_are_told() -> None:
    moved = run("4", "<w:position w:val='8'/>")
    aligned = run("4", "<w:position w:val='2'/>")
    lowered = run("2", "<w:vertAlign w:val='subscript'/>")
    document = with_body(
        f"<w:p>{run('10')}{moved}{run(' m, 10')}{aligned}</w:p>",
        f"<w:p>{run('log')}{lowered}{run('8, CO')}{lowered}{run(' and 10')}{lowered}</w:p>",
    )
    assert texts_of(read(document)) == ["10⁴ m, 104", "log₂8, CO2 and 10₂"]


def test_a_style_raises_numbers_only() -> None:
    document = Document()
    document.styles.add_style("Sup", WD_STYLE_TYPE.CHARACTER).font.superscript = True
    line = document.add_paragraph("3 x 10")
    line.add_run("6", style="Sup")
    line.add_run(" and 10")
    for part in "-3":  # Word parts runs anywhere
        line.add_run(part, style="Sup")
    line.add_run(" on the 5")
    line.add_run("th", style="Sup")
    assert texts_of(read(document)) == ["3 x 10⁶ and 10⁻³ on the 5th"]


def test_signs_of_symbol_fonts_are_read() -> None:
    extracted = read(
        with_body(
            f"<w:p>{run('The strain was ')}<w:r><w:sym w:font='Symbol' w:char='F0B3'/></w:r>"
            f"{run(' 5 and it was 4 ')}<w:r><w:sym w:font='Symbol' w:char='F0B0'/></w:r>"
            f"{run('C.')}</w:p>",
            f"<w:p><w:r><w:sym w:font='Wingdings' w:char='F0FE'/></w:r>{run(' Paid, 5 ')}"
            f"{run('m', SYMBOL)}{run('g, ')}{run('&#xF0A3;', SYMBOL)}{run(' 3 ')}"
            f"<w:r><w:sym w:font='Calibri' w:char='2265'/></w:r>{run(' 2.')}</w:p>",
        )
    )
    assert texts_of(extracted) == ["The strain was ≥ 5 and it was 4 °C.", "☑ Paid, 5 µg, ≤ 3 ≥ 2."]
    assert left_out(extracted) == {}


def test_a_sign_of_an_unknown_font_is_named_and_leaves_a_mark() -> None:
    extracted = read(
        with_body(
            f"<w:p>{run('Set ')}<w:r><w:sym w:font='Harbor' w:char='F041'/></w:r>{run(' 5.')}</w:p>"
        )
    )
    assert texts_of(extracted) == ["Set [symbol] 5."]
    assert drawn_of(extracted) == ["[symbol]"]
    assert left_out(extracted) == {"a sign of the font “Harbor”": 1}


def test_the_table_of_the_symbol_font_is_adobes() -> None:
    stated = {
        code: chr(_glyphname2unicode[name])
        for code, name in enumerate(SymbolEncoding)
        if name and not name.startswith("angle") and _glyphname2unicode.get(name, 0xE000) < 0xE000
    }
    assert len(stated) > 150
    for code, character in stated.items():
        found = sign("Symbol", code)
        assert found is None or normalize("NFKC", found) == normalize("NFKC", character)


M = "xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math'"


def m(name: str, *inside: str, value: str = "") -> str:
    stated = f" m:val='{value}'" if value else ""
    return f"<m:{name}{stated}>{''.join(inside)}</m:{name}>"


def math(xml: str) -> str:
    return f"<m:oMath {M}>{xml}</m:oMath>"


def r(text: str) -> str:
    return m("r", m("t", text))


def fraction(above: str, below: str, *properties: str) -> str:
    return m("f", *properties, m("num", above), m("den", below))


def script(name: str, base: str, **parts: str) -> str:
    return m(name, m("e", r(base)), *(m(part, r(text)) for part, text in parts.items()))


CHOICE = fraction(r("n"), r("k"), m("fPr", m("type", value="noBar")))
ROOT = m("rad", m("deg"), m("e", r("x+1")))
CUBE_ROOT = m("rad", m("deg", r("3")), m("e", r("x")))
LIMITS = m("sub", r("i=1")), m("sup", r("n"))
SUM = m("nary", m("naryPr", m("chr", value="∑")), *LIMITS, m("e", r("i")))
BRACKETS = m("d", m("dPr", m("begChr", value="["), m("endChr", value="]")), m("e", r("a,b")))
ROWS = [m("mr", *(m("e", r(digit)) for digit in row)) for row in ("12", "34")]


@pytest.mark.parametrize(
    ("equation", "text"),
    [
        (fraction(r("a"), r("b")), "a/b"),
        (fraction(r("a+b"), r("2c")), "(a+b)/2c"),
        (fraction(fraction(r("a"), r("b")), r("c")), "(a/b)/c"),
        (r("3") + fraction(r("1"), r("2")), "3 1/2"),
        (CHOICE, "n¦k"),
        (script("sSup", "x", sup="2"), "x²"),
        (script("sSup", "x+1", sup="n"), "(x+1)ⁿ"),
        (script("sSup", "e", sup="-kt"), "e^(-kt)"),
        (script("sSub", "x", sub="1"), "x₁"),
        (script("sSubSup", "x", sub="i", sup="2"), "x_i²"),
        (ROOT, "√(x+1)"),
        (r("2") + CUBE_ROOT, "2∛x"),
        (SUM, "∑_(i=1)ⁿ i"),
        (BRACKETS, "[a,b]"),
        (m("func", m("fName", r("sin")), m("e", r("x"))), "sin x"),
        (m("d", m("e", m("m", *ROWS))), "(1, 2; 3, 4)"),
        (m("acc", m("e", r("x"))), "x\u0302"),
    ],
)
def test_equations_stand_in_one_line(equation: str, text: str) -> None:
    body = f"<w:p>{run('The rate ')}{math(equation)}{run(' is small.')}</w:p>"
    assert texts_of(read(with_body(body))) == [f"The rate {text} is small."]


def test_a_fraction_behind_a_number_in_the_text_is_no_part_of_it() -> None:
    half = math(fraction(r("1"), r("2")))
    assert texts_of(read(with_body(f"<w:p>{run('It takes 3')}{half}{run(' days.')}</w:p>"))) == [
        "It takes 3 1/2 days."
    ]


PIERS = "<w:listEntry w:val='North'/><w:listEntry w:val='South'/>"


def field(data: str) -> str:
    return (
        f"<w:r><w:fldChar w:fldCharType='begin'><w:ffData>{data}</w:ffData></w:fldChar></w:r>"
        "<w:r><w:instrText>FORM</w:instrText></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>"
    )


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("<w:checkBox><w:default w:val='0'/><w:checked/></w:checkBox>", "Answer: ☒"),
        ("<w:checkBox><w:default w:val='1'/><w:checked w:val='0'/></w:checkBox>", "Answer: ☐"),
        ("<w:checkBox><w:default w:val='1'/></w:checkBox>", "Answer: ☒"),
        (f"<w:ddList><w:result w:val='1'/>{PIERS}</w:ddList>", "Answer: South"),
        (f"<w:ddList>{PIERS}</w:ddList>", "Answer: North"),
        (f"<w:ddList><w:result w:val='9'/>{PIERS}</w:ddList>", "Answer:"),
    ],
)
def test_old_form_fields_show_their_values(data: str, text: str) -> None:
    assert texts_of(read(with_body(f"<w:p>{run('Answer: ')}{field(data)}</w:p>"))) == [text]


def test_objects_that_cannot_be_read_are_named() -> None:
    office, drawing = "urn:schemas-microsoft-com:office:office", nsmap["a"]
    ole = "<w:object><o:OLEObject xmlns:o='{}' ProgID='{}'/></w:object>"
    drawn = "<w:drawing><a:graphic xmlns:a='{0}'><a:graphicData uri='{1}'/></a:graphic></w:drawing>"
    schemas = "http://schemas.openxmlformats.org/drawingml/2006/"
    parts = [ole.format(office, program) for program in ("Excel.Sheet.12", "Harbor.1")]
    parts += [drawn.format(drawing, schemas + kind) for kind in ("chart", "diagram", "picture")]
    body = (f"<w:p><w:r>{part}</w:r></w:p>" for part in [*parts, "<w:control/>"])
    extracted = read(with_body(paragraph("Text."), *body))
    assert left_out(extracted) == {
        "an embedded Excel workbook": 1,
        "an embedded object": 1,
        "a chart": 1,
        "a SmartArt diagram": 1,
        "a form control (ActiveX)": 1,
    }
