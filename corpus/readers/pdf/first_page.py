"""Read the front matter of a report from its first page, its credits and its metadata."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from corpus.dates import MONTHS, us_day
from corpus.readers.front import CRS, GAO, NTSB, PUBLISHERS, address_in, iso_date
from corpus.readers.pdf.columns import WIDE_GAP
from corpus.readers.pdf.credits import authors_of
from corpus.readers.pdf.lines import Line, Page, most_common_size
from corpus.readers.pdf.margins.area import MARGIN, in_margin
from corpus.readers.pdf.margins.running_heads import is_imprint
from corpus.report import Front

_NUMBERS = {
    CRS: re.compile(r"\b(?:R|RL|RS|IF|IN|IG|LSB|TE|WPD)\d{4,5}\b"),
    GAO: re.compile(r"\bGAO(?:/[A-Z]+)?-\d\d-\d+[A-Z]*\b"),
    NTSB: re.compile(r"\bNTSB/[A-Z]+-\d\d/\d\d\b"),
}
_LABELLED = re.compile(r"\b(?:Accident|Report) Number: ([A-Z][A-Z0-9/-]*\d[A-Z0-9/-]*)")
_MONTH = "|".join(MONTHS)
DATE = re.compile(rf"(?:Updated |Published |Released )?((?:{_MONTH}) \d{{1,2}}, \d{{4}})")
_MONTH_ALONE = re.compile(rf"(?:{_MONTH}),? \d{{4}}")
_FILE_NAME = re.compile(
    r"^Microsoft |\.\w{2,5}$|^\S+$|^untitled|^powerpoint presentation$|^(?:document|slide) ?\d*$",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\bLocation: (.+?)(?= Accident Number:|$)")
_TIME = re.compile(r"\bDate & Time: (\d\d)/(\d\d)/(\d{4})\b")
_ADDRESS = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:)\]]")
_SUBJECT = re.compile(r"(?:subject|re):\s+(\S+(?: \S+)+)", re.IGNORECASE)
_FEW_LINES = 6
"""Number of lines up to which a first page of one type size is the cover of others."""
_TITLE_STEP = 2.2
"""Most type sizes from line to line of a title; 1.6 on the cover of GAO-05-927."""
_COVER_WORDS = 150
_TOP = 1 / 3


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the file's own metadata states; none of it need be true of the report.

    Attributes:
        page_labels: the labels of all pages; empty when the file has none.
    """

    title: str | None = None
    author: str | None = None
    page_labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FirstPage:
    """The front matter, and the title as the first page prints it."""

    front: Front
    printed_title: str | None


def read_front(pages: list[Page], metadata: Metadata) -> FirstPage:
    """Return the front matter that the metadata and the pages state.

    The metadata's title and authors count if the pages print them: files are made from others,
    and keep their metadata.

    Args:
        pages: all pages of the document.
        metadata: of the file.
    """
    lines = pages[0].lines if pages else ()
    publisher = _publisher(lines)
    number = _number(pages, publisher) if publisher else None
    title = _title(pages, metadata.title, number)
    addresses = [found for page in pages[:2] for line in page.lines
                 for found in _ADDRESS.findall(line.text)]  # fmt: skip
    front = Front(
        title=_of_accident(title, lines) if title and publisher == NTSB else title,
        publisher=publisher,
        number=number,
        date=_date(pages[0]) if pages else None,
        url=address_in(addresses, number),
        authors=authors_of(pages, metadata.author, signed=publisher == CRS),
    )
    return FirstPage(front, title)


def _publisher(lines: tuple[Line, ...]) -> str | None:
    """Return the publisher whose name fills a line, else None."""
    for line in lines:
        for name, pattern in PUBLISHERS.items():
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


def _title(pages: list[Page], stated: str | None, number: str | None) -> str | None:
    """Return the metadata's title if the first pages print it or show none, else theirs."""
    clean = _clean_title(stated, number)
    largest = _printed_title(pages) if pages else None
    return clean if clean and (not largest or _is_printed(clean, pages[:2])) else largest


def _clean_title(title: str | None, number: str | None) -> str | None:
    """Return the metadata's title without the number, or None if it is a file name."""
    folded = " ".join((title or "").replace("\0", "").split())
    if number:
        folded = re.sub(rf"^{re.escape(number)}[,:]?\s+", "", folded)
    return folded if folded and not _FILE_NAME.search(folded) else None


def _is_printed(title: str, pages: list[Page]) -> bool:
    """Return whether these pages hold at least half of the title's words."""
    printed = {word for page in pages for line in page.lines for word in _words(line.text)}
    words = _words(title)
    return 2 * len(words & printed) >= len(words)


def _words(text: str) -> set[str]:
    words = set(re.findall(r"\w+", text.casefold()))
    return {word for word in words if len(word) > 3} or words


def _printed_title(pages: list[Page]) -> str | None:
    """Return the title that the first page prints: its largest type, else a memo's subject.

    Type of the size that most text has is no title, nor is a date, nor type that stands in
    several places: only the lines that follow each other belong together.
    """
    worded = [line for line in pages[0].lines if sum(map(str.isalpha, line.text)) > 3]
    text_size = most_common_size(word for page in pages[:3] for line in page.lines
                                 for word in line.words)  # fmt: skip
    titles = [line for line in worded if not DATE.fullmatch(line.text)]
    size = max((line.size for line in titles), default=0.0)
    is_cover = len(worded) <= _FEW_LINES and len(pages) > 1
    if size < text_size + 1 and not is_cover:
        return next((found[1] for line in worded if (found := _SUBJECT.fullmatch(line.text))), None)
    largest = [line for line in titles if line.size > size - 0.6]
    title = largest[0].text if largest else ""
    for line, following in pairwise(largest):
        between = [
            one for one in worded if one not in largest and line.top < one.top < following.top
        ]
        if between or following.top - line.top > _TITLE_STEP * size:
            break
        title += f" {following.text}"
    return title if len(title.split()) > 1 and len(title) <= 200 else None


def _of_accident(title: str, lines: tuple[Line, ...]) -> str:
    """Return the title of an accident report, with the accident's place and day.

    All of them have the same printed title. The board writes dates as month/day/year.
    """
    title = title.removeprefix(NTSB).strip() or title
    text = [line.text for line in lines]
    place = next(filter(None, map(_PLACE.search, text)), None)
    time = next(filter(None, map(_TIME.search, text)), None)
    when = us_day(*time.groups()) if time else None
    if place is None or when is None:
        return title
    return f"{title}: {place[1]}, {MONTHS[when.month - 1]} {when.day}, {when.year}"


def _date(page: Page) -> str | None:
    """Return the day that fills a line, else the month in a cover's or a head's own line."""
    stated = next(filter(None, (DATE.fullmatch(line.text) for line in page.lines)), None)
    if stated:
        return iso_date(stated[1])
    cover = sum(len(line.words) for line in page.lines) <= _COVER_WORDS
    for line in page.lines:
        if cover or line.bottom < _TOP * page.height:
            for text in _cells(line):
                if _MONTH_ALONE.fullmatch(text):
                    return iso_date(text)
    return None


def _cells(line: Line) -> Iterator[str]:
    """Yield the texts between the wide gaps of a line, as of columns side by side."""
    cell = [line.words[0]]
    for word in line.words[1:]:
        if word.box[0] - cell[-1].box[2] > WIDE_GAP * line.size:
            yield " ".join(one.text for one in cell)
            cell = []
        cell.append(word)
    yield " ".join(one.text for one in cell)
