"""Collect the inputs of a build, and compute the fingerprint of the index that they give."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from corpus.errors import FilesNotRead
from corpus.extract import EXTRACTION_VERSION
from corpus.folder import Failure, SourceFile
from corpus.limits import Limits
from corpus.omission_words import OmissionInfo, omission_infos
from corpus.report import Report, Source
from corpus.sandbox.ocr import Ocr
from corpus.text.sentences import SPLITTER_VERSION
from index.build.corpus_record import FileState
from index.build.events import FileRead
from index.build.neighbours import CONTEXT_VERSION
from index.build.supersedes import Supersession, read_supersedes
from index.build.works import WORKS_VERSION
from index.encode.export import EXPORT_VERSION
from index.types import IndexedReport, ModelIdentity
from index.words.terms import ANALYSER_VERSION

VERSIONS = {
    "extraction": EXTRACTION_VERSION,
    "splitter": SPLITTER_VERSION,
    "analyser": ANALYSER_VERSION,
    "context": CONTEXT_VERSION,
    "export": EXPORT_VERSION,
    "works": WORKS_VERSION,
}


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that was read.

    Attributes:
        report: id of its report.
        passages: number of its passages.
        omissions: what it holds and the text lacks.
        ocr_pages: the pages, from 1, whose text comes from OCR.
    """

    path: str
    report: str
    passages: int
    omissions: tuple[OmissionInfo, ...] = ()
    ocr_pages: tuple[int, ...] = ()

    @classmethod
    def of(cls, report: Report | IndexedReport, passages: int) -> "ReadFile":
        """Return the record of a file."""
        told = omission_infos(report.omissions, report.page_count)
        return cls(report.path, report.source.id, passages, told, report.ocr_pages)

    def event(self, *, unchanged: bool) -> FileRead:
        """Return the event of reading it."""
        return FileRead(self.path, self.passages, unchanged, self.omissions, self.ocr_pages)


@dataclass(slots=True)
class Inputs:
    """The files of a corpus, and the results of reading them so far.

    Attributes:
        files: in order of report id.
        failures: files that cannot be read.
        hashes: sha256 of each file by path; None for a file that cannot be opened.
        states: size, time and hash of each file that can be opened, by path.
        limits: under which the files are read.
        jobs: number of files that are read at the same time.
        strict: whether a failure stops the build.
        exact_up_to: number of passages up to which the vector search is exact.
        former_sentences: most sentences to remember that the reports no longer hold.
        former_text_bytes: most bytes of texts to keep, compressed, that the reports no longer have.
        ocr: reads the pages that cannot be read otherwise, or None.
        read: files that were read.
        cut: ids of the first parts of sentences that exceed ``max_sentence_chars``.
        remarks: sentences about the catalog, each with what to do.
    """

    files: list[SourceFile]
    failures: list[Failure]
    hashes: dict[str, str | None]
    states: dict[str, FileState]
    limits: Limits
    jobs: int
    strict: bool
    exact_up_to: int
    former_sentences: int
    former_text_bytes: int
    ocr: Ocr | None = None
    read: list[ReadFile] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def stated_editions(self, sources: Iterable[Source]) -> Supersession:
        """Read what the catalog states of editions, and keep the remarks on it.

        Args:
            sources: of the reports, as far as they are known.

        Raises:
            CorpusError: when reports are stated to supersede themselves.
        """
        stated = {file.source.id: file.supersedes for file in self.files}
        found = read_supersedes(sources, stated)
        self.remarks = list(found.remarks)
        return found

    def fingerprint(self, model: ModelIdentity, store_format: int) -> str:
        """Return the hash of all inputs that decide the contents of the index."""
        sources: list[dict[str, object]] = [
            {"path": file.path, "sha256": self.hashes[file.path], **asdict(file.source)}
            # Without it, the fingerprint is that of the versions that did not know this key.
            | ({"supersedes": file.supersedes} if file.supersedes else {})
            for file in self.files
        ]
        # The limits decide which files can be read.
        inputs = [
            store_format, VERSIONS, model.vectors_sha256, asdict(self.limits), self.exact_up_to,
            sources, asdict(self.ocr.limits) if self.ocr else None,
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()

    def refuse_failures(self) -> None:
        """Stop a strict build that has failures.

        Raises:
            FilesNotRead: with the reason for each file.
        """
        if self.strict and self.failures:
            named = "".join(f"\n  {failure.path}: {failure.reason}" for failure in self.failures)
            raise FilesNotRead(
                f"{len(self.failures)} files cannot be read, so nothing was published: repair "
                f"them, or build without --strict:{named}"
            )
