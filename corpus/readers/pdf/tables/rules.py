"""Find the horizontal rules that are drawn on a page, between the rows of tables for example."""

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.readers.pdf.lines import Cell, Page, around, box_of
from corpus.report import Box

_MAX_OBJECTS = 5000
"""A page with more is a drawing."""
_MAX_SEGMENTS = 500
_THICK, _SHORT = 4.0, 12.0
"""In points: a rule is less thick, and longer."""


def find_rules(page: pypdfium2.PdfPage, frame: Box) -> tuple[Box, ...]:
    """Return the boxes of the rules from the top of the page; none of a page that is turned.

    Args:
        frame: left, bottom, right and top of the visible area in PDF coordinates.
    """
    count = pdfium.FPDFPage_CountObjects(page.raw)
    if page.get_rotation() or count > _MAX_OBJECTS:
        return ()
    found = []
    for at in range(count):
        drawn = pdfium.FPDFPage_GetObject(page.raw, at)
        if pdfium.FPDFPageObj_GetType(drawn) == pdfium.FPDF_PAGEOBJ_PATH:
            found += _of_path(drawn)
    left, _, _, top = frame
    boxes = [(x0 - left, top - y1, x1 - left, top - y0) for x0, y0, x1, y1 in found]
    return tuple(sorted(boxes, key=lambda box: (box[1], box[0])))


def _of_path(path: pdfium.FPDF_PAGEOBJECT) -> list[Box]:
    """Return the rules that a path draws: itself, or its level strokes."""
    edges = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(path, *map(ctypes.byref, edges)):
        return []
    left, bottom, right, top = (edge.value for edge in edges)
    if right - left < _SHORT:
        return []
    if top - bottom < _THICK:
        return [(left, bottom, right, top)]
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, ctypes.byref(mode), ctypes.byref(stroked))
    if not stroked.value or pdfium.FPDFPath_CountSegments(path) > _MAX_SEGMENTS:
        return []
    points = list(_points(path))
    return [
        (min(x0, x1), y1, max(x0, x1), y1)
        for (x0, y0, _), (x1, y1, is_line) in pairwise(points)
        if is_line and abs(y1 - y0) < 1 and abs(x1 - x0) >= _SHORT
    ]


def _points(path: pdfium.FPDF_PAGEOBJECT) -> Iterator[tuple[float, float, bool]]:
    """Yield the points of a path, and whether a straight line leads there."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(path, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    for at in range(pdfium.FPDFPath_CountSegments(path)):
        segment = pdfium.FPDFPath_GetPathSegment(path, at)
        pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        is_line = pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_LINETO
        yield (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
            is_line,
        )


def whole_rules(rules: Iterable[Box]) -> list[Box]:
    """Return the rules, from the top, those of one height joined whose ends meet."""
    joined: list[Box] = []
    for rule in sorted(rules, key=lambda rule: (round(rule[1]), rule[0])):
        last = joined[-1] if joined else None
        if last and abs(last[1] - rule[1]) < _THICK / 2 and rule[0] - last[2] < _THICK:
            joined[-1] = around((last, rule))
        else:
            joined.append(rule)
    return joined


class Rules:
    """The horizontal rules of a document."""

    def __init__(self, pages: Iterable[Page]) -> None:
        """Take the rules of each page."""
        self._pages = {page.number: page.rules for page in pages}

    def between(
        self, above: Sequence[Cell], below: Sequence[Cell], columns: Sequence[Box]
    ) -> float:
        """Return the share of the columns' width that rules between two rows cover."""
        if above[0][0].page != below[0][0].page:
            return 0.0
        upper, lower = around(map(box_of, above)), around(map(box_of, below))
        first, last = (upper[1] + upper[3]) / 2, (lower[1] + lower[3]) / 2
        found = [rule for rule in self._pages[above[0][0].page] if first < rule[1] < last]
        return _covered(found, columns[0][0], columns[-1][2])

    def below(self, cell: Cell, columns: Sequence[Box]) -> Box | None:
        """Return the rule right below a head if it ends with its columns, or None."""
        left, _, right, bottom = box_of(cell)
        near = [
            rule
            for rule in self._pages[cell[0].page]
            if -2 < rule[1] - bottom < 0.8 * cell[0].size and rule[0] < right and rule[2] > left
        ]
        whole = columns[-1][2] - columns[0][0]
        pieces = [rule for rule in near if rule[2] - rule[0] < 0.9 * whole]
        return pieces[0] if len(pieces) == 1 and len(near) == 1 else None

    def above(self, lines: Cell, reach: float) -> bool:
        """Return whether a rule over the whole width of these lines is at most this far above."""
        left, top, right, _ = box_of(lines)
        near = [rule for rule in self._pages[lines[0].page] if 0 <= top - rule[3] < reach]
        return _covered(near, left, right) > 0.9


def _covered(rules: Iterable[Box], left: float, right: float) -> float:
    """Return the share of a width that rules cover."""
    reached, length = left, 0.0
    for start, _, end, _ in sorted(rules):
        length += max(0.0, min(end, right) - max(start, reached))
        reached = max(reached, min(end, right))
    return length / max(right - left, 1.0)
