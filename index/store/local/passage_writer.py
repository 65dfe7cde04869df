"""Write reports and passages to the SQLite file of a generation, once."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from corpus.report import Report
from corpus.table_rows import searched_text
from corpus.text.acronyms import long_forms
from corpus.text.display import Style
from index.store.local.learned_names import learn_names
from index.store.rows import content_digest, passage_row, report_row
from index.words.acronyms import long_form_key

# SQLite writes this text into the file, comment included, so it is part of the file format.
# "acronyms" of a report holds its names too, "says" holds the content digest, and "twins" finds
# duplicates. The report's text is last because SQLite reads through a long value to reach the
# columns behind it.
TABLES = """
CREATE TABLE reports (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT, publisher TEXT,
    report_number TEXT, date TEXT, url TEXT, note TEXT,
    authors TEXT NOT NULL, page_labels TEXT NOT NULL, page_count INTEGER NOT NULL,
    omissions TEXT NOT NULL, ocr_pages TEXT NOT NULL, path TEXT NOT NULL,
    source_sha256 TEXT NOT NULL, text_sha256 TEXT NOT NULL, front TEXT NOT NULL,
    tokenised INTEGER NOT NULL, lower_cased INTEGER NOT NULL, acronyms TEXT NOT NULL,
    first_row INTEGER NOT NULL, passages INTEGER NOT NULL,
    -- Last: what stands behind a long value is reached by reading all of it.
    text TEXT NOT NULL
) STRICT;
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, report INTEGER NOT NULL, number INTEGER NOT NULL,
    start INTEGER NOT NULL, end INTEGER NOT NULL, first_line INTEGER NOT NULL,
    last_line INTEGER NOT NULL, first_page INTEGER, last_page INTEGER, section TEXT,
    paragraph INTEGER NOT NULL, kind TEXT NOT NULL, boxes TEXT NOT NULL, marks TEXT NOT NULL,
    quote TEXT NOT NULL,
    vector_key BLOB NOT NULL, says BLOB NOT NULL, anchor TEXT NOT NULL
) STRICT;
CREATE INDEX twins ON passages (says);
CREATE INDEX anchors ON passages (anchor);
CREATE TABLE acronyms (
    short TEXT NOT NULL, long TEXT NOT NULL, reports INTEGER NOT NULL, terms TEXT NOT NULL,
    PRIMARY KEY (short, long)
) STRICT, WITHOUT ROWID;
"""


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

    def add(
        self,
        report: Report,
        style: Style,
        content_keys: Sequence[bytes],
        anchors: Sequence[str],
    ) -> None:
        """Add a report, with the content keys of its vectors and its anchors, in order."""
        passages = report.passages
        with self._writing():
            self._connection.execute(
                f"INSERT INTO reports VALUES ({', '.join('?' * 23)})",
                (self.reports, *report_row(report, style), self.rows, len(passages), report.text),
            )
            self._connection.executemany(
                f"INSERT INTO passages VALUES ({', '.join('?' * 18)})",
                (
                    (
                        *(row, self.reports, *passage_row(one)),
                        *(key, content_digest(searched_text(one)), anchor),
                    )
                    for row, (one, key, anchor) in enumerate(
                        zip(passages, content_keys, anchors, strict=True), start=self.rows
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
