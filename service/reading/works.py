"""Describe the work that a report is a file of: its other files and its other editions."""

from collections.abc import Iterable
from dataclasses import dataclass

from index.store.protocol import View
from index.types import IndexedReport
from service.answers.citation import edition_info, report_url, superseded_words
from service.answers.index_info import EditionInfo


@dataclass(frozen=True, slots=True)
class FileInfo:
    """A file of a work: its report's id, its format, and its path on the service."""

    id: str
    format: str
    url: str


@dataclass(frozen=True, slots=True)
class WorkInfo:
    """The files and the editions of a work.

    Attributes:
        work: id of the file that is cited first.
        files: in the order in which they are cited; one for a report without a twin.
        newer_edition: the newest edition in the index; None where this is it.
        older_editions: newest first.
        superseded: see ``ReportInfo``.
    """

    work: str
    files: list[FileInfo]
    newer_edition: EditionInfo | None
    older_editions: list[EditionInfo]
    superseded: str | None


def work_info(generation: View, report_id: str) -> WorkInfo:
    """Return the work of a report."""
    reports = generation.reports
    work = reports[report_id].work
    newer = edition_info(work.newer, reports[work.newer.report].source) if work.newer else None
    return WorkInfo(
        work.files[0],
        [FileInfo(one, reports[one].format, report_url(one)) for one in work.files],
        newer,
        [edition_info(one, reports[one.report].source) for one in work.older],
        superseded_words(newer),
    )


def first_files(reports: Iterable[IndexedReport]) -> list[IndexedReport]:
    """Return, for each work of these reports once, the file that is cited first, if it is here."""
    return [report for report in reports if report.work.files[0] == report.source.id]
