"""The request for a page image, and the image."""

from dataclasses import dataclass

from corpus.report import Box


@dataclass(frozen=True, slots=True)
class PageView:
    """A page to draw.

    Attributes:
        source_sha256: SHA-256 of the expected file; a file with another hash is refused.
        page: page number from 1.
        boxes: boxes to outline, in points from the page's top left corner.
        dots_per_inch: resolution; at 72 a pixel is one point wide.
        around: points to keep above the highest box and below the lowest one; None keeps the
            whole page, as does a page without boxes.
    """

    source_sha256: str
    page: int
    boxes: tuple[Box, ...]
    dots_per_inch: int
    around: float | None = None


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page that was drawn.

    Attributes:
        png: the bytes of a PNG file.
        width, height: size of the whole page in points; boxes are measured in it.
    """

    png: bytes
    width: float
    height: float
