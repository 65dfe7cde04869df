"""Find the blocks of a plain text, by telling paragraph ends from wrapped lines.

Plain text has one of three layouts: one sentence or paragraph per line, paragraphs wrapped
at a fixed width, or prose with blank lines between paragraphs. In a wrapped text all lines
but the last of each paragraph are nearly as long as the longest line.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

from corpus.report import Block

LINE_END = re.compile(r"\r\n|\r|\n")
LIST_MARKER = re.compile(
    r"(?:[•▪◦‣·●○■–—*+-]"
    r"|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)]|\([ivxlc]{1,5}\)|[ivxlc]{1,5}\))\s"
)
CLOSERS = "\"'”’»)]}」』）】〉》"
OPENERS = "\"'“‘«([{「『（【〈《"
SCRIPT_STOPS = "。！？｡．।॥؟۔።။។"
"""Full stops, question and exclamation marks of Chinese and Japanese, of Indian scripts, of Arabic
and Urdu, of Ethiopic, Burmese and Khmer."""
NOTE = r"\[\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\]"
"""A footnote mark in square brackets, such as "[4]" or "[15,16]"."""
# The point of "4.5" and the colon of "10:30" end nothing.
TERMINAL = re.compile(
    rf"[.?!…:{SCRIPT_STOPS}](?!(?<=\d[.:])\d)[\s{re.escape(CLOSERS)}*\d¹²³⁰⁴-⁹]*$"
)

# A sentence continues on the next line when its line ends in one of these words.
CONTINUING_WORDS = {
    "a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "of", "on", "or",
    "that", "the", "to", "with",
}  # fmt: skip

# Limits of a wrap width, in characters. In a wrapped text the share _FULL_LINES of the lines
# has at least the share _FULL of the width.
_MIN_WIDTH, _MAX_WIDTH = 40, 140
_FULL = 0.75
_FULL_LINES = 0.7


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str


def is_cased(text: str) -> bool:
    """Return whether a text has both cases, so that its capital letters carry meaning."""
    upper = sum(map(str.isupper, text))
    lower = sum(map(str.islower, text))
    return upper > 0.005 * (upper + lower) and lower > 0.2 * (upper + lower)


def line_starts(text: str) -> list[int]:
    """Return the offset at which each line of the text starts."""
    return [0, *(match.end() for match in LINE_END.finditer(text))]


def line_of(starts: list[int], offset: int) -> int:
    """Return the number, from 1, of the line that contains this offset.

    Args:
        starts: the line starts that ``line_starts`` returns.
    """
    return bisect_right(starts, offset)


def find_blocks(text: str) -> tuple[Block, ...]:
    """Split a plain text into blocks, in order; they cover everything but white space.

    Args:
        text: the canonical text; it may mix line ends.
    """
    paragraphs = _paragraphs(text)
    width = _wrap_width(paragraphs)
    cased = is_cased(text)
    blocks: list[Block] = []
    for paragraph in paragraphs:
        start = paragraph[0].start
        for line, following in pairwise(paragraph):
            if not _is_wrapped(line.text, following.text, width, cased):
                blocks.append(Block(start, line.end))
                start = following.start
        blocks.append(Block(start, paragraph[-1].end))
    return tuple(blocks)


def _paragraphs(text: str) -> list[list[_Line]]:
    paragraphs: list[list[_Line]] = []
    open_paragraph = False
    starts = line_starts(text)
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        line = text[start:end]
        stripped = line.strip()
        if not stripped:
            open_paragraph = False
            continue
        if not open_paragraph:
            paragraphs.append([])
            open_paragraph = True
        first = start + len(line) - len(line.lstrip())
        paragraphs[-1].append(_Line(first, first + len(stripped), stripped))
    return paragraphs


def _wrap_width(paragraphs: list[list[_Line]]) -> int | None:
    """Return the width in characters at which the text is wrapped, or None for other layouts."""
    inner = sorted(len(line.text) for lines in paragraphs for line in lines[:-1])
    if not inner:
        return None
    width = inner[int(0.9 * (len(inner) - 1))]
    if not _MIN_WIDTH <= width <= _MAX_WIDTH:
        return None
    full = sum(length >= _FULL * width for length in inner)
    # Last lines that are longer than the width show that the text was not wrapped there.
    last = [len(lines[-1].text) for lines in paragraphs if len(lines) > 1]
    short_enough = sum(length <= 1.15 * width for length in last)
    wrapped = full >= _FULL_LINES * len(inner) and short_enough >= 0.9 * len(last)
    return width if wrapped else None


def _is_wrapped(line: str, following: str, width: int | None, cased: bool) -> bool:
    ended = bool(TERMINAL.search(line))
    if LIST_MARKER.match(following):
        # A line may start with a marker and not be a list item, as in "… see page\n12. The next"
        # in a wrapped text, or in "(1) access,\n(2) cost".
        bullet = not following[0].isalnum() and following[0] != "("
        runs_on = width is not None or line.endswith(",")
        if bullet or ended or LIST_MARKER.match(line) or not runs_on:
            return False
    if width is not None:
        first_word = following.split(maxsplit=1)[0]
        if len(line) + 1 + len(first_word) > _FULL * width:
            return True
    if not cased:
        return False
    last_word = line.rsplit(maxsplit=1)[-1]
    return following[0].islower() or line.endswith(",") or last_word in CONTINUING_WORDS
