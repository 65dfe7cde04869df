"""Find the margins of each page, and the area that its running text fills."""

import re

from corpus.readers.pdf.lines import Line, Page, around
from corpus.report import Box

MARGIN = 0.12
"""Share of the page height, at its top and foot, in which running heads and feet appear."""

_NUMBERS = re.compile(r"\d+|\b[ivxl]{1,6}\b")
# The narrowest column is a third of a page of the Federal Register (.27 of the width); a running
# head beside the text of a journal is half as wide.
_NARROWEST = 0.2
_FEWEST_WORDS = 4
_FEWEST_LINES = 3
_LIKE_BODY = 0.85


def text_areas(pages: list[Page], body_size: float = 0) -> list[Box | None]:
    """Return the box around the running text of each page.

    A page with little running text has the box around that of all pages; without any, None.

    Args:
        body_size: type size of the running text, in points; 0 where every size may be it.
    """
    running = [
        [line.box for line in page.lines if is_running(line, page, body_size)] for page in pages
    ]
    areas = [around(boxes) if len(boxes) >= _FEWEST_LINES else None for boxes in running]
    found = [area for area in areas if area]
    whole = around(found) if found else None
    return [area or whole for area in areas]


def is_running(line: Line, page: Page, body_size: float) -> bool:
    """Return whether a line is one of running text."""
    return (
        len(line.words) >= _FEWEST_WORDS
        and line.size >= _LIKE_BODY * body_size
        and line.right - line.left >= _NARROWEST * page.width
    )


def is_beside(line: Line, area: Box) -> bool:
    """Return whether a line stands to the left or right of this area."""
    return line.right <= area[0] or line.left >= area[2]


def is_outside(line: Line, page: Page, area: Box) -> bool:
    """Return whether a line stands beside this area, or in the margin above or below it."""
    above = line.bottom <= area[1] or line.top >= area[3]
    return is_beside(line, area) or (above and in_margin(line, page, MARGIN))


def line_key(line: Line) -> str:
    """Return the line's words without numbers, which differ between pages."""
    return re.sub(r"\W+", " ", _NUMBERS.sub(" ", line.text.casefold())).strip()


def in_margin(line: Line, page: Page, share: float) -> bool:
    """Return whether a line is within this share of the page height at the top or foot."""
    return line.bottom < share * page.height or line.top > (1 - share) * page.height
