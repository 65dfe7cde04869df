"""Read reports and passages of a generation from the server."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from corpus.quotes.anchors import words_of
from corpus.report import Passage, Report, Source
from index.store.key_rows import KeyRows
from index.store.manifest import Manifest
from index.store.rows import REPORT, front_of, indexed_report, passage_of, with_successors
from index.store.seekdb.database import Database, Row
from index.store.seekdb.searched import COLUMNS as SEARCHED
from index.store.seekdb.searched import Searched, SearchedPassages
from index.store.seekdb.tables import (
    PASSAGE_COLUMNS,
    passage_id,
    passages_table,
    version_and_number,
)
from index.store.seekdb.vectors import as_array
from index.types import IndexedReport, Key, Vectors

TEXT_PART = 1 << 16
"""Number of code points in a part of a report's text."""
_AT_ONCE = 500
_REPORT_COLUMNS = ", ".join("m.style" if name == "acronyms" else f"r.{name}" for name in REPORT)
_COLUMNS = ", ".join(("id", *PASSAGE_COLUMNS, "anchor"))


class Passages:
    """Reads reports and passages of one generation; safe to share between threads."""

    def __init__(self, database: Database, manifest: Manifest) -> None:
        """Read the list of reports.

        Raises:
            IndexProblem: when the server does not answer.
        """
        self._database = database
        self._dimension = manifest.dimension
        self._table = passages_table(manifest.dimension)
        work_of = {report_id: work for work in manifest.works for report_id in work.files}
        rows = database.rows(
            f"SELECT r.version, {_REPORT_COLUMNS} FROM members m JOIN reports r "
            "ON r.version = m.version WHERE m.generation = %s",
            [manifest.number],
        )
        rows.sort(key=lambda row: row[1])
        found = [indexed_report(row[1:], work_of) for row in rows]
        self.reports: Mapping[str, IndexedReport] = with_successors(found)
        self.sources: Sequence[Source] = [one.source for one in found]
        self._versions: dict[str, int] = {row[1]: row[0] for row in rows}
        self._ids: dict[int, str] = {row[0]: row[1] for row in rows}
        self._searched = SearchedPassages(lambda ids: self.by_id(SEARCHED, ids))

    def text(self, report_id: str, start: int = 0, end: int | None = None) -> str:
        """Return a slice of a report's canonical text; ``start`` and ``end`` in code points."""
        first = start // TEXT_PART
        query, values = "version = %s AND part >= %s", [self._versions[report_id], first]
        if end is not None:
            query, values = f"{query} AND part <= %s", [*values, max(start, end - 1) // TEXT_PART]
        rows = self._database.rows(f"SELECT body FROM texts WHERE {query} ORDER BY part", values)
        left = start - first * TEXT_PART
        length = None if end is None else left + max(0, end - start)
        return "".join(body for (body,) in rows)[left:length]

    def report(self, report_id: str) -> Report:
        """Return a report as the build read it."""
        about = self.reports[report_id]
        version = self._versions[report_id]
        ((front,),) = self._database.rows("SELECT front FROM reports WHERE version = %s", [version])
        return Report(
            source=about.source,
            path=about.path,
            source_sha256=about.source_sha256,
            text=self.text(report_id),
            text_sha256=about.text_sha256,
            front=front_of(front),
            passages=tuple(self._of_report(_COLUMNS, report_id)),
            page_labels=about.page_labels,
            page_count=about.page_count,
            omissions=about.omissions,
            ocr_pages=about.ocr_pages,
        )

    def fetch(self, keys: Iterable[Key]) -> dict[Key, Passage]:
        """Return the passages of these keys, in order of key; omit keys that do not exist."""
        found = (self._passage(row) for row in self.by_id(_COLUMNS, self.ids(keys)))
        return dict(sorted((Key.of(one), one) for one in found))

    def sentences(self, report_id: str) -> Iterator[Passage]:
        """Yield the passages of a report in order, without their boxes."""
        yield from self._of_report(_COLUMNS.replace("boxes", "''"), report_id)

    def digests(self, keys: Iterable[Key]) -> dict[Key, bytes]:
        """Return a digest of the letters and digits of each passage; omit missing keys."""
        found = self.searched(self.ids(keys))
        return dict(sorted((self.key(one), held.says) for one, held in found.items()))

    def duplicates(self, digests: Iterable[bytes]) -> dict[bytes, list[Key]]:
        """Return the keys of all passages with each of these digests, in order."""
        found: dict[bytes, list[Key]] = {digest: [] for digest in digests}
        for one, says in self._live(self._where("id, says", "says", list(found))):
            found[says].append(self.key(one))
        return {digest: sorted(keys) for digest, keys in found.items()}

    def anchors(self, report_id: str) -> list[str]:
        """Return the anchors of a report's sentences, in order."""
        return [anchor for (anchor,) in self._rows_of("anchor", report_id)]

    def same_sentence(self, anchor: str) -> list[Key]:
        """Return the keys of all passages that have the words of an anchor, in order."""
        words = words_of(anchor)
        rows = self._database.rows(
            f"SELECT id FROM {self._table} WHERE anchor >= %s AND anchor < %s", [words, words + "~"]
        )
        return sorted(self.key(one) for (one,) in self._live(rows))

    def content_keys(self, report_id: str) -> list[bytes]:
        """Return the content keys of a report's vectors, in order."""
        return [key for (key,) in self._rows_of("vector_key", report_id)]

    def ids(self, keys: Iterable[Key]) -> list[int]:
        """Return the ids of the passages with these keys; omit keys that do not exist."""
        return [
            passage_id(self._versions[key.report], key.number)
            for key in dict.fromkeys(keys)
            if key.report in self.reports and 0 < key.number <= self.reports[key.report].sentences
        ]

    def key(self, identity: int) -> Key:
        """Return the key of a passage of this generation."""
        version, number = version_and_number(identity)
        return Key(self._ids[version], number)

    def by_id(self, columns: str, ids: Sequence[int]) -> list[Row]:
        """Return these columns of the passages with these ids, in any order."""
        return self._where(columns, "id", ids)

    def searched(self, ids: Sequence[int]) -> dict[int, Searched]:
        """Return what a search reads of the passages with these ids; omit missing ones."""
        return self._searched.of(ids)

    def is_live(self, identity: int) -> bool:
        """Tell whether a passage belongs to this generation."""
        return version_and_number(identity)[0] in self._ids

    def version(self, report_id: str) -> int:
        """Return the version of a report that belongs to this generation."""
        return self._versions[report_id]

    def ask(self, statement: str, values: Sequence[object]) -> list[Row]:
        """Return the rows of a statement in which ``{}`` stands for the table of passages."""
        return self._database.rows(statement.format(self._table), values)

    def spread(self, most: int) -> list[Key]:
        """Return the keys of some passages, spread evenly over the generation."""
        rows = KeyRows(self.reports)
        return rows.keys(sorted({len(rows) * at // most for at in range(most)}))

    def vectors(self, keys: Sequence[Key]) -> Vectors:
        """Return the vectors of passages; shape (len(keys), dimension)."""
        found = self.searched(self.ids(keys))
        own = (found[passage_id(self._versions[key.report], key.number)].vector for key in keys)
        return as_array(list(own), self._dimension)

    def _live(self, rows: Iterable[Row]) -> Iterator[Row]:
        return (row for row in rows if self.is_live(row[0]))

    def _passage(self, row: Row) -> Passage:
        identity, number, start, stop, *others, quote, anchor = row
        key = self.key(identity)
        return passage_of((key.report, number, start, stop, quote, *others, anchor))

    def _of_report(self, columns: str, report_id: str) -> Iterator[Passage]:
        return map(self._passage, self._rows_of(columns, report_id))

    def _rows_of(self, columns: str, report_id: str) -> list[Row]:
        version = self._versions[report_id]
        return self._database.rows(
            f"SELECT {columns} FROM {self._table} WHERE id >= %s AND id < %s ORDER BY id",
            [passage_id(version, 0), passage_id(version + 1, 0)],
        )

    def _where(self, columns: str, name: str, wanted: Sequence[Any]) -> list[Row]:
        found = []
        for first in range(0, len(wanted), _AT_ONCE):
            some = wanted[first : first + _AT_ONCE]
            query = f"SELECT {columns} FROM {self._table} WHERE {name} IN ({marks(some)})"
            found += self._database.rows(query, some)
        return found


def marks(values: Sequence[object]) -> str:
    """Return a ``%s`` for each value, separated by commas."""
    return ", ".join(["%s"] * len(values))
