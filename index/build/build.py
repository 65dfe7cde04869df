"""Bring the index up to date: write a new generation beside the current one, and promote it."""

import shutil
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial

from corpus.catalog import CATALOG_NAME
from corpus.errors import IndexMissing, IndexProblem, IndexUnavailable
from corpus.folder import Failure, find_files
from corpus.limits import Limits
from corpus.sandbox.ocr import Ocr
from corpus.settings import Settings
from index.build.corpus_record import file_states, record_of, write_files, write_record
from index.build.events import (
    FileRefused,
    FilesFound,
    PreparingModel,
    Remark,
    StartingWorkers,
    Watcher,
    one_at_a_time,
)
from index.build.former_records import forget_former, set_aside
from index.build.inputs import Inputs, ReadFile
from index.build.publish import write_generation
from index.build.reuse import UnchangedFiles, names_same_failures, ocr_failed, restore_inputs
from index.build.sentence_vectors import SentenceVectors
from index.build.source_folder import settings_of_build
from index.build.vector_journal import VectorJournal
from index.encode.choose import BuildEncoder, encoder_for_build
from index.store import open_store
from index.store.manifest import EncoderRecord, Recall
from index.store.protocol import Store, View
from index.store.search_check import search_check
from index.types import Embedder
from index.workers import workers_of
from index.workers.protocol import Workers

