"""Leave out of a report's text what a page puts between its words, to scan what is left.

``corpus.quotes.furniture`` leaves the same out of the few words that are compared. Here the whole
text is reduced before the scan, so that words on both sides of a running head stand together.
"""

import re
from typing import NamedTuple

import numpy as np

from corpus.quotes.style import SourceStyle, line_form
from service.citecheck.quotations.grams import Keys

_MARK = re.compile(r"(?<=[^\W_]|[.,;:?!\"'“”‘’»)\]])(?<!\d)(?:\[(\d{1,3})\]|(\d{1,3}))(?![^\W_])")


class Reduced(NamedTuple):
    """A text without running heads and note marks.

    Attributes:
        kept: where each of its characters stands in the report's text.
    """

    text: str
    kept: Keys


def reduced(text: str, style: SourceStyle) -> Reduced | None:
    """Return a text without running heads and note marks; None where it has neither."""
    left_out = [*_heads(text, style), *_marks(text, style)]
    if not left_out:
        return None
    keeps = np.ones(len(text), np.bool_)
    for start, end in left_out:
        keeps[start:end] = False
    kept = np.flatnonzero(keeps)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    shorter = codes[kept].tobytes().decode("utf-32-le", "surrogatepass")
    return Reduced(shorter, kept)


def _heads(text: str, style: SourceStyle) -> list[tuple[int, int]]:
    if not style.furniture:
        return []
    found, at = [], 0
    for line in text.split("\n"):
        if line_form(line) in style.furniture:
            found.append((at, at + len(line)))
        at += len(line) + 1
    return found


def _marks(text: str, style: SourceStyle) -> list[tuple[int, int]]:
    if not style.notes:
        return []
    return [match.span() for match in _MARK.finditer(text) if match[1 if match[1] else 2]
            in style.notes]  # fmt: skip
