"""List what is drawn on a page besides text: filled shapes and images in drawing order."""

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.readers.pdf.glyphs.matrices import IDENTITY, Matrix, moved, times
from corpus.readers.pdf.lines import around
from corpus.report import Box

Upright = Callable[[float, float, float, float], Box]
"""Turns left, bottom, right and top in PDF coordinates into a box on the rotated page."""

Colour = tuple[int, int, int]
WHITE: Colour = (255, 255, 255)
_STROKED = (
    pdfium.FPDF_TEXTRENDERMODE_STROKE,
    pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE,
    pdfium.FPDF_TEXTRENDERMODE_STROKE_CLIP,
    pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE_CLIP,
)
_MIN_ALPHA = 26  # a tenth
_THINNEST = 3.0
"""Rules and lines below and through words are thinner; in points."""

_BAND = 24.0
"""Height of the bands that shapes are looked up by: a map has thousands."""

_TALLEST = 14_400.0  # of a page, in points

_COVERING_NOTES = (
    pdfium.FPDF_ANNOT_SQUARE,
    pdfium.FPDF_ANNOT_CIRCLE,
    pdfium.FPDF_ANNOT_POLYGON,
    pdfium.FPDF_ANNOT_FREETEXT,
    pdfium.FPDF_ANNOT_STAMP,
    pdfium.FPDF_ANNOT_INK,
    pdfium.FPDF_ANNOT_REDACT,
)


@dataclass(frozen=True, slots=True)
class Shape:
    """A filled shape or an image.

    Attributes:
        order: place in the drawing order.
        colour: colour of an opaque rectangle; None where only an image of the page can tell.
    """

    order: int
    box: Box
    colour: Colour | None
    is_image: bool = False

    def covers(self, box: Box) -> bool:
        """Return whether most of a word is inside; a line through a word covers too little."""
        left, top, right, bottom = self.box
        if not (
            top <= box[1] + 0.35 * (box[3] - box[1]) and bottom >= box[3] - 0.35 * (box[3] - box[1])
        ):
            return False
        return min(right, box[2]) - max(left, box[0]) > 0.6 * (box[2] - box[0])


@dataclass(frozen=True, slots=True)
class Ink:
    """How a text object is drawn; ``colour`` is None where it leaves no ink."""

    order: int
    handle: Any
    colour: Colour | None


@dataclass(slots=True)
class Scene:
    """The shapes of a page and its text objects by their address, in drawing order."""

    shapes: list[Shape] = field(default_factory=list)
    texts: dict[int, Ink] = field(default_factory=dict)
    objects: int = 0
    _bands: dict[int, list[Shape]] = field(default_factory=dict)

    def add(self, shape: Shape) -> None:
        """Add the next shape."""
        self.shapes.append(shape)
        for band in range(_band(shape.box[1]), _band(shape.box[3]) + 1):
            self._bands.setdefault(band, []).append(shape)

    def around(self, box: Box) -> list[Shape]:
        """Return the shapes that cover most of a word, in drawing order."""
        bands = self._bands.get(_band((box[1] + box[3]) / 2), ())
        return [shape for shape in bands if shape.covers(box)]

    def image_area(self) -> float:
        """Return the area that the images fill together, at most, in square points."""
        return sum(map(_area, self._images()))

    def image_reach(self) -> float:
        """Return the area of the smallest box around all images that they may fill."""
        images = self._images()
        return min(_area(around(images)), self.image_area()) if images else 0.0

    def _images(self) -> list[Box]:
        return [shape.box for shape in self.shapes if shape.is_image]


