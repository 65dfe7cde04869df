"""Find the number, the date and the title that a document states."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from corpus.readers.canonical import fold

_LABELLED_NUMBER = re.compile(
    r"(?:report|product|document) (?:no\.?|number)\s*:?\s*([A-Z][A-Z0-9/.-]*\d[A-Z0-9/.-]*)",
    re.IGNORECASE,
)
_KNOWN_NUMBER = re.compile(r"\bGAO(?:/[A-Z]+)?-\d\d-\d+[A-Z]*\b|\bNTSB/[A-Z]+-\d\d/\d\d\b")
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_PUBLISHED = re.compile(
    r"(?:published|released|issued|updated|publication date)(?: on)?\s*:?\s*"
    rf"(\d{{4}}-\d\d-\d\d|(?:{_MONTHS}) \d{{1,2}}, \d{{4}}|\d{{1,2}} (?:{_MONTHS}) \d{{4}})\b",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(r"^microsoft |\.\w{2,5}$|^untitled|^(?:word )?document\d*$", re.IGNORECASE)
_MAX_STATEMENT = 150
"""Maximum characters of a block that states number or date; longer ones cite other reports."""


def number_in(texts: Iterable[str]) -> str | None:
    """Return the report number from the first short text that states one, else None."""
    for text in texts:
        if len(text) > _MAX_STATEMENT:
            continue
        if labelled := _LABELLED_NUMBER.search(text):
            return labelled[1].rstrip(".-/")
        if known := _KNOWN_NUMBER.search(text):
            return known[0]
    return None


def date_in(texts: Iterable[str]) -> str | None:
    """Return the publication date (ISO 8601) from the first short text that states one."""
    for text in texts:
        if len(text) <= _MAX_STATEMENT and (match := _PUBLISHED.search(text)):
            return iso_day(match[1])
    return None


def iso_day(stated: str) -> str | None:
    """Return a date in ISO 8601 form, or None if the text does not state an unambiguous day."""
    stated = " ".join(stated.split())
    if match := re.match(r"(\d{4})[-/](\d\d)[-/](\d\d)(?!\d)", stated):
        try:
            return date(*map(int, match.groups())).isoformat()
        except ValueError:
            return None
    for form in ("%B %d, %Y", "%d %B %Y", "%b %d, %Y", "%d %b %Y"):
        try:
            return datetime.strptime(stated, form).date().isoformat()  # noqa: DTZ007
        except ValueError:
            continue
    return None


def title_in(metadata: str | None) -> str | None:
    """Return the title from a file's metadata, or None if it names a file or a program."""
    title = fold(metadata or "")
    return title if title and not _NO_TITLE.search(title) else None
