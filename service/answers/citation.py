"""Make the citation of a passage: its place, its label and its URL."""

import datetime
from urllib.parse import quote

from corpus.files import text_sha256
from corpus.report import Passage
from index.types import IndexedReport
from service.answers.answer import Citation, ReportInfo

# Abbreviations of The Chicago Manual of Style.
_MONTHS = (
    *("Jan.", "Feb.", "Mar.", "Apr.", "May", "June"),
    *("July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."),
)


def cite(passage: Passage, report: IndexedReport) -> Citation:
    """Return the citation of a passage."""
    source = report.source
    return Citation(
        id=passage.id,
        report=ReportInfo(
            source.id, source.title, source.publisher, source.number, source.date, source.url
        ),
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
    )


def report_url(report_id: str) -> str:
    """Return the path at which the service shows a report."""
    return f"/reports/{quote(report_id)}"


def cite_url(passage_id: str) -> str:
    """Return the path of the page with the citation of a passage in every format."""
    return f"/cite?id={quote(passage_id, safe='/')}"


def _label(passage: Passage, report: IndexedReport) -> str:
    source = report.source
    title = source.title or source.id
    if source.number:
        title += f" ({source.number})"
    date = readable_date(source.date) if source.date else None
    parts = [source.publisher, title, date, _place(passage, passage.number, report.has_lines)]
    return ", ".join(part for part in parts if part)


def place_of(citation: Citation, *, has_lines: bool) -> str:
    """Return the place of a citation within its report, in words: the end of its label."""
    return _place(citation, citation.sentence, has_lines)


def _place(quoted: Passage | Citation, number: int, has_lines: bool) -> str:
    parts = [
        _range("p.", "pp.", quoted.pages),
        f'"{quoted.section}"' if quoted.section else None,
        # The label has a paragraph only if it has neither a page nor a line.
        f"paragraph {quoted.paragraph}" if not (quoted.pages or has_lines) else None,
        f"sentence {number}",
        _range("line", "lines", quoted.lines if has_lines else None),
    ]
    return ", ".join(part for part in parts if part)


def _range(singular: str, plural: str, numbers: tuple[int, int] | None) -> str | None:
    if numbers is None:
        return None
    first, last = numbers
    return f"{singular} {first}" if first == last else f"{plural} {first}–{last}"


def readable_date(date: str) -> str:
    """Return an ISO date in the form "9 Feb. 2016"."""
    day = datetime.date.fromisoformat(date)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
