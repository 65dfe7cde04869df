"""Write a new generation beside the one that serves, check it, and give it its name."""

import hashlib
import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path

from corpus.display import style_of
from corpus.errors import CorpusError, FilesNotRead, UnreadableFile
from corpus.extract import EXTRACTION_VERSION
from corpus.folder import Failure, SourceFile
from corpus.intake import read_all
from corpus.limits import Limits
from corpus.report import Passage
from corpus.sentences import SPLITTER_VERSION
from index.context import CONTEXT_VERSION
from index.embedding import ModelIdentity
from index.generation import LEXICAL, PASSAGES, VECTORS, VOCABULARY, check_canaries, load_generation
from index.lexical import LexicalIndex
from index.manifest import (
    FORMAT_VERSION,
    MANIFEST,
    Manifest,
    Recall,
    generation_folders,
    generation_name,
    record_files,
    sync_folder,
)
from index.passages import PassageStore, PassageWriter
from index.sentence_vectors import SentenceVectors, vector_keys
from index.unchanged import UnchangedFiles
from index.vector_writer import VectorWriter
from index.vocabulary import Vocabulary
from index.words import ANALYSER_VERSION, terms, whole_words

VERSIONS = {
    "extraction": EXTRACTION_VERSION,
    "splitter": SPLITTER_VERSION,
    "analyser": ANALYSER_VERSION,
    "context": CONTEXT_VERSION,
}
_UNFINISHED = ".unfinished"
_SENTENCES_AT_A_TIME = 4096

Progress = Callable[[int, int], None]
"""Called with (passages ready since the last call, passages known so far)."""


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

    def fingerprint(self, model: ModelIdentity) -> str:
        """Return the hash of everything that decides what an index of these files holds."""
        sources = [
            {"path": file.path, "sha256": self.hashes[file.path], **asdict(file.source)}
            for file in self.files
        ]
        # With other limits, other files can be read.
        made_of = [
            FORMAT_VERSION, VERSIONS, model.sha256, asdict(self.limits), self.exact_up_to, sources
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


def write_beside(
    index: Path,
    inputs: Inputs,
    model: ModelIdentity,
    vectors: SentenceVectors,
    unchanged: UnchangedFiles,
    progress: Progress,
) -> Manifest:
    """Write, check and name a new generation; the pointer is not moved.

    Raises:
        CorpusError: when no report can be read; nothing is left behind then.
        FilesNotRead: when a file cannot be read and the build is strict; likewise.
    """
    unfinished = index / _UNFINISHED
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    try:
        dimension, recall = _write_parts(unfinished, inputs, vectors, unchanged, progress)
        newest = max((int(path.name[:6]) for path in generation_folders(index)), default=0)
        fingerprint = inputs.fingerprint(model)
        manifest = Manifest(
            format=FORMAT_VERSION,
            generation=generation_name(newest + 1, fingerprint),
            fingerprint=fingerprint,
            model=model.name,
            model_sha256=model.sha256,
            versions=VERSIONS,
            limits=asdict(inputs.limits),
            dimension=dimension,
            reports=len(inputs.read),
            passages=sum(item.passages for item in inputs.read),
            long_sentences=tuple(vectors.long),
            failures=tuple(inputs.failures),
            files=record_files(unfinished),
            recall=recall,
        )
        (unfinished / MANIFEST).write_text(manifest.to_json(), encoding="utf-8")
        generation = load_generation(unfinished, manifest, pointer="")
        try:
            check_canaries(generation)
        finally:
            generation.close()
        _make_durable(unfinished)
        unfinished.rename(index / manifest.generation)
        sync_folder(index)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return manifest


def _write_parts(
    folder: Path,
    inputs: Inputs,
    vectors: SentenceVectors,
    unchanged: UnchangedFiles,
    progress: Progress,
) -> tuple[int, Recall | None]:
    """Write everything but the manifest; return dimension and recall of the vectors."""
    known = 0
    with closing(VectorWriter(folder / VECTORS, inputs.exact_up_to)) as matched:
        with closing(PassageWriter(folder / PASSAGES)) as writer:
            for group in _groups(inputs, unchanged, writer):
                known += sum(map(len, group))
                matched.add(vectors.of(group, lambda done, known=known: progress(done, known)))  # type: ignore[misc]
        inputs.refuse_failures()
        if len(matched) == 0:
            raise _nothing_read(inputs)
        recall = matched.write()
    write_words(folder)
    return matched.dimension, recall


def _nothing_read(inputs: Inputs) -> CorpusError:
    reasons = "; ".join(f"{failure.path}: {failure.reason}" for failure in inputs.failures[:3])
    return CorpusError(
        f"there is no readable report in the corpus ({reasons or 'the folder is empty'}): "
        "put reports in it, or name another folder with --corpus"
    )


def _groups(
    inputs: Inputs, unchanged: UnchangedFiles, writer: PassageWriter
) -> Iterator[list[tuple[Passage, ...]]]:
    """Read and store the reports, and yield their passages some thousands at a time."""
    group: list[tuple[Passage, ...]] = []
    for file, report in read_all(inputs.files, inputs.limits, inputs.jobs, unchanged.recall):
        if isinstance(report, UnreadableFile):
            inputs.failures.append(Failure(file.path, str(report)))
        if isinstance(report, UnreadableFile) or (inputs.strict and inputs.failures):
            continue  # a strict build that has failed goes on to find all that fails, no more
        inputs.hashes[file.path] = report.source_sha256
        writer.add(report, style_of(report.text), vector_keys(report.passages))
        inputs.read.append(ReadFile(file.path, report.source.id, len(report.passages)))
        group.append(report.passages)
        if sum(map(len, group)) >= _SENTENCES_AT_A_TIME:
            yield group
            group = []
    if group:
        yield group


def write_words(folder: Path) -> None:
    """Write the lexical index and the vocabulary of the passages in a folder."""
    store = PassageStore(folder / PASSAGES)
    counts: Counter[str] = Counter()

    def passages() -> Iterator[tuple[int, int, list[str]]]:
        for report_id, report in store.reports.items():
            number = store.report_number(report_id)
            for row, passage in zip(report.rows, store.passages(report_id), strict=True):
                counts.update(whole_words(passage.quote))
                yield row, number, [term.text for term in terms(passage.quote)]

    try:
        LexicalIndex.build(folder / LEXICAL, passages())
        Vocabulary.build(folder / VOCABULARY, counts)
    finally:
        store.close()


def _make_durable(folder: Path) -> None:
    """Flush every file and name of a generation to the disk."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as stream:
                os.fsync(stream.fileno())
        else:
            sync_folder(path)
    sync_folder(folder)
