"""Write a new generation beside the one that serves, check it, and give it its name."""

import os
import shutil
from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Self

from corpus.errors import IndexProblem
from corpus.report import Report
from corpus.text.display import style_of
from index.store.local.lexical import LexicalWriter
from index.store.local.manifest import (
    FORMAT_VERSION,
    MANIFEST,
    generation_folders,
    generation_name,
    record_files,
    sync_folder,
)
from index.store.local.passages import PassageWriter
from index.store.local.vector_writer import VectorWriter
from index.store.local.view import ENCODER, LEXICAL, PASSAGES, VECTORS, VOCABULARY, LocalView
from index.store.local.vocabulary import Vocabulary
from index.store.manifest import Made, Manifest, Plan, Recall
from index.store.protocol import View
from index.types import Vectors
from index.words.terms import terms, whole_words

UNFINISHED = ".unfinished"
"""Where a draft is written before it has a name."""


class LocalDraft:
    """Writes a generation; see ``index.store.protocol.Draft``."""

    def __init__(
        self, index: Path, plan: Plan, base: View | None, lock: AbstractContextManager[None]
    ) -> None:
        """Make an empty folder for it.

        Args:
            lock: is held until the draft is left.
        """
        self._index, self._plan, self._base = index, plan, base
        self._folder = index / UNFINISHED
        self._words: Counter[str] = Counter()
        self._to_come = sorted(base.reports, reverse=True) if base else []
        self._last = ""
        with ExitStack() as held:
            held.enter_context(lock)
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder.mkdir()
            held.callback(shutil.rmtree, self._folder, ignore_errors=True)
            self._passages = PassageWriter(self._folder / PASSAGES)
            held.callback(self._passages.close)
            self._vectors = VectorWriter(self._folder / VECTORS, plan.exact_up_to)
            held.callback(self._vectors.close)
            self._lexical = LexicalWriter(self._folder / LEXICAL)
            held.callback(self._lexical.close)
            self._held = held.pop_all()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of everything, and of what was not committed for good."""
        self._held.close()

    def upsert(self, report: Report, vectors: Vectors, names: Sequence[bytes]) -> None:
        """Add a report, or put it whole in the place of the one that has its id."""
        self._come_to(report.source.id)
        self._add(report, vectors, names)

    def delete(self, report_id: str) -> None:
        """Leave out a report of the base."""
        self._come_to(report_id)

    def commit(self, made: Made) -> Manifest:
        """Finish the generation, and give it a name once a search finds what it holds."""
        self._carry_over_up_to(None)
        if self._passages.rows == 0:
            raise IndexProblem("a generation holds at least one passage: add a report")
        recall = self._finish_files()
        manifest = self._manifest(made, recall)
        (self._folder / MANIFEST).write_text(manifest.to_json(), encoding="utf-8")
        view = LocalView(self._folder, manifest, pointer="")
        try:
            view.check_canaries()
        finally:
            view.close()
        _make_durable(self._folder)
        self._folder.rename(self._index / manifest.generation)
        sync_folder(self._index)
        return manifest

    def _come_to(self, report_id: str) -> None:
        """Carry over the reports of the base before one, and pass over that one."""
        if report_id <= self._last:
            raise ValueError(f"{report_id!r} comes after {self._last!r}: keep the order of the ids")
        self._last = report_id
        self._carry_over_up_to(report_id)
        if self._to_come and self._to_come[-1] == report_id:
            self._to_come.pop()

    def _carry_over_up_to(self, report_id: str | None) -> None:
        while self._to_come and (report_id is None or self._to_come[-1] < report_id):
            self._carry_over(self._to_come.pop())

    def _carry_over(self, report_id: str) -> None:
        if self._base is not None:
            keys = self._base.reports[report_id].keys
            names = self._base.names(report_id)
            self._add(self._base.report(report_id), self._base.vectors(keys), names)

    def _add(self, report: Report, vectors: Vectors, names: Sequence[bytes]) -> None:
        number, row = self._passages.reports, self._passages.rows
        for at, passage in enumerate(report.passages):
            self._words.update(whole_words(passage.quote))
            self._lexical.add_passage(
                row + at, number, [term.text for term in terms(passage.quote)]
            )
        self._passages.add(report, style_of(report.text), names)
        self._vectors.add(vectors)

    def _finish_files(self) -> Recall | None:
        recall = self._vectors.write()
        self._passages.finish()
        self._lexical.finish()
        Vocabulary.build(self._folder / VOCABULARY, self._words)
        if self._plan.encoder is not None:
            _take_over(self._plan.encoder, self._folder / ENCODER)
        return recall

    def _manifest(self, made: Made, recall: Recall | None) -> Manifest:
        newest = max((int(path.name[:6]) for path in generation_folders(self._index)), default=0)
        return Manifest(
            format=FORMAT_VERSION,
            generation=generation_name(newest + 1, made.fingerprint),
            fingerprint=made.fingerprint,
            model=self._plan.model.name,
            model_sha256=self._plan.model.sha256,
            versions=self._plan.versions,
            limits=self._plan.limits,
            encoder=made.encoder,
            dimension=self._vectors.dimension,
            reports=self._passages.reports,
            passages=self._passages.rows,
            long_sentences=made.long_sentences,
            failures=made.failures,
            files=record_files(self._folder),
            recall=recall,
            cut_sentences=made.cut_sentences,
        )


def _take_over(files: Path, folder: Path) -> None:
    """Put files that never change into the generation, without a copy where that can be."""
    folder.mkdir()
    for file in files.iterdir():
        try:
            os.link(file, folder / file.name)
        except OSError:  # another file system, or one without links
            shutil.copyfile(file, folder / file.name)


def _make_durable(folder: Path) -> None:
    """Flush every file and name of a generation to the disk."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as stream:
                os.fsync(stream.fileno())
        else:
            sync_folder(path)
    sync_folder(folder)
