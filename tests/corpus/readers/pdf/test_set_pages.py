"""Documents of random text are read back to the character, however their pages are set."""

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from reportlab.pdfgen.canvas import Canvas

from corpus.readers.pdf.characters import read_pdf
from corpus.text.passages import split_sentences
from tests.corpus.readers.pdf.set_pages import (
    HEIGHT,
    WIDTH,
    Decorate,
    Document,
    chosen,
    drawn,
    hebrew,
    paragraphs,
)


def columns(count: int) -> Callable[[random.Random], Document]:
    """Return what makes documents with this number of columns."""
    return lambda chance: drawn(paragraphs(chance, 9 * count), chosen(chance, count))


def spaced(chance: random.Random) -> Document:
    """Set lines one and a half to two and a half type sizes apart."""
    return drawn(paragraphs(chance, 8), chosen(chance, spacing=chance.uniform(1.7, 2.6)))


def line_numbered(chance: random.Random) -> Document:
    """Number the lines of each page, as pleadings and bills do."""
    setting = replace(chosen(chance, spacing=chance.choice((1.2, 2.0))), margin=90)
    every = chance.choice((1, 1, 5))
    size = chance.choice((setting.size, 8))

    def numbers(canvas: Canvas, _page: int, tops: list[float]) -> None:
        canvas.setFont(setting.font, size)
        for at, top in enumerate(sorted(tops), start=1):
            if at % every == 0:
                canvas.drawRightString(setting.margin - 18, HEIGHT - top - setting.size, str(at))

    first = chance.random() < 0.5
    nothing: Decorate = lambda *_: None  # noqa: E731
    return drawn(paragraphs(chance, 8), setting, *((nothing, numbers) if first else (numbers,)))


def stamped(chance: random.Random) -> Document:
    """Draw a stamp up the left or right side, and one across the top of each page."""
    setting = chosen(chance)
    left = chance.random() < 0.5
    case = f"Case {chance.randint(1, 9)}:20-cv-0{chance.randint(1000, 9999)} Document 31"

    def stamps(canvas: Canvas, page: int, _tops: list[float]) -> None:
        canvas.saveState()
        canvas.translate(24 if left else WIDTH - 18, 200)
        canvas.rotate(90)
        canvas.setFont("Times-Roman", chance.choice((8, 20)))
        canvas.drawString(0, 0, "arXiv:2101.0423v1 [harbor.EX] 12 Jan 2021")
        canvas.restoreState()
        canvas.setFont("Helvetica", 9)
        canvas.drawCentredString(WIDTH / 2, HEIGHT - 20, f"{case} Filed 05/02/21 Page {page} of 9")

    return drawn(paragraphs(chance, 12), setting, stamps)


def watermarked(chance: random.Random) -> Document:
    """Draw a word in light grey across each page, before its text."""
    word = chance.choice(("DRAFT", "CONFIDENTIAL", "SAMPLE COPY"))
    angle = chance.choice((0, 45, 55))

    def mark(canvas: Canvas, _page: int, _tops: list[float]) -> None:
        canvas.saveState()
        canvas.setFillGray(0.85)
        canvas.setFont("Helvetica-Bold", 64)
        canvas.translate(WIDTH / 2, HEIGHT / 2)
        canvas.rotate(angle)
        canvas.drawCentredString(0, 0, word)
        canvas.restoreState()

    return drawn(paragraphs(chance, 12), chosen(chance), behind=mark)


def rotated(chance: random.Random) -> Document:
    """Turn each page in the viewer."""
    turn = chance.choice((90, 180, 270))
    return drawn(paragraphs(chance, 10), chosen(chance, chance.choice((1, 2))), rotation=turn)


def right_to_left(chance: random.Random) -> Document:
    """Set Hebrew."""
    setting = replace(chosen(chance), font="DejaVuSans", right_to_left=True, justified=False)
    return drawn(hebrew(chance, 8), setting)


MADE: dict[str, Callable[[random.Random], Document]] = {
    "one column": columns(1),
    "two columns": columns(2),
    "three columns": columns(3),
    "double-spaced": spaced,
    "line-numbered": line_numbered,
    "stamped": stamped,
    "watermarked": watermarked,
    "rotated": rotated,
    "right to left": right_to_left,
}


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("kind", MADE)
def test_random_text_is_read_back_to_the_character(kind: str, seed: int) -> None:
    document = MADE[kind](random.Random(f"{kind} {seed}"))
    found = read_pdf(document.content)
    passages = split_sentences("one", found.text, found.blocks, found.places)
    assert [one.quote for one in passages] == document.sentences
    assert {one.kind for one in passages} == {"text"}
    assert {one.section for one in passages} == {None}
