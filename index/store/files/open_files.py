"""Answer from the files of a generation: what it remembers, and its words."""

from collections.abc import Iterable
from pathlib import Path

from index.store.files.former_texts import FormerTexts
from index.store.files.generation import ENCODER, FORMER_TEXTS, HISTORY, VOCABULARY
from index.store.files.history import History
from index.store.files.vocabulary import Vocabulary
from index.store.former import FormerReport, FormerSentence, FormerText, PackedText


class OpenFiles:
    """The part of a ``View`` that is the same in every store; safe to share between threads.

    Attributes:
        encoder: see ``index.store.protocol.View``.
    """

    def __init__(self, folder: Path) -> None:
        """Open the files in the folder of a generation, which must have been verified.

        Raises:
            IndexDamaged: when a file cannot be opened.
        """
        self.encoder = folder / ENCODER if (folder / ENCODER).is_dir() else None
        self._history = History(folder / HISTORY)
        self._former_texts = FormerTexts(folder / FORMER_TEXTS)
        self._vocabulary = Vocabulary.load(folder / VOCABULARY)

    def former(self, report_id: str, anchor: str) -> FormerSentence | None:
        """Return the sentence that an anchor named, once the report no longer holds it."""
        return self._history.former(report_id, anchor)

    def formers(self) -> Iterable[FormerSentence]:
        """Return all sentences that the generation remembers."""
        return self._history.formers()

    def arrivals(self, report_id: str) -> dict[int, int]:
        """Return sentences that a report did not always hold, for a report with former ones."""
        return self._history.arrivals(report_id)

    def former_text(self, text_sha256: str) -> FormerText | None:
        """Return a text that a report had in an earlier generation and no longer has."""
        return self._former_texts.former_text(text_sha256)

    def packed_text(self, text_sha256: str) -> PackedText | None:
        """Return a text of ``former_text`` in its compressed form."""
        return self._former_texts.packed_text(text_sha256)

    def former_reports(self, report_id: str | None = None) -> list[FormerReport]:
        """Return the reports whose former texts are kept, newest first; of one id, or all."""
        return self._former_texts.former_reports(report_id)

    def has_word(self, word: str) -> bool:
        """Tell whether a report or its identity holds a word in this spelling, lower-cased."""
        return word in self._vocabulary

    def words_near(self, word: str, distance: int) -> list[tuple[str, int]]:
        """Return (word, count) of the words within an edit distance; a swap is one edit."""
        return self._vocabulary.near(word, distance)

    def words_alike(self, folded: str) -> list[tuple[str, int]]:
        """Return (word, count) of the words with accents that fold to this one."""
        return self._vocabulary.alike(folded)

    def close_files(self) -> None:
        """Close the files."""
        self._history.close()
        self._former_texts.close()
