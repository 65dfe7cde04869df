"""Tell the words of a page that nobody sees: hidden, covered, or outside the page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.readers.pdf.glyphs.picture import CONTRAST, Picture, contrast
from corpus.readers.pdf.glyphs.scene import WHITE, Ink, Scene, Shape, address
from corpus.readers.pdf.lines import Word
from corpus.report import Box

Reason = Literal["hidden", "covered", "outside"]

_SMALLEST = 1.0
"""Height of letters, in points, below which nobody reads them."""

_NEAR_WHITE = 60
_SCAN = 0.5
"""Share of the page that images fill where the text is a scan's: it is invisible by design."""

_FEWEST_DOTS = 0.03
"""Share of the dots in the middle of a word that its letters change; those of print change .2."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A word and the index of its first character."""

    word: Word
    at: int


class Concealed:
    """Finds the words of one page that are not seen.

    A word is compared with what is drawn below and above it. Where that raises a doubt, the page
    is drawn with the text and without it: letters that change nothing are not seen. So neither a
    highlight nor the shading of a table hides a word, and a shape that is clipped does not.
    """

    def __init__(
        self, page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage, scene: Scene
    ) -> None:
        self._page = page
        self._raw = text_page.raw
        self._scene = scene
        self._width, self._height = page.get_size()
        self._is_scan = scene.image_area() > _SCAN * self._width * self._height

    def reasons(self, drawn: Sequence[Drawn]) -> dict[int, Reason]:
        """Return why words are not seen, by the ``id`` of each such word."""
        found: dict[int, Reason] = {}
        doubts: dict[Reason, list[tuple[Drawn, Ink]]] = {"hidden": [], "covered": []}
        unseen: list[Drawn] = []
        doubtful = self._is_doubtful()
        for one in drawn:
            box = one.word.box
            ink = self._ink(one.at) if doubtful else None
            if self._is_outside(box):
                found[id(one.word)] = "outside"
            elif _height(one.word) < _SMALLEST:
                found[id(one.word)] = "hidden"
            elif ink and ink.colour is None:
                unseen.append(one)
            elif ink:
                around = self._scene.around(box)
                reason = self._doubt(around, ink)
                if reason and around:
                    doubts[reason].append((one, ink))
                elif reason:
                    found[id(one.word)] = reason
        for reason, asked in doubts.items():
            found.update((id(one.word), reason) for one in self._unchanging(asked))
        of_scan = set(map(id, self._of_scan(unseen, len(drawn))))
        found.update((id(one.word), "hidden") for one in unseen if id(one) not in of_scan)
        return found

    def _is_doubtful(self) -> bool:
        """Return whether any text of the page may be hidden; most pages end here."""
        shapes, texts = self._scene.shapes, self._scene.texts.values()
        first = min((ink.order for ink in texts), default=0)
        return any(shape.order > first or shape.colour for shape in shapes) or any(
            ink.colour is None or min(ink.colour) > 255 - _NEAR_WHITE for ink in texts
        )

    def _ink(self, at: int) -> Ink | None:
        return self._scene.texts.get(address(pdfium.FPDFText_GetTextObject(self._raw, at)))

    def _is_outside(self, box: Box) -> bool:
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return not (0 <= x <= self._width and 0 <= y <= self._height)

    def _doubt(self, around: list[Shape], ink: Ink) -> Reason | None:
        """Return why a word between these shapes may not be seen, or None."""
        above = [shape for shape in around if shape.order > ink.order]
        if any(not (shape.is_image and self._is_scan) for shape in above):
            return "covered"
        colour, below = ink.colour or WHITE, [one for one in around if one.order < ink.order]
        if below and below[-1].colour is None:
            return "hidden" if contrast(colour, WHITE) < _NEAR_WHITE else None
        surface = (below[-1].colour if below else None) or WHITE
        return "hidden" if contrast(colour, surface) < CONTRAST else None

    def _unchanging(self, asked: list[tuple[Drawn, Ink]]) -> Iterator[Drawn]:
        """Yield the words whose letters change nothing on the page."""
        if not asked:
            return
        handles = {ink.order: ink.handle for _, ink in asked}
        before = Picture(self._page)
        for handle in handles.values():
            pdfium.FPDFPageObj_SetIsActive(handle, False)
        after = Picture(self._page)
        for handle in handles.values():
            pdfium.FPDFPageObj_SetIsActive(handle, True)
        for one, _ in asked:
            if before.changed(after, one.word.box) < _FEWEST_DOTS:
                yield one

    def _of_scan(self, unseen: list[Drawn], words: int) -> Iterator[Drawn]:
        """Yield the invisible words that lie over the image of their letters."""
        images = [shape for shape in self._scene.shapes if shape.is_image]
        over = [one for one in unseen if any(image.covers(one.word.box) for image in images)]
        if len(unseen) > 0.5 * words or not over:
            yield from over
            return
        picture = Picture(self._page)
        for one in over:
            if picture.contrast(one.word.box) >= _NEAR_WHITE:
                yield one


def _height(word: Word) -> float:
    """Return the height of a word's letters, in the direction that they stand."""
    left, top, right, bottom = word.box
    return right - left if round(word.angle / 90) % 2 else bottom - top
