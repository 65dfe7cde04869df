"""Define the interface of a store: ``Store`` and ``View``; ``drafting`` has ``Draft``."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from corpus.report import Passage, Report, Source
from index.store.drafting import Draft
from index.store.former import FormerSentence
from index.store.kept import Kept, Remembering
from index.store.manifest import Manifest, Plan, Recall
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

        Those that are newer than it are surplus too: a build that was killed left them. Open views
        go on answering.

        Raises:
            BuildInProgress: while a draft is open.
            IndexMissing: when the generation does not exist.
        """

    def generations(self) -> list[Kept]:
        """Return the generations that are kept, oldest first.

        Raises:
            IndexProblem: when a server does not answer.
        """

    def manifest(self, generation: str) -> Manifest:
        """Return the manifest of a generation.

        Raises:
            IndexMissing: when the generation does not exist.
            IndexDamaged: when its manifest differs from the one that was committed.
        """

    def bring_back(self, former: "View", before: "View | None", memory: Remembering) -> Manifest:
        """Name a new generation that holds what a former one held; ``promote`` makes it current.

        The number of the new one is higher than that of any other, and what it remembers follows
        the generation before it, so that no text is lost that this one held.

        Args:
            former: the generation that comes back, of this store.
            before: the current generation; None where it cannot be opened.
            memory: how much the new generation remembers.

        Raises:
            BuildInProgress: while a draft is open.
            IndexDamaged: when the search does not find a passage by its own vector.
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
