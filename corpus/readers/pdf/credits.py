"""Find a report's authors where its pages credit them."""

import re
from collections.abc import Iterator
from itertools import pairwise

from corpus.readers.pdf.lines import Line, Page
from corpus.readers.persons import are_printed, is_person, person_names

_FIRST, _LAST = 2, 3
"""The number of pages at the beginning and at the end that credit authors."""

_BYLINE = re.compile(r"(?:by|authors?:)\s+(\S.*)", re.IGNORECASE)
_ROLE = re.compile(
    r"(?:[A-Z]\w+ ){0,2}(?:Analyst|Assistant|Attorney|Coordinator|Counsel|Economist|Fellow"
    r"|Librarian|Manager|Scholar|Scientist|Specialist)\b"
)


def authors_of(pages: list[Page], metadata: str | None, *, signed: bool) -> tuple[str, ...]:
    """Return the authors' names as written; empty when the pages credit nobody.

    Args:
        pages: all pages of the document.
        metadata: the author in the file's metadata, who may be the owner of a computer. The names
            count if lines of the first or last pages begin with them.
        signed: whether the publisher's reports end with the names and roles of their authors.
    """
    crediting = [*pages[:_FIRST], *pages[max(_FIRST, len(pages) - _LAST) :]]
    lines = [line for page in crediting for line in page.lines]
    names = person_names(metadata or "")
    if names and are_printed(names, (line.text for line in lines)):
        return names
    for line in pages[0].lines if pages else ():
        if (byline := _BYLINE.fullmatch(line.text)) and (names := person_names(byline[1])):
            return names
    for page in crediting if signed else ():
        if names := tuple(dict.fromkeys(_signatures(page))):
            return names
    return ()


def _signatures(page: Page) -> Iterator[str]:
    """Yield the names with a role behind or below, column by column."""
    lines = sorted(page.lines, key=lambda line: (round(line.left), line.top))
    for line, below in pairwise([*lines, lines[-1]] if lines else ()):
        name, _, role = line.text.partition(", ")
        if not is_person(name):
            continue
        if _ROLE.match(role) or (_is_below(below, line) and _ROLE.match(below.text)):
            yield name


def _is_below(line: Line, other: Line) -> bool:
    aligned = abs(line.left - other.left) < 2 and abs(line.size - other.size) < 0.6
    return aligned and -1 < line.top - other.bottom < other.size
