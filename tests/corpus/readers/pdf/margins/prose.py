"""Pages of random prose in different type, with what stands around the text of real pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from reportlab.pdfbase.pdfmetrics import stringWidth

from corpus.report import Extracted
from tests.corpus.readers.pdf.pdf_files import HEIGHT, Drawing

FONTS = ("Times-Roman", "Helvetica", "Courier")
LETTERS = "aabcdeeefghiiklmnnoorssttuvw"


@dataclass(frozen=True)
class Setting:
    """How running text is set, in points from the top left corner of the page."""

    font: str
    size: float
    leading: float
    left: float
    top: float
    width: float

    def lines(self, random: Random, count: int) -> list[str]:
        """Return lines of random sentences that fill the width."""
        lines: list[str] = []
        line = ""
        for word in words(random):
            longer = f"{line} {word}".strip()
            if stringWidth(longer, self.font, self.size) <= self.width:
                line = longer
                continue
            lines.append(line)
            line = word
            if len(lines) == count:
                break
        return lines

    def draw(self, drawing: Drawing, lines: list[str]) -> list[float]:
        """Draw the lines and return their tops."""
        tops = [self.top + self.leading * at for at in range(len(lines))]
        for text, top in zip(lines, tops, strict=True):
            drawing.line(text, top, self.left, self.size, self.font)
        return tops


def setting(random: Random, spaced: float = 1.2, left: float = 90, width: float = 400) -> Setting:
    """Choose type at random."""
    size = random.choice([9, 10, 10.5, 11, 12, 13])
    return Setting(random.choice(FONTS), size, spaced * size, left, random.randint(70, 100), width)


def words(random: Random) -> Iterator[str]:
    """Yield the words of random sentences without end."""
    while True:
        length = random.randint(8, 22)
        for at in range(length):
            word = "".join(random.choice(LETTERS) for _ in range(random.randint(2, 9)))
            yield (word.capitalize() if at == 0 else word) + "." * (at == length - 1)


def turned(
    drawing: Drawing, text: str, angle: float, at: tuple[float, float], size: float, gray: float = 0
) -> None:
    """Draw a line at an angle, counterclockwise, from a point left and above."""
    canvas = drawing.canvas
    canvas.saveState()
    canvas.setFillGray(gray)
    canvas.setFont("Helvetica", size)
    canvas.translate(at[0], HEIGHT - at[1])
    canvas.rotate(angle)
    canvas.drawString(0, 0, text)
    canvas.restoreState()


def read_back(extracted: Extracted) -> str:
    """Return the text of all blocks, with single spaces between them."""
    return extracted.text.replace("\n\n", " ")
