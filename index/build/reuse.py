"""What the last generation read of files that have not changed since."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import PurePosixPath

from corpus.extract import EXTRACTION_VERSION
from corpus.folder import SourceFile
from corpus.limits import Limits
from corpus.report import Report
from corpus.text.sentences import SPLITTER_VERSION
from index.store.protocol import View

_CUTS = "max_sentence_chars"
"""Wider, this limit gives other passages of a file; every other the same."""


class UnchangedFiles:
    """Gives the reports of unchanged files without reading the files again.

    Attributes:
        recalled: paths of the files whose reports were given so far.
    """

    def __init__(
        self, previous: View | None, hashes: Mapping[str, str | None], limits: Limits
    ) -> None:
        """Take reports from the previous generation where the same versions made them.

        Args:
            hashes: sha256 of each file of the corpus, by its path.
            limits: of this build; what was read under wider ones is read again.
        """
        self.recalled: list[str] = []
        self._hashes = hashes
        self._previous: View | None = None
        self._cut: frozenset[str] = frozenset()
        self._known: dict[tuple[str, str], str] = {}
        if previous is None or not _same_reading(previous, limits):
            return
        self._previous = previous
        self._cut = frozenset(previous.manifest.cut_sentences)
        for report_id, report in previous.reports.items():
            self._known[report.source_sha256, _ending(report.path)] = report_id

    def recall(self, file: SourceFile) -> Report | None:
        """Return the report of a file, wherever the same bytes stood before; else None."""
        report_id = self._known.get((self._hashes[file.path] or "", _ending(file.path)))
        if self._previous is None or report_id is None:
            return None
        report = self._previous.report(report_id)
        self.recalled.append(file.path)
        passages = report.passages
        if report_id != file.source.id or self._cut:
            passages = tuple(
                replace(one, report_id=file.source.id, cut=one.id in self._cut) for one in passages
            )
        source = file.source.completed(report.front)
        return replace(report, source=source, path=file.path, passages=passages)


def _ending(path: str) -> str:
    return PurePosixPath(path).suffix.lower()


def _same_reading(previous: View, limits: Limits) -> bool:
    versions, before = previous.manifest.versions, previous.manifest.limits
    return (
        versions.get("extraction") == EXTRACTION_VERSION
        and versions.get("splitter") == SPLITTER_VERSION
        # An index of before this limit has no such name, and its splitter's version says so.
        and before.get(_CUTS) == limits.max_sentence_chars
        and all(value >= before[name] for name, value in asdict(limits).items())
    )