_JOURNAL = ".vectors"
_EXPORT = ".encoder"


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """The result of a build.

    Attributes:
        generation: name of the current generation.
        fingerprint: see ``Manifest``.
        up_to_date: True when no input had changed and nothing was written.
        passages: number of passages, the sum of ``embedded`` and ``reused``.
        embedded: passages that this build encoded.
        reused: passages with a vector from the previous generation or from a build that was
            killed.
        unchanged: reports that were copied from the previous generation.
        long_sentences: citation ids of the sentences that exceed the model's token limit; they
            are matched by their parts and cited whole.
        cut_sentences: citation ids of the first parts of the sentences that exceed
            ``max_sentence_chars``; each is cut into several passages.
        read: the files in the index.
        failed: the files that could not be read.
        replaced: reason why the existing index could not be opened, or None.
        why_torch: reason why torch encodes the questions, which starts slowly, or None.
        remarks: sentences about the catalog, each with what to do.
        recall: of the vector search; None where it is exact.
        search_check: what searching the new generation for its own vectors showed, in words; None
            when nothing was written.
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
    remarks: tuple[str, ...] = ()
    recall: Recall | None = None
    search_check: str | None = None


def build_index(
    settings: Settings,
    embedder: Embedder | None = None,
    watch: Watcher = lambda _: None,
    *,
    strict: bool | None = None,
    replace: bool = False,
) -> BuildSummary:
    """Bring the index up to date with the corpus; an error leaves it unchanged.

    The corpus and its options are those of the last build, unless the settings state others.

    Args:
        embedder: encodes the sentences; the export of the settings' model when None.
        watch: told what the build does, from one thread at a time.
        strict: fail when a file cannot be read; as the last build when None.
        replace: replace the reports of another corpus.

    Raises:
        CorpusError: when the corpus folder is unusable, holds no readable report, or is another
            one than that of the index.
        FilesNotRead: when ``strict`` is set and a file cannot be read.
        BuildInProgress: when another build holds the lock of the index.
        SettingError: when the model is missing or cannot be loaded, or Ray is not installed.
        NotStarted: when the system, or Ray, does not start what reads or encodes.
        OSError: when the index folder cannot be written.
    """
    store, watch = open_store(settings), one_at_a_time(watch)
    with store.build_lock():
        settings.index.mkdir(parents=True, exist_ok=True)
        previous, replaced = _open_previous(store)
        try:
            settings, record = settings_of_build(settings, previous, replacing=replace)
            if strict is None:
                strict = record is not None and record.strict
            inputs = _find_inputs(settings, strict=strict)
            watch(FilesFound(tuple(file.path for file in inputs.files)))
            for failure in inputs.failures:
                watch(FileRefused(failure.path, failure.reason))
            with closing(
                workers_of(settings, inputs.limits, inputs.ocr, lambda: watch(StartingWorkers()))
            ) as workers:
                if embedder is None:
                    encoder = encoder_for_build(
                        settings,
                        previous,
                        settings.index / _EXPORT,
                        lambda: watch(PreparingModel()),
                    )
                else:
                    encoder = BuildEncoder(embedder, EncoderRecord(""))
                return _build(settings, store, inputs, encoder, workers, previous, replaced, watch)
        finally:
            shutil.rmtree(settings.index / _EXPORT, ignore_errors=True)
            if previous is not None:
                previous.close()


def _build(
    settings: Settings,
    store: Store,
    inputs: Inputs,
    encoder: BuildEncoder,
    workers: Workers,
    previous: View | None,
    replaced: str | None,
    watch: Watcher,
) -> BuildSummary:
    identity = encoder.embedder.identity
    journal = VectorJournal(settings.index / _JOURNAL, identity.vectors_sha256)
    vectors = SentenceVectors(encoder.embedder, previous, journal, partial(workers.encode, encoder))
    unchanged = UnchangedFiles(previous, inputs.hashes, inputs.limits, ocr=inputs.ocr is not None)
    up_to_date = (
        previous is not None
        and previous.manifest.fingerprint == inputs.fingerprint(identity, store.format)
        and names_same_failures(previous, inputs)
        and not (inputs.ocr and ocr_failed(previous))
    )
    if previous is not None and up_to_date:
        manifest = previous.manifest
        restore_inputs(inputs, previous, watch)
        vectors.reused = manifest.passages
        inputs.stated_editions(previous.sources)
        inputs.refuse_failures()
    else:
        same = previous is not None and (
            previous.manifest.identity.vectors_sha256 == identity.vectors_sha256
        )
        base = previous if same else None
        manifest = write_generation(
            store, inputs, encoder, base, previous, vectors, unchanged, workers, watch
        )
        if previous is not None:
            set_aside(settings.index, previous.manifest.generation)
    for text in inputs.remarks:
        watch(Remark(text))
    # Before the new generation serves: a build that is killed here is to be repeated, and then
    # with the same folder.
    write_record(settings.index, record_of(settings, strict=inputs.strict))
    store.promote(manifest.generation)
    forget_former(settings.index, store)
    journal.remove()
    with suppress(OSError):  # without them, the files are hashed
        write_files(settings.index, inputs.states)
    return BuildSummary(
        generation=manifest.generation,
        fingerprint=manifest.fingerprint,
        up_to_date=up_to_date,
        passages=manifest.passages,
        embedded=vectors.embedded,
        reused=vectors.reused,
        unchanged=manifest.reports if up_to_date else len(unchanged.reused),
        long_sentences=manifest.long_sentences,
        cut_sentences=manifest.cut_sentences,
        read=tuple(inputs.read),
        failed=tuple(inputs.failures),
        replaced=replaced,
        why_torch=manifest.encoder.why_torch,
        remarks=tuple(inputs.remarks),
        recall=manifest.recall,
        search_check=None if up_to_date else search_check(manifest.passages, manifest.recall),
    )


def _find_inputs(settings: Settings, *, strict: bool) -> Inputs:
    files, failures = find_files(settings.corpus)
    located = {file.path: file.location for file in files}
    states = file_states({**located, CATALOG_NAME: settings.corpus / CATALOG_NAME})
    inputs = Inputs(
        files,
        failures,
        # Reading a file that cannot be opened fails too, and gives the reason.
        {path: states[path].sha256 if path in states else None for path in located},
        states,
        Limits.of(settings),
        settings.jobs,
        strict,
        settings.exact_up_to,
        settings.former_sentences,
        settings.former_text_bytes,
        Ocr.of(settings),
    )
    inputs.stated_editions(file.source for file in files)  # refuses before files are read
    return inputs


def _open_previous(store: Store) -> tuple[View | None, str | None]:
    """Return the current generation, or the reason why it cannot be opened."""
    try:
        return store.open(), None
    except IndexMissing:
        return None, None
    except IndexUnavailable:  # what it keeps is to be reused, not to be made again
        raise
    except IndexProblem as problem:
        return None, problem.reason
