"""Write a new generation beside the one that serves, check it, and give it its name."""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from corpus.errors import CorpusError, UnreadableFile
from corpus.folder import Failure
from corpus.intake import read_all
from corpus.report import Passage
from corpus.text.display import style_of
from index.build.inputs import VERSIONS, Inputs, ReadFile
from index.build.reuse import UnchangedFiles
from index.build.sentence_vectors import SentenceVectors, matched_text, vector_keys
from index.encode.choose import BuildEncoder
from index.store.local.lexical import LexicalIndex
from index.store.local.manifest import (
    FORMAT_VERSION,
    MANIFEST,
    generation_folders,
    generation_name,
    record_files,
    sync_folder,
)
from index.store.local.passages import PassageStore, PassageWriter
from index.store.local.vector_writer import VectorWriter
from index.store.local.view import (
    ENCODER,
    LEXICAL,
    PASSAGES,
    VECTORS,
    VOCABULARY,
    load_view,
)
from index.store.local.vocabulary import Vocabulary
from index.store.manifest import Manifest, Recall
from index.words.terms import terms, whole_words

UNFINISHED = ".unfinished"
"""Where a build writes before it gives the result a name."""

_SENTENCES_AT_A_TIME = 4096
_COMPARED = 64
"""So many sentences say how an exported encoder agrees with its model."""

Progress = Callable[[int, int], None]
"""Called with (passages ready since the last call, passages known so far)."""


def write_beside(
    index: Path,
    inputs: Inputs,
    encoder: BuildEncoder,
    vectors: SentenceVectors,
    unchanged: UnchangedFiles,
    progress: Progress,
) -> Manifest:
    """Write, check and name a new generation; the pointer is not moved.

    Raises:
        CorpusError: when no report can be read; nothing is left behind then.
        FilesNotRead: when a file cannot be read and the build is strict; likewise.
    """
    unfinished = index / UNFINISHED
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    try:
        dimension, recall = _write_parts(unfinished, inputs, vectors, unchanged, progress)
        if encoder.folder is not None:
            take_over(encoder.folder, unfinished / ENCODER)
        model = encoder.embedder.identity
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
            encoder=encoder.compared(_some_sentences(unfinished)),
            dimension=dimension,
            reports=len(inputs.read),
            passages=sum(item.passages for item in inputs.read),
            long_sentences=tuple(vectors.long),
            failures=tuple(inputs.failures),
            files=record_files(unfinished),
            recall=recall,
            cut_sentences=tuple(inputs.cut),
        )
        (unfinished / MANIFEST).write_text(manifest.to_json(), encoding="utf-8")
        view = load_view(unfinished, manifest, pointer="")
        try:
            view.check_canaries()
        finally:
            view.close()
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
        inputs.cut += [passage.id for passage in report.passages if passage.cut]
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
        for report_id in store.reports:
            rows, number = store.rows.of_report(report_id), store.rows.number(report_id)
            for row, passage in zip(rows, store.sentences(report_id), strict=True):
                counts.update(whole_words(passage.quote))
                yield row, number, [term.text for term in terms(passage.quote)]

    try:
        LexicalIndex.build(folder / LEXICAL, passages())
        Vocabulary.build(folder / VOCABULARY, counts)
    finally:
        store.close()


def take_over(files: Path, folder: Path) -> None:
    """Put files that never change into the generation, without a copy where that can be."""
    folder.mkdir()
    for file in files.iterdir():
        try:
            os.link(file, folder / file.name)
        except OSError:  # another file system, or one without links
            shutil.copyfile(file, folder / file.name)


def _some_sentences(folder: Path) -> list[str]:
    """Return what the model reads of some passages, spread evenly over all of them."""
    store = PassageStore(folder / PASSAGES)
    try:
        rows = range(0, len(store.rows), max(1, len(store.rows) // _COMPARED))[:_COMPARED]
        return [
            matched_text(passage) for passage in store.fetch(map(store.rows.key, rows)).values()
        ]
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
