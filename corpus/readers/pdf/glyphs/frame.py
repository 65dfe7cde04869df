"""Turn coordinates of PDF into places on the page as people see it."""

from math import atan2, cos, degrees, radians, sin

import pypdfium2
from pypdfium2.raw import FS_MATRIX

from corpus.report import Box


class Frame:
    """The visible area of a page and the way it is turned."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self.rotation = page.get_rotation()
        self.area = visible_area(page)
        self._width, self._height = page.get_size()

    def angle(self, matrix: FS_MATRIX) -> int:
        """Return the degrees, from 0 to 359, that a character is turned on the page."""
        if not (matrix.b or matrix.a < 0 or self.rotation):
            return 0
        turned: int = round(degrees(atan2(matrix.b, matrix.a)) - self.rotation) % 360
        return turned

    def baseline(self, matrix: FS_MATRIX) -> float:
        """Return where a character stands; see ``Word``."""
        x, y, *_ = self.upright(matrix.e, matrix.f, matrix.e, matrix.f)
        turn = radians(self.angle(matrix))
        if not turn:
            return y
        edge = self._height * (cos(turn) < -0.5) + self._width * (sin(turn) < -0.5)
        return float(edge + y * cos(turn) + x * sin(turn))

    def upright(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """Turn left, bottom, right and top in PDF coordinates into a box on the rotated page."""
        left, bottom, right, top = self.area
        if self.rotation == 90:
            return y0 - bottom, x0 - left, y1 - bottom, x1 - left
        if self.rotation == 180:
            return right - x1, y0 - bottom, right - x0, y1 - bottom
        if self.rotation == 270:
            return top - y1, right - x1, top - y0, right - x0
        return x0 - left, top - y1, x1 - left, top - y0


def turned_box(box: Box, turn: int, width: float = 0.0, height: float = 0.0) -> Box:
    """Return a box on a page of this size after the page is turned clockwise by quarters.

    Without a size, boxes keep their distances from one another only.
    """
    left, top, right, bottom = box
    if turn == 90:
        return height - bottom, left, height - top, right
    if turn == 180:
        return width - right, height - bottom, width - left, height - top
    if turn == 270:
        return top, width - right, bottom, width - left
    return box


def visible_area(page: pypdfium2.PdfPage) -> Box:
    """Return left, bottom, right and top of the page's visible area in PDF coordinates."""
    crop, media = page.get_cropbox(), page.get_mediabox()
    return (
        max(crop[0], media[0]),
        max(crop[1], media[1]),
        min(crop[2], media[2]),
        min(crop[3], media[3]),
    )
