"""Make the citation of a passage: its place, its label and its URL."""

from collections.abc import Collection, Sequence
from urllib.parse import quote

from corpus.dates import date_parts
from corpus.files import text_sha256
from corpus.omission_words import READ_BY_OCR, omission_infos
from corpus.readers.persons import natural_order
from corpus.report import Passage
from corpus.text.titles import in_title_case
from index.types import IndexedReport
from index.works import Edition
from service.answers.answer import Citation
from service.answers.index_info import EditionInfo, ReportInfo

# Abbreviations of The Chicago Manual of Style.
_MONTHS = (
    *("Jan.", "Feb.", "Mar.", "Apr.", "May", "June"),
    *("July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."),
)


def cite(passage: Passage, report: IndexedReport) -> Citation:
    """Return the citation of a passage."""
    source = report.source
    labels = printed_pages(passage.pages, report.page_labels)
    return Citation(
        id=passage.id,
        report=report_info(report),
        start=passage.start,
        end=passage.end,
        lines=passage.lines,
        page=passage.pages[0] if passage.pages else None,
        section=passage.section,
        sentence=passage.number,
        quote_sha256=text_sha256(passage.quote),
        text_sha256=report.text_sha256,
        label=_label(passage, report),
        url=f"{report_url(source.id)}#s{passage.number}",
        pages=passage.pages,
        paragraph=passage.paragraph,
        kind=passage.kind,
        boxes=list(passage.boxes),
        page_label=labels[0] if labels else None,
        page_labels=labels,
        ocr=read_by_ocr(passage, report.ocr_pages),
    )


def read_by_ocr(passage: Passage, ocr_pages: Collection[int]) -> bool:
    """Return whether OCR read a page that the passage stands on."""
    first, last = passage.pages or (1, 0)
    return any(first <= page <= last for page in ocr_pages)


def report_info(report: IndexedReport) -> ReportInfo:
    """Return a report as its citations describe it."""
    source, newer = report.source, report.work.newer
    return ReportInfo(
        id=source.id,
        title=source.title,
        publisher=source.publisher,
        number=source.number,
        date=source.date,
        url=source.url,
        authors=source.authors,
        newer_edition=edition_info(newer) if newer else None,
        omissions=omission_infos(report.omissions, report.page_count),
        ocr_pages=report.ocr_pages,
    )


def edition_info(edition: Edition) -> EditionInfo:
    """Return an edition with the path at which the service shows it."""
    return EditionInfo(edition.report, edition.date, report_url(edition.report))


def printed_pages(pages: tuple[int, int] | None, labels: Sequence[str]) -> tuple[str, str] | None:
    """Return the labels of the first and last page, or None if one of them has none."""
    if pages is None or len(labels) < pages[1]:
        return None
    first, last = (labels[page - 1] for page in pages)
    return (first, last) if first and last else None


def report_url(report_id: str) -> str:
    """Return the path at which the service shows a report."""
    return f"/reports/{quote(report_id)}"


def cite_url(passage_id: str) -> str:
    """Return the path of the page with the citation of a passage in every format."""
    return f"/cite?id={quote(passage_id, safe='/')}"


def _label(passage: Passage, report: IndexedReport) -> str:
    source = report.source
    title = in_title_case(source.title) if source.title else source.id
    if source.number:
        title += f" ({source.number})"
    labels = printed_pages(passage.pages, report.page_labels)
    parts = [
        listed_authors(source.authors),
        source.publisher,
        title,
        readable_date(source.date) if source.date else None,
        _place(passage, passage.number, labels, has_lines=report.has_lines),
        READ_BY_OCR if read_by_ocr(passage, report.ocr_pages) else None,
    ]
    return ", ".join(part for part in parts if part)


def place_of(citation: Citation, *, has_lines: bool) -> str:
    """Return the place of a citation within its report, in words: the end of its label."""
    return _place(citation, citation.sentence, citation.page_labels, has_lines=has_lines)


def _place(
    quoted: Passage | Citation, number: int, labels: tuple[str, str] | None, *, has_lines: bool
) -> str:
    parts = [
        _pages(quoted.pages, labels),
        f'"{quoted.section}"' if quoted.section else None,
        # The label has a paragraph only if it has neither a page nor a line.
        f"paragraph {quoted.paragraph}" if not (quoted.pages or has_lines) else None,
        f"sentence {number}",
        _range("line", "lines", quoted.lines if has_lines else None),
    ]
    return ", ".join(part for part in parts if part)


def listed_authors(authors: Sequence[str]) -> str | None:
    """Return one or two authors, or the first of several, as a label names them."""
    if len(authors) > 2:
        return f"{natural_order(authors[0])} et al."
    return " and ".join(map(natural_order, authors)) or None


def _pages(pages: tuple[int, int] | None, labels: tuple[str, str] | None) -> str | None:
    """Return the printed pages, with the number in the PDF file where that differs."""
    counted = _range("p.", "pp.", pages)
    printed = _range("p.", "pp.", labels)
    return f"{printed} (PDF {counted})" if printed and printed != counted else counted


def _range(
    singular: str, plural: str, numbers: tuple[int, int] | tuple[str, str] | None
) -> str | None:
    if numbers is None:
        return None
    first, last = numbers
    return f"{singular} {first}" if first == last else f"{plural} {first}–{last}"


def readable_date(date: str) -> str:
    """Return a date in the form "9 Feb. 2016", "Feb. 2016" or "2016"."""
    year, month, day = date_parts(date)
    parts = (day, month and _MONTHS[month - 1], year)
    return " ".join(str(part) for part in parts if part)
