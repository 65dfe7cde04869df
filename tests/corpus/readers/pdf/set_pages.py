"""PDF files of random text, set as documents are: in columns, double-spaced, stamped, turned."""

import io
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import matplotlib as mpl
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 612, 792
_WORDS = (
    "agency", "audit", "border", "bridge", "budget", "captain", "committee", "contract", "cost",
    "county", "district", "engine", "evidence", "ferry", "finding", "grant", "harbor", "harvest",
    "inspection", "judge", "lantern", "motion", "office", "order", "pier", "policy", "railway",
    "record", "report", "review", "river", "schedule", "service", "statute", "storm", "survey",
    "system", "tenant", "treaty", "vessel", "water", "witness", "found", "asked", "denied", "made",
    "of", "the", "and", "for", "with", "under", "over", "before", "which", "that", "a", "in",
)  # fmt: skip
_NAMES = ("Elko", "Halden", "Reno", "Dorn", "Ames", "North Carolina", "Board of Harbors", "Court")
_NUMBERS = ("1990", "2004", "$4,812", "35 percent", "12", "9,600", "4.5 million", "May 9")
_HEBREW = (
    "נמל", "ספינה", "גשר", "מים", "בית", "משפט", "ועדה", "תקציב", "עיר", "שנה", "דוח", "מזח",
    "קצין", "סערה", "חוק", "אמר", "מצא", "של", "על", "עם", "לפני", "אחרי",
)  # fmt: skip
_HEBREW_FONT = "DejaVuSans"


@dataclass(frozen=True, slots=True)
class Setting:
    """How a document is set; lengths in points."""

    columns: int = 1
    font: str = "Times-Roman"
    size: float = 11
    leading: float = 13.2
    indent: float = 0
    between: float = 8
    margin: float = 72
    justified: bool = False
    right_to_left: bool = False

    @property
    def gutter(self) -> float:
        """Return the distance between columns."""
        return 1.8 * self.size

    @property
    def width(self) -> float:
        """Return the width of a column."""
        return (WIDTH - 2 * self.margin - (self.columns - 1) * self.gutter) / self.columns


@dataclass(slots=True)
class Document:
    """A PDF file and the sentences that a reader of it reads, in order."""

    content: bytes
    sentences: list[str] = field(default_factory=list)


Decorate = Callable[[Canvas, int, list[float]], None]
"""Draws what stands beside the text, of a page's number from 1 and the heights of its lines."""


def paragraphs(chance: random.Random, count: int) -> list[list[str]]:
    """Return paragraphs of random sentences."""
    return [[_sentence(chance) for _ in range(chance.randint(2, 5))] for _ in range(count)]


def _sentence(chance: random.Random) -> str:
    words = chance.choices(_WORDS, k=chance.randint(6, 26))
    for _ in range(chance.randint(0, 3)):
        words.insert(chance.randint(1, len(words) - 1), chance.choice(_NAMES + _NUMBERS))
    text = " ".join([*words, chance.choice(_WORDS[:40])])
    return text[0].upper() + text[1:] + chance.choice("....?")


def hebrew(chance: random.Random, count: int) -> list[list[str]]:
    """Return paragraphs of random Hebrew sentences, in logical order."""
    return [
        [" ".join(chance.choices(_HEBREW, k=chance.randint(6, 20))) + "." for _ in range(3)]
        for _ in range(count)
    ]


def chosen(chance: random.Random, columns: int = 1, spacing: float = 1.2) -> Setting:
    """Return a random setting."""
    size = chance.choice((8.5, 9, 10)) if columns == 3 else chance.choice((10, 11, 12, 13))
    leading = spacing * size
    by_space = chance.random() < 0.5
    return Setting(
        columns, chance.choice(("Times-Roman", "Helvetica")), size, leading,
        indent=0 if by_space else chance.choice((12.0, 18.0, 24.0)),
        between=chance.choice((0.5, 0.8, 1.0)) * leading if by_space else 0,
        margin=chance.choice((48, 60, 72)),
        justified=chance.random() < 0.5,
    )  # fmt: skip


def drawn(
    texts: list[list[str]],
    setting: Setting,
    beside: Decorate = lambda *_: None,
    behind: Decorate = lambda *_: None,
    rotation: int = 0,
) -> Document:
    """Return a document with these paragraphs.

    Args:
        texts: the sentences of each paragraph.
        beside: draws after the text of each page.
        behind: draws before it.
        rotation: by which a reader's program turns each page, in degrees.
    """
    if setting.right_to_left:
        fonts = Path(mpl.get_data_path()) / "fonts" / "ttf"
        pdfmetrics.registerFont(TTFont(_HEBREW_FONT, fonts / f"{_HEBREW_FONT}.ttf"))
    file = io.BytesIO()
    # For a page that lies on its side, reportlab takes the size as it is shown.
    shown = (HEIGHT, WIDTH) if rotation in (90, 270) else (WIDTH, HEIGHT)
    canvas = Canvas(file, pagesize=shown, invariant=True)
    pages = list(_pages(texts, setting))
    for number, lines in enumerate(pages, start=1):
        tops = [top for _, top, _, _ in lines]
        behind(canvas, number, tops)
        canvas.setFillGray(0)
        canvas.setFont(setting.font, setting.size)
        for left, top, line, last in lines:
            _draw_line(canvas, setting, left, top, line, last)
        beside(canvas, number, tops)
        if rotation:
            canvas.setPageRotation(rotation)
        canvas.showPage()
    canvas.save()
    return Document(file.getvalue(), [one for some in texts for one in some])


_Line = tuple[float, float, list[str], bool]
"""Left edge, distance from the page's top, words, and whether it ends its paragraph."""


def _pages(texts: list[list[str]], setting: Setting) -> Iterator[list[_Line]]:
    page: list[_Line] = []
    column, top = 0, setting.margin
    for sentences in texts:
        lines = _wrapped(" ".join(sentences).split(), setting)
        for at, words in enumerate(lines):
            if top + setting.leading > HEIGHT - setting.margin:
                column, top = column + 1, setting.margin
                if column == setting.columns:
                    yield page
                    page, column = [], 0
            left = setting.margin + column * (setting.width + setting.gutter)
            left += 0 if at or setting.right_to_left else setting.indent
            page.append((left, top, words, at == len(lines) - 1))
            top += setting.leading
        top += setting.between
    yield page


def _wrapped(words: list[str], setting: Setting) -> list[list[str]]:
    lines: list[list[str]] = [[]]
    room = setting.width - setting.indent
    for word in words:
        if lines[-1] and _width(" ".join([*lines[-1], word]), setting) > room:
            lines.append([])
            room = setting.width
        lines[-1].append(word)
    return lines


def _width(text: str, setting: Setting) -> float:
    return float(pdfmetrics.stringWidth(text, setting.font, setting.size))


def _draw_line(
    canvas: Canvas, setting: Setting, left: float, top: float, words: list[str], last: bool
) -> None:
    text = " ".join(words)
    base = HEIGHT - top - setting.size
    if setting.right_to_left:
        canvas.drawRightString(left + setting.width, base, text[::-1])
        return
    column = setting.width + setting.gutter
    end = left - (left - setting.margin + 1) % column + 1 + setting.width
    spare = end - left - _width(text, setting)
    drawn_text = canvas.beginText(left, base)
    if setting.justified and not last and len(words) > 1:
        drawn_text.setWordSpace(spare / (len(words) - 1))
    drawn_text.textOut(text)
    canvas.drawText(drawn_text)
