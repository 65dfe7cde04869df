"""Tell headings from text by their type and by the space around them."""

import re

from corpus.readers.pdf.first_page import DATE
from corpus.readers.pdf.layout.measures import is_running
from corpus.readers.pdf.lines import Line
from corpus.text.layout import LIST_MARKER

CAPTION = re.compile(r"(?:table|figure|box|chart|exhibit|map)\s+[\w-]{1,6}[.:]", re.IGNORECASE)
_MAX_CHARS, _MAX_LINES = 200, 5
_MAX_WORDS_WITH_STOP = 8
_MAX_PLAIN_WORDS = 12
_LARGER = 1.4
"""Points by which a heading that is not bold is larger than the text; 2 in R48913, page 5."""


def is_heading(lines: list[Line], text: str, body_size: float) -> bool:
    """Return whether a part is a heading by its type: larger than the text, or bold.

    Args:
        lines: the lines of the part.
        text: the words of the part.
        body_size: type size of the running text, in points.
    """
    if not _may_be(lines, text):
        return False
    size = lines[0].size
    bold = all(line.bold for line in lines)
    large = size >= body_size + _LARGER
    if CAPTION.match(text) and bold:
        return True
    if not large and not (bold and size >= body_size - 0.4):
        return False
    ends = text.endswith((".", ",", ";", ":"))
    return not ends or (large and len(text.split()) <= _MAX_WORDS_WITH_STOP)


def is_set_apart(lines: list[Line], text: str, following: list[Line], body_size: float) -> bool:
    """Return whether a part above a paragraph may be a heading in the type of the text.

    Args:
        following: the lines of the next part.
    """
    return (
        _may_be(lines, text)
        and len(lines) <= 2
        and len(text.split()) <= _MAX_PLAIN_WORDS
        and text[-1].isalnum() | (text[-1] in ')?”"')
        and not text.lstrip("“\"'(‘[")[:1].islower()
        and ":" not in text
        and not any(map(LIST_MARKER.match, (text, following[0].text)))
        and not CAPTION.match(text)
        and lines[0].size > body_size - 0.8
        and abs(following[0].size - body_size) < 0.8
        and is_running(following[0])
        and following[0].page == lines[0].page
        and following[0].top > lines[-1].top
    )


def _may_be(lines: list[Line], text: str) -> bool:
    return (
        sum(map(str.isalpha, text)) >= 3
        and len(text) <= _MAX_CHARS
        and len(lines) <= _MAX_LINES
        and not DATE.fullmatch(text)
    )