def _band(y: float) -> int:
    return int(min(max(0.0, y), _TALLEST) // _BAND)


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def address(handle: Any) -> int:
    """Return a number that identifies a page object."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def read_scene(page: pypdfium2.PdfPage, upright: Upright) -> Scene:
    """Return what is drawn on a page."""
    reader = _SceneReader(upright)
    reader.read(page)
    return reader.scene


class _SceneReader:
    def __init__(self, upright: Upright) -> None:
        self.scene = Scene()
        self._upright = upright
        self._edges = [ctypes.c_float() for _ in range(4)]
        self._channels = [ctypes.c_uint() for _ in range(4)]
        self._fill = ctypes.c_int()
        self._stroke = ctypes.c_int()
        self._matrix = pdfium.FS_MATRIX()

    def read(self, page: pypdfium2.PdfPage) -> None:
        raw = page.raw
        count = pdfium.FPDFPage_CountObjects(raw)
        self._objects((pdfium.FPDFPage_GetObject(raw, at) for at in range(count)), IDENTITY)
        for box in _covering_notes(raw):
            self.scene.add(Shape(self.scene.objects, self._upright(*box), None))

    def _objects(self, handles: Iterator[Any], within: Matrix) -> None:
        for handle in handles:
            self.scene.objects += 1
            kind = pdfium.FPDFPageObj_GetType(handle)
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                self.scene.texts[address(handle)] = self._ink(handle)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM:
                pdfium.FPDFPageObj_GetMatrix(handle, self._matrix)
                count = pdfium.FPDFFormObj_CountObjects(handle)
                inner = (pdfium.FPDFFormObj_GetObject(handle, at) for at in range(count))
                self._objects(inner, times(self._matrix, within))
            elif kind != pdfium.FPDF_PAGEOBJ_PATH or self._covers(handle):
                self._shape(handle, kind, within)

    def _ink(self, handle: Any) -> Ink:
        mode = pdfium.FPDFTextObj_GetTextRenderMode(handle)
        look = pdfium.FPDFPageObj_GetFillColor
        if mode in _STROKED:
            look = pdfium.FPDFPageObj_GetStrokeColor
        colour, alpha = self._colour(look, handle)
        unseen = mode == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE or alpha < _MIN_ALPHA
        return Ink(self.scene.objects, handle, None if unseen else colour)

    def _colour(self, look: Callable[..., int], handle: Any) -> tuple[Colour, int]:
        """Return colour and opacity; black where PDFium knows none, as for patterns."""
        if not look(handle, *self._channels):
            return (0, 0, 0), 255
        red, green, blue, alpha = (channel.value for channel in self._channels)
        return (red, green, blue), alpha

    def _covers(self, handle: Any) -> bool:
        """Return whether a path is filled, or is a line as broad as one of text."""
        pdfium.FPDFPath_GetDrawMode(handle, self._fill, self._stroke)
        if self._fill.value != pdfium.FPDF_FILLMODE_NONE:
            return True
        width = self._edges[0]
        found = self._stroke.value and pdfium.FPDFPageObj_GetStrokeWidth(handle, width)
        return bool(found) and width.value >= _THINNEST

    def _shape(self, handle: Any, kind: int, within: Matrix) -> None:
        if not pdfium.FPDFPageObj_GetBounds(handle, *self._edges):
            return
        left, bottom, right, top = moved([edge.value for edge in self._edges], within)
        if right - left < _THINNEST or top - bottom < _THINNEST:
            return
        colour = None
        filled = kind == pdfium.FPDF_PAGEOBJ_PATH and self._fill.value
        if filled and within[1] == within[2] == 0:
            found, alpha = self._colour(pdfium.FPDFPageObj_GetFillColor, handle)
            if alpha < _MIN_ALPHA:
                return
            if not pdfium.FPDFPageObj_HasTransparency(handle) and _is_rectangle(handle):
                colour = found
        is_image = kind == pdfium.FPDF_PAGEOBJ_IMAGE
        box = self._upright(left, bottom, right, top)
        self.scene.add(Shape(self.scene.objects, box, colour, is_image))


def _is_rectangle(handle: Any) -> bool:
    """Return whether a path is one rectangle whose sides are parallel to those of the page."""
    count = pdfium.FPDFPath_CountSegments(handle)
    if not 4 <= count <= 6:
        return False
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    for at in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(handle, at)
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_BEZIERTO:
            return False
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        points.append((round(x.value, 2), round(y.value, 2)))
    return len(set(points)) == 4 and len({x for x, _ in points}) == len({y for _, y in points}) == 2


def _covering_notes(raw: Any) -> Iterator[tuple[float, float, float, float]]:
    """Yield the rectangles of annotations that may cover text, in PDF coordinates."""
    rectangle = pdfium.FS_RECTF()
    for at in range(pdfium.FPDFPage_GetAnnotCount(raw)):
        note = pdfium.FPDFPage_GetAnnot(raw, at)
        if not note:
            continue
        if pdfium.FPDFAnnot_GetSubtype(note) in _COVERING_NOTES and pdfium.FPDFAnnot_GetRect(
            note, rectangle
        ):
            yield rectangle.left, rectangle.bottom, rectangle.right, rectangle.top
        pdfium.FPDFPage_CloseAnnot(note)
