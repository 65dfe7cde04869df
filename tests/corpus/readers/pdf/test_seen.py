"""What is on a page and cannot be seen or read is left out, and said."""

import io

import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader

from corpus.errors import UnreadableFile
from corpus.omissions import Omission
from corpus.readers.pdf.characters import read_pdf
from corpus.readers.pdf.glyphs.legible import is_garbled
from tests.corpus.readers.pdf.pdf_files import BOLD, HEIGHT, PARAGRAPH, WIDTH, Drawing

SECRET = "The name of the witness is Paul Dorn."
SHOWN = " ".join(PARAGRAPH)


def shown(drawing: Drawing) -> tuple[str, tuple[Omission, ...]]:
    found = read_pdf(drawing.save())
    return found.text, found.omissions


def page() -> Drawing:
    return Drawing().lines(PARAGRAPH, 80)


def colour(drawing: Drawing, red: float, green: float, blue: float, alpha: float = 1) -> Drawing:
    drawing.canvas.setFillColorRGB(red, green, blue, alpha)
    return drawing


def box(drawing: Drawing, top: float, height: float = 14, left: float = 60) -> Drawing:
    drawing.canvas.rect(left, HEIGHT - top - height, 300, height, stroke=0, fill=1)
    return drawing


def scan(words: tuple[str, ...] = PARAGRAPH * 4) -> ImageReader:
    """Return the image of a page of print."""
    image = Image.new("L", (2 * WIDTH, 2 * HEIGHT), 250)
    pen = ImageDraw.Draw(image)
    for at, line in enumerate(words):
        pen.text((140, 300 + 36 * at), line, fill=20, font=ImageFont.load_default(size=22))
    file = io.BytesIO()
    image.save(file, "PNG")
    file.seek(0)
    return ImageReader(file)


def full_page(drawing: Drawing, image: ImageReader) -> Drawing:
    drawing.canvas.drawImage(image, 0, 0, WIDTH, HEIGHT)
    return drawing


def invisible(drawing: Drawing, text: str, top: float) -> Drawing:
    line = drawing.canvas.beginText(72, HEIGHT - top - 11)
    line.setFont("Times-Roman", 11)
    line.setTextRenderMode(3)
    line.textOut(text)
    line.setTextRenderMode(0)
    drawing.canvas.drawText(line)
    return drawing


@pytest.mark.parametrize(
    ("red", "green", "blue", "alpha"),
    [(1, 1, 1, 1), (0.97, 0.97, 1, 1), (0, 0, 0, 0.01)],
    ids=["white", "nearly white", "transparent"],
)
def test_text_in_the_colour_of_the_paper_is_left_out(
    red: float, green: float, blue: float, alpha: float
) -> None:
    drawing = colour(page(), red, green, blue, alpha).line(SECRET, 300)
    assert shown(drawing) == (SHOWN, (Omission("hidden", (1,), 1),))


def test_text_in_the_colour_of_the_box_below_it_is_left_out() -> None:
    drawing = box(colour(page(), 0.1, 0.2, 0.5), 298)
    colour(drawing, 0.1, 0.2, 0.5).line(SECRET, 300)
    assert shown(drawing) == (SHOWN, (Omission("hidden", (1,), 1),))


def test_text_under_a_black_box_is_left_out_and_a_label_on_the_box_stays() -> None:
    drawing = page().line(SECRET, 300).line("Nobody else was asked.", 320)
    colour(box(colour(drawing, 0, 0, 0), 298), 1, 1, 1).line("Exemption 6", 300, left=80)
    text, omissions = shown(drawing)
    assert text.split("\n\n") == [SHOWN, "Nobody else was asked.", "Exemption 6"]
    assert omissions == (Omission("covered", (1,), 1),)


def test_text_under_a_broad_line_or_a_black_note_of_a_reader_is_left_out() -> None:
    drawing = page().line(SECRET, 300).line(SECRET, 330)
    drawing.canvas.setLineWidth(14)
    drawing.canvas.line(60, HEIGHT - 306, 400, HEIGHT - 306)
    corners = f"[60 {HEIGHT - 345} 400 {HEIGHT - 326}]".encode()
    note = b"<< /Type /Annot /Subtype /Square /Rect " + corners + b" /IC [0 0 0] /C [0 0 0] >>"
    content = drawing.save().replace(b"/Type /Page\n", b"/Annots [" + note + b"] /Type /Page\n")
    found = read_pdf(content)
    assert (found.text, found.omissions) == (SHOWN, (Omission("covered", (1,), 2),))


