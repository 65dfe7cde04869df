"""Build the index: read, split, embed, write beside, verify, and move the pointer."""

import shutil
from dataclasses import dataclass

from corpus.errors import IndexMissing, IndexProblem
from corpus.files import file_sha256
from corpus.folder import Failure, find_files
from corpus.limits import Limits
from corpus.settings import Settings
from index.build.inputs import Inputs, ReadFile
from index.build.publish import Progress, write_generation
from index.build.reuse import UnchangedFiles
from index.build.sentence_vectors import SentenceVectors
from index.build.vector_journal import VectorJournal
from index.encode.choose import BuildEncoder, encoder_for_build
from index.store import open_store
from index.store.manifest import EncoderRecord
from index.store.protocol import Store, View
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
    store = open_store(settings)
    with store.building():
        inputs = _find_inputs(settings, strict=strict)
        previous, replaced = _open_previous(store)
        try:
            if embedder is None:
                encoder = encoder_for_build(settings, previous, settings.index / _EXPORT)
            else:
                encoder = BuildEncoder(embedder, EncoderRecord(""))
            return _build(settings, store, inputs, encoder, previous, replaced, progress)
        finally:
            shutil.rmtree(settings.index / _EXPORT, ignore_errors=True)
            if previous is not None:
                previous.close()


def _build(
    settings: Settings,
    store: Store,
    inputs: Inputs,
    encoder: BuildEncoder,
    previous: View | None,
    replaced: str | None,
    progress: Progress,
) -> BuildSummary:
    identity = encoder.embedder.identity
    journal = VectorJournal(settings.index / _JOURNAL, identity.sha256)
    vectors = SentenceVectors(encoder.embedder, previous, journal)
    unchanged = UnchangedFiles(previous, inputs.hashes, inputs.limits)
    up_to_date = previous is not None and (
        previous.manifest.fingerprint == inputs.fingerprint(identity, store.format)
    )
    if previous is not None and up_to_date:
        manifest = previous.manifest
        _recall_inputs(inputs, previous)
        vectors.reused = manifest.passages
        inputs.refuse_failures()
    else:
        same = previous is not None and previous.manifest.model_sha256 == identity.sha256
        base = previous if same else None
        manifest = write_generation(store, inputs, encoder, base, vectors, unchanged, progress)
    store.promote(manifest.generation)
    journal.remove()
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


def _open_previous(store: Store) -> tuple[View | None, str | None]:
    """Return the generation that serves, or why there is none that can."""
    try:
        return store.open(), None
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
