"""Draw a page to see what shows on it."""

from collections.abc import Iterator
from contextlib import closing

import pypdfium2

from corpus.readers.pdf.glyphs.scene import Colour
from corpus.report import Box

CONTRAST = 20
"""Difference of a colour channel, of 255, from which letters show."""

_MOST_DOTS = 2000
"""Longest side of a picture; a dot is a point on pages up to this size."""

_DARK = 128
_FEWEST_LETTERS = 8
"""Dark places between light ones in a row of dots through letters."""

_NO_LETTERS = 3
"""Dark places in a row of dots between rows of letters, as of rules; pictures have more."""

_LOWEST, _HIGHEST = 4, 30  # of a row of letters, in dots


def contrast(one: Colour, other: Colour) -> int:
    """Return the greatest difference between the channels of two colours."""
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


class Picture:
    """A page as rows of red, green and blue bytes."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self._scale = min(1.0, _MOST_DOTS / max(*page.get_size(), 1))
        with closing(page.render(scale=self._scale)) as bitmap:
            self._dots = bytes(bitmap.buffer)
            self._stride, self._dot = bitmap.stride, bitmap.n_channels
            self._width, self._height = bitmap.width, bitmap.height

    def changed(self, other: "Picture", box: Box) -> float:
        """Return the share of the dots of a word that differ in another picture."""
        total = differing = 0
        for here, there in zip(self._middle(box), other._middle(box), strict=True):
            total += len(here)
            if here != there:
                differing += sum(abs(a - b) >= CONTRAST for a, b in zip(here, there, strict=True))
        return differing / total if total else 0.0

    def contrast(self, box: Box) -> int:
        """Return the greatest difference among the dots of a word."""
        dots = b"".join(self._middle(box))
        channels = [dots[at :: self._dot] for at in range(self._dot)]
        return max((max(one) - min(one) for one in channels if one), default=0)

    def is_empty(self) -> bool:
        """Return whether the page is one surface, as of an empty sheet."""
        first = self._dots[: self._dot * self._width]
        return all(row == first for row in self._rows()) and len(set(first)) <= self._dot

    def rows_of_letters(self) -> int:
        """Return how many rows of letters show: dark on light, with light rows between them."""
        count = height = 0
        for row in self._rows():
            # The middle channel, green, is nearest to what the eye calls light.
            dark = row[1 :: self._dot].translate(_IS_DARK)
            letters = dark.count(b"\0\1")
            if letters > (_NO_LETTERS if height else _FEWEST_LETTERS):
                height += 1
            else:
                count += _LOWEST <= height <= _HIGHEST
                height = 0
        return count

    def _rows(self) -> Iterator[bytes]:
        for start in range(0, self._stride * self._height, self._stride):
            yield self._dots[start : start + self._width * self._dot]

    def _middle(self, box: Box) -> Iterator[bytes]:
        """Yield the dots in the middle of a word, where no neighbour or rule reaches."""
        indent, drop = 0.05 * (box[2] - box[0]), 0.3 * (box[3] - box[1])
        left, right = (round(self._scale * x) for x in (box[0] + indent, box[2] - indent))
        top, bottom = (round(self._scale * y) for y in (box[1] + drop, box[3] - drop))
        left, right = max(left, 0), min(max(right, left + 1), self._width)
        for y in range(max(top, 0), min(max(bottom, top + 1), self._height)):
            start = y * self._stride
            yield self._dots[start + left * self._dot : start + right * self._dot]


_IS_DARK = bytes(level < _DARK for level in range(256))
