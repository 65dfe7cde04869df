"""Build the index: read, split, embed, write beside, verify, and move the pointer."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import BuildInProgress, IndexMissing, IndexProblem
from corpus.folder import Failure, file_sha256, find_files
from corpus.limits import Limits
from corpus.settings import Settings
from index.build.inputs import Inputs, ReadFile
from index.build.publish import UNFINISHED, Progress, write_beside
from index.build.reuse import UnchangedFiles
from index.build.sentence_vectors import SentenceVectors
from index.build.vector_journal import VectorJournal
from index.encode.choose import BuildEncoder, encoder_for_build
from index.store import open_index
from index.store.local.manifest import NEW_POINTER, generation_folders, point_to
from index.store.manifest import EncoderRecord
from index.store.protocol import View
from index.types import Embedder

_JOURNAL = ".vectors"
_EXPORT = ".encoder"


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a build did.

    Attributes:
        up_to_date: nothing had changed, so nothing was written.
        embedded: passages whose vector was made now; with those reused, all passages.
        reused: passages that kept the vector of the generation before, or of a build
            that was killed.
        unchanged: reports that were taken over from the generation before, not read again.
        long_sentences: citation ids of the sentences that are longer than the model
            reads; they are matched by their parts and cited whole.
        cut_sentences: citation ids of the first parts of the sentences that were longer
            than the limit; they are cut into several passages.
        replaced: why the index that was there could not be used, or None.
        why_torch: why questions are encoded through torch, which starts slowly, or None.
    """

    generation: str
    fingerprint: str
    up_to_date: bool
    passages: int
    embedded: int
    reused: int
    unchanged: int
    long_sentences: tuple[str, ...]
    cut_sentences: tuple[str, ...]
    read: tuple[ReadFile, ...]
    failed: tuple[Failure, ...]
    replaced: str | None
    why_torch: str | None


def build_index(
    settings: Settings,
    embedder: Embedder | None = None,
    progress: Progress = lambda *_: None,
    *,
    strict: bool = False,
) -> BuildSummary:
    """Bring the index up to date with the corpus, or leave it exactly as it was.

    Args:
        embedder: makes the vectors; the settings' model, exported, when None.
        strict: one file that cannot be read stops the build.

    Raises:
        CorpusError: when the folder cannot be used or holds no readable report.
        FilesNotRead: when the build is strict and a file cannot be read.
        BuildInProgress: when another build holds the index folder.
        OSError: when the disk is full or the folder cannot be written.
    """
    index = settings.index
    index.mkdir(parents=True, exist_ok=True)
    lock = FileLock(index / ".lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise BuildInProgress(
            f"another build is writing to {index}: wait for it to end, or use another --index"
        ) from error
    try:
        inputs = _find_inputs(settings, strict=strict)
        previous, replaced = _open_previous(index)
        try:
            if embedder is None:
                encoder = encoder_for_build(settings, previous, index / _EXPORT)
            else:
                encoder = BuildEncoder(embedder, EncoderRecord(""))
            return _build(settings, inputs, encoder, previous, replaced, progress)
        finally:
            shutil.rmtree(index / _EXPORT, ignore_errors=True)
            if previous is not None:
                previous.close()
    finally:
        lock.release()


def _build(
    settings: Settings,
    inputs: Inputs,
    encoder: BuildEncoder,
    previous: View | None,
    replaced: str | None,
    progress: Progress,
) -> BuildSummary:
    index, identity = settings.index, encoder.embedder.identity
    journal = VectorJournal(index / _JOURNAL, identity.sha256)
    vectors = SentenceVectors(encoder.embedder, previous, journal)
    unchanged = UnchangedFiles(previous, inputs.hashes, inputs.limits)
    up_to_date = previous is not None and (
        previous.manifest.fingerprint == inputs.fingerprint(identity)
    )
    if previous is not None and up_to_date:
        manifest = previous.manifest
        _recall_inputs(inputs, previous)
        vectors.reused = manifest.passages
        inputs.refuse_failures()
    else:
        manifest = write_beside(index, inputs, encoder, vectors, unchanged, progress)
        point_to(index, manifest)
    journal.remove()
    _prune(index, manifest.generation, settings.keep_generations)
    return BuildSummary(
        generation=manifest.generation,
        fingerprint=manifest.fingerprint,
        up_to_date=up_to_date,
        passages=manifest.passages,
        embedded=vectors.embedded,
        reused=vectors.reused,
        unchanged=manifest.reports if up_to_date else len(unchanged.recalled),
        long_sentences=manifest.long_sentences,
        cut_sentences=manifest.cut_sentences,
        read=tuple(inputs.read),
        failed=tuple(inputs.failures),
        replaced=replaced,
        why_torch=manifest.encoder.why_torch,
    )


def _find_inputs(settings: Settings, *, strict: bool) -> Inputs:
    files, failures = find_files(settings.corpus)
    hashes: dict[str, str | None] = {}
    for file in files:
        try:
            hashes[file.path] = file_sha256(file.location)
        except OSError:
            hashes[file.path] = None  # reading it will fail too, and say why
    return Inputs(
        files,
        failures,
        hashes,
        Limits.of(settings),
        settings.jobs,
        strict,
        settings.exact_up_to,
    )


def _open_previous(index: Path) -> tuple[View | None, str | None]:
    """Return the generation that serves, or why there is none that can."""
    try:
        return open_index(index), None
    except IndexMissing:
        return None, None
    except IndexProblem as problem:
        return None, str(problem).partition(": run python")[0]


def _recall_inputs(inputs: Inputs, previous: View) -> None:
    """Say of unchanged files what was found when they were read."""
    inputs.read = [
        ReadFile(report.path, report.source.id, report.sentences)
        for report in previous.reports.values()
    ]
    inputs.failures += [
        failure for failure in previous.manifest.failures if failure.path in inputs.hashes
    ]


def _prune(index: Path, serving: str, keep: int) -> None:
    """Remove what no reader needs: what a killed build left, and old generations."""
    shutil.rmtree(index / UNFINISHED, ignore_errors=True)
    (index / NEW_POINTER).unlink(missing_ok=True)
    folders = generation_folders(index)
    kept = [path for path in folders if path.name <= serving][-keep:]
    for path in folders:
        if path not in kept:
            shutil.rmtree(path, ignore_errors=True)
