"""Write a new generation beside the one that serves, check it, and give it its name."""

import hashlib
import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from corpus.display import style_of
from corpus.errors import CorpusError, UnreadableFile
from corpus.folder import Failure, SourceFile, read_report
from corpus.report import Passage
from corpus.sentences import SPLITTER_VERSION, split_sentences
from index.context import CONTEXT_VERSION
from index.embedding import ModelIdentity
from index.generation import LEXICAL, PASSAGES, VECTORS, VOCABULARY, check_canaries, load_generation
from index.lexical import LexicalIndex
from index.manifest import (
    FORMAT_VERSION,
    MANIFEST,
    Manifest,
    generation_folders,
    generation_name,
    record_files,
    sync_folder,
)
from index.passages import PassageStore, PassageWriter
from index.sentence_vectors import SentenceVectors, vector_keys
from index.vectors import VectorIndex
from index.vocabulary import Vocabulary
from index.words import ANALYSER_VERSION, terms, whole_words

VERSIONS = {"splitter": SPLITTER_VERSION, "analyser": ANALYSER_VERSION, "context": CONTEXT_VERSION}
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
    """The files of a corpus as this build found them; reading one may still fail."""

    files: list[SourceFile]
    failures: list[Failure]
    hashes: dict[str, str | None]
    read: list[ReadFile] = field(default_factory=list)

    def fingerprint(self, model: ModelIdentity) -> str:
        """Return the hash of everything that decides what an index of these files holds."""
        sources = [
            {"path": file.path, "sha256": self.hashes[file.path], **asdict(file.source)}
            for file in self.files
        ]
        made_of = [FORMAT_VERSION, VERSIONS, model.sha256, sources]
        return hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()


def write_beside(
    index: Path,
    inputs: Inputs,
    model: ModelIdentity,
    vectors: SentenceVectors,
    progress: Progress,
) -> Manifest:
    """Write, check and name a new generation; the pointer is not moved.

    Raises:
        CorpusError: when no report can be read; nothing is left behind then.
    """
    unfinished = index / _UNFINISHED
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    try:
        matched = _write_parts(unfinished, inputs, vectors, progress)
        newest = max((int(path.name[:6]) for path in generation_folders(index)), default=0)
        fingerprint = inputs.fingerprint(model)
        manifest = Manifest(
            format=FORMAT_VERSION,
            generation=generation_name(newest + 1, fingerprint),
            fingerprint=fingerprint,
            model=model.name,
            model_sha256=model.sha256,
            versions=VERSIONS,
            dimension=matched.dimension,
            reports=len(inputs.read),
            passages=len(matched),
            failures=tuple(inputs.failures),
            files=record_files(unfinished),
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
    folder: Path, inputs: Inputs, vectors: SentenceVectors, progress: Progress
) -> VectorIndex:
    matched: VectorIndex | None = None
    known = 0
    writer = PassageWriter(folder / PASSAGES)
    try:
        for group in _groups(inputs, writer):
            known += sum(map(len, group))
            made = vectors.of(group, lambda done, known=known: progress(done, known))  # type: ignore[misc]
            if matched is None:
                matched = VectorIndex.of(made)
            else:
                matched.add(made)
    finally:
        writer.close()
    if matched is None:
        reasons = "; ".join(f"{failure.path}: {failure.reason}" for failure in inputs.failures[:3])
        raise CorpusError(
            f"there is no readable report in the corpus ({reasons or 'the folder is empty'}): "
            "put .txt files in it, or name another folder with --corpus"
        )
    matched.save(folder / VECTORS)
    _write_words(folder)
    return matched


def _groups(inputs: Inputs, writer: PassageWriter) -> Iterator[list[tuple[Passage, ...]]]:
    """Read and store the reports, and yield their passages some thousands at a time."""
    group: list[tuple[Passage, ...]] = []
    for file in inputs.files:
        try:
            report = read_report(file)
            passages = split_sentences(report)
        except UnreadableFile as error:
            inputs.failures.append(Failure(file.path, str(error)))
            continue
        inputs.hashes[file.path] = report.source_sha256
        writer.add(report, style_of(report.text), passages, vector_keys(passages))
        inputs.read.append(ReadFile(file.path, report.source.id, len(passages)))
        group.append(passages)
        if sum(map(len, group)) >= _SENTENCES_AT_A_TIME:
            yield group
            group = []
    if group:
        yield group


def _write_words(folder: Path) -> None:
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
