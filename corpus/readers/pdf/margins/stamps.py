"""Remove stamps at an angle in the margins, and watermarks behind the text."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from corpus.readers.pdf.lines import Line, Page
from corpus.readers.pdf.margins.angles import quarter
from corpus.readers.pdf.margins.area import is_outside, is_running, text_areas
from corpus.report import Box

# Fitted on "DRAFT" in 80 points over text of 11 points. A drop cap stands beside its lines, a
# heading that is drawn twice, for its shadow, covers a line of its own size, and a heading in 27
# points that GAO-06-1046 (page 48) prints over its running head covers no running text.
_LARGE = 1.5
_SMALLER = 0.7
_FEWEST_LETTERS = 3
_SAME_PLACE = 6.0  # points

_Seen = dict[str, list[tuple[int, Box]]]
"""The pages and places of each text."""


def without_stamps(pages: list[Page], body_size: float) -> list[Page]:
    """Return the pages without stamps and watermarks; other text at an angle stays in `asides`.

    Args:
        pages: all pages of the document, as `upright` returns them.
        body_size: type size of the running text, in points.
    """
    limit = _LARGE * body_size
    asides = _seen(page.asides for page in pages)
    large = [list(_large(page, limit)) for page in pages]
    marks = _seen(_watermarks(pages, large, body_size)) if any(large) else {}
    behind = {
        line.text for page in pages for line in page.asides if _is_behind(line, page, body_size)
    }
    areas = text_areas(pages, body_size) if asides else [None] * len(pages)
    kept: list[Page] = []
    for page, area in zip(pages, areas, strict=True):
        left = tuple(
            line
            for line in page.asides
            if not (area and is_outside(line, page, area))
            and not _recurs(line, asides)
            and line.text not in behind
        )
        lines = tuple(_without(page, marks, limit)) if marks else page.lines
        kept.append(replace(page, lines=lines, asides=left))
    return kept


def _is_behind(aside: Line, page: Page, body_size: float) -> bool:
    """Return whether text at an angle is a watermark: aslant or large, and behind running text."""
    large = aside.size >= _LARGE * body_size
    if quarter(aside) is None:
        return large or _covered(aside, page, body_size, smaller=1) > 1
    return large and _covered(aside, page, body_size) > 0


def _watermarks(
    pages: list[Page], large: list[list[Line]], body_size: float
) -> Iterator[list[Line]]:
    """Yield the large words of each page behind two lines of text, or one where they recur."""
    repeated = _seen(large)
    for page, found in zip(pages, large, strict=True):
        yield [
            mark
            for mark in found
            if _covered(mark, page, body_size) > (0 if _recurs(mark, repeated) else 1)
        ]


def _large(page: Page, limit: float) -> Iterator[Line]:
    """Yield the large words of each line."""
    for line in page.lines:
        words = tuple(word for word in line.words if word.size >= limit)
        if words and sum(len(word.text) for word in words) >= _FEWEST_LETTERS:
            yield Line(words)


def _covered(mark: Line, page: Page, body_size: float, smaller: float = _SMALLER) -> int:
    """Return behind how many lines of running text in smaller type a mark stands."""
    left, top, right, bottom = mark.box
    if not mark.words[0].angle:  # some fonts claim more height than their type size
        over = max(0, bottom - top - mark.size) / 2
        top, bottom = top + over, bottom - over
    return sum(
        any(
            word.size < smaller * mark.size
            and left < (word.box[0] + word.box[2]) / 2 < right
            and top < (word.box[1] + word.box[3]) / 2 < bottom
            for word in line.words
        )
        for line in page.lines
        if line.top < bottom and line.bottom > top and is_running(line, page, body_size)
    )


def _without(page: Page, marks: _Seen, limit: float) -> Iterator[Line]:
    """Yield the page's lines without the watermarks, which recur at their places."""
    for line in page.lines:
        words = tuple(word for word in line.words if word.size >= limit)
        if not words or not _is_at(Line(words), marks):
            yield line
        elif rest := tuple(word for word in line.words if word.size < limit):
            yield Line(rest)


def _seen(pages: Iterable[Iterable[Line]]) -> _Seen:
    found: defaultdict[str, list[tuple[int, Box]]] = defaultdict(list)
    for lines in pages:
        for line in lines:
            found[line.text].append((line.page, line.box))
    return dict(found)


def _recurs(line: Line, seen: _Seen) -> bool:
    """Return whether another page has the same text at the same place."""
    return any(page != line.page and _near(line.box, box) for page, box in seen[line.text])


def _is_at(line: Line, seen: _Seen) -> bool:
    return any(_near(line.box, box) for _, box in seen.get(line.text, ()))


def _near(box: Box, other: Box) -> bool:
    return all(abs(one - another) < _SAME_PLACE for one, another in zip(box, other, strict=True))
