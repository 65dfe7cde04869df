"""Keep the texts that reports no longer have, compressed, in an SQLite file of a generation.

The file depends on the builds and not on the sources alone. A generation that keeps no text has no
such file. A text is stored once, under its hash, for all reports that had it.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import chain
from pathlib import Path

from corpus.report import Report, Source
from index.store.files.side_file import SideFile, writing
from index.store.former import FormerReport, FormerText, PackedText
from index.store.manifest import Manifest
from index.store.protocol import View

_TABLES = """
CREATE TABLE reports (
    generation INTEGER NOT NULL, id TEXT NOT NULL, text_sha256 TEXT NOT NULL,
    source_sha256 TEXT NOT NULL, path TEXT NOT NULL, source TEXT NOT NULL,
    PRIMARY KEY (id, text_sha256)
) STRICT, WITHOUT ROWID;
CREATE TABLE texts (
    text_sha256 TEXT NOT NULL UNIQUE, sentences BLOB NOT NULL, text BLOB NOT NULL
) STRICT;
"""
_REPORTS = "SELECT source, path, source_sha256, text_sha256, generation FROM reports"


class FormerTextWriter:
    """Compares the texts of a new generation with those of the one before, and writes a file."""

    def __init__(self, before: View | None, most: int) -> None:
        """Start with what the generation before keeps.

        Args:
            before: None where there is none.
            most: maximum size of the compressed texts, in bytes; the oldest are forgotten first.
        """
        self._before = before if most else None
        self._most = most
        self._held: set[tuple[str, str]] = set()

    def add(self, report_id: str, text_sha256: str) -> None:
        """Note the text of a report; call this for every report of the new generation."""
        self._held.add((report_id, text_sha256))

    def write(self, path: Path) -> None:
        """Write the texts that are kept, if there are any.

        Raises:
            OSError: when the file cannot be written.
        """
        before = self._before
        if before is None:
            return
        number = before.manifest.number
        lost = (
            FormerReport(one.source, one.path, one.source_sha256, one.text_sha256, number)
            for one in before.reports.values()
        )
        former = [one for one in chain(lost, before.former_reports()) if not self._is_held(one)]
        if former:
            _write(path, self._fitting(before, former))

    def _is_held(self, one: FormerReport) -> bool:
        return (one.source.id, one.text_sha256) in self._held

    def _fitting(
        self, before: View, former: Iterable[FormerReport]
    ) -> Iterator[tuple[FormerReport, PackedText | None]]:
        """Yield the reports whose texts fit, newest first, each text with the first that had it.

        A text that does not fit leaves its room to older ones.
        """
        left, kept = self._most, set()
        for one in former:
            if one.text_sha256 in kept:
                yield one, None
                continue
            packed = before.packed_text(one.text_sha256) or _pack(before.report(one.source.id))
            if packed.size <= left:
                left -= packed.size
                kept.add(one.text_sha256)
                yield one, packed


def _pack(report: Report) -> PackedText:
    return PackedText.of(report.text, ((one.start, one.end) for one in report.passages))


def _write(path: Path, kept: Iterable[tuple[FormerReport, PackedText | None]]) -> None:
    with writing(path, _TABLES) as connection:
        for one, packed in kept:
            source = json.dumps(asdict(one.source), ensure_ascii=False)
            row = (one.generation, one.source.id, one.text_sha256, one.source_sha256, one.path)
            connection.execute("INSERT INTO reports VALUES (?, ?, ?, ?, ?, ?)", (*row, source))
            if packed:
                texts = (one.text_sha256, *packed)
                connection.execute("INSERT INTO texts VALUES (?, ?, ?)", texts)
        (count,) = connection.execute("SELECT count(*) FROM reports").fetchone()
    if not count:  # none of them fits
        path.unlink()


class FormerTexts(SideFile):
    """Reads the texts that a generation keeps; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Open the file, if the generation has one.

        Raises:
            IndexDamaged: when SQLite cannot read it.
        """
        super().__init__(path, _TABLES, "SELECT count(*) FROM reports")

    def former_text(self, sha256: str) -> FormerText | None:
        """Return the text with this hash."""
        packed = self.packed_text(sha256)
        if packed is None:
            return None
        text, sentences = packed.unpacked()
        return FormerText(text, sha256, sentences, tuple(self._reports("text_sha256 = ?", sha256)))

    def packed_text(self, sha256: str) -> PackedText | None:
        """Return the text with this hash, compressed."""
        rows = self._rows("SELECT sentences, text FROM texts WHERE text_sha256 = ?", sha256)
        return next((PackedText(*row) for row in rows), None)

    def former_reports(self, report_id: str | None = None) -> list[FormerReport]:
        """Return the reports whose former texts are kept, newest first; of one id, or all."""
        return self._reports("true") if report_id is None else self._reports("id = ?", report_id)

    def _reports(self, which: str, *values: object) -> list[FormerReport]:
        query = f"{_REPORTS} WHERE {which} ORDER BY generation DESC, id, text_sha256"
        rows = self._rows(query, *values)
        return [FormerReport(_source(source), *others) for source, *others in rows]


class LocalMemory(FormerTexts):
    """What a generation remembers; see ``index.store.protocol.Memory``."""

    def __init__(self, path: Path, manifest: Manifest) -> None:
        """Open the file of former texts, which must have been verified against the manifest.

        Raises:
            IndexDamaged: when SQLite cannot read it.
        """
        super().__init__(path)
        self.manifest = manifest


def _source(text: str) -> Source:
    values = json.loads(text)
    return Source(**{**values, "authors": tuple(values["authors"])})
