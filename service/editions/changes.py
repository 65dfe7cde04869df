"""Define what became of the sentences of an edition in another one."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

ChangeKind = Literal["same", "moved", "reworded", "split", "merged", "gone", "new"]
"""What became of sentences.

- same: the words are the same in the same order of sentences, whatever their typography.
- moved: the words are the same; the sentence stands elsewhere among the others.
- reworded: most of the words are the same.
- split, merged: one sentence became two, or two became one.
- gone, new: the other edition has no such sentence.
"""
KINDS: tuple[ChangeKind, ...] = ("reworded", "split", "merged", "moved", "gone", "new", "same")


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one or two sentences.

    Attributes:
        old, new: places of the sentences in their editions, from 0; empty for what is new or gone.
            Two of them under ``same`` and ``moved`` are one sentence of the other edition that is
            only divided otherwise.
        moved: whether the sentences also stand elsewhere among the others.
        likeness: share of the words that both have, 0 to 1; 1 of equal sentences.
        numbers: whether the sentences state other numbers.
    """

    kind: ChangeKind
    old: tuple[int, ...]
    new: tuple[int, ...]
    moved: bool = False
    likeness: float = 1.0
    numbers: bool = False


@dataclass(frozen=True, slots=True)
class Alignment:
    """All sentences of two editions, each in exactly one change.

    Attributes:
        changes: in the order of the new edition; what is gone follows what it followed before.
    """

    changes: tuple[Change, ...]

    @property
    def changed(self) -> tuple[Change, ...]:
        """Return the changes but for what is the same."""
        return tuple(change for change in self.changes if change.kind != "same")

    @property
    def counts(self) -> dict[ChangeKind, int]:
        """Return how often each kind occurs, in a fixed order."""
        counts = Counter(change.kind for change in self.changes)
        return {kind: counts[kind] for kind in KINDS}


def in_reading_order(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Return changes in the order of the new edition, with what is gone where it was."""
    placed = {at: change for change in changes for at in change.old}
    follows: dict[int, int] = {}
    last = -1
    for at in sorted(placed):
        change = placed[at]
        if change.new and not change.moved:
            last = change.new[-1]
        follows[at] = last

    def place(change: Change) -> tuple[int, int, int]:
        if change.new:
            return change.new[0], 0, 0
        return follows[change.old[0]], 1, change.old[0]

    return tuple(sorted(changes, key=place))
