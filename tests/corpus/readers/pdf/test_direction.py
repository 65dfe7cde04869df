"""Lines that are written from right to left are read in their order."""

import random
import unicodedata
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path

import matplotlib
import pytest
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont

from corpus.readers.pdf.characters import read_pdf
from tests.corpus.readers.check import cells_of
from tests.corpus.readers.pdf.pdf_files import HEIGHT, PARAGRAPH, WIDTH, Drawing

FONT = "DejaVuSans"
LAM_ALEF = {"لا": "ﻻ", "لأ": "ﻷ", "لإ": "ﻹ", "لآ": "ﻵ"}
HEBREW = "אבגדהוזחטיכלמנסעפצקרשת"
ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"


@cache
def forms() -> dict[tuple[str, str], str]:
    """Return the form of each Arabic letter by its place: isolated, initial, medial or final."""
    found = {}
    for code in range(0xFE80, 0xFEF5):
        kind, *letters = unicodedata.decomposition(chr(code)).split()
        if len(letters) == 1:
            found[chr(int(letters[0], 16)), kind.strip("<>")] = chr(code)
    return found


def shaped(word: str) -> str:
    """Return an Arabic word in the forms that a page shows, lam-alef as one sign."""
    shown, joins = "", False
    at = 0
    while at < len(word):
        pair = word[at : at + 2]
        if pair in LAM_ALEF:
            shown += chr(ord(LAM_ALEF[pair]) + joins)  # the final form follows the isolated one
            at, joins = at + 2, False
            continue
        letter = word[at]
        ahead = at + 1 < len(word) and (word[at + 1], "final") in forms()
        onwards = ahead and (letter, "initial") in forms()
        kind = {(0, 0): "isolated", (0, 1): "initial", (1, 1): "medial", (1, 0): "final"}
        shown += forms().get((letter, kind[joins, onwards]), letter)
        at, joins = at + 1, onwards
    return shown


def visual(tokens: list[str]) -> list[str]:
    """Return tokens as they stand on the page from left to right: numbers and Latin stay."""
    shown = []
    for token in reversed(tokens):
        core = token.rstrip(".,")
        tail = token[len(core) :]
        turned = shaped(core)[::-1] if core[0] > "\u058f" else core
        shown.append(tail[::-1] + turned)
    return shown


def whole(drawing: Drawing, tokens: list[str], top: float, right: float) -> None:
    text = " ".join(visual(tokens))
    drawing.canvas.drawString(right - stringWidth(text, FONT, 11), HEIGHT - top, text)


def from_the_right(drawing: Drawing, tokens: list[str], top: float, right: float) -> None:
    for token in reversed(visual(tokens)):
        width = stringWidth(token, FONT, 11)
        drawing.canvas.drawString(right - width, HEIGHT - top, token)
        right -= width + 3.5


def letter_by_letter(drawing: Drawing, tokens: list[str], top: float, right: float) -> None:
    for sign in reversed(" ".join(visual(tokens))):
        right -= stringWidth(sign, FONT, 11)
        if sign != " ":
            drawing.canvas.drawString(right, HEIGHT - top, sign)


STYLES = [whole, from_the_right, letter_by_letter]


@cache
def register() -> None:
    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    registerFont(TTFont(FONT, folder / "DejaVuSans.ttf"))


def read(
    lines: list[list[str]], style: Callable[..., None], right: float = WIDTH - 72, top: float = 100
) -> str:
    register()
    drawing = Drawing()
    for at, tokens in enumerate(lines):
        drawing.canvas.setFont(FONT, 11)
        style(drawing, tokens, top + 16 * at, right)
    return read_pdf(drawing.save()).text


@pytest.mark.parametrize("style", STYLES)
def test_arabic_with_ligatures_and_numbers_is_read_in_order(style: Callable[..., None]) -> None:
    lines = [
        "اجتمعت اللجنة في الربيع واستمعت إلى 11 شاهدا بشأن الإنتاجية في المقاطعات",
        "الشمالية، وبني معظمها قبل الحرب العالمية في عام 1939. ولم تفحص منذ ذلك",
        "الحين، ولا أحد يعرف الآن كلفة الأمر بحلول نهاية يونيو 2026.",
    ]
    assert read([line.split() for line in lines], style) == " ".join(lines)


