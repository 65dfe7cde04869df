"""Read the front matter of a report: title, publisher, number and date."""

import re

from corpus.readers.front import iso_day
from corpus.readers.pdf.lines import Line, Page
from corpus.readers.pdf.running_heads import MARGIN, in_margin, is_imprint
from corpus.report import Front

_CRS = "Congressional Research Service"
_GAO = "United States Government Accountability Office"
_NTSB = "National Transportation Safety Board"
_PUBLISHERS = {
    _CRS: re.compile(rf"{_CRS}|https://crsreports\.congress\.gov(?:\s*[|·].*)?"),
    _GAO: re.compile(r"(?:(?:United States|U\.S\.) )?Government Accountability Office"),
    _NTSB: re.compile(_NTSB),
}
_NUMBERS = {
    _CRS: re.compile(r"\b(?:R|RL|RS|IF|IN|IG|LSB|TE|WPD)\d{4,5}\b"),
    _GAO: re.compile(r"\bGAO(?:/[A-Z]+)?-\d\d-\d+[A-Z]*\b"),
    _NTSB: re.compile(r"\bNTSB/[A-Z]+-\d\d/\d\d\b"),
}
_LABELLED = re.compile(r"\b(?:Accident|Report) Number: ([A-Z][A-Z0-9/-]*\d[A-Z0-9/-]*)")
DATE = re.compile(
    r"(?:Updated |Published |Released )?((?:January|February|March|April|May|June|July|August"
    r"|September|October|November|December) \d{1,2}, \d{4})"
)
_FILE_NAME = re.compile(
    r"^Microsoft |\.\w{2,5}$|^\S+$|^untitled|^powerpoint presentation$|^(?:document|slide) ?\d*$",
    re.IGNORECASE,
)


def read_front(pages: list[Page], title: str | None) -> Front:
    """Return the front matter that the metadata and the first page state.

    Args:
        pages: all pages of the document.
        title: title from the file's metadata; it takes precedence over the first page.
    """
    lines = pages[0].lines if pages else ()
    publisher = _publisher(lines)
    number = _number(pages, publisher) if publisher else None
    return Front(
        title=_clean_title(title, number) or _largest_lines(lines),
        publisher=publisher,
        number=number,
        date=_date(lines),
    )


def _publisher(lines: tuple[Line, ...]) -> str | None:
    """Return the publisher whose name fills a line, else None."""
    for line in lines:
        for name, pattern in _PUBLISHERS.items():
            if pattern.fullmatch(line.text):
                return name
    return None


def _number(pages: list[Page], publisher: str) -> str | None:
    """Return the report number from a line on the first page or in the last page's margin."""
    last = [line for line in pages[-1].lines if in_margin(line, pages[-1], MARGIN)]
    for line in (*pages[0].lines, *last):
        if labelled := _LABELLED.search(line.text):
            return labelled[1]
        if is_imprint(line) and (match := _NUMBERS[publisher].search(line.text)):
            return match[0]
    return None


def _clean_title(title: str | None, number: str | None) -> str | None:
    """Return the metadata's title without the number, or None if it is a file name."""
    folded = " ".join((title or "").replace("\0", "").split())
    if number:
        folded = re.sub(rf"^{re.escape(number)}[,:]?\s+", "", folded)
    return folded if folded and not _FILE_NAME.search(folded) else None


def _largest_lines(lines: tuple[Line, ...]) -> str | None:
    """Return the text in the largest type, or None if its length is unlike a title's."""
    worded = [line for line in lines if sum(map(str.isalpha, line.text)) > 3]
    if not worded:
        return None
    size = max(line.size for line in worded)
    title = " ".join(line.text for line in worded if line.size > size - 0.6)
    return title if len(title.split()) > 1 and len(title) <= 200 else None


def _date(lines: tuple[Line, ...]) -> str | None:
    """Return the date (ISO 8601) that fills a line, else None."""
    stated = (DATE.fullmatch(line.text) for line in lines)
    return next((iso_day(match[1]) for match in stated if match), None)
