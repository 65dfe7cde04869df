"""Compare the changes that the product names with what the script did."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.editions.edits import Edit
from bench.editions.pair import Pair
from bench.editions.sentences import one_line
from service.editions.changes import Alignment, Change
from service.editions.word_diff import word_diff


@dataclass(slots=True)
class Judged:
    """What was named right, and what was not.

    Attributes:
        right, made: by name of edit.
        wrong: edits that are named otherwise, in words.
        invented: changes that no edit made, in words.
        misread: of sentences, changes that no edit made and that the reader is the cause of,
            because it divides the text of the second edition otherwise, in words.
    """

    right: Counter[str] = field(default_factory=Counter)
    made: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)
    misread: list[str] = field(default_factory=list)

    def add(self, other: "Judged") -> None:
        """Add the counts of another pair of editions."""
        self.right += other.right
        self.made += other.made
        self.wrong += other.wrong
        self.invented += other.invented
        self.misread += other.misread


def judge(pair: Pair, found: Alignment) -> Judged:
    """Judge the alignment of a report with its second edition."""
    return _Judge(pair).judged(found)


@dataclass(frozen=True, slots=True)
class _Expected:
    """A change that the product must name.

    Attributes:
        name: of the edit; kind: of the change.
    """

    name: str
    kind: str
    old: tuple[int, ...]
    new: tuple[int, ...]


_Words = tuple[str, tuple[str, ...], tuple[str, ...]]


class _Judge:
    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        self.old = [one_line(one.compared) for one in pair.old.sentences]
        self.new = [one_line(one.compared) for one in pair.new.sentences]
        self.quotes = [
            [one_line(one.quote) for one in edition.sentences] for edition in (pair.old, pair.new)
        ]
        edits = {id(one.edit): one.edit for one in pair.planned if one.edit}
        kept = {at for one in pair.planned for at in one.old}
        self.gone = [at for at in range(len(self.old)) if at not in kept]
        self.touched_old = {at for one in edits.values() if one.kind != "new" for at in one.old}
        self.touched_old.update(self.gone)
        self.touched_new = {pair.places[at] for at, one in enumerate(pair.planned) if one.edit}
        self.expected = [self._expected(edit) for edit in edits.values()]
        self.expected += [self._gone(at) for at in self.gone]

    def judged(self, found: Alignment) -> Judged:
        judged = Judged()
        named = {self._name(change) for change in found.changed}
        for one in self.expected:
            judged.made[one.name] += 1
            if self._words(one.kind, one.old, one.new) in named:
                judged.right[one.name] += 1
            else:
                judged.wrong.append(self._told(one, found))
        copies = {self._words(one.kind, one.old, one.new) for one in self.expected}
        for change in found.changed:
            if not ({*change.old} & self.touched_old or {*change.new} & self.touched_new):
                # Of copies of a sentence, another one may be gone than the script took.
                words = self._words(change.kind, change.old, change.new)
                if change.kind not in ("gone", "new") or words not in copies:
                    kind = judged.invented if self._is_read(change) else judged.misread
                    kind.append(str(words))
        return judged

    def _is_read(self, change: Change) -> bool:
        """Tell whether the sentences of a change are read as they were written."""
        written = {at for place in self.pair.places for at in self.pair.planned[place].old}
        return {*change.old} <= written and {*change.new} <= set(self.pair.places.values())

    def _expected(self, edit: Edit) -> _Expected:
        planned = self.pair.planned
        places = [self.pair.places[at] for at, one in enumerate(planned) if one.edit is edit]
        old = () if edit.kind == "new" else edit.old
        return _Expected(edit.name, edit.kind, old, tuple(places))

    def _gone(self, at: int) -> _Expected:
        return _Expected("row gone" if at in self.pair.rows else "gone", "gone", (at,), ())

    def _name(self, change: Change) -> _Words:
        kind = str(change.kind)
        if change.kind == "reworded" and change.numbers:
            kind = "number" if self._is_marked(change) else "number, not marked"
        return self._words(kind, change.old, change.new)

    def _is_marked(self, change: Change) -> bool:
        """Tell whether the word diff marks what differs as numbers, and nothing else."""
        texts = [
            " ".join(side[at] for at in places)
            for side, places in zip(self.quotes, (change.old, change.new), strict=True)
        ]
        other = [one for one in word_diff(*texts) if one.kind != "same" and one.text.strip()]
        return all(one.number for one in other)

    def _words(self, kind: str, ones: Sequence[int], others: Sequence[int]) -> _Words:
        """Return a change by its sentences: copies of one are named by their words."""
        return kind, tuple(self.old[at] for at in ones), tuple(self.new[at] for at in others)

    def _told(self, one: _Expected, found: Alignment) -> str:
        about = [
            (
                each.kind,
                each.numbers,
                each.moved,
                each.likeness,
                *self._words("", each.old, each.new)[1:],
            )
            for each in found.changes
            if {*each.old} & {*one.old} or {*each.new} & {*one.new}
        ]
        return f"{one.name} {self._words(one.kind, one.old, one.new)[1:]}: {about}"
