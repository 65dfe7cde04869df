"""Remove running heads and page numbers that stand beside the text, as in some journals."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from corpus.readers.pdf.lines import Line, Page
from corpus.readers.pdf.margins.area import is_beside, line_key, text_areas
from corpus.readers.pdf.margins.numbers import end_numbers
from corpus.report import Box

# Fitted on a journal page with "HR / 29,2 / 162" beside the text; a first column of a table and
# notes beside the sections have more lines.
_MOST_LINES = 8
_GAP = 2.0  # type sizes
_SAME_HEIGHT = 6.0  # points

_Sign = tuple[str, int]
"""The words of a line, or the style of a page number and its difference from the page."""


def without_side_heads(pages: list[Page], body_size: float) -> list[Page]:
    """Return the pages without running heads beside the text.

    Of the lines that stand together, one recurs at its height on another page, or has the page's
    number where other pages have theirs.
    """
    areas = text_areas(pages, body_size)
    stacks = [list(_stacks(page, area)) for page, area in zip(pages, areas, strict=True)]
    seen: defaultdict[_Sign, list[tuple[int, float]]] = defaultdict(list)
    for found in stacks:
        for line in (line for stack in found for line in stack):
            for sign in _signs(line):
                seen[sign].append((line.page, line.top))
    kept: list[Page] = []
    for page, found in zip(pages, stacks, strict=True):
        out = {
            id(line)
            for stack in found
            if any(_recurs(line, sign, seen) for line in stack for sign in _signs(line))
            for line in stack
        }
        lines = tuple(line for line in page.lines if id(line) not in out) if out else page.lines
        kept.append(replace(page, lines=lines))
    return kept


def _stacks(page: Page, area: Box | None) -> Iterator[list[Line]]:
    """Yield the outermost lines that stand together at each side of the text."""
    if area is None:
        return
    middle = (area[0] + area[2]) / 2
    for left in (True, False):
        beside = [line for line in page.lines if is_beside(line, area)]
        side = sorted((line for line in beside if (line.left < middle) == left), key=_top)
        stacks: list[list[Line]] = []
        for line in side:
            if stacks and line.top - stacks[-1][-1].bottom < _GAP * line.size:
                stacks[-1].append(line)
            else:
                stacks.append([line])
        outer = stacks if len(stacks) < 3 else [stacks[0], stacks[-1]]
        yield from (stack for stack in outer if len(stack) <= _MOST_LINES)


def _top(line: Line) -> float:
    return line.top


def _signs(line: Line) -> Iterator[_Sign]:
    if key := line_key(line):
        yield key, 0
    for style, value in end_numbers(line.text):
        yield style, value - line.page


def _recurs(line: Line, sign: _Sign, seen: dict[_Sign, list[tuple[int, float]]]) -> bool:
    return any(page != line.page and abs(top - line.top) < _SAME_HEIGHT for page, top in seen[sign])
