"""Compare the changes that the product names with what the script did."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.editions.edits import Edit, Planned
from service.editions.changes import Alignment, Change


@dataclass(slots=True)
class Judged:
    """What was named right, and what was not.

    Attributes:
        right, made: by kind of edit.
        wrong: edits that are named otherwise, in words.
        invented: changes that no edit made, in words.
    """

    right: Counter[str] = field(default_factory=Counter)
    made: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)

    def add(self, other: "Judged") -> None:
        """Add the counts of another pair of editions."""
        self.right += other.right
        self.made += other.made
        self.wrong += other.wrong
        self.invented += other.invented


def judge(
    old: Sequence[str], new: Sequence[str], planned: Sequence[Planned], found: Alignment
) -> Judged:
    """Judge the alignment of a report with its second edition.

    Args:
        old, new: the sentences; planned: what the script made of each of the second edition.
    """
    judged = Judged()
    edits = {id(one.edit): one.edit for one in planned if one.edit}
    touched_old = {at for edit in edits.values() if edit.kind != "new" for at in edit.old}
    kept = {at for one in planned for at in one.old}
    gone = [at for at in range(len(old)) if at not in kept]
    touched_old.update(gone)
    touched_new = {at for at, one in enumerate(planned) if one.edit}
    expected = [_expected(edit, planned) for edit in edits.values()]
    expected += [("gone", (at,), ()) for at in gone]
    copies = {(kind, *_words(ones, others, old, new)) for kind, ones, others in expected}
    named = {_name(change, old, new) for change in found.changed}
    for kind, ones, others in expected:
        judged.made[kind] += 1
        if (kind, *_words(ones, others, old, new)) in named:
            judged.right[kind] += 1
            continue
        about = [one for one in found.changes if {*one.old} & {*ones} or {*one.new} & {*others}]
        judged.wrong.append(
            f"{kind} {[old[at] for at in ones]} -> {[new[at] for at in others]}: "
            f"{[(one.kind, one.numbers, one.moved, one.likeness) for one in about]}"
        )
    for change in found.changed:
        if not ({*change.old} & touched_old or {*change.new} & touched_new):
            # Of copies of a sentence, another one may be gone than the script took.
            words = change.kind, *_words(change.old, change.new, old, new)
            if change.kind not in ("gone", "new") or words not in copies:
                judged.invented.append(str(words))
    return judged


_Expected = tuple[str, tuple[int, ...], tuple[int, ...]]


def _expected(edit: Edit, planned: Sequence[Planned]) -> _Expected:
    places = tuple(at for at, one in enumerate(planned) if one.edit is edit)
    return edit.kind, () if edit.kind == "new" else edit.old, places


def _name(
    change: Change, old: Sequence[str], new: Sequence[str]
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    kind = "number" if change.kind == "reworded" and change.numbers else str(change.kind)
    return kind, *_words(change.old, change.new, old, new)


def _words(
    ones: Sequence[int], others: Sequence[int], old: Sequence[str], new: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the sentences: copies of one are named by their words."""
    return tuple(old[at] for at in ones), tuple(new[at] for at in others)
