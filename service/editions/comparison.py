"""Compare two editions of a report."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.editions.alignment import align
from service.editions.changes import Alignment, Change, ChangeKind
from service.editions.editions import Edition, EditionSentence
from service.editions.likeness import Step
from service.editions.word_diff import Piece, word_diff


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two editions, and what became of each sentence."""

    old: Edition
    new: Edition
    alignment: Alignment

    def sentences(
        self, change: Change
    ) -> tuple[tuple[EditionSentence, ...], tuple[EditionSentence, ...]]:
        """Return the sentences of a change in both editions."""
        return (
            tuple(self.old.sentences[at] for at in change.old),
            tuple(self.new.sentences[at] for at in change.new),
        )

    def diff(self, change: Change) -> tuple[Piece, ...]:
        """Return the words of a change that both editions have, or one of them; see ``Piece``."""
        old, new = self.sentences(change)
        return word_diff(_joined(old), _joined(new))

    @property
    def is_changed(self) -> bool:
        """Return whether a sentence has changed in any way."""
        return bool(self.alignment.changed)

    @property
    def counts(self) -> dict[ChangeKind, int]:
        """Return how often each kind of change occurs."""
        return self.alignment.counts


def compared(old: Edition, new: Edition, step: Step = lambda: None) -> Comparison:
    """Compare two editions.

    Args:
        step: called now and then; see ``Step``.
    """
    # A former text does not tell what programs drew in it: all words are compared with it.
    whole = old.url is None or new.url is None
    texts = [
        [one.whole if whole else one.compared for one in edition.sentences]
        for edition in (old, new)
    ]
    return Comparison(old, new, align(texts[0], texts[1], (_notes(old), _notes(new)), step))


def _notes(edition: Edition) -> set[int] | None:
    """Return the places of footnotes; a former text does not tell them."""
    if edition.url is None:
        return None
    return {at for at, one in enumerate(edition.sentences) if one.is_note}


def _joined(sentences: Sequence[EditionSentence]) -> str:
    return " ".join(" ".join(one.quote.split()) for one in sentences)