def test_only_the_words_under_a_box_are_left_out() -> None:
    drawing = page().line(SECRET, 300)
    start = drawing.canvas.stringWidth("The name of the witness is ", "Times-Roman", 11)
    colour(drawing, 0, 0, 0)
    box(drawing, 298, left=70 + start)
    assert shown(drawing)[0] == f"{SHOWN}\n\nThe name of the witness is"


def test_text_under_an_image_of_part_of_the_page_is_left_out() -> None:
    drawing = page().line(SECRET, 300)
    black = ImageReader(Image.new("RGB", (30, 3), (0, 0, 0)))
    drawing.canvas.drawImage(black, 60, HEIGHT - 314, 300, 18)
    assert shown(drawing) == (SHOWN, (Omission("covered", (1,), 1),))


def test_text_outside_the_page_and_outside_its_crop_box_is_left_out() -> None:
    drawing = page().line("Words below the edge.", HEIGHT + 30).line("Words in the cut.", 780)
    drawing.canvas.setCropBox((0, 40, WIDTH, HEIGHT))
    assert shown(drawing) == (SHOWN, (Omission("outside", (1,), 2),))


def test_invisible_text_beside_visible_text_is_left_out() -> None:
    assert shown(invisible(page(), SECRET, 300)) == (SHOWN, (Omission("hidden", (1,), 1),))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("size", [0.5, 0.1])
def test_text_too_small_to_see_is_left_out_however_the_page_is_turned(
    size: float, turn: int
) -> None:
    drawing = page().lines((SECRET, SECRET), 300, size=size)
    content = drawing.save().replace(b"/Rotate 0", b"/Rotate %d" % turn)
    found = read_pdf(content)
    assert (found.text, found.omissions) == (SHOWN, (Omission("hidden", (1,), 2),))


def test_the_invisible_text_of_a_scan_is_its_text() -> None:
    drawing = full_page(Drawing(), scan())
    for at, text in enumerate(PARAGRAPH * 4):
        invisible(drawing, text, 150 + 18 * at)
    assert shown(drawing) == (" ".join([SHOWN] * 4), ())


def test_text_that_lies_under_the_image_of_a_scan_is_its_text() -> None:
    drawing = Drawing()
    for at, text in enumerate(PARAGRAPH * 4):
        drawing.line(text, 150 + 18 * at)
    assert shown(full_page(drawing, scan())) == (" ".join([SHOWN] * 4), ())


@pytest.mark.parametrize("after", [False, True])
def test_a_highlight_hides_no_text(after: bool) -> None:
    drawing = Drawing()
    for step in (1, 2):
        if (step == 2) == after:
            for at in range(3):
                box(colour(drawing, 1, 1, 0, 0.4), 80 + 13 * at, left=70)
        else:
            colour(drawing, 0, 0, 0).lines(PARAGRAPH, 80)
    assert shown(drawing) == (SHOWN, ())


def test_a_highlight_and_a_note_of_a_reader_hide_no_text() -> None:
    drawing = page()
    drawing.canvas.highlightAnnotation("", (70, HEIGHT - 120, 500, HEIGHT - 78))
    assert shown(drawing) == (SHOWN, ())


def test_the_shading_of_a_table_hides_no_cell() -> None:
    drawing = page()
    for at, (tint, ink) in enumerate(
        [((0, 0, 0.3), 1.0), ((0.9, 0.9, 0.9), 0.0), ((1, 1, 1), 0.0)]
    ):
        box(colour(drawing, *tint), 300 + 14 * at)
        colour(drawing, ink, ink, ink)
        drawing.line(f"Row {at}", 301 + 14 * at, font=BOLD, size=9).line(
            f"{at}00", 301 + 14 * at, 200
        )
    text, omissions = shown(drawing)
    assert omissions == ()
    assert text.split("\n\n")[1:] == ["Row 0 000", "Row 1 100", "Row 2 200"]


def test_a_line_under_or_through_words_hides_none() -> None:
    drawing = colour(page().line("Not every rule hides a word.", 300), 0, 0, 0)
    for top in (306, 311):
        drawing.canvas.rect(72, HEIGHT - top, 200, 0.8, stroke=0, fill=1)
    assert shown(drawing) == (f"{SHOWN}\n\nNot every rule hides a word.", ())


