"""Remove running heads and feet, page numbers and imprints from pages."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from corpus.readers.pdf.lines import Line, Page, same_row
from corpus.readers.pdf.margins.area import MARGIN, in_margin, line_key
from corpus.readers.pdf.margins.outer_rows import without_outer_heads
from corpus.readers.pdf.margins.page_labels import page_labels

OUTER = 0.08
"""Share in which small type outside a paragraph is never part of the report's text."""

_SAME_HEIGHT = 6.0  # points
_IMPRINT_MARGIN = 1.3 * MARGIN
_FEW_PAGES = 6
_MAX_WORDS = 16
_PAGE_NUMBER = re.compile(
    r"[\W_]*(?:page\s+)?(?:\d{1,4}|[ivxl]{1,6})(?:\s+of\s+\d{1,4})?[\W_]*", re.IGNORECASE
)
_PAGE_OF = re.compile(r"\b(?:page|pg):? \d{1,4} of \d{1,4}(?: pageid.*)?$", re.IGNORECASE)
_ADDRESS = r"(?:https?://|www\.)\S+"
_IMPRINT = re.compile(rf"{_ADDRESS}|[A-Z]{{1,5}}-?\d[\d-]{{2,}}|version \d+|new|updated", re.I)


def without_running_heads(pages: list[Page], body_size: float) -> list[Page]:
    """Return the pages without running heads and feet, page numbers and imprints.

    Args:
        pages: all pages of the document.
        body_size: type size of the running text, in points.
    """
    recurring = _recurring(pages, body_size)
    kept: list[Page] = []
    heads: list[Line] = []
    for page in pages:
        lines: list[Line] = []
        for line in page.lines:
            out = _is_marginal(line, page, body_size) or _recurs(
                line, page, recurring.get(line_key(line), []), body_size
            )
            (heads if out else lines).append(line)
        kept.append(replace(page, lines=tuple(lines)))
    return without_outer_heads(kept, heads, body_size, page_labels(pages, ()))


def _recurs(line: Line, page: Page, heads: list[Line], body_size: float) -> bool:
    alike = any(_are_alike(line, head) for head in heads)
    return alike or (bool(heads) and _is_first_page_variant(line, page, body_size))


def _are_alike(line: Line, other: Line) -> bool:
    return abs(line.top - other.top) < _SAME_HEIGHT and abs(line.size - other.size) < 1


def _recurring(pages: Iterable[Page], body_size: float) -> dict[str, list[Line]]:
    """Return the lines in the margin that several pages share, by their key."""
    seen: defaultdict[str, list[tuple[Page, Line]]] = defaultdict(list)
    pages = list(pages)
    for page in pages:
        for line in page.lines:
            if len(line.words) <= _MAX_WORDS and in_margin(
                line, page, MARGIN if line_key(line) else OUTER
            ):
                seen[line_key(line)].append((page, line))
    found: defaultdict[str, list[Line]] = defaultdict(list)
    separate: dict[int, bool] = {}

    def is_separate(page: Page, line: Line) -> bool:
        if id(line) not in separate:
            separate[id(line)] = _is_outermost(line, page) and not _touches_text(line, page, MARGIN)
        return separate[id(line)]

    for key, lines in seen.items():
        for page, line in lines:
            alike = [one for one in lines if _are_alike(one[1], line)]
            times = len({where.number for where, _ in alike})
            small = line.size < body_size - 0.4 or len(pages) <= _FEW_PAGES
            sure = times > 2 and in_margin(line, page, OUTER)
            if sure or (times >= (2 if small else 3) and all(is_separate(*one) for one in alike)):
                found[key].append(line)
    return found


def _is_outermost(line: Line, page: Page) -> bool:
    """Return whether no line is far outside this one, as a foot is outside a table's source."""
    if line.top > page.height / 2:
        gaps = [other.top - line.bottom for other in page.lines if other.top > line.bottom]
    else:
        gaps = [line.top - other.bottom for other in page.lines if other.bottom < line.top]
    return not gaps or min(gaps) < 2 * line.size


def _is_first_page_variant(line: Line, page: Page, body_size: float) -> bool:
    """Return whether this may be the running head of a first page, nearer to the text."""
    if not line_key(line) or not in_margin(line, page, 1.5 * MARGIN):
        return False
    return line.top > page.height / 2 or line.size < body_size - 0.4


def _is_marginal(line: Line, page: Page, body_size: float) -> bool:
    """Return whether a line in the margin is outside the text, judged by this page only."""
    if is_imprint(line) and in_margin(line, page, _IMPRINT_MARGIN) and _is_isolated(line, page):
        return True
    if not in_margin(line, page, OUTER):
        return False
    if _PAGE_NUMBER.fullmatch(line.text) or _PAGE_OF.search(line.text):
        return True
    return line.size < 0.85 * body_size and not _touches_text(line, page, OUTER)


def is_imprint(line: Line) -> bool:
    """Return whether a line contains only addresses, report numbers and versions."""
    return all(map(_IMPRINT.fullmatch, filter(None, re.split(r"\s*[|·•]\s*", line.text))))


def _is_isolated(line: Line, page: Page) -> bool:
    """Return whether a line is neither a cell nor the end of a footnote, such as its address."""
    return not any(
        same_row(other, line)
        or (
            abs(other.left - line.left) < 4
            and abs(other.size - line.size) < 0.6
            and -0.5 * line.size < line.top - other.bottom < 0.7 * line.size
        )
        for other in page.lines
        if other is not line
    )


def _touches_text(line: Line, page: Page, share: float) -> bool:
    """Return whether a chain of close lines connects this one to text outside the margin."""
    reached, left = [line], [other for other in page.lines if other is not line]
    for near in reached:
        touched = [other for other in left if _touch(near, other)]
        if not all(in_margin(other, page, share) for other in touched):
            return True
        reached += touched
        left = [other for other in left if not _touch(near, other)]
    return False


def _touch(line: Line, other: Line) -> bool:
    beside = other.left < line.right and other.right > line.left
    gap = max(other.top - line.bottom, line.top - other.bottom)
    return beside and gap < 1.2 * line.size
