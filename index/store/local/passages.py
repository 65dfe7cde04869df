"""Store reports and passages in one SQLite file, which is written once."""

import sqlite3
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from corpus.errors import IndexDamaged
from corpus.report import Passage, Report, Source
from corpus.table_rows import searched_text
from corpus.text.acronyms import long_forms
from corpus.text.display import Style
from index.store.local.key_rows import KeyRows
from index.store.local.learned_names import learn_names
from index.store.local.rows import (
    TABLES,
    content_digest,
    front_of,
    indexed_report,
    passage_of,
    passage_row,
    report_columns,
    report_row,
)
from index.types import IndexedReport, Key
from index.words.acronyms import Acronyms, long_form_key
from index.works import Work

_PASSAGE = (
    "reports.id, passages.number, start, end, quote, first_line, last_line, first_page, "
    "last_page, section, paragraph, kind, boxes, marks "
    "FROM passages JOIN reports ON reports.number = passages.report"
)
# SQLite allows far more variables in one statement.
_AT_ONCE = 500
_LONGEST = 2**31 - 1


class PassageWriter:
    """Writes reports and passages to a new file, in order.

    Attributes:
        reports, rows: number of reports and of passages so far.
    """

    def __init__(self, path: Path) -> None:
        """Create the file.

        Raises:
            OSError: from every method, when the file cannot be written.
        """
        self._path = path
        with self._writing():
            self._connection = sqlite3.connect(path, isolation_level=None)
            # The draft flushes and checks the file before it is used, so it needs no journal.
            self._connection.execute("PRAGMA journal_mode=OFF")
            self._connection.execute("PRAGMA synchronous=OFF")
            self._connection.executescript(TABLES)
            self._connection.execute("BEGIN")
        self.reports = 0
        self.rows = 0

    def add(self, report: Report, style: Style, content_keys: Sequence[bytes]) -> None:
        """Add a report and the content keys of its vectors, in order."""
        passages = report.passages
        with self._writing():
            self._connection.execute(
                f"INSERT INTO reports VALUES ({', '.join('?' * 23)})",
                (self.reports, *report_row(report, style), self.rows, len(passages), report.text),
            )
            self._connection.executemany(
                f"INSERT INTO passages VALUES ({', '.join('?' * 17)})",
                (
                    (row, self.reports, *passage_row(one), key, content_digest(searched_text(one)))
                    for row, (one, key) in enumerate(
                        zip(passages, content_keys, strict=True), start=self.rows
                    )
                ),
            )
            self._connection.executemany(
                "INSERT INTO acronyms VALUES (?, ?, 1, ?) "
                "ON CONFLICT (short, long) DO UPDATE SET reports = reports + 1",
                (
                    (short, long, long_form_key(long))
                    for short, long in long_forms(report.text).items()
                ),
            )
        self.reports += 1
        self.rows += len(passages)

    def digests(self, report_id: str) -> list[bytes]:
        """Return the digests of the sentences of a report that was added, in order."""
        query = (
            "SELECT says FROM passages JOIN reports ON reports.id = ? "
            "AND row >= first_row AND row < first_row + reports.passages ORDER BY row"
        )
        with closing(self._connection.execute(query, (report_id,))) as cursor:
            return [digest for (digest,) in cursor]

    def finish(self) -> None:
        """Let lower-cased reports learn names from the others, commit, and close the file."""
        with self._writing():
            learn_names(self._connection)
            self._connection.execute("COMMIT")
        self.close()

    def close(self) -> None:
        """Close the file, finished or not."""
        self._connection.close()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Raise OSError, as the operating system would, for SQLite's OperationalError."""
        try:
            yield
        except sqlite3.OperationalError as error:
            raise OSError(f"{error}: {self._path}") from error


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
            held = [name for _, name, *_ in self._connection.execute("PRAGMA table_info(reports)")]
            query = f"SELECT {report_columns(held)} FROM reports ORDER BY number"
            work_of = {report_id: work for work in works for report_id in work.files}
            found = [indexed_report(row, work_of) for row in self._connection.execute(query)]
            self.reports: Mapping[str, IndexedReport] = {one.source.id: one for one in found}
            self.sources: Sequence[Source] = [report.source for report in self.reports.values()]
            self.rows = KeyRows(self.reports)
            self.acronyms = Acronyms(self._connection.execute("SELECT * FROM acronyms"))
            (self.count,) = self._one("SELECT coalesce(max(row) + 1, 0) FROM passages")
            marked = "marks" in {name for _, name, *_ in self._connection.execute(
                "PRAGMA table_info(passages)")}  # fmt: skip
            self._passage = _PASSAGE if marked else _PASSAGE.replace(" marks ", " '' ")
        except sqlite3.DatabaseError as error:
            self.close()
            raise IndexDamaged(f"{path} cannot be read") from error

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def text(self, report_id: str, start: int = 0, end: int | None = None) -> str:
        """Return a slice of a report's canonical text; ``start`` and ``end`` in code points."""
        # SQLite cuts the text: it may have millions of characters, and a citation needs few.
        count = _LONGEST if end is None else max(0, end - start)
        query = "SELECT substr(text, ?, ?) FROM reports WHERE id = ?"
        return str(self._one(query, start + 1, count, report_id)[0])

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
