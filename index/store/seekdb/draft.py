"""Write a new generation on the server, check it, and name it."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Self

from corpus.errors import IndexProblem
from corpus.quotes.anchors import anchors_of
from corpus.report import Report
from corpus.table_rows import searched_text
from corpus.text.display import style_of
from index.store.drafting import ReportOrder
from index.store.files.former_texts import FormerTextWriter
from index.store.files.generation import (
    ENCODER,
    FORMAT_VERSION,
    FORMER_TEXTS,
    HISTORY,
    generation_name,
    record_files,
)
from index.store.files.history import HistoryWriter
from index.store.learned_names import NOT_PROSE, learned_styles
from index.store.manifest import CommitInfo, Manifest, Plan, Recall, manifest_of
from index.store.protocol import View
from index.store.rows import content_digest, passage_row, report_row
from index.store.seekdb.changes import Counts, term_tokens
from index.store.seekdb.database import Database, Session
from index.store.seekdb.generations import Generations
from index.store.seekdb.passages import TEXT_PART, marks
from index.store.seekdb.tables import compact, create_passages, passage_id, passages_table
from index.store.seekdb.vectors import as_text
from index.store.seekdb.view import SeekdbView
from index.types import Vectors

_ROWS_AT_ONCE = 200


class SeekdbDraft:
    """Writes a generation; see ``index.store.protocol.Draft``.

    Each report is written in one transaction. No generation lists it until the commit.
    """

    def __init__(
        self,
        database: Database,
        generations: Generations,
        plan: Plan,
        base: SeekdbView | None,
        before: View | None,
        lock: AbstractContextManager[None],
    ) -> None:
        """Take a number for the generation.

        Args:
            base: generation whose reports are kept unless they are replaced or deleted.
            before: generation whose sentences and texts are remembered.
            lock: entered now and left with the draft.
        """
        self._database, self._generations, self._plan = database, generations, plan
        self._base = base
        self._order = ReportOrder(base.reports if base else ())
        self._dimension = base.manifest.dimension if base else 0
        self._versions: dict[str, int] = {}
        self._lower_cased: dict[str, bool] = {}
        self._styles: dict[int, str] = {}
        with ExitStack() as resources:
            resources.enter_context(lock)
            self._number = generations.begin()
            folder = resources.enter_context(tempfile.TemporaryDirectory(prefix="pincite-"))
            self._folder = Path(folder)
            self._counts = Counts(base)
            self._history = HistoryWriter(before, self._number, plan.former_sentences)
            self._former_texts = FormerTextWriter(before, plan.former_text_bytes)
            self._resources = resources.pop_all()

    def __enter__(self) -> Self:
        """Return the draft."""
        return self

    def __exit__(self, *_: object) -> None:
        """Release all resources; the rows of an uncommitted generation go with the next build."""
        self._resources.close()

    def upsert(self, report: Report, vectors: Vectors, content_keys: Sequence[bytes]) -> None:
        """Add a report, or replace the report of the base that has its id."""
        self._go_to(report.source.id)
        anchors = anchors_of(report.passages)
        if not self._dimension:
            self._dimension = vectors.shape[1]
            create_passages(self._database, self._dimension)
        with self._generations.writing() as session:
            version = self._write(session, report, vectors, content_keys, anchors)
        self._enter(report.source.id, version, lower_cased=style_of(report.text).lower_cased)
        self._counts.add(report)
        self._history.add(report.source.id, anchors)
        self._former_texts.add(report.source.id, report.text_sha256)

    def delete(self, report_id: str) -> None:
        """Leave a report of the base out."""
        self._go_to(report_id)

    def digests(self, report_id: str) -> list[bytes]:
        """Return the digests of the sentences of a report that was added, in order."""
        self._keep(self._order.rest(lambda one: one <= report_id))
        version = self._versions[report_id]
        rows = self._database.rows(
            f"SELECT says FROM {passages_table(self._dimension)} WHERE id >= %s AND id < %s "
            "ORDER BY id",
            [passage_id(version, 0), passage_id(version + 1, 0)],
        )
        return [says for (says,) in rows]

    def commit(self, info: CommitInfo) -> Manifest:
        """Finish and name the generation, after searching it for some of its own vectors."""
        self._keep(self._order.rest())
        if not self._passages:
            raise IndexProblem("the generation has no passages: add a report")
        if self._base is None:
            compact(self._database)
        self._learn_names()
        self._counts.write(self._folder)
        self._history.write(self._folder / HISTORY)
        self._former_texts.write(self._folder / FORMER_TEXTS)
        if self._plan.encoder is not None:
            shutil.copytree(self._plan.encoder, self._folder / ENCODER)
        self._generations.list_members(self._number, self._versions.values(), self._styles)
        # Any recall makes the view search by the index, whose recall is then measured.
        exact = self._passages <= self._plan.exact_up_to
        recall = self._check(self._manifest(info, None if exact else Recall(0, 0.0, 0.0)))
        manifest = self._manifest(info, recall)
        self._generations.add(manifest, self._folder)
        return manifest

    def _check(self, manifest: Manifest) -> Recall | None:
        view = SeekdbView(self._database, self._folder, manifest, pointer="")
        try:
            return view.check()
        finally:
            view.close()

    @property
    def _passages(self) -> int:
        return self._counts.passages + (self._base.manifest.passages if self._base else 0)

    def _go_to(self, report_id: str) -> None:
        """Keep the reports of the base that precede this id, and take out the one that has it."""
        self._keep(self._order.advance(report_id))
        if self._order.leave_out(report_id) and self._base is not None:
            self._counts.remove(self._base.report(report_id))

    def _keep(self, report_ids: Iterable[str]) -> None:
        base = self._base
        if base is None:
            return
        for report_id in report_ids:
            about = base.reports[report_id]
            lower_cased = about.style.lower_cased
            self._enter(report_id, base.version(report_id), lower_cased=lower_cased)
            self._history.keep(report_id)
            self._former_texts.add(report_id, about.text_sha256)

    def _enter(self, report_id: str, version: int, *, lower_cased: bool) -> None:
        self._versions[report_id], self._lower_cased[report_id] = version, lower_cased

    def _write(
        self,
        session: Session,
        report: Report,
        vectors: Vectors,
        content_keys: Sequence[bytes],
        anchors: Sequence[str],
    ) -> int:
        """Write a report and its passages; return its version."""
        row = (*report_row(report, style_of(report.text)), len(report.passages))
        version = session.run(f"INSERT INTO reports VALUES (NULL, {marks(row)})", row)
        text = report.text
        for part in range(0, len(text), TEXT_PART):
            values = (version, part // TEXT_PART, text[part : part + TEXT_PART])
            session.run("INSERT INTO texts VALUES (%s, %s, %s)", values)
        rows = [
            (
                passage_id(version, one.number), version, *passage_row(one), key,
                content_digest(searched_text(one)), anchor, " ".join(term_tokens(one)),
                vector.astype("<f4").tobytes(), as_text(vector),
            )
            for one, key, anchor, vector in zip(
                report.passages, content_keys, anchors, vectors, strict=True
            )
        ]  # fmt: skip
        for first in range(0, len(rows), _ROWS_AT_ONCE):
            some = rows[first : first + _ROWS_AT_ONCE]
            statement = f"INSERT INTO {passages_table(self._dimension)} VALUES ({marks(some[0])})"
            session.many(statement, some)
        return version

    def _learn_names(self) -> None:
        """Let lower-cased reports learn names from the others."""
        lower_cased = [self._versions[one] for one, lower in self._lower_cased.items() if lower]
        texts = [self._text(version) for version in lower_cased]
        styles = learned_styles(texts, self._with_capitals)
        self._styles = dict(zip(lower_cased, styles, strict=True))

    def _text(self, version: int) -> str:
        rows = self._database.rows(
            "SELECT body FROM texts WHERE version = %s ORDER BY part", [version]
        )
        return "".join(body for (body,) in rows)

    def _with_capitals(self) -> Iterator[str]:
        statement = (
            f"SELECT quote FROM {passages_table(self._dimension)} WHERE id >= %s AND id < %s "
            "AND kind NOT IN (%s, %s) ORDER BY id"
        )
        for report_id, lower_cased in self._lower_cased.items():
            if not lower_cased:
                version = self._versions[report_id]
                bounds = [passage_id(version, 0), passage_id(version + 1, 0)]
                for (quote,) in self._database.rows(statement, [*bounds, *NOT_PROSE]):
                    yield quote

    def _manifest(self, info: CommitInfo, recall: Recall | None) -> Manifest:
        return manifest_of(
            self._plan,
            info,
            format=FORMAT_VERSION,
            generation=generation_name(self._number, info.fingerprint),
            dimension=self._dimension,
            reports=len(self._versions),
            passages=self._passages,
            files=record_files(self._folder),
            recall=recall,
        )
