"""The seam of the store: what the rest of Pincite asks of whatever keeps the index."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol, Self

from corpus.report import Passage, Report, Source
from index.store.manifest import Made, Manifest, Plan, Recall
from index.types import IndexedReport, Key, Scored, Vectors
from index.words.acronyms import Acronyms


class Store(Protocol):
    """Keeps generations of an index, one of which serves.

    Attributes:
        format: version of what it writes; a build writes anew where it has changed.
    """

    format: int

    def building(self) -> AbstractContextManager[None]:
        """Keep other builds out; ``begin`` does so itself outside of it.

        Raises:
            BuildInProgress: when another build is under way.
        """

    def begin(self, plan: Plan, base: "View | None" = None) -> "Draft":
        """Begin a generation that holds the reports of another one, or none.

        Raises:
            BuildInProgress: when another draft is open.
            IndexMismatch: when another model made the vectors of the base.
        """

    def promote(self, generation: str) -> None:
        """Let a generation serve, in one step, and remove those that are not needed.

        Promoting the one before rolls back; views of any other go on answering.

        Raises:
            BuildInProgress: while a draft is open.
            IndexMissing: when there is no such generation.
        """

    def current(self) -> str | None:
        """Return a text that differs whenever another generation serves; None without one.

        It is read before each question.
        """

    def open(self, generation: str | None = None) -> "View":
        """Open a generation, the one that serves when None, after proving it whole.

        Raises:
            IndexMissing: when there is none.
            IndexDamaged: when it is not what was committed.
        """


class Draft(Protocol):
    """A generation in the making; left without a commit it leaves the index as it was.

    Calls of ``upsert`` and ``delete`` come in the order of report ids. Reports of the base that
    neither names stay as they are.
    """

    def upsert(self, report: Report, vectors: Vectors, names: Sequence[bytes]) -> None:
        """Add a report, or put it whole in the place of the one that has its id.

        Args:
            vectors: of its passages, in order; shape (passages, dimension).
            names: under which ``View.known`` finds each vector again.
        """

    def delete(self, report_id: str) -> None:
        """Leave out a report of the base."""

    def commit(self, made: Made) -> Manifest:
        """Finish the generation, and give it a name once a search finds what it holds.

        It does not serve before it is promoted.

        Raises:
            IndexDamaged: when a passage is not found by its own vector.
        """

    def __enter__(self) -> Self:
        """Return itself."""

    def __exit__(self, *_: object) -> None:
        """Let go of everything, and of what was not committed for good."""


class View(Protocol):
    """A generation, opened for search: it never changes, and threads may share it.

    Attributes:
        pointer: what ``Store.current`` returned when it was opened.
        location: where its index is, for messages.
        reports: by id, in order; ``sources`` is what is known of each.
        encoder: folder of the exported encoder's files, where the generation has one.
    """

    manifest: Manifest
    pointer: str
    location: str
    reports: Mapping[str, IndexedReport]
    sources: Sequence[Source]
    acronyms: Acronyms
    encoder: Path | None

    def near(self, vectors: Vectors, k: int, reports: Sequence[str] = ()) -> list[list[Scored]]:
        """Return the k passages of the highest cosine with each vector, ties by key.

        Args:
            reports: ids of the reports to search in; all when empty.
        """

    def matching(self, terms: Sequence[str], k: int, reports: Sequence[str] = ()) -> list[Scored]:
        """Return the k passages of the highest share that hold a term, ties by key.

        The share is the BM25 score (k1 1.2, b 0.75) divided by (k1 + 1) times the sum of the
        terms' inverse document frequencies, which no passage can reach: 0 to 1.
        """

    def scored(
        self, keys: Sequence[Key], vector: Vectors, terms: Sequence[str]
    ) -> list[tuple[float, float]]:
        """Return the cosine and the share of each passage, in the order of the keys."""

    def fetch(self, keys: Iterable[Key]) -> dict[Key, Passage]:
        """Return the passages of these keys; keys that do not exist are left out."""

    def sentences(self, report_id: str) -> Iterator[Passage]:
        """Yield the passages of a report in order, without their boxes."""

    def text(self, report_id: str, start: int = 0, end: int | None = None) -> str:
        """Return a report's canonical text from one code point to another."""

    def report(self, report_id: str) -> Report:
        """Return a report as it was read."""

    def says(self, keys: Iterable[Key]) -> dict[Key, bytes]:
        """Return a digest of what each passage says: its letters and digits."""

    def duplicates(self, says: Iterable[bytes]) -> dict[bytes, list[Key]]:
        """Return the keys of all passages that say each of these, in order."""

    def vectors(self, keys: Sequence[Key]) -> Vectors:
        """Return the vectors of passages; shape (len(keys), dimension)."""

    def names(self, report_id: str) -> list[bytes]:
        """Return the names under which the vectors of a report were stored, in order."""

    def known(self, names: Iterable[bytes]) -> dict[bytes, Vectors]:
        """Return the vectors that were stored under these names, where there are such."""

    def has_word(self, word: str) -> bool:
        """Tell whether a report holds the word as it is written, lower-cased."""

    def words_near(self, word: str, distance: int) -> list[tuple[str, int]]:
        """Return the words within an edit distance and their counts; a swap is one edit."""

    def holds(self, term: str) -> bool:
        """Tell whether any passage holds the term."""

    def check(self) -> Recall | None:
        """Search for stored vectors, and compare the search with an exact one.

        Returns:
            How much the search finds of what is nearest; None where it is exact.

        Raises:
            IndexDamaged: when a passage is not found by its own vector.
        """

    def close(self) -> None:
        """Let go of its files."""
