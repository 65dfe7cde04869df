"""What is to be seen of a page of a PDF file."""

from dataclasses import dataclass

from corpus.report import Box


@dataclass(frozen=True, slots=True)
class PageView:
    """A page to draw.

    Attributes:
        source_sha256: of the file's bytes; another file is refused.
        page: from 1.
        boxes: what is outlined, in points from the page's top left corner.
        dots_per_inch: 72 makes a dot of a point.
    """

    source_sha256: str
    page: int
    boxes: tuple[Box, ...]
    dots_per_inch: int
