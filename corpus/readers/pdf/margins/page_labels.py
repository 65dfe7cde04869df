"""Find the label of each page: the number that is printed on it."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from corpus.readers.numerals import roman
from corpus.readers.pdf.lines import Page
from corpus.readers.pdf.margins.area import (
    MARGIN,
    in_margin,
    is_beside,
    is_outside,
    line_key,
    text_areas,
)
from corpus.readers.pdf.margins.numbers import BARE, end_numbers
from corpus.report import Box

_LONGEST = 20
_LEAST, _LEAST_BARE = 2, 3
"""Number of pages that must count on together, with words beside the numbers and without."""
_LONGEST_BARE = len("page")
_MOST_BARE = 2

_Series = tuple[str, int]
"""The prefix and style of labels, and their difference from the number of the page."""


def page_labels(pages: list[Page], stated: tuple[str, ...]) -> tuple[str, ...]:
    """Return the label of each page, "" where it has none; empty when no page has one.

    Args:
        pages: all pages of the document, with their running heads and feet.
        stated: the labels that the file states. They count unless they only repeat the number of
            each page, as programs write that know no better; the printed numbers then count.
    """
    labels = tuple(label[:_LONGEST] if label.isprintable() else "" for label in stated)
    repeated = all(label in ("", str(at)) for at, label in enumerate(labels, start=1))
    return _printed(pages) if repeated else labels


def _printed(pages: list[Page]) -> tuple[str, ...]:
    """Return the labels from numbers in the margins that count on from page to page."""
    areas = text_areas(pages)
    candidates = [list(_candidates(page, area)) for page, area in zip(pages, areas, strict=True)]
    series_pages = _series_pages(candidates)
    chosen: dict[int, _Series] = {}
    # The series with the most pages last, because it decides where several claim a page.
    for series in sorted(series_pages, key=lambda one: (len(series_pages[one]), one)):
        chosen |= dict.fromkeys(series_pages[series], series)
    for at, following in pairwise(sorted(chosen)):
        # Pages between that print no number, as of a figure, were counted.
        if chosen[at] == chosen[following]:
            chosen |= dict.fromkeys(range(at, following), chosen[at])
    labels = [_label(chosen[at], page.number) if at in chosen else ""
              for at, page in enumerate(pages)]  # fmt: skip
    return tuple(labels) if chosen else ()


def _candidates(page: Page, area: Box | None) -> Iterator[tuple[_Series, str]]:
    """Yield the numbers at the ends of lines in the margins, each with its line's other words."""
    lines = [
        line
        for line in page.lines
        if in_margin(line, page, MARGIN) or (area and is_beside(line, area))
    ]
    lines += [line for line in page.asides if area and is_outside(line, page, area)]
    bare = [line for line in lines if BARE.fullmatch(line.text)]
    for line in lines:
        # Many numbers alone are numbers of lines, or cells of a table.
        if line in bare and len(bare) > _MOST_BARE:
            continue
        for style, value in end_numbers(line.text):
            yield (style, value - page.number), line_key(line)


def _series_pages(found: list[list[tuple[_Series, str]]]) -> dict[_Series, set[int]]:
    """Return the pages of each series that running heads or feet with the same words carry."""
    pages: defaultdict[_Series, defaultdict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for at, candidates in enumerate(found):
        for series, key in candidates:
            pages[series][key].add(at)
    sure: dict[_Series, set[int]] = {}
    for series, by_key in pages.items():
        carried = [where for key, where in by_key.items() if len(where) >= _least(key)]
        if carried:
            together = set().union(*carried)
            near = {at for where in by_key.values() for at in where if {at - 1, at + 1} & together}
            sure[series] = together | near
    return sure


def _least(key: str) -> int:
    return _LEAST if len(key) > _LONGEST_BARE else _LEAST_BARE


def _label(series: _Series, page: int) -> str:
    style, difference = series
    value = page + difference
    if style in ("i", "I"):
        return roman(value) if style == "i" else roman(value).upper()
    return f"{style[:-1]}{value}"
