"""Collect the inputs of a build, and compute the fingerprint of the index that they give."""

import hashlib
import json
from dataclasses import asdict, dataclass, field

from corpus.errors import FilesNotRead
from corpus.extract import EXTRACTION_VERSION
from corpus.folder import Failure, SourceFile
from corpus.limits import Limits
from corpus.text.sentences import SPLITTER_VERSION
from index.build.corpus_record import FileState
from index.build.neighbours import CONTEXT_VERSION
from index.build.works import WORKS_VERSION
from index.encode.export import EXPORT_VERSION
from index.types import ModelIdentity
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
    """A file that was read, its report's id and its number of passages."""

    path: str
    report: str
    passages: int


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
        read: files that were read.
        cut: ids of the first parts of sentences that exceed ``max_sentence_chars``.
    """

    files: list[SourceFile]
    failures: list[Failure]
    hashes: dict[str, str | None]
    states: dict[str, FileState]
    limits: Limits
    jobs: int
    strict: bool
    exact_up_to: int
    read: list[ReadFile] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)

    def fingerprint(self, model: ModelIdentity, store_format: int) -> str:
        """Return the hash of all inputs that decide the contents of the index."""
        sources = [
            {"path": file.path, "sha256": self.hashes[file.path], **asdict(file.source)}
            for file in self.files
        ]
        # The limits decide which files can be read.
        inputs = [
            store_format, VERSIONS, model.vectors_sha256, asdict(self.limits), self.exact_up_to,
            sources,
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
