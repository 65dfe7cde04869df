"""The seam of the store: what the rest of Pincite asks of whatever keeps the index."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from corpus.report import Passage, Report, Source
from index.store.manifest import Manifest, Recall
from index.types import IndexedReport, Key, Scored, Vectors
from index.words.acronyms import Acronyms


class View(Protocol):
    """A generation, opened for search: it never changes, and threads may share it."""

    @property
    def manifest(self) -> Manifest:
        """Return what the generation holds and what it was made from."""
        ...

    @property
    def pointer(self) -> str:
        """Return the text of ``Store.current`` by which it was opened."""
        ...

    @property
    def location(self) -> str:
        """Return where its index is, for messages."""
        ...

    @property
    def reports(self) -> Mapping[str, IndexedReport]:
        """Return the reports by id, in order."""
        ...

    @property
    def sources(self) -> Sequence[Source]:
        """Return what is known of each report, in order."""
        ...

    @property
    def acronyms(self) -> Acronyms:
        """Return the acronyms that the reports spell out."""
        ...

    @property
    def encoder(self) -> Path | None:
        """Return the folder of the exported encoder's files, where the generation has one."""
        ...

    def near(self, vectors: Vectors, k: int, reports: Sequence[str] = ()) -> list[list[Scored]]:
        """Return the k passages of the highest cosine with each vector, ties by key.

        Args:
            reports: ids of the reports to search in; all when empty.
        """
        ...

    def matching(self, terms: Sequence[str], k: int, reports: Sequence[str] = ()) -> list[Scored]:
        """Return the k passages of the highest share that hold a term, ties by key.

        The share is the BM25 score (k1 1.2, b 0.75) divided by (k1 + 1) times the sum of the
        terms' inverse document frequencies, which no passage can reach: 0 to 1.
        """
        ...

    def scored(
        self, keys: Sequence[Key], vector: Vectors, terms: Sequence[str]
    ) -> list[tuple[float, float]]:
        """Return the cosine and the share of each passage, in the order of the keys."""
        ...

    def fetch(self, keys: Iterable[Key]) -> dict[Key, Passage]:
        """Return the passages of these keys; keys that do not exist are left out."""
        ...

    def sentences(self, report_id: str) -> Iterator[Passage]:
        """Yield the passages of a report in order, without their boxes."""
        ...

    def text(self, report_id: str, start: int = 0, end: int | None = None) -> str:
        """Return a report's canonical text from one code point to another."""
        ...

    def report(self, report_id: str) -> Report:
        """Return a report as it was read."""
        ...

    def says(self, keys: Iterable[Key]) -> dict[Key, bytes]:
        """Return a digest of what each passage says: its letters and digits."""
        ...

    def duplicates(self, says: Iterable[bytes]) -> dict[bytes, list[Key]]:
        """Return the keys of all passages that say each of these, in order."""
        ...

    def vectors(self, keys: Sequence[Key]) -> Vectors:
        """Return the vectors of passages; shape (len(keys), dimension)."""
        ...

    def known(self, names: Iterable[bytes]) -> dict[bytes, Vectors]:
        """Return the vectors that were stored under these names, where there are such."""
        ...

    def has_word(self, word: str) -> bool:
        """Tell whether a report holds the word as it is written, lower-cased."""
        ...

    def words_near(self, word: str, distance: int) -> list[tuple[str, int]]:
        """Return the words within an edit distance and their counts; a swap is one edit."""
        ...

    def holds(self, term: str) -> bool:
        """Tell whether any passage holds the term."""
        ...

    def check(self) -> Recall | None:
        """Search for stored vectors, and compare the search with an exact one.

        Returns:
            How much the search finds of what is nearest; None where it is exact.

        Raises:
            IndexDamaged: when a passage is not found by its own vector.
        """
        ...

    def close(self) -> None:
        """Let go of its files."""
        ...
