"""Read what a report says of itself: title, publisher, number and date."""

import re
from datetime import datetime

from corpus.readers.lines import Line, Page
from corpus.readers.running_heads import MARGIN, in_margin
from corpus.report import Front

_CRS = "Congressional Research Service"
_GAO = "United States Government Accountability Office"
_NTSB = "National Transportation Safety Board"
_PUBLISHERS = {
    "congressional research service": _CRS,
    "crsreports.congress.gov": _CRS,
    "government accountability office": _GAO,
    "national transportation safety board": _NTSB,
}
_NUMBERS = {
    _CRS: re.compile(r"\b(?:R|RL|RS|IF|IN|IG|LSB|TE|WPD)\d{4,5}\b"),
    _GAO: re.compile(r"\bGAO(?:/[A-Z]+)?-\d\d-\d+[A-Z]*\b"),
    _NTSB: re.compile(
        r"\bNTSB/[A-Z]+-\d\d/\d\d\b|(?<=Accident Number: )[A-Z]{3}\d\d[A-Z]{2}\d{3}\b"
    ),
}
DATE = re.compile(
    r"(?:Updated |Published |Released )?((?:January|February|March|April|May|June|July|August"
    r"|September|October|November|December) \d{1,2}, \d{4})"
)
_FILE_NAME = re.compile(r"^Microsoft |\.\w{2,5}$|^\S+$|^untitled", re.IGNORECASE)


def read_front(pages: list[Page], title: str | None) -> Front:
    """Return what the first page, or else the file's metadata, states.

    Args:
        title: what the metadata gives as the title.
    """
    lines = pages[0].lines if pages else ()
    first = " ".join(line.text for line in lines)
    folded = first.casefold()
    publisher = next((name for key, name in _PUBLISHERS.items() if key in folded), None)
    number = _number(pages, publisher) if publisher else None
    return Front(
        title=_clean_title(title, number) or _largest(lines),
        publisher=publisher,
        number=number,
        date=_date(lines),
    )


def _number(pages: list[Page], publisher: str) -> str | None:
    """Return the report's number from its first page, or from the margins of its last."""
    last = [line for line in pages[-1].lines if in_margin(line, pages[-1], MARGIN)]
    for line in (*pages[0].lines, *last):
        if match := _NUMBERS[publisher].search(line.text):
            return match[0]
    return None


def _clean_title(title: str | None, number: str | None) -> str | None:
    """Return the metadata's title, unless it only names a file."""
    folded = " ".join((title or "").replace("\0", "").split())
    if number:
        folded = re.sub(rf"^{re.escape(number)}[,:]?\s+", "", folded)
    return folded if folded and not _FILE_NAME.search(folded) else None


def _largest(lines: tuple[Line, ...]) -> str | None:
    """Return the lines of the largest type, when they read like a title."""
    worded = [line for line in lines if sum(map(str.isalpha, line.text)) > 3]
    if not worded:
        return None
    size = max(line.size for line in worded)
    title = " ".join(line.text for line in worded if line.size > size - 0.6)
    return title if len(title.split()) > 1 and len(title) <= 200 else None


def _date(lines: tuple[Line, ...]) -> str | None:
    """Return the date that stands on a line of its own."""
    for line in lines:
        if match := DATE.fullmatch(line.text.strip()):
            return datetime.strptime(match[1], "%B %d, %Y").date().isoformat()  # noqa: DTZ007
    return None
