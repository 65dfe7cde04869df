"""Words and lines as they stand on a page."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from corpus.report import Box

BREAK = "\ufffe"
"""Ends a word whose hyphen may only stand for the end of its line."""

_SEPARATOR = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word on a page.

    Attributes:
        text: without white space; it may end in BREAK.
        size: of its type, in points.
    """

    text: str
    page: int
    box: Box
    size: float
    bold: bool = False


@dataclass(frozen=True)
class Line:
    """Words of one line, from left to right; never empty."""

    words: tuple[Word, ...]

    @property
    def page(self) -> int:
        """Return its page, from 1."""
        return self.words[0].page

    @cached_property
    def box(self) -> Box:
        """Return the box around its words."""
        return around(word.box for word in self.words)

    @cached_property
    def text(self) -> str:
        """Return its words with single spaces between them."""
        return " ".join(word.text for word in self.words)

    @cached_property
    def size(self) -> float:
        """Return the type size of most of its characters."""
        return most_common_size(self.words)

    @cached_property
    def bold(self) -> bool:
        """Tell whether all its lettered words are bold."""
        lettered = [word for word in self.words if any(map(str.isalnum, word.text))]
        return bool(lettered) and all(word.bold for word in lettered)

    @property
    def left(self) -> float:
        """Return its left edge."""
        return self.box[0]

    @property
    def top(self) -> float:
        """Return its upper edge."""
        return self.box[1]

    @property
    def right(self) -> float:
        """Return its right edge."""
        return self.box[2]

    @property
    def bottom(self) -> float:
        """Return its lower edge."""
        return self.box[3]


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its size in points and its lines in the order in which the file draws them."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]


def same_row(one: Line, other: Line) -> bool:
    """Tell whether two lines stand beside each other."""
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return overlap > 0.5 * min(one.bottom - one.top, other.bottom - other.top)


def around(boxes: Iterable[Box]) -> Box:
    """Return the smallest box that holds these, of which there is at least one."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def most_common_size(words: Iterable[Word]) -> float:
    """Return the type size, to half a point, of most characters of these words; 0 for none."""
    sizes: Counter[float] = Counter()
    for word in words:
        sizes[round(word.size * 2) / 2] += len(word.text)
    return max(sizes, key=lambda size: (sizes[size], size)) if sizes else 0.0
