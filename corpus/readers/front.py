"""Find the number, the date, the title and the publisher that a document states."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from corpus.dates import MONTHS, is_date, us_day
from corpus.readers.folded import fold

CRS = "Congressional Research Service"
GAO = "United States Government Accountability Office"
NTSB = "National Transportation Safety Board"
PUBLISHERS = {
    CRS: re.compile(
        rf"{CRS}|https://crsreports\.congress\.gov(?:\s*[|·].*)?"
        r"|CRS Products? \(Library of Congress\)",
        re.IGNORECASE,
    ),
    GAO: re.compile(r"(?:(?:United States|U\.S\.) )?Government Accountability Office"),
    NTSB: re.compile(NTSB),
}
"""The statements by which these publishers sign their reports."""

_LABELLED_NUMBER = re.compile(
    r"(?:report|product|document) (?:no\.?|number)\s*:?\s*([A-Z][A-Z0-9/.-]*\d[A-Z0-9/.-]*)",
    re.IGNORECASE,
)
_KNOWN_NUMBER = re.compile(r"\bGAO(?:/[A-Z]+)?-\d\d-\d+[A-Z]*\b|\bNTSB/[A-Z]+-\d\d/\d\d\b")
_MONTH = "|".join(MONTHS)
_DAY = rf"\d{{4}}-\d\d-\d\d|(?:{_MONTH}) \d{{1,2}}, \d{{4}}|\d{{1,2}} (?:{_MONTH}) \d{{4}}"
_PUBLISHED = re.compile(
    r"(?:published|released|issued|updated|publication date)(?: on)?\s*:?\s*"
    rf"({_DAY}|(?:{_MONTH}),? \d{{4}})\b",
    re.IGNORECASE,
)
_NUMERIC = re.compile(r"(\d{4})[-/](\d\d)(?:[-/](\d\d))?(?!\d)(?!-\d)")
_FORMS = {
    "%B %d, %Y": 10, "%d %B %Y": 10, "%b %d, %Y": 10, "%d %b %Y": 10,
    "%B %Y": 7, "%B, %Y": 7, "%b %Y": 7, "%Y": 4,
}  # fmt: skip
"""The forms of dates in words, and how many characters of an ISO date each states."""
_US_DAY = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)")
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


def publisher_in(texts: Iterable[str]) -> str | None:
    """Return the known publisher that the first short text states alone or beside the number."""
    for text in texts:
        if len(text) > _MAX_STATEMENT:
            continue
        for name, pattern in PUBLISHERS.items():
            stated = pattern.search(text)
            if stated and (stated[0] == text or number_in([text]) or date_in([text])):
                return name
    return None


def date_in(texts: Iterable[str]) -> str | None:
    """Return the date of publication from the first short text that states one.

    Returns:
        A day or a month; see ``corpus.dates``.
    """
    for text in texts:
        if len(text) <= _MAX_STATEMENT and (match := _PUBLISHED.search(text)):
            return iso_date(match[1])
    return None


def iso_date(stated: str) -> str | None:
    """Return the day, the month or the year that a text states; see ``corpus.dates``.

    Returns:
        None if the text states no date or an ambiguous one, such as 04/09/2026.
    """
    stated = " ".join(stated.split())
    if match := _NUMERIC.match(stated):
        numeric = "-".join(filter(None, match.groups()))
        return numeric if is_date(numeric) else None
    for form, length in _FORMS.items():
        try:
            found = datetime.strptime(stated, form).date()  # noqa: DTZ007
        except ValueError:
            continue
        return found.isoformat()[:length]
    return None


def us_date(stated: str, texts: Iterable[str]) -> str | None:
    """Return the day that "04/09/2026" states if a text has it in words; see ``iso_date``."""
    match = _US_DAY.fullmatch(stated.strip())
    found = us_day(*match.groups()) if match else None
    if found is None:
        return None
    return found.isoformat() if any(map(re.compile(in_words(found)).search, texts)) else None


def in_words(day: date) -> str:
    """Return a pattern of a day with its month in words."""
    month = MONTHS[day.month - 1]
    return rf"{month} 0?{day.day}, {day.year}|\b0?{day.day} {month} {day.year}"


def without_filled_day(stated: str, texts: Iterable[str]) -> str:
    """Return a date without a day, or month and day, that a program may have filled in.

    Programs store "September 2005" as 2005-09-01 and "2005" as 2005-01-01. The first of a month
    is believed if a text has it in words.
    """
    if not stated.endswith("-01") or len(stated) < 10:
        return stated
    day = date.fromisoformat(stated)
    if any(map(re.compile(in_words(day)).search, texts)):
        return stated
    return stated[:4] if day.month == 1 else stated[:7]


def title_in(metadata: str | None) -> str | None:
    """Return the title from a file's metadata, or None if it names a file or a program."""
    title = fold(metadata or "")
    return title if title and not _NO_TITLE.search(title) else None


def address_in(addresses: Iterable[str], number: str | None) -> str | None:
    """Return the address that names the report's number, if exactly one does."""
    if not number:
        return None
    named = rf"(?<![a-z0-9]){re.escape(number.casefold())}(?![a-z0-9])"
    found = {each for each in addresses if re.search(named, each.casefold())}
    return found.pop() if len(found) == 1 else None


def is_address(text: str | None) -> bool:
    """Return whether a text is a web address."""
    return bool(text and re.fullmatch(r"https?://[^\s<>\"']{1,1900}", text, re.IGNORECASE))
