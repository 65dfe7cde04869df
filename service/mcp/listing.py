"""The tool ``list_reports``, and what the index is."""

from collections.abc import Sequence
from typing import Any

from corpus.omission_words import is_partly_read
from index.search.scope import choose
from index.store.protocol import View
from index.types import IndexedReport
from service import __version__
from service.answers.citation import readable_date, report_info, report_url
from service.mcp.arguments import ListReports
from service.mcp.desk import Desk, checked_scope
from service.mcp.results import UNTRUSTED, Text, ToolResult, compact_json, fitted, present
from service.records.coverage import report_coverage

_A_TIME = 50


def list_reports(desk: Desk, given: ListReports) -> ToolResult:
    """Return the reports that pass the filters, those that fit at a time."""
    view = desk.opened.generation
    found = _passing(view, given)
    rest = [one for one in found if one.source.id > given.after]
    most, limit = min(len(rest), _A_TIME), desk.settings.mcp_max_answer_bytes
    return fitted(lambda count: _listed(desk, view, rest, count, len(found)), most, limit)


def _passing(view: View, given: ListReports) -> list[IndexedReport]:
    scope = checked_scope(view, given.scope)
    chosen = choose(scope, view.sources, view.manifest.works) or tuple(view.reports)
    words = given.words.casefold().split()
    return [
        report
        for report in map(view.reports.__getitem__, chosen)
        if all(word in _named(report) for word in words)
    ]


def _named(report: IndexedReport) -> str:
    source = report.source
    return " ".join(filter(None, (source.id, source.title, source.number))).casefold()


def _listed(
    desk: Desk, view: View, rest: Sequence[IndexedReport], count: int, total: int
) -> ToolResult:
    shown = rest[:count]
    more = shown[-1].source.id if shown and count < len(rest) else None
    blocks = [Text(f"{total:,} report{'' if total == 1 else 's'}; {len(shown)} listed here.")]
    blocks += [Text(_line(one), untrusted=True) for one in shown]
    if more:
        blocks.append(Text(f"The list goes on: list_reports with after={more}"))
    fields = {"total": total, "reports": [_report(desk, view, one) for one in shown]}
    return ToolResult(tuple(blocks), {**UNTRUSTED, **fields, **present({"next": more})})


def _line(report: IndexedReport) -> str:
    source = report.source
    date = readable_date(source.date) if source.date else None
    superseded = report_info(report).superseded
    known = (source.number, date, f"{report.sentences:,} sentences", superseded)
    about = ", ".join(filter(None, known))
    return f"[{source.id}] {source.title or source.id} ({about})"


def _report(desk: Desk, view: View, report: IndexedReport) -> dict[str, Any]:
    source = report.source
    return present(
        {
            "id": source.id,
            "title": source.title,
            "number": source.number,
            "publisher": source.publisher,
            "date": source.date,
            "newer_edition": report.work.newer and report.work.newer.report,
            "superseded": report_info(report).superseded,
            "url": desk.permalink(report_url(source.id)),
            "coverage": coverage_fields(view, source.id),
        }
    )


def coverage_fields(view: View, report: str) -> dict[str, Any]:
    """Return what of a report the index holds, and what could not be read."""
    found = report_coverage(view, report)
    return present(
        {
            "sentences": found.sentences,
            "characters": found.characters,
            "pages": found.pages,
            "pages_without_text": list(found.pages_without_text),
            "ocr_pages": list(found.ocr_pages),
            "fully_read": found.fully_read,
            "remarks": list(found.remarks),
        }
    )


def about(desk: Desk) -> str:
    """Return what the index and the service are, as JSON; it holds no words of a report."""
    opened, settings = desk.opened, desk.settings
    view, info = opened.generation, opened.info
    return compact_json(
        {
            "pincite": __version__,
            "reports": len(view.reports),
            "partly_read": sum(is_partly_read(one.omissions) for one in view.reports.values()),
            "files_not_read": len(view.manifest.failures),
            "sentences": info.passages,
            "generation": info.generation,
            "fingerprint": info.fingerprint,
            "model": info.model,
            "adapter": info.adapter,
            "reader": info.reader,
            "statuses": {
                "answered": "the first sentence seems to answer",
                "uncertain": "a sentence may answer: read it before you rely on it",
                "no_answer": "no sentence seems to answer; those given are the closest",
            },
            "limits": {
                "k": settings.mcp_max_k,
                "question_characters": settings.max_question_chars,
                "draft_bytes": settings.mcp_max_draft_bytes,
                "answer_bytes": settings.mcp_max_answer_bytes,
            },
        }
    )