@pytest.mark.parametrize("style", STYLES)
def test_hebrew_with_latin_and_numbers_is_read_in_order(style: Callable[..., None]) -> None:
    lines = [
        "ועדת הנמל נפגשה באביב ושמעה אחד עשר עדים על הגשרים של המחוזות",
        "הצפוניים, שרובם נבנו לפני המלחמה בשנת 1939. היא ביקשה נתונים על",
        "העלות של Harbor עד סוף יוני 2026 בסך 12.5% מהתקציב.",
    ]
    assert read([line.split() for line in lines], style) == " ".join(lines)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("style", STYLES)
def test_random_words_are_read_back(seed: int, style: Callable[..., None]) -> None:
    chance = random.Random(seed)
    letters = ARABIC if seed % 2 else HEBREW

    def token(at: int) -> str:
        if at % 4 == 2:
            return str(chance.randint(10, 99999))
        return "".join(chance.choices(letters, k=chance.randint(2, 8)))

    lines = [[token(at) for at in range(chance.randint(8, 10))] for _ in range(6)]
    text = read(lines, style).replace("\n\n", " ")
    assert text.split() == [token for line in lines for token in line]


def test_the_place_of_a_word_is_where_it_stands() -> None:
    register()
    drawing = Drawing()
    drawing.canvas.setFont(FONT, 11)
    whole(drawing, ["ועדת", "הנמל", "נפגשה", "באביב"], 100, WIDTH - 72)
    places = read_pdf(drawing.save()).places
    assert places[0].box[2] == pytest.approx(WIDTH - 72, abs=1)
    assert all(one.box[0] > other.box[2] for one, other in pairwise(places))


def test_two_columns_are_read_from_the_right() -> None:
    register()
    words = ["ועדת", "הנמל", "נפגשה", "באביב", "ושמעה", "עדים"]
    drawing = Drawing()
    for at in range(12):
        for number, right in enumerate((WIDTH - 72, WIDTH / 2 - 20)):
            drawing.canvas.setFont(FONT, 11)
            whole(drawing, [*words, str(100 * (number + 1) + at)], 100 + 16 * at, right)
    numbers = [int(word) for word in read_pdf(drawing.save()).text.split() if word.isdigit()]
    assert numbers == [*range(100, 112), *range(200, 212)]


def test_a_right_to_left_word_in_a_left_to_right_line_keeps_the_line() -> None:
    register()
    drawing = Drawing().lines(PARAGRAPH, 80)
    drawing.canvas.setFont(FONT, 11)
    drawing.canvas.drawString(72, 500, "The harbor board (" + "ועדת הנמל"[::-1] + ") met in 1939.")
    assert read_pdf(drawing.save()).text.endswith("The harbor board (ועדת הנמל) met in 1939.")


@pytest.mark.parametrize("page", [0, 90, 180, 270])
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_table_is_read_from_the_right_however_page_and_text_are_turned(
    turn: int, page: int
) -> None:
    register()
    rows = [["רציף", "2019", "2020"], ["דרום", "512", "613"], ["צפון", "714", "815"]]
    drawing = Drawing()
    drawing.canvas.setPageSize((600, 600))
    drawing.canvas.translate(300, 300)
    drawing.canvas.rotate(turn)
    drawing.canvas.translate(-300, HEIGHT - 900)
    drawing.canvas.setFont(FONT, 11)
    for at in range(6):
        whole(drawing, ["ועדת", "הנמל", "נפגשה", "באביב", "ושמעה", "עדים"], 240 + 14 * at, 500)
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            whole(drawing, [text], 400 + 18 * at, 480 - 120 * column)
    found = read_pdf(drawing.save().replace(b"/Rotate 0", b"/Rotate %d" % page))
    assert cells_of(found)[1:] == [
        [("דרום", "", "רציף"), ("512", "דרום", "2019"), ("613", "דרום", "2020")],
        [("צפון", "", "רציף"), ("714", "צפון", "2019"), ("815", "צפון", "2020")],
    ]
    places = {(place.start, place.end): place.box for place in found.places}
    for cell in (cell for block in found.blocks if block.row for cell in block.row.cells):
        assert cell.boxes[0].box == pytest.approx(places[cell.start, cell.end], abs=0.01)
