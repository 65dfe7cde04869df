"""Draw a page of a PDF file as a PNG image with a sentence outlined; runs in the sandbox."""

import hashlib
import struct
import zlib
from contextlib import closing

import pypdfium2

from corpus.errors import UnreadableFile
from corpus.readers.pdf.opening import open_pdf
from corpus.readers.pdf.page_view import PageImage, PageView
from corpus.report import Box

_MAX_DOTS = 3000
_POINTS_PER_INCH = 72
_CHANNELS = 3
_BLUE = 2
# Less blue gives white paper a yellow tint and leaves black letters black.
_TINT = bytes(level * 2 // 3 for level in range(256))
_OUTLINE = bytes((0x1E, 0x50, 0xB4))
_GAP, _WIDTH = 2.0, 1.5  # of the outline, in points


def draw_page(content: bytes, view: PageView) -> PageImage:
    """Return a page as an image.

    Args:
        content: the bytes of the PDF file.
        view: the page, the boxes to outline and the resolution.

    Raises:
        UnreadableFile: when the file has changed, the page does not exist, or the page is
            damaged.
    """
    if hashlib.sha256(content).hexdigest() != view.source_sha256:
        raise UnreadableFile("the file has changed since the index was built: build it again")
    with closing(open_pdf(content)) as document:
        if not 1 <= view.page <= len(document):
            raise UnreadableFile(
                f"page {view.page} does not exist: choose a page from 1 to {len(document)}"
            )
        try:
            with closing(document[view.page - 1]) as page:
                width, height = page.get_size()
                scale = min(
                    view.dots_per_inch / _POINTS_PER_INCH, _MAX_DOTS / max(width, height, 1)
                )
                with closing(page.render(scale=scale, rev_byteorder=True)) as bitmap:
                    drawing = _Drawing(bitmap)
            for box in view.boxes:
                drawing.outline(box, scale)
            if view.boxes and view.around is not None:
                drawing.keep(
                    (min(box[1] for box in view.boxes) - view.around) * scale,
                    (max(box[3] for box in view.boxes) + view.around) * scale,
                )
        except pypdfium2.PdfiumError as error:
            raise UnreadableFile(f"page {view.page} is damaged: download the file again") from error
    return PageImage(drawing.png(), width, height)


class _Drawing:
    """The pixels of a page: red, green and blue bytes, row by row."""

    def __init__(self, bitmap: pypdfium2.PdfBitmap) -> None:
        if bitmap.n_channels != _CHANNELS:
            raise UnreadableFile("the page cannot be drawn in colour: open the file in a viewer")
        self._width, self._height = bitmap.width, bitmap.height
        self._row = _CHANNELS * bitmap.width
        stored, stride = bytes(bitmap.buffer), bitmap.stride
        self._dots = bytearray().join(
            stored[at : at + self._row] for at in range(0, stride * bitmap.height, stride)
        )

    def outline(self, box: Box, scale: float) -> None:
        """Tint a box and draw a line around it.

        Args:
            box: edges in points.
            scale: pixels per point.
        """
        left, top, right, bottom = (
            round((edge + gap) * scale)
            for edge, gap in zip(box, (-_GAP, -_GAP, _GAP, _GAP), strict=True)
        )
        left, right = max(0, left), min(self._width, right)
        if left >= right:
            return
        line = min(max(1, round(_WIDTH * scale)), right - left)
        for y in range(max(0, top), min(self._height, bottom)):
            at, end = (y * self._row + _CHANNELS * x for x in (left, right))
            tinted = slice(at + _BLUE, end, _CHANNELS)
            self._dots[tinted] = self._dots[tinted].translate(_TINT)
            if y < top + line or y >= bottom - line:
                self._dots[at:end] = _OUTLINE * (right - left)
            else:
                self._dots[at : at + _CHANNELS * line] = _OUTLINE * line
                self._dots[end - _CHANNELS * line : end] = _OUTLINE * line

    def keep(self, top: float, bottom: float) -> None:
        """Cut off what is above and below these heights, in pixels."""
        first = min(max(0, round(top)), self._height - 1)
        last = max(first + 1, min(self._height, round(bottom)))
        self._dots = self._dots[first * self._row : last * self._row]
        self._height = last - first

    def png(self) -> bytes:
        """Return the drawing as a PNG file."""
        rows = range(0, len(self._dots), self._row)
        # The zero before each row is PNG's filter type "none".
        raw = b"".join(b"\0" + self._dots[at : at + self._row] for at in rows)
        header = struct.pack(">IIBBBBB", self._width, self._height, 8, 2, 0, 0, 0)
        chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(raw, 6)), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
            for kind, data in chunks
        )