def test_a_shape_that_is_cut_off_elsewhere_hides_no_text() -> None:
    drawing = page()
    path = drawing.canvas.beginPath()
    path.rect(400, 100, 20, 20)
    drawing.canvas.clipPath(path, stroke=0)
    colour(drawing, 0, 0, 0).canvas.rect(0, 0, WIDTH, HEIGHT, stroke=0, fill=1)
    assert shown(drawing) == (SHOWN, ())


def test_pages_without_text_are_named_and_empty_ones_are_not() -> None:
    drawing = full_page(page().page(), scan()).page()  # pages 1 and 2
    drawing.page()  # page 3 is empty
    drawing.canvas.setPageRotation(0)
    full_page(drawing, ImageReader(Image.new("L", (20, 20), 255))).page()  # a scan of white paper
    full_page(drawing, scan()).page().lines(PARAGRAPH, 80)  # pages 5 and 6
    text, omissions = shown(drawing)
    assert text == f"{SHOWN}\n\n{SHOWN}"
    assert omissions == (Omission("no_text", (2, 5), 2),)


@pytest.mark.parametrize(
    "stamp", ["Case 2:19-cv-00341 Document 12 Filed 03/04/20 Page 2 of 9", "7"]
)
def test_a_scan_with_only_a_stamp_or_a_page_number_is_a_page_without_text(stamp: str) -> None:
    drawing = full_page(page().page(), scan()).line(stamp, 20, size=9)
    assert shown(drawing) == (SHOWN, (Omission("no_text", (2,), 1),))


def test_a_title_on_a_picture_is_text() -> None:
    noise = Image.effect_noise((WIDTH, HEIGHT), 80).resize((WIDTH, HEIGHT))
    drawing = colour(full_page(Drawing(), ImageReader(noise)), 0, 0, 0)
    drawing.line("The State of the Bridges", 300, size=30, font=BOLD).page().lines(PARAGRAPH, 80)
    text, omissions = shown(drawing)
    assert omissions == ()
    assert "The State of the Bridges" in text


def test_a_file_of_scans_with_stamps_is_refused_with_the_remedy() -> None:
    drawing = full_page(Drawing(), scan()).line("Case 2:19-cv-00341 Page 1 of 1", 20, size=9)
    with pytest.raises(UnreadableFile, match=r"no text layer.*--ocr"):
        read_pdf(drawing.save())


def shifted(text: str, places: int) -> str:
    """Return text as a font does whose letters stand some places off in its table."""
    return " ".join("".join(chr(ord(sign) + places) for sign in word) for word in text.split())


@pytest.mark.parametrize("places", [-29, -3, 3, 5])
def test_pages_with_a_garbled_text_layer_are_left_out_and_named(places: int) -> None:
    drawing = page().page().lines(tuple(shifted(line, places) for line in PARAGRAPH), 80, size=8)
    assert shown(drawing) == (SHOWN, (Omission("garbled", (2,), 1),))


def test_a_garbled_file_is_refused_with_the_remedy() -> None:
    drawing = Drawing().lines(tuple(shifted(line, 3) for line in PARAGRAPH), 80)
    with pytest.raises(UnreadableFile, match=r"garbled.*`pincite build --ocr`"):
        read_pdf(drawing.save())


