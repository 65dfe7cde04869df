"""Align the sentences of two editions.

Equal sentences are paired first, then those that stand between the same equal ones, then the rest.
The equal ones take n² / 64 steps for n sentences, and the rest m² comparisons for m that changed:
``python -m bench.editions`` prints the time for 10,000 sentences.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from service.editions.chains import Pair, heaviest_chain
from service.editions.changes import Alignment, Change, ChangeKind, in_reading_order
from service.editions.equal import equal_pairs
from service.editions.likeness import Sentences, Step, distant_pairs, likeness, nearby_pairs
from service.editions.notes import Notes, notes_last
from service.editions.numbers import other_numbers
from service.editions.words import ADDRESS, Codes, Words, same_keys, words_of

_EQUAL_ORDER, _CHANGED_ORDER = 1.0, 0.99
"""Of two pairs that cross, the one of equal sentences keeps its place."""


def align(
    old: Sequence[str],
    new: Sequence[str],
    notes: Notes = (None, None),
    step: Step = lambda: None,
) -> Alignment:
    """Return what became of each sentence of an edition in another one.

    Args:
        old, new: the sentences of both editions, in order.
        notes: places of the footnotes in each; None where they are not known.
        step: called now and then; see ``Step``.
    """
    read = {sentence: words_of(sentence) for sentence in {*old, *new}}
    words = [read[one] for one in old], [read[one] for one in new]
    orders = notes_last(same_keys(*words), notes)
    ones, others = [old[at] for at in orders[0]], [new[at] for at in orders[1]]
    changes = _Aligner(ones, others, read, step).changes()
    return Alignment(in_reading_order([_placed(one, orders) for one in changes]))


def _placed(change: Change, orders: tuple[Sequence[int], Sequence[int]]) -> Change:
    """Return a change with the places in the editions as they are printed."""
    old, new = (
        tuple(order[at] for at in places)
        for places, order in zip((change.old, change.new), orders, strict=True)
    )
    return replace(change, old=old, new=new)


class _Aligner:
    def __init__(
        self, old: Sequence[str], new: Sequence[str], read: Mapping[str, Words], step: Step
    ) -> None:
        self.old, self.new, self.step = old, new, step
        self.ones, self.others = [read[one] for one in old], [read[one] for one in new]
        self.keys = same_keys(self.ones, self.others)
        self.codes = Codes()

    def changes(self) -> list[Change]:
        self.step()
        in_order, elsewhere = equal_pairs(*self.keys)
        pairs = [_pair(one, other) for one, other in (*in_order, *elsewhere)]
        pairs += self._nearby(in_order, pairs)
        pairs += self._distant(pairs)
        pairs = self._uncrossed(pairs)
        kept = set(heaviest_chain(map(self._weighed, pairs)))
        changes = [self._change(pair, moved=self._weighed(pair) not in kept) for pair in pairs]
        left = self._left(pairs)
        changes += [Change("gone", (at,), (), likeness=0) for at in left[0]]
        changes += [Change("new", (), (at,), likeness=0) for at in left[1]]
        return changes

    def _left(self, pairs: Iterable[Pair]) -> tuple[list[int], list[int]]:
        """Return the sentences of both editions that have no pair yet."""
        pairs = list(pairs)
        ones = {at for pair in pairs for at in range(pair.old, pair.old_end)}
        others = {at for pair in pairs for at in range(pair.new, pair.new_end)}
        return (
            [at for at in range(len(self.old)) if at not in ones],
            [at for at in range(len(self.new)) if at not in others],
        )

    def _sentences(self, pairs: Iterable[Pair]) -> tuple[Sentences, Sentences]:
        ones, others = self._left(pairs)
        return (
            Sentences.of(self.ones, ones, self.codes),
            Sentences.of(self.others, others, self.codes),
        )

    def _nearby(self, in_order: Sequence[tuple[int, int]], pairs: Sequence[Pair]) -> list[Pair]:
        """Pair sentences that stand between the same equal ones."""
        ones, others = self._sentences(pairs)
        ends = [
            [bisect_left(side.places, pair[which]) for pair in in_order] + [len(side.places)]
            for which, side in enumerate((ones, others))
        ]
        old, new = (
            [side.some(first, end) for first, end in zip([0, *cuts], cuts, strict=False)]
            for side, cuts in zip((ones, others), ends, strict=True)
        )
        return heaviest_chain(nearby_pairs(old, new, self.step))

    def _distant(self, pairs: Sequence[Pair]) -> list[Pair]:
        """Pair sentences wherever they stand, the likest first."""
        used: tuple[set[int], set[int]] = set(), set()
        found = []
        ranked = sorted(
            distant_pairs(*self._sentences(pairs), self.step),
            key=lambda one: (-one[0], abs(one[1] - one[2]), one[1]),
        )
        for _, one, other in ranked:
            if one not in used[0] and other not in used[1]:
                used[0].add(one)
                used[1].add(other)
                found.append(_pair(one, other))
        return found

    def _uncrossed(self, pairs: Iterable[Pair]) -> list[Pair]:
        """Exchange the partners of equal sentences so that they come in order."""
        found = list(pairs)
        for side in (0, 1):
            copies = defaultdict[tuple[str, ...], list[int]](list)
            for at, pair in enumerate(found):
                if pair.old_end - pair.old == pair.new_end - pair.new == 1:
                    copies[self.keys[side][(pair.old, pair.new)[side]]].append(at)
            for own in copies.values():
                ones = sorted(found[at].old for at in own)
                others = sorted(found[at].new for at in own)
                for at, one, other in zip(own, ones, others, strict=True):
                    found[at] = _pair(one, other)
        return found

    def _weighed(self, pair: Pair) -> Pair:
        size = max(pair.old_end - pair.old, pair.new_end - pair.new)
        weight = size * (_EQUAL_ORDER if self._is_equal(pair) else _CHANGED_ORDER)
        return pair._replace(weight=weight)

    def _is_equal(self, pair: Pair) -> bool:
        """Tell whether both sides have the same words, however they are divided."""
        ones, others = (
            sum((self.keys[side][at] for at in places), ())
            for side, places in enumerate(_places(pair))
        )
        if any(ADDRESS in self.old[at] for at in range(pair.old, pair.old_end)):
            return "".join(ones) == "".join(others)
        return ones == others

    def _change(self, pair: Pair, *, moved: bool) -> Change:
        old, new = _places(pair)
        if self._is_equal(pair):
            return Change("moved" if moved else "same", old, new, moved)
        kind: ChangeKind = "split" if len(new) > 1 else "merged" if len(old) > 1 else "reworded"
        texts = (
            "".join(self.codes.text(words[at].counting) for at in places)
            for words, places in ((self.ones, old), (self.others, new))
        )
        one, other = (
            " ".join(edition[at] for at in places)
            for edition, places in ((self.old, old), (self.new, new))
        )
        numbers = any(other_numbers(one, other))
        return Change(kind, old, new, moved, round(likeness(*texts), 4), numbers)


def _pair(one: int, other: int) -> Pair:
    return Pair(one, one + 1, other, other + 1, 0)


def _places(pair: Pair) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return tuple(range(pair.old, pair.old_end)), tuple(range(pair.new, pair.new_end))
