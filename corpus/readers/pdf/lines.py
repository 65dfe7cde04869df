"""Words, lines and pages with their positions."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from corpus.report import Box

BREAK = "\ufffe"
"""Stands for a hyphen at a line end, which may or may not belong to the word."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word on a page.

    Attributes:
        text: text without white space; it may end in BREAK.
        page: page number from 1.
        size: type size in points.
        baseline: where the letters stand, in points from the top of the page once it is turned so
            that they are upright.
        angle: degrees, from 0 to 359, that the word is turned counterclockwise on the page.
        ends_field: whether it is on the last line of what a field of a form holds.
    """

    text: str
    page: int
    box: Box
    size: float
    bold: bool = False
    baseline: float = 0.0
    italic: bool = False
    angle: int = 0
    ends_field: bool = False


@dataclass(frozen=True)
class Line:
    """The words of one line, from left to right; at least one.

    Attributes:
        box: around all words; ``left``, ``top``, ``right`` and ``bottom`` are its edges.
    """

    words: tuple[Word, ...]
    box: Box = field(init=False, repr=False, compare=False)
    left: float = field(init=False, repr=False, compare=False)
    top: float = field(init=False, repr=False, compare=False)
    right: float = field(init=False, repr=False, compare=False)
    bottom: float = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        box = self.words[0].box if len(self.words) == 1 else around(one.box for one in self.words)
        # The edges are read far more often than lines are made.
        edges = zip(("left", "top", "right", "bottom"), box, strict=True)
        self.__dict__.update(edges, box=box)

    @property
    def page(self) -> int:
        """Return the page number, from 1."""
        return self.words[0].page

    @cached_property
    def text(self) -> str:
        """Return the words with single spaces between them."""
        return " ".join(word.text for word in self.words)

    @cached_property
    def size(self) -> float:
        """Return the type size of most characters, in points."""
        return most_common_size(self.words)

    @cached_property
    def base(self) -> float:
        """Return the lower edge of most characters; raised and lowered ones do not change it."""
        heights: Counter[float] = Counter()
        for word in self.words:
            heights[round(word.box[3], 1)] += len(word.text)
        return max(heights, key=lambda height: (heights[height], height))

    @cached_property
    def bold(self) -> bool:
        """Return whether all words with letters or digits are bold."""
        lettered = self._lettered()
        return bool(lettered) and all(word.bold for word in lettered)

    @cached_property
    def italic(self) -> bool:
        """Return whether all words with letters or digits are italic."""
        lettered = self._lettered()
        return bool(lettered) and all(word.italic for word in lettered)

    def _lettered(self) -> list[Word]:
        return [word for word in self.words if any(map(str.isalnum, word.text))]

    @cached_property
    def ends_field(self) -> bool:
        """Return whether what a field of a form holds ends here."""
        return any(word.ends_field for word in self.words)


Cell = tuple[Line, ...]
"""The lines of a cell of a table."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its number from 1, its size in points, and its lines in drawing order.

    Attributes:
        asides: the lines at another angle than most of the page's text.
        turn: degrees that the page was turned clockwise, so that most of its text is upright.
        rules: boxes of the horizontal rules, from the top.
    """

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    asides: tuple[Line, ...] = ()
    turn: int = 0
    rules: tuple[Box, ...] = ()


def same_row(one: Line, other: Line) -> bool:
    """Return whether two lines are at the same height."""
    top = one.top if one.top > other.top else other.top
    bottom = one.bottom if one.bottom < other.bottom else other.bottom
    # Most pairs end here.
    return top < bottom and bottom - top > 0.5 * min(one.bottom - one.top, other.bottom - other.top)


def text_of(lines: Iterable[Line]) -> str:
    """Return the words of lines with single spaces between them."""
    return " ".join(line.text for line in lines)


def box_of(lines: Iterable[Line]) -> Box:
    """Return the box around lines; at least one is required."""
    return around(line.box for line in lines)


def around(boxes: Iterable[Box]) -> Box:
    """Return the smallest box that contains these boxes; at least one is required."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def most_common_size(words: Iterable[Word]) -> float:
    """Return the type size of most characters, to half a point, or 0 without words."""
    sizes: Counter[float] = Counter()
    for word in words:
        sizes[half_points(word.size)] += len(word.text)
    return max(sizes, key=lambda size: (sizes[size], size)) if sizes else 0.0


def half_points(size: float) -> float:
    """Return a type size to half a point."""
    return round(size * 2) / 2
