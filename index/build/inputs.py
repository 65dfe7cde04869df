"""What a build reads, and what decides the index that comes of it."""

import hashlib
import json
from dataclasses import asdict, dataclass, field

from corpus.errors import FilesNotRead
from corpus.extract import EXTRACTION_VERSION
from corpus.folder import Failure, SourceFile
from corpus.limits import Limits
from corpus.text.sentences import SPLITTER_VERSION
from index.build.neighbours import CONTEXT_VERSION
from index.encode.export import EXPORT_VERSION
from index.types import ModelIdentity
from index.words.terms import ANALYSER_VERSION

VERSIONS = {
    "extraction": EXTRACTION_VERSION,
    "splitter": SPLITTER_VERSION,
    "analyser": ANALYSER_VERSION,
    "context": CONTEXT_VERSION,
    "export": EXPORT_VERSION,
}


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that is in the index."""

    path: str
    report: str
    passages: int


@dataclass(slots=True)
class Inputs:
    """The files of a corpus as this build found them; reading one may still fail.

    Attributes:
        cut: ids of the first parts of sentences that were too long, as they are read.
        hashes: sha256 of each file by its path; None where it could not be opened.
        jobs: how many files are read at the same time.
        strict: no file may fail.
        exact_up_to: passages up to which the search by vectors looks at each.
    """

    files: list[SourceFile]
    failures: list[Failure]
    hashes: dict[str, str | None]
    limits: Limits
    jobs: int
    strict: bool
    exact_up_to: int
    read: list[ReadFile] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)

    def fingerprint(self, model: ModelIdentity, store_format: int) -> str:
        """Return the hash of everything that decides what an index of these files holds."""
        sources = [
            {"path": file.path, "sha256": self.hashes[file.path], **asdict(file.source)}
            for file in self.files
        ]
        # With other limits, other files can be read.
        made_of = [
            store_format, VERSIONS, model.sha256, asdict(self.limits), self.exact_up_to, sources
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()

    def refuse_failures(self) -> None:
        """Raise FilesNotRead when a file failed that may not."""
        if self.strict and self.failures:
            named = "".join(f"\n  {failure.path}: {failure.reason}" for failure in self.failures)
            raise FilesNotRead(
                f"{len(self.failures)} files cannot be read, so nothing was published: mend them, "
                f"or build without --strict:{named}"
            )
