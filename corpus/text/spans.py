"""Spans of a text: without the white space around them, and cut where they are too long."""

import unicodedata
from collections.abc import Iterator

_JOINER = "\u200d"

Span = tuple[int, int]


def stripped(text: str, span: Span) -> Span:
    """Return the span without the white space at its ends."""
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def cut_sentence(text: str, span: Span, longest: int) -> Iterator[Span]:
    """Yield the parts of a sentence, each at most ``longest`` characters long.

    A sentence is cut between words, and a word that is too long is cut as well. The parts leave
    out only white space.
    """
    start, end = span
    while end - start > longest:
        cut = _last_gap(text, start, start + longest)
        yield stripped(text, (start, cut))
        start, end = stripped(text, (cut, end))
    yield start, end


def _last_gap(text: str, start: int, end: int) -> int:
    """Return the last position between start and end where a longer sentence can be cut."""
    for at in range(end, start, -1):
        if text[at].isspace():
            return at
    at = end
    while at > start and (_JOINER in text[at - 1 : at + 1] or _is_mark(text[at])):
        at -= 1
    return at if at > start else end


def _is_mark(character: str) -> bool:
    """Return whether a character combines with the one before it, as an accent does."""
    return unicodedata.category(character).startswith("M")
