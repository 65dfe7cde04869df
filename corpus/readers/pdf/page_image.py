"""Draw a page of a PDF file, with a sentence outlined: pypdfium2 draws, in a process of its own."""

import hashlib
import struct
import zlib
from contextlib import closing

import pypdfium2

from corpus.errors import UnreadableFile
from corpus.readers.pdf.characters import open_pdf
from corpus.readers.pdf.page_view import PageView
from corpus.report import Box

_MOST_DOTS = 2000
_POINTS_AN_INCH = 72
_CHANNELS = 3
_BLUE = 2
# Less blue is a yellow tint, and leaves black letters black.
_TINTED = bytes(level * 2 // 3 for level in range(256))
_OUTLINE = bytes((0x1E, 0x50, 0xB4))
_GAP, _WIDTH = 2.0, 1.5


def draw_page(content: bytes, view: PageView) -> bytes:
    """Return a page as a PNG file.

    Args:
        content: the PDF file.

    Raises:
        UnreadableFile: when it is not the file that was read, has no such page, or the page
            is damaged.
    """
    if hashlib.sha256(content).hexdigest() != view.source_sha256:
        raise UnreadableFile("the file has changed since it was read: run python build_index.py")
    with closing(open_pdf(content)) as document:
        if not 1 <= view.page <= len(document):
            raise UnreadableFile(f"it has no page {view.page}: ask for 1 to {len(document)}")
        try:
            with closing(document[view.page - 1]) as page:
                scale = min(
                    view.dots_per_inch / _POINTS_AN_INCH, _MOST_DOTS / max(*page.get_size(), 1)
                )
                with closing(page.render(scale=scale, rev_byteorder=True)) as bitmap:
                    drawing = _Drawing(bitmap)
            for box in view.boxes:
                drawing.outline(box, scale)
        except pypdfium2.PdfiumError as error:
            raise UnreadableFile(
                f"its page {view.page} is damaged: fetch the file again"
            ) from error
    return drawing.png()


class _Drawing:
    """The dots of a page: red, green and blue, row by row."""

    def __init__(self, bitmap: pypdfium2.PdfBitmap) -> None:
        if bitmap.n_channels != _CHANNELS:
            raise UnreadableFile("its page cannot be drawn in colour: open the file itself")
        self._width, self._height = bitmap.width, bitmap.height
        self._row = _CHANNELS * bitmap.width
        stored, stride = bytes(bitmap.buffer), bitmap.stride
        self._dots = bytearray().join(
            stored[at : at + self._row] for at in range(0, stride * bitmap.height, stride)
        )

    def outline(self, box: Box, scale: float) -> None:
        """Tint a box, given in points, and draw a line around it."""
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
            self._dots[tinted] = self._dots[tinted].translate(_TINTED)
            if y < top + line or y >= bottom - line:
                self._dots[at:end] = _OUTLINE * (right - left)
            else:
                self._dots[at : at + _CHANNELS * line] = _OUTLINE * line
                self._dots[end - _CHANNELS * line : end] = _OUTLINE * line

    def png(self) -> bytes:
        """Return the drawing as a PNG file."""
        rows = range(0, len(self._dots), self._row)
        # A zero before each row says that it is not filtered.
        raw = b"".join(b"\0" + self._dots[at : at + self._row] for at in rows)
        header = struct.pack(">IIBBBBB", self._width, self._height, 8, 2, 0, 0, 0)
        chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(raw, 6)), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
            for kind, data in chunks
        )
