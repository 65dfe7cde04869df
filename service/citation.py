"""Write a citation the way a librarian would, and say where the service shows it."""

import datetime
from urllib.parse import quote

from corpus.folder import text_sha256
from corpus.report import Passage, Source
from index.passages import IndexedReport
from service.answer import Citation, ReportInfo

# Chicago's abbreviations.
_MONTHS = (
    *("Jan.", "Feb.", "Mar.", "Apr.", "May", "June"),
    *("July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."),
)


def cite(passage: Passage, report: IndexedReport) -> Citation:
    """Return the citation of a passage."""
    source = report.source
    return Citation(
        id=f"{source.id}#s{passage.number}",
        report=ReportInfo(
            source.id, source.title, source.publisher, source.number, source.date, source.url
        ),
        start=passage.start,
        end=passage.end,
        lines=passage.lines,
        page=passage.page,
        section=passage.section,
        sentence=passage.number,
        quote_sha256=text_sha256(passage.quote),
        text_sha256=report.text_sha256,
        label=_label(passage, source),
        url=f"{report_url(source.id)}#s{passage.number}",
    )


def report_url(report_id: str) -> str:
    """Return the path at which the service shows a report."""
    return f"/reports/{quote(report_id)}"


def _label(passage: Passage, source: Source) -> str:
    title = source.title or source.id
    if source.number:
        title += f" ({source.number})"
    first, last = passage.lines
    parts = [
        source.publisher,
        title,
        readable_date(source.date) if source.date else None,
        f"p. {passage.page}" if passage.page is not None else None,
        f'"{passage.section}"' if passage.section else None,
        f"sentence {passage.number}",
        f"line {first}" if first == last else f"lines {first}–{last}",
    ]
    return ", ".join(part for part in parts if part)


def readable_date(date: str) -> str:
    """Return an ISO date as in "9 Feb. 2016"."""
    day = datetime.date.fromisoformat(date)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
