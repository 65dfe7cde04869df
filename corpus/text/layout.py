"""Find the blocks of a plain text: which line ends are boundaries and which only wrap a line.

Plain text comes in three shapes: a sentence (or paragraph) a line, paragraphs
wrapped at a fixed width, and prose with blank lines between paragraphs. A
wrapped text gives itself away: all lines but the last of each paragraph are
nearly as long as the longest.
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
TERMINAL = re.compile(r"[.?!…:][\s\"'”’»)\]}*\d¹²³⁰⁴-⁹]*$")

# A line that ends in one of these is no heading: its sentence runs on.
_RUNS_ON = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "by",
        "for",
        "from",
        "in",
        "into",
        "of",
        "on",
        "or",
        "that",
        "the",
        "to",
        "with",
    ]
)

# A wrapped text has lines of a typewriter's width, most of them nearly full.
NARROWEST, WIDEST = 40, 140
NEARLY_FULL = 0.75
MOST = 0.7


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str


def is_cased(text: str) -> bool:
    """Tell whether capital letters carry meaning in this text (not all lower- or upper-cased)."""
    upper = sum(map(str.isupper, text))
    lower = sum(map(str.islower, text))
    return upper > 0.005 * (upper + lower) and lower > 0.2 * (upper + lower)


def line_starts(text: str) -> list[int]:
    """Return the offset at which each line of the text starts."""
    return [0, *(match.end() for match in LINE_END.finditer(text))]


def line_of(starts: list[int], offset: int) -> int:
    """Return the number, from 1, of the line that holds this offset."""
    return bisect_right(starts, offset)


def find_blocks(text: str) -> tuple[Block, ...]:
    """Cut a plain text into blocks, in order; only white space lies outside them.

    Args:
        text: the canonical text, with any mixture of line ends.
    """
    paragraphs = _paragraphs(text)
    width = _wrap_width(paragraphs)
    cased = is_cased(text)
    blocks: list[Block] = []
    for paragraph in paragraphs:
        start = paragraph[0].start
        for line, following in pairwise(paragraph):
            if not _only_wraps(line.text, following.text, width, cased):
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
    """Return the width at which the text is wrapped, or None when it is not."""
    inner = sorted(len(line.text) for lines in paragraphs for line in lines[:-1])
    if not inner:
        return None
    width = inner[int(0.9 * (len(inner) - 1))]
    if not NARROWEST <= width <= WIDEST:
        return None
    full = sum(length >= NEARLY_FULL * width for length in inner)
    # A last line longer than the width shows that nothing was wrapped at it.
    last = [len(lines[-1].text) for lines in paragraphs if len(lines) > 1]
    short_enough = sum(length <= 1.15 * width for length in last)
    wrapped = full >= MOST * len(inner) and short_enough >= 0.9 * len(last)
    return width if wrapped else None


def _only_wraps(line: str, following: str, width: int | None, cased: bool) -> bool:
    ended = bool(TERMINAL.search(line))
    if LIST_MARKER.match(following):
        # "… see page\n12. The next" in a wrapped text is no list, nor is "(1) access,\n(2) cost".
        bullet = not following[0].isalnum() and following[0] != "("
        runs_on = width is not None or line.endswith(",")
        if bullet or ended or LIST_MARKER.match(line) or not runs_on:
            return False
    if width is not None:
        first_word = following.split(maxsplit=1)[0]
        if len(line) + 1 + len(first_word) > NEARLY_FULL * width:
            return True
    if not cased:
        return False
    last_word = line.rsplit(maxsplit=1)[-1]
    return following[0].islower() or line.endswith(",") or last_word in _RUNS_ON
