"""State what an index covers: every report as it was read, and the files that were not."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from corpus.omission_words import in_words, is_partly_read, unread_pages
from index.store.protocol import View


@dataclass(frozen=True, slots=True)
class ReportCoverage:
    """A report as the index covers it.

    Attributes:
        date: a year, a month or a day; null if unknown, as are title and number.
        source_sha256, text_sha256: SHA-256 of the file, and of the canonical text in UTF-8.
        characters: length of the canonical text, in code points.
        pages: number of pages; null if the source has none.
        pages_without_text: the pages that could not be read, from 1.
        ocr_pages: the pages, from 1, whose text comes from OCR.
        sentences: number of its sentences.
        fully_read: whether nothing that readers of the source see is unread.
        remarks: what the source holds and the text lacks, in sentences.
    """

    id: str
    title: str | None
    number: str | None
    date: str | None
    source_sha256: str
    text_sha256: str
    characters: int
    pages: int | None
    pages_without_text: tuple[int, ...]
    ocr_pages: tuple[int, ...]
    sentences: int
    fully_read: bool
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotRead:
    """A file of the folder that was not read, and the reason with its remedy."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """What an index covers.

    Attributes:
        reports: in order of their ids.
        not_read: files of the folder that are in no report, in order of their paths.
    """

    reports: tuple[ReportCoverage, ...]
    not_read: tuple[NotRead, ...]

    @property
    def is_complete(self) -> bool:
        """Tell whether every file was read, and read in full."""
        return not self.not_read and all(one.fully_read for one in self.reports)


def coverage(view: View, reports: Iterable[str] = ()) -> Coverage:
    """Return what a generation covers.

    Args:
        reports: ids of the reports to describe; all where there are none.
    """
    failures = sorted(view.manifest.failures, key=lambda one: one.path)
    chosen = sorted(reports) or list(view.reports)
    return Coverage(
        tuple(report_coverage(view, report) for report in chosen),
        tuple(NotRead(one.path, one.reason) for one in failures),
    )


def report_coverage(view: View, report: str) -> ReportCoverage:
    """Return how a generation covers a report; this reads its text.

    Raises:
        KeyError: when there is no such report.
    """
    indexed = view.reports[report]
    source, pages = indexed.source, indexed.page_count
    return ReportCoverage(
        id=report,
        title=source.title,
        number=source.number,
        date=source.date,
        source_sha256=indexed.source_sha256,
        text_sha256=indexed.text_sha256,
        characters=len(view.text(report)),
        pages=pages or None,
        pages_without_text=unread_pages(indexed.omissions),
        ocr_pages=indexed.ocr_pages,
        sentences=indexed.sentences,
        fully_read=not is_partly_read(indexed.omissions),
        remarks=tuple(in_words(one, pages) for one in indexed.omissions),
    )


def covered_json(reports: Sequence[ReportCoverage]) -> list[dict[str, Any]]:
    """Return reports as the field "covered" of a record; the fields are those of the dataclass."""
    return [asdict(one) for one in reports]


def not_read_json(files: Sequence[NotRead]) -> list[dict[str, Any]]:
    """Return files that were not read, as JSON."""
    return [asdict(one) for one in files]
