"""Write a new generation beside the current one, check it, and name it."""

import json
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Self

from corpus.errors import IndexProblem
from corpus.quotes.anchors import anchors_of
from corpus.report import Report
from corpus.table_rows import searched_text
from corpus.text.display import style_of
from index.store.drafting import ReportOrder
from index.store.files.brought_back import write_again
from index.store.files.former_texts import FormerTextWriter
from index.store.files.generation import (
    ENCODER,
    FORMAT_VERSION,
    FORMER_TEXTS,
    HISTORY,
    IDENTITIES,
    MANIFEST,
    UNFINISHED,
    VOCABULARY,
    generation_folders,
    generation_name,
    link_or_copy,
    record_files,
    sync_folder,
)
from index.store.files.history import HistoryWriter
from index.store.files.vocabulary import Vocabulary
from index.store.kept import Remembering
from index.store.local.lexical import LexicalWriter
from index.store.local.passage_writer import PassageWriter
from index.store.local.vector_writer import VectorWriter
from index.store.local.view import LEXICAL, PASSAGES, VECTORS, LocalView
from index.store.manifest import CommitInfo, Manifest, Plan, Recall, manifest_of
from index.store.protocol import View
from index.store.search_check import check_canaries
from index.types import Vectors
from index.words.identity import identity_text
from index.words.terms import terms, whole_words


class LocalDraft:
    """Writes a generation; see ``index.store.protocol.Draft``."""

    def __init__(
        self,
        index: Path,
        plan: Plan,
        base: View | None,
        before: View | None,
        lock: AbstractContextManager[None],
    ) -> None:
        """Create an empty folder for the generation.

        Args:
            base: generation whose reports are copied unless they are replaced or deleted.
            before: generation whose sentences and texts are remembered.
            lock: entered now and left with the draft.
        """
        self._index, self._plan, self._base = index, plan, base
        self._folder = index / UNFINISHED
        self._words: Counter[str] = Counter()
        self._identities: dict[str, list[str]] = {}
        self._order = ReportOrder(base.reports if base else ())
        with ExitStack() as resources:
            resources.enter_context(lock)
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder.mkdir()
            self._number = next_number(index)
            self._history = HistoryWriter(before, self._number, plan.former_sentences)
            self._former_texts = FormerTextWriter(before, plan.former_text_bytes)
            resources.callback(shutil.rmtree, self._folder, ignore_errors=True)
            self._passages = PassageWriter(self._folder / PASSAGES)
            resources.callback(self._passages.close)
            self._vectors = VectorWriter(self._folder / VECTORS, plan.exact_up_to)
            resources.callback(self._vectors.close)
            self._lexical = LexicalWriter(self._folder / LEXICAL)
            resources.callback(self._lexical.close)
            self._resources = resources.pop_all()

    def __enter__(self) -> Self:
        """Return the draft."""
        return self

    def __exit__(self, *_: object) -> None:
        """Release all resources, and discard a generation that was not committed."""
        self._resources.close()

    def upsert(self, report: Report, vectors: Vectors, content_keys: Sequence[bytes]) -> None:
        """Add a report, or replace the report of the base that has its id."""
        self._advance_to(report.source.id)
        self._add(report, vectors, content_keys)

    def delete(self, report_id: str) -> None:
        """Leave a report of the base out."""
        self._advance_to(report_id)

    def digests(self, report_id: str) -> list[bytes]:
        """Return the digests of the sentences of a report that was added, in order."""
        return self._passages.digests(report_id)

    def commit(self, info: CommitInfo) -> Manifest:
        """Finish and name the generation, after searching it for some of its own vectors."""
        self._copy(self._order.rest())
        if self._passages.rows == 0:
            raise IndexProblem("the generation has no passages: add a report")
        recall = self._finish_files()
        manifest = self._manifest(info, recall)
        (self._folder / MANIFEST).write_text(manifest.to_json(), encoding="utf-8")
        view = LocalView(self._folder, manifest, pointer="")
        try:
            check_canaries(view)
        finally:
            view.close()
        name_durably(self._folder, self._index / manifest.generation)
        return manifest

    def _advance_to(self, report_id: str) -> None:
        """Copy the reports of the base that precede this id, and skip the one that has it."""
        self._copy(self._order.advance(report_id))
        self._order.leave_out(report_id)

    def _copy(self, report_ids: Iterable[str]) -> None:
        base = self._base
        if base is None:
            return
        for report_id in report_ids:
            vectors = base.vectors(base.reports[report_id].keys)
            self._add(base.report(report_id), vectors, base.content_keys(report_id))

    def _add(self, report: Report, vectors: Vectors, content_keys: Sequence[bytes]) -> None:
        number, row = self._passages.reports, self._passages.rows
        said: Counter[str] = Counter()
        for at, passage in enumerate(report.passages):
            text = searched_text(passage)
            said.update(whole_words(passage.quote))
            self._lexical.add_passage(row + at, number, [term.text for term in terms(text)])
        identity = identity_text(report)
        self._words += said
        self._words.update(set(whole_words(identity)) - said.keys())
        self._identities[report.source.id] = sorted({term.text for term in terms(identity)})
        anchors = anchors_of(report.passages)
        self._passages.add(report, style_of(report.text), content_keys, anchors)
        self._history.add(report.source.id, anchors)
        self._former_texts.add(report.source.id, report.text_sha256)
        self._vectors.add(vectors)

    def _finish_files(self) -> Recall | None:
        recall = self._vectors.write()
        self._passages.finish()
        self._history.write(self._folder / HISTORY)
        self._former_texts.write(self._folder / FORMER_TEXTS)
        self._lexical.finish()
        Vocabulary.build(self._folder / VOCABULARY, self._words)
        identities = json.dumps(self._identities, ensure_ascii=False, indent=0) + "\n"
        (self._folder / IDENTITIES).write_text(identities, encoding="utf-8")
        if self._plan.encoder is not None:
            for file in self._plan.encoder.iterdir():
                link_or_copy(file, self._folder / ENCODER / file.name)
        return recall

    def _manifest(self, info: CommitInfo, recall: Recall | None) -> Manifest:
        return manifest_of(
            self._plan,
            info,
            format=FORMAT_VERSION,
            generation=generation_name(self._number, info.fingerprint),
            dimension=self._vectors.dimension,
            reports=self._passages.reports,
            passages=self._passages.rows,
            files=record_files(self._folder),
            recall=recall,
        )


def next_number(index: Path) -> int:
    """Return the number of a new generation: higher than that of any other."""
    return max((int(path.name[:6]) for path in generation_folders(index)), default=0) + 1


def name_durably(folder: Path, named: Path) -> None:
    """Flush the files and folders of a generation to the disk, and give it its name."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as stream:
                os.fsync(stream.fileno())
        else:
            sync_folder(path)
    sync_folder(folder)
    folder.rename(named)
    sync_folder(named.parent)


def write_brought_back(
    index: Path, former: View, before: View | None, memory: Remembering
) -> Manifest:
    """Write and name a generation that brings a former one back; see ``Store.bring_back``."""
    files, folder = index / former.manifest.generation, index / UNFINISHED
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        manifest = write_again(files, folder, former, before, next_number(index), memory)
        shutil.copystat(files / MANIFEST, folder / MANIFEST)  # its time is that of the build
        view = LocalView(folder, manifest, pointer="")
        try:
            check_canaries(view)
        finally:
            view.close()
        name_durably(folder, index / manifest.generation)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return manifest
