"""Build the index: read, split, embed, write beside, verify, and move the pointer."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.display import style_of
from corpus.errors import BuildInProgress, CorpusError, IndexMissing, IndexProblem, UnreadableFile
from corpus.folder import Failure, SourceFile, file_sha256, find_files, read_report
from corpus.report import Passage
from corpus.sentences import SPLITTER_VERSION, split_sentences
from index.context import CONTEXT_VERSION
from index.embedding import Embedder, ModelIdentity
from index.generation import (
    LEXICAL,
    PASSAGES,
    VECTORS,
    Generation,
    check_canaries,
    load_generation,
    open_index,
)
from index.lexical import LexicalIndex
from index.manifest import (
    FORMAT_VERSION,
    MANIFEST,
    Manifest,
    generation_folders,
    generation_name,
    point_to,
    record_files,
    sync_folder,
)
from index.passages import PassageStore, PassageWriter
from index.sentence_vectors import SentenceVectors, vector_keys
from index.vectors import VectorIndex
from index.words import ANALYSER_VERSION, terms

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


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a build did.

    Attributes:
        up_to_date: nothing had changed, so nothing was written.
        embedded: passages whose vector was made now; with those reused, all passages.
        reused: passages that kept the vector of the generation before.
        replaced: why the index that was there could not be used, or None.
    """

    generation: str
    fingerprint: str
    up_to_date: bool
    passages: int
    embedded: int
    reused: int
    read: tuple[ReadFile, ...]
    failed: tuple[Failure, ...]
    replaced: str | None


@dataclass(slots=True)
class _Inputs:
    """The files of a corpus as this build found them; reading one may still fail."""

    files: list[SourceFile]
    failures: list[Failure]
    hashes: dict[str, str | None]
    read: list[ReadFile] = field(default_factory=list)

    def fingerprint(self, model: ModelIdentity) -> str:
        sources = [
            {"path": file.path, "sha256": self.hashes[file.path], **asdict(file.source)}
            for file in self.files
        ]
        made_of = [FORMAT_VERSION, VERSIONS, model.sha256, sources]
        return hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()


def build_index(
    corpus: Path,
    index: Path,
    embedder: Embedder,
    keep_generations: int,
    progress: Progress = lambda *_: None,
) -> BuildSummary:
    """Bring the index up to date with the corpus, or leave it exactly as it was.

    Raises:
        CorpusError: when the folder cannot be used or holds no readable report.
        BuildInProgress: when another build holds the index folder.
        OSError: when the disk is full or the folder cannot be written.
    """
    index.mkdir(parents=True, exist_ok=True)
    lock = FileLock(index / ".lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise BuildInProgress(
            f"another build is writing to {index}: wait for it to end, or use another --index"
        ) from error
    try:
        return _build(corpus, index, embedder, keep_generations, progress)
    finally:
        lock.release()


def _build(
    corpus: Path, index: Path, embedder: Embedder, keep_generations: int, progress: Progress
) -> BuildSummary:
    inputs = _find_inputs(corpus)
    previous, replaced = _open_previous(index)
    vectors = SentenceVectors(embedder, previous)
    try:
        up_to_date = previous is not None and (
            previous.manifest.fingerprint == inputs.fingerprint(embedder.identity)
        )
        if previous is not None and up_to_date:
            manifest = previous.manifest
            _recall_inputs(inputs, previous)
            vectors.reused = manifest.passages
        else:
            manifest = _write_beside(index, inputs, embedder.identity, vectors, progress)
            point_to(index, manifest)
    finally:
        if previous is not None:
            previous.close()
    _prune(index, manifest.generation, keep_generations)
    return BuildSummary(
        generation=manifest.generation,
        fingerprint=manifest.fingerprint,
        up_to_date=up_to_date,
        passages=manifest.passages,
        embedded=vectors.embedded,
        reused=vectors.reused,
        read=tuple(inputs.read),
        failed=tuple(inputs.failures),
        replaced=replaced,
    )


def _find_inputs(corpus: Path) -> _Inputs:
    files, failures = find_files(corpus)
    hashes: dict[str, str | None] = {}
    for file in files:
        try:
            hashes[file.path] = file_sha256(file.location)
        except OSError:
            hashes[file.path] = None  # reading it will fail too, and say why
    return _Inputs(files, failures, hashes)


def _open_previous(index: Path) -> tuple[Generation | None, str | None]:
    """Return the generation that serves, or why there is none that can."""
    try:
        return open_index(index), None
    except IndexMissing:
        return None, None
    except IndexProblem as problem:
        return None, str(problem).partition(": run python")[0]


def _recall_inputs(inputs: _Inputs, previous: Generation) -> None:
    """Say of unchanged files what was found when they were read."""
    inputs.read = [
        ReadFile(report.path, report.source.id, len(report.rows))
        for report in previous.passages.reports.values()
    ]
    inputs.failures += [
        failure for failure in previous.manifest.failures if failure.path in inputs.hashes
    ]


def _write_beside(
    index: Path,
    inputs: _Inputs,
    model: ModelIdentity,
    vectors: SentenceVectors,
    progress: Progress,
) -> Manifest:
    """Write, check and name a new generation; the pointer is not moved."""
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
    folder: Path, inputs: _Inputs, vectors: SentenceVectors, progress: Progress
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
    _write_lexical(folder)
    return matched


def _groups(inputs: _Inputs, writer: PassageWriter) -> Iterator[list[tuple[Passage, ...]]]:
    """Read and store the reports, and yield their passages some thousands at a time."""
    group: list[tuple[Passage, ...]] = []
    for file in inputs.files:
        try:
            report = read_report(file)
        except UnreadableFile as error:
            inputs.failures.append(Failure(file.path, str(error)))
            continue
        inputs.hashes[file.path] = report.source_sha256
        passages = split_sentences(report)
        writer.add(report, style_of(report.text), passages, vector_keys(passages))
        inputs.read.append(ReadFile(file.path, report.source.id, len(passages)))
        group.append(passages)
        if sum(map(len, group)) >= _SENTENCES_AT_A_TIME:
            yield group
            group = []
    if group:
        yield group


def _write_lexical(folder: Path) -> None:
    store = PassageStore(folder / PASSAGES)
    try:
        LexicalIndex.build(
            folder / LEXICAL,
            (
                (row, store.report_number(report_id), [term.text for term in terms(passage.quote)])
                for report_id, report in store.reports.items()
                for row, passage in zip(report.rows, store.passages(report_id), strict=True)
            ),
        )
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


def _prune(index: Path, serving: str, keep: int) -> None:
    """Remove what no reader needs: generations never published, and old ones."""
    folders = generation_folders(index)
    kept = [path for path in folders if path.name <= serving][-keep:]
    for path in folders:
        if path not in kept:
            shutil.rmtree(path, ignore_errors=True)
