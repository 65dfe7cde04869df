"""Remember the sentences that reports no longer hold, in an SQLite file of a generation.

The file tells what stood there before, so it depends on the builds and not on the sources alone. A
generation with nothing to remember has no such file.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from corpus.quotes.anchors import words_of
from index.store.files.side_file import SideFile, writing
from index.store.former import FormerSentence
from index.store.protocol import View
from index.types import Key

_TABLES = """
CREATE TABLE former (
    report TEXT NOT NULL, words TEXT NOT NULL, anchor TEXT NOT NULL, quote TEXT NOT NULL,
    number INTEGER NOT NULL, text_sha256 TEXT NOT NULL, generation INTEGER NOT NULL,
    PRIMARY KEY (report, words)
) STRICT, WITHOUT ROWID;
CREATE TABLE arrived (
    report TEXT NOT NULL, number INTEGER NOT NULL, generation INTEGER NOT NULL,
    PRIMARY KEY (report, number)
) STRICT, WITHOUT ROWID;
"""
_FORMER = "SELECT report, anchor, quote, number, text_sha256, generation FROM former"


class HistoryWriter:
    """Compares the reports of a new generation with those of the one before, and writes a file."""

    def __init__(self, before: View | None, number: int, most: int) -> None:
        """Start with what the generation before remembers.

        Args:
            before: None where there is none.
            number: of the new generation.
            most: maximum number of sentences to remember; the oldest are forgotten first.
        """
        self._before = before if most else None
        self._number, self._most = number, most
        self._former: dict[str, dict[str, FormerSentence]] = {}
        self._arrived: dict[str, dict[int, int]] = {}
        self._gone = dict.fromkeys(before.reports if before else ())
        self._new = 0
        for one in self._before.formers() if self._before else ():
            self._former.setdefault(one.report, {})[words_of(one.anchor)] = one

    def add(self, report_id: str, anchors: Sequence[str]) -> None:
        """Compare a report; call this, or ``keep``, for every report of the new generation."""
        if self._before is None:
            return
        self._gone.pop(report_id, None)
        held = set(map(words_of, anchors))
        known = self._before.anchors(report_id) if report_id in self._before.reports else []
        former = self._former.setdefault(report_id, {})
        for words in held & former.keys():
            del former[words]
        self._remember(report_id, known, held)
        if not former:
            del self._former[report_id]
            return
        since = self._before.arrivals(report_id)
        came = {words_of(one): since.get(number, 0) for number, one in enumerate(known, 1)}
        arrived = (
            (number, came.get(words_of(one), self._number)) for number, one in enumerate(anchors, 1)
        )
        self._arrived[report_id] = {number: came for number, came in arrived if came}

    def keep(self, report_id: str) -> None:
        """Take over what is remembered of a report that has not changed; it need not be added."""
        self._gone.pop(report_id, None)
        if self._before is not None and report_id in self._former:
            self._arrived[report_id] = self._before.arrivals(report_id)

    def write(self, path: Path) -> None:
        """Compare the reports that are gone, and write the file if there is anything in it.

        Raises:
            OSError: when the file cannot be written.
        """
        if self._before is not None:
            for report_id in self._gone:
                self._remember(report_id, self._before.anchors(report_id), frozenset())
        former = [one for known in self._former.values() for one in known.values()]
        former.sort(key=lambda one: (-one.generation, one.report, one.number))
        kept = former[: self._most]
        if kept:
            reports = {one.report for one in kept}
            arrived = (
                (report_id, *row)
                for report_id in sorted(reports & self._arrived.keys())
                for row in self._arrived[report_id].items()
            )
            _write(path, kept, arrived)

    def _remember(self, report_id: str, known: Sequence[str], held: Iterable[str]) -> None:
        """Remember the sentences of a report that are no longer held."""
        before = self._before
        if before is None:
            return
        former = self._former.setdefault(report_id, {})
        vanished = {words_of(one): number for number, one in reversed(list(enumerate(known, 1)))}
        for words in held:
            vanished.pop(words, None)
        # All of them are of the generation before, the newest that is remembered.
        numbers = sorted(vanished.values())[: max(0, self._most - self._new)]
        self._new += len(numbers)
        text_sha256 = before.reports[report_id].text_sha256 if numbers else ""
        for key, passage in before.fetch(Key(report_id, number) for number in numbers).items():
            anchor = known[key.number - 1]
            former[words_of(anchor)] = FormerSentence(
                report_id, anchor, passage.quote, key.number, text_sha256, before.manifest.number
            )


def _write(
    path: Path, former: Iterable[FormerSentence], arrived: Iterable[tuple[str, int, int]]
) -> None:
    rows = (
        (one.report, words_of(one.anchor), one.anchor, one.quote, one.number, one.text_sha256,
         one.generation)
        for one in former
    )  # fmt: skip
    with writing(path, _TABLES) as connection:
        connection.executemany("INSERT INTO former VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        connection.executemany("INSERT INTO arrived VALUES (?, ?, ?)", arrived)


class History(SideFile):
    """Reads what a generation remembers; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Open the file, if the generation has one.

        Raises:
            IndexDamaged: when SQLite cannot read it.
        """
        super().__init__(path, _TABLES, "SELECT count(*) FROM arrived")

    def former(self, report_id: str, anchor: str) -> FormerSentence | None:
        """Return the sentence that an anchor of a report named."""
        found = self._rows(f"{_FORMER} WHERE report = ? AND words = ?", report_id, words_of(anchor))
        return next((FormerSentence(*row) for row in found), None)

    def formers(self) -> Iterator[FormerSentence]:
        """Yield all sentences that are remembered, in the order in which each report lost them."""
        yield from (
            FormerSentence(*row)
            for row in self._rows(f"{_FORMER} ORDER BY report, generation, number")
        )

    def arrivals(self, report_id: str) -> dict[int, int]:
        """Return the numbers of the sentences that came into a report, with their generations."""
        query = "SELECT number, generation FROM arrived WHERE report = ?"
        return dict(self._rows(query, report_id))
