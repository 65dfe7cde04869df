"""Define the interface of a store: ``Store``, ``Draft`` and ``View``."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol, Self

from corpus.report import Passage, Report, Source
from index.store.former import FormerSentence
from index.store.manifest import CommitInfo, Manifest, Plan, Recall
from index.store.memory import Memory
from index.types import IndexedReport, Key, Scored, Vectors
from index.words.acronyms import Acronyms
from index.words.identities import Identities


class Store(Protocol):
    """Keeps the generations of an index, one of which is current and answers questions.

    Attributes:
        format: version of the files that it writes; a build replaces an index of another version.
    """

    format: int

    def build_lock(self) -> AbstractContextManager[None]:
        """Hold the lock against other builds; ``begin`` takes it where it is not held.

        Raises:
            BuildInProgress: when another process holds it.
        """

    def begin(
        self, plan: Plan, base: "View | None" = None, before: "View | None" = None
    ) -> "Draft":
        """Begin a generation with the reports of a base, or an empty one.

        Args:
            before: the generation whose sentences and texts the new one remembers, and what it
                remembers itself (``View.former``, ``View.former_text``); the base when None.

        Raises:
            BuildInProgress: when another draft is open.
            IndexMismatch: when another model made the vectors of the base.
        """

    def promote(self, generation: str) -> None:
        """Make a generation the current one in one atomic step, and remove surplus generations.

        Promote the previous generation to roll back. Open views go on answering.

        Raises:
            BuildInProgress: while a draft is open.
            IndexMissing: when the generation does not exist.
        """

    def current(self) -> str | None:
        """Return the pointer to the current generation, or None.

        The text differs for each promoted generation. The service compares it before each question.
        """

    def is_building(self) -> bool:
        """Tell whether a build is writing a generation now."""

    def open(self, generation: str | None = None) -> "View":
        """Verify the files of a generation, the current one when None, and open it.

        Raises:
            IndexMissing: when it does not exist.
            IndexDamaged: when a file differs from the one that was committed.
        """

    def open_memory(self) -> Memory:
        """Verify and open only what the current generation remembers, which takes milliseconds.

        Raises:
            IndexMissing: when there is no generation.
            IndexDamaged: when a file differs from the one that was committed.
        """


class Draft(Protocol):
    """A generation under construction; leaving it without a commit discards it.

    Call ``upsert`` and ``delete`` in the order of report ids. The other reports of the base are
    copied.
    """

    def upsert(self, report: Report, vectors: Vectors, content_keys: Sequence[bytes]) -> None:
        """Add a report, or replace the report of the base that has its id.

        Args:
            vectors: of the passages, in order; shape (passages, dimension).
            content_keys: of the vectors, in order; ``View.vectors_by_content`` finds a vector
                by its key.

        Raises:
            ValueError: when the report's id is out of order.
        """

    def delete(self, report_id: str) -> None:
        """Leave a report of the base out.

        Raises:
            ValueError: when the id is out of order.
        """

    def digests(self, report_id: str) -> list[bytes]:
        """Return the digests of the sentences of a report that was added, as ``View.digests``."""

    def commit(self, info: CommitInfo) -> Manifest:
        """Finish and name the generation, after searching it for some of its own vectors.

        ``Store.promote`` makes it the current one.

        Raises:
            IndexDamaged: when the search does not find a passage by its own vector.
            IndexProblem: when the generation holds no passage.
        """

    def __enter__(self) -> Self:
        """Return the draft."""

    def __exit__(self, *_: object) -> None:
        """Release all resources, and discard a generation that was not committed."""


class View(Memory, Protocol):
    """A generation, opened for search; immutable, and safe to share between threads.

    Attributes:
        pointer: the value of ``Store.current`` when the view was opened.
        location: the folder of the index, for messages.
        reports: by id, in order of id.
        sources: the source of each report, in the same order.
        identities: what the reports are: the terms of ``index.words.identity`` and their names.
        encoder: folder of the exported encoder, or None.
    """

    pointer: str
    location: str
    reports: Mapping[str, IndexedReport]
    sources: Sequence[Source]
    acronyms: Acronyms
    identities: Identities
    encoder: Path | None

    def near(self, vectors: Vectors, k: int, reports: Sequence[str] = ()) -> list[list[Scored]]:
        """Return the k passages of highest cosine for each vector, best first, ties by key.

        Args:
            vectors: unit vectors; shape (n, dimension).
            reports: ids of the reports to search; all when empty.
        """

    def matching(self, terms: Sequence[str], k: int, reports: Sequence[str] = ()) -> list[Scored]:
        """Return the k passages of highest share that hold a term, best first, ties by key.

        The share is the BM25 score (k1 = 1.2, b = 0.75) divided by its upper bound, (k1 + 1)
        times the sum of the terms' inverse document frequencies: 0 to 1.

        Args:
            reports: ids of the reports to search; all when empty.
        """

    def scored(
        self, keys: Sequence[Key], vector: Vectors, terms: Sequence[str]
    ) -> list[tuple[float, float]]:
        """Return the cosine and the share of each passage, in the order of the keys."""

    def fetch(self, keys: Iterable[Key]) -> dict[Key, Passage]:
        """Return the passages of these keys, in order of key; omit keys that do not exist."""

    def sentences(self, report_id: str) -> Iterator[Passage]:
        """Yield the passages of a report in order, without their boxes."""

    def text(self, report_id: str, start: int = 0, end: int | None = None) -> str:
        """Return a slice of a report's canonical text; ``start`` and ``end`` in code points."""

    def report(self, report_id: str) -> Report:
        """Return a report as the build read it."""

    def anchors(self, report_id: str) -> list[str]:
        """Return the anchors of a report's sentences, in order; see ``corpus.quotes.anchors``."""

    def same_sentence(self, anchor: str) -> list[Key]:
        """Return the keys of all passages that have the words of an anchor, in order."""

    def former(self, report_id: str, anchor: str) -> FormerSentence | None:
        """Return the sentence that an anchor named, once the report no longer holds it.

        A generation remembers up to ``Plan.former_sentences``, and forgets the oldest first.
        """

    def formers(self) -> Iterable[FormerSentence]:
        """Return all sentences that the generation remembers."""

    def arrivals(self, report_id: str) -> dict[int, int]:
        """Return sentences that a report did not always hold, for a report with former ones.

        Returns:
            For the number of each, the number of the generation with which it came.
        """

    def digests(self, keys: Iterable[Key]) -> dict[Key, bytes]:
        """Return a digest of the letters and digits of each passage; omit missing keys."""

    def duplicates(self, digests: Iterable[bytes]) -> dict[bytes, list[Key]]:
        """Return the keys of all passages with each of these digests, in order."""

    def vectors(self, keys: Sequence[Key]) -> Vectors:
        """Return the vectors of passages; shape (len(keys), dimension)."""

    def content_keys(self, report_id: str) -> list[bytes]:
        """Return the content keys of a report's vectors, in order; see ``Draft.upsert``."""

    def vectors_by_content(self, content_keys: Iterable[bytes]) -> dict[bytes, Vectors]:
        """Return the vectors with these content keys; omit keys that do not exist."""

    def rarity(self, terms: Iterable[str]) -> dict[str, float]:
        """Return the inverse document frequency of each term, as ``matching`` weighs it."""

    def has_word(self, word: str) -> bool:
        """Tell whether a report or its identity holds a word in this spelling, lower-cased."""

    def words_near(self, word: str, distance: int) -> list[tuple[str, int]]:
        """Return (word, count) of the words of ``has_word`` within an edit distance.

        Insertions, deletions, substitutions and swaps of adjacent letters each count as one edit.
        """

    def words_alike(self, folded: str) -> list[tuple[str, int]]:
        """Return (word, count) of the words of ``has_word`` that are not folded but fold to this.

        A generation of an older version has none.
        """

    def has_term(self, term: str) -> bool:
        """Tell whether a passage holds the term."""

    def check(self) -> Recall | None:
        """Search for stored vectors, and compare the search with an exact one.

        Returns:
            The recall of the vector search; None where it is exact.

        Raises:
            IndexDamaged: when the search does not find a passage by its own vector.
        """