LANGUAGES = {
    "German": "Der Ausschuss trat im Frühjahr zusammen und hörte elf Zeugen zu den Brücken der "
    "nördlichen Kreise; die meisten wurden vor dem Krieg gebaut und seither nicht geprüft. "
    "Rechtsschutzversicherungsgesellschaften zahlten nichts.",
    "Spanish": "El comité se reunió en primavera y escuchó a once testigos sobre los puentes "
    "de los condados del norte, la mayoría de los cuales se construyeron antes de la guerra.",
    "Polish": "Komisja zebrała się wiosną i wysłuchała jedenastu świadków w sprawie mostów w "
    "powiatach północnych, z których większość zbudowano przed wojną i nie sprawdzano odtąd.",
    "Czech": "Výbor se sešel na jaře a vyslechl jedenáct svědků o mostech v severních okresech, "
    "z nichž většina byla postavena před válkou. Strč prst skrz krk, řekl vlk.",
    "Welsh": "Cyfarfu'r pwyllgor yn y gwanwyn a chlywodd gan un ar ddeg o dystion am bontydd y "
    "siroedd gogleddol, y rhan fwyaf ohonynt wedi eu hadeiladu cyn y rhyfel.",
    "Finnish": "Valiokunta kokoontui keväällä ja kuuli yhtätoista todistajaa pohjoisten läänien "
    "silloista, joista suurin osa rakennettiin ennen sotaa eikä niitä ole sen jälkeen tutkittu.",
    "Russian": "Комиссия собралась весной и заслушала одиннадцать свидетелей о мостах северных "
    "округов, большинство из которых построено до войны и с тех пор не осматривалось.",
    "Greek": "Η επιτροπή συνεδρίασε την άνοιξη και άκουσε έντεκα μάρτυρες για τις γέφυρες των "
    "βόρειων επαρχιών, οι περισσότερες από τις οποίες χτίστηκαν πριν από τον πόλεμο.",
    "Korean": "위원회는 봄에 회의를 열어 북부 지역의 다리에 관하여 "
    "열한 명의 증인에게서 증언을 들었다. 대부분의 다리는 전쟁 전에 건설되었으며 그 이후로 "
    "점검을 받지 않았다. 예산은 유월까지 보고된다.",
    "Arabic": "اجتمعت اللجنة في الربيع واستمعت إلى أحد عشر شاهدا بشأن جسور المقاطعات الشمالية "
    "التي بني معظمها قبل الحرب ولم تفحص منذ ذلك الحين وطلبت أرقاما عن الكلفة.",
    "Japanese": "委員会は春に会合を開き、北部の郡の橋について十一人の証人から "
    "話を聞いた。 その大部分は戦前に "
    "建てられ、 それ以来 検査されて いない。 委員会は 数字を 求めた。",
    "a table": "County Bridges Inspected North 41 12 East 27 9 South 33 30 West 12 1 Total 113 52 "
    "$4,812 $3,020 (1,200) 12.5% 17.3% n/a n/a 2019 2020 2021 Q1 Q2 Q3 Q4 FY22 FY23 FY24",
    "acronyms": "AAA BGP CSS DNS FTP HTTP HTML IETF JPEG LDAP MPLS NTP OSPF PDF RFC SMTP SSH TCP "
    "TLS UDP URL VPN WWW XML are listed, as are ISO and IEC, GAO, CRS and NTSB.",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_is_called_garbled(language: str) -> None:
    assert not is_garbled(LANGUAGES[language].split(), unmapped=0)


def test_signs_of_a_failed_recognition_are_garbled() -> None:
    junk = (
        ":WWW·p p ·¬ ~rn ¦l1¦ ^v^ °o° §¨© w¬v ¦¦ ¬l¬ rn~ ¸¸ ·· l°l ¦w¦ ¨n¨ v¸v ^^ ~~ ¬¬ ·p· w~w ¦v¦"
    )
    assert is_garbled((junk + " " + junk).split(), unmapped=0)


def test_characters_without_a_meaning_are_garbled() -> None:
    assert is_garbled(["\ue012\ue013\ue014"] * 20, unmapped=0)
    assert is_garbled(["ab"] * 20, unmapped=200)
    assert not is_garbled(["\uf0b7", *SHOWN.split()] * 5, unmapped=3)


def test_a_page_of_any_size_is_looked_at() -> None:
    drawing = page()
    drawing.canvas.setPageSize((14_000, 14_000))
    drawing.canvas.setFont("Times-Roman", 400)
    drawing.canvas.drawString(72, 9000, "The board met in the spring.")
    colour(drawing, 0, 0, 0).canvas.rect(0, 8000, 14_000, 3000, stroke=0, fill=1)
    assert read_pdf(drawing.save()).omissions == (Omission("covered", (1,), 1),)


def test_thousands_of_shapes_and_shapes_beyond_the_page_cost_little_and_hide_nothing() -> None:
    drawing = colour(Drawing(), 0.8, 0.8, 1)
    drawing.canvas.rect(-1e7, -1e7, 3e7, 3e7, stroke=0, fill=1)
    for at in range(3000):
        drawing.canvas.circle(at % 600, at // 4, 3, stroke=0, fill=1)
    assert shown(colour(drawing, 0, 0, 0).lines(PARAGRAPH, 80)) == (SHOWN, ())
