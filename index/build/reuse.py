"""Reuse the reports of unchanged files from the previous generation."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import PurePosixPath

from corpus.extract import EXTRACTION_VERSION
from corpus.folder import SourceFile
from corpus.limits import Limits
from corpus.omission_words import OCR_FAILED, OCR_FOUND_NOTHING, pages_unread
from corpus.report import Report
from corpus.text.sentences import SPLITTER_VERSION
from index.build.events import FileRefused, Watcher
from index.build.inputs import Inputs, ReadFile
from index.store.protocol import View
from index.types import IndexedReport

_CUTTING_LIMIT = "max_sentence_chars"
"""The limit that changes the passages of a file even when it is raised."""


class UnchangedFiles:
    """Returns the reports of unchanged files without reading the files.

    Attributes:
        reused: paths of the files whose reports were returned so far.
    """

    def __init__(
        self,
        previous: View | None,
        hashes: Mapping[str, str | None],
        limits: Limits,
        *,
        ocr: bool = False,
    ) -> None:
        """Reuse the previous generation if the same versions made it under limits no wider.

        Args:
            hashes: sha256 of each file of the corpus, by path.
            limits: of this build.
            ocr: whether this build runs OCR.
        """
        self.reused: set[str] = set()
        self._hashes = hashes
        self._previous: View | None = None
        self._cut: frozenset[str] = frozenset()
        self._report_ids: dict[tuple[str, str], str] = {}
        if previous is None or not _reads_alike(previous, limits):
            return
        self._previous = previous
        self._cut = frozenset(previous.manifest.cut_sentences)
        for report_id, report in previous.reports.items():
            if not (_lacks_ocr(report) if ocr else report.ocr_pages):
                self._report_ids[report.source_sha256, _suffix(report.path)] = report_id

    def report_of(self, file: SourceFile) -> Report | None:
        """Return the report of a file of the same bytes and suffix, under any path; else None."""
        report_id = self._report_ids.get((self._hashes[file.path] or "", _suffix(file.path)))
        if self._previous is None or report_id is None:
            return None
        report = self._previous.report(report_id)
        self.reused.add(file.path)
        passages = report.passages
        if report_id != file.source.id or self._cut:
            passages = tuple(
                replace(one, report_id=file.source.id, cut=one.id in self._cut) for one in passages
            )
        source = file.source.completed(report.front)
        return replace(report, source=source, path=file.path, passages=passages)


def _lacks_ocr(report: IndexedReport) -> bool:
    """Return whether a report has pages that OCR might read."""
    return any(one.part != OCR_FOUND_NOTHING for one in pages_unread(report.omissions))


def _suffix(path: str) -> str:
    return PurePosixPath(path).suffix.lower()


def _reads_alike(previous: View, limits: Limits) -> bool:
    versions, before = previous.manifest.versions, previous.manifest.limits
    return (
        versions.get("extraction") == EXTRACTION_VERSION
        and versions.get("splitter") == SPLITTER_VERSION
        # An index from before this limit lacks it, and has another version of the splitter.
        and before.get(_CUTTING_LIMIT) == limits.max_sentence_chars
        and all(value >= before[name] for name, value in asdict(limits).items())
    )


def names_same_failures(previous: View, inputs: Inputs) -> bool:
    """Tell whether the files that cannot be read by their names are those of the last build."""
    known = {one for one in previous.manifest.failures if one.path not in inputs.hashes}
    return known == set(inputs.failures)


def ocr_failed(previous: View) -> bool:
    """Tell whether OCR failed for a file, so that the next build tries again."""
    parts = (one.part for report in previous.reports.values() for one in report.omissions)
    reasons = (failure.reason for failure in previous.manifest.failures)
    return any(OCR_FAILED in text for text in (*parts, *reasons))


def restore_inputs(inputs: Inputs, previous: View, watch: Watcher) -> None:
    """Take the results of reading the files from the previous generation."""
    inputs.read = [ReadFile.of(report, report.sentences) for report in previous.reports.values()]
    again = [failure for failure in previous.manifest.failures if failure.path in inputs.hashes]
    inputs.failures += again
    for file in inputs.read:
        watch(file.event(unchanged=True))
    for failure in again:
        watch(FileRefused(failure.path, failure.reason))
