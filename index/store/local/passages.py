"""Read reports and passages from the SQLite file of a generation."""

import sqlite3
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from corpus.errors import IndexDamaged
from corpus.quotes.anchors import anchors_of, same_words, words_of
from corpus.report import Passage, Report, Source
from index.store.key_rows import KeyRows
from index.store.rows import (
    front_of,
    indexed_report,
    passage_columns,
    passage_of,
    report_columns,
    with_successors,
)
from index.types import IndexedReport, Key
from index.words.acronyms import Acronyms
from index.works import Work

# SQLite allows far more variables in one statement.
_AT_ONCE = 500


class PassageStore:
    """Reads reports and passages; safe to share between threads.

    Attributes:
        rows: the rows of the passages.
        count: number of rows in the file.
    """

    def __init__(self, path: Path, works: Iterable[Work]) -> None:
        """Open the file for reading.

        Args:
            works: see ``Manifest``.

        Raises:
            IndexDamaged: when SQLite cannot read the file.
        """
        self._connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        # A connection is part of a reference cycle. Without this the file of a replaced
        # generation stays open, and on the disk, until the garbage collector runs.
        weakref.finalize(self, self._connection.close)
        try:
            query = (
                f"SELECT {report_columns(self._columns('reports'))} FROM reports ORDER BY number"
            )
            work_of = {report_id: work for work in works for report_id in work.files}
            found = [indexed_report(row, work_of) for row in self._connection.execute(query)]
            self.reports: Mapping[str, IndexedReport] = with_successors(found)
            self.sources: Sequence[Source] = [report.source for report in self.reports.values()]
            self.rows = KeyRows(self.reports)
            self.acronyms = Acronyms(self._connection.execute("SELECT * FROM acronyms"))
            (self.count,) = self._one("SELECT coalesce(max(row) + 1, 0) FROM passages")
            held = self._columns("passages")
            self._passage = passage_columns(held)
            self._anchored = "anchor" in held
        except sqlite3.DatabaseError as error:
            self.close()
            raise IndexDamaged(f"{path} cannot be read") from error

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def text(self, report_id: str, start: int = 0, end: int | None = None) -> str:
        """Return a slice of a report's canonical text; ``start`` and ``end`` in code points."""
        # SQLite cuts the text: it may have millions of characters, and a citation needs few.
        if end is not None:
            query = "SELECT substr(text, ?, ?) FROM reports WHERE id = ?"
            found = str(self._one(query, start + 1, max(0, end - start), report_id)[0])
            if len(found) == end - start:
                return found
        # The functions of SQLite see a text up to its first NUL only.
        whole = str(self._one("SELECT text FROM reports WHERE id = ?", report_id)[0])
        return whole[start:end]

    def report(self, report_id: str) -> Report:
        """Return a report as the build read it."""
        about = self.reports[report_id]
        (front,) = self._one("SELECT front FROM reports WHERE id = ?", report_id)
        return Report(
            source=about.source,
            path=about.path,
            source_sha256=about.source_sha256,
            text=self.text(report_id),
            text_sha256=about.text_sha256,
            front=front_of(str(front)),
            passages=tuple(self.fetch(about.keys).values()),
            page_labels=about.page_labels,
            page_count=about.page_count,
            omissions=about.omissions,
            ocr_pages=about.ocr_pages,
        )

    def fetch(self, keys: Iterable[Key]) -> dict[Key, Passage]:
        """Return the passages of these keys, in order; omit keys that do not exist."""
        wanted = self.rows.rows(keys)
        found = self._where(f"row, {self._passage}", "row", list(wanted))
        return {wanted[row]: passage_of(values) for row, *values in found}

    def sentences(self, report_id: str) -> Iterator[Passage]:
        """Yield the passages of a report in order, without their boxes, in half the time."""
        rows = self.rows.of_report(report_id)
        columns = self._passage.replace(" boxes,", " '',")
        query = f"SELECT {columns} WHERE row >= ? AND row < ? ORDER BY row"
        with closing(self._connection.execute(query, (rows.start, rows.stop))) as cursor:
            found = cursor.fetchall()
        yield from map(passage_of, found)

    def digests(self, keys: Iterable[Key]) -> dict[Key, bytes]:
        """Return a digest of the letters and digits of each passage; omit missing keys."""
        wanted = self.rows.rows(keys)
        return {
            wanted[row]: digest
            for row, digest in self._where("row, says FROM passages", "row", list(wanted))
        }

    def duplicates(self, digests: Iterable[bytes]) -> dict[bytes, list[Key]]:
        """Return the keys of all passages with each of these digests, in order."""
        found: dict[bytes, list[Key]] = {digest: [] for digest in digests}
        for row, digest in self._where("row, says FROM passages", "says", list(found)):
            found[digest] += self.rows.keys([row])
        return found

    def anchors(self, report_id: str) -> list[str]:
        """Return the anchors of a report's sentences, in order."""
        if not self._anchored:
            return anchors_of(self.sentences(report_id))
        rows = self.rows.of_report(report_id)
        query = "SELECT anchor FROM passages WHERE row >= ? AND row < ? ORDER BY row"
        with closing(self._connection.execute(query, (rows.start, rows.stop))) as cursor:
            return [anchor for (anchor,) in cursor]

    def same_sentence(self, anchor: str) -> list[Key]:
        """Return the keys of all passages that have the words of an anchor, in order."""
        if not self._anchored:
            return [
                key
                for report in self.reports.values()
                for key, one in zip(report.keys, self.anchors(report.source.id), strict=True)
                if same_words(one, anchor)
            ]
        query = "SELECT row FROM passages WHERE anchor >= ? AND anchor < ? ORDER BY +row"
        words = words_of(anchor)
        with closing(self._connection.execute(query, (words, words + "~"))) as cursor:
            return self.rows.keys(row for (row,) in cursor)

    def _columns(self, table: str) -> list[str]:
        return [name for _, name, *_ in self._connection.execute(f"PRAGMA table_info({table})")]

    def _where(
        self, columns: str, name: str, wanted: Sequence[object]
    ) -> Iterator[tuple[Any, ...]]:
        for first in range(0, len(wanted), _AT_ONCE):
            some = wanted[first : first + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            query = f"SELECT {columns} WHERE {name} IN ({marks}) ORDER BY row"
            with closing(self._connection.execute(query, some)) as cursor:
                yield from cursor

    def content_keys(self, report_id: str) -> list[bytes]:
        """Return the content keys of a report's vectors, in order."""
        return [key for key, _ in self._content_keys(self.rows.of_report(report_id))]

    def _content_keys(self, rows: range) -> list[tuple[bytes, int]]:
        query = "SELECT vector_key, row FROM passages WHERE row >= ? AND row < ? ORDER BY row"
        with closing(self._connection.execute(query, (rows.start, rows.stop))) as cursor:
            return cursor.fetchall()

    def _one(self, query: str, *values: object) -> tuple[Any, ...]:
        with closing(self._connection.execute(query, values)) as cursor:
            row: tuple[Any, ...] = cursor.fetchone()
            return row
