"""Find sentences of which one may be the other reworded, divided or joined."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Indel, LCSseq
from rapidfuzz.process import cdist

from service.editions.chains import Pair
from service.editions.words import Codes, Words
from service.reading.links import ALIKE

_SAME_LETTERS = 0.8
"""Least likeness of the words beside other numbers, as in two rows of a table."""
_CELLS = 1_000_000
"""Likenesses that are computed at a time: 4 MB."""
_LEAST_WORDS = 5
"""Words of a sentence that is known again elsewhere: fewer are like many."""
_MOST_ALIKE = 50
"""Sentences that one is compared further with: the likest, and of copies those in a like place."""

Step = Callable[[], None]
"""Called before each of the steps that take long; it may raise an error to end the comparison."""


@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentences of one edition, as texts of a character a word.

    Attributes:
        places: in the edition, in order.
        texts: the words that count; letters: without numbers and signs.
    """

    places: Sequence[int]
    texts: Sequence[str]
    letters: Sequence[str]

    @classmethod
    def of(cls, words: Sequence[Words], places: Sequence[int], codes: Codes) -> "Sentences":
        """Return the sentences at some places of an edition."""
        return cls(
            places,
            [codes.text(words[at].counting) for at in places],
            [codes.text(words[at].letters) for at in places],
        )

    def states(self, at: int) -> bool:
        """Tell whether a sentence has words, and numbers or signs beside them."""
        return 0 < len(self.letters[at]) < len(self.texts[at])

    def some(self, first: int, end: int) -> "Sentences":
        """Return a run of them."""
        return Sentences(self.places[first:end], self.texts[first:end], self.letters[first:end])


def nearby_pairs(old: Sequence[Sentences], new: Sequence[Sentences], step: Step) -> Iterator[Pair]:
    """Yield what may have become of sentences between the same equal ones, by place.

    Args:
        old, new: the sentences of each gap between equal ones, in order.
    """
    for ones, others in zip(old, new, strict=True):
        if ones.places and others.places:
            yield from _reworded(ones, others, step)
            yield from _divided(ones, others, step)
            for pair in _divided(others, ones, step):
                yield Pair(pair.new, pair.new_end, pair.old, pair.old_end, pair.weight)


def distant_pairs(old: Sentences, new: Sentences, step: Step) -> Iterator[tuple[float, int, int]]:
    """Yield the likeness and the places of sentences of five words or more, in any order."""
    ones = [at for at, text in enumerate(old.letters) if len(text) >= _LEAST_WORDS]
    others = [at for at, text in enumerate(new.letters) if len(text) >= _LEAST_WORDS]
    texts = [old.texts[at] for at in ones], [new.texts[at] for at in others]
    for one, other, likeness in _alike(*texts, step):
        yield likeness, old.places[ones[one]], new.places[others[other]]


def likeness(one: str, other: str) -> float:
    """Return the share of words that two sentences have in common, in order."""
    return float(Indel.normalized_similarity(one, other))


def _reworded(old: Sentences, new: Sentences, step: Step) -> Iterator[Pair]:
    found = {(one, other): like for one, other, like in _alike(old.texts, new.texts, step)}
    ones, others = ([at for at in range(len(side.texts)) if side.states(at)] for side in (old, new))
    letters = [old.letters[at] for at in ones], [new.letters[at] for at in others]
    for at, to, like in _alike(*letters, step, least=_SAME_LETTERS):
        found.setdefault((ones[at], others[to]), ALIKE + 0.1 * (like - _SAME_LETTERS))
    for (one, other), like in found.items():
        at, to = old.places[one], new.places[other]
        yield Pair(at, at + 1, to, to + 1, _weight(like))


def _divided(old: Sentences, new: Sentences, step: Step) -> Iterator[Pair]:
    """Yield the sentences that two neighbours of the other edition may be the parts of."""
    neighbours = [
        at for at in range(len(new.places) - 1) if new.places[at + 1] == new.places[at] + 1
    ]
    both = [new.texts[at] + new.texts[at + 1] for at in neighbours]
    for one, pair, like in _alike(old.texts, both, step):
        text, first = old.texts[one], neighbours[pair]
        parts = new.texts[first], new.texts[first + 1]
        if not all(_adds(part, other, text, both[pair]) for part, other in (parts, parts[::-1])):
            continue
        at, to = old.places[one], new.places[first]
        yield Pair(at, at + 1, to, to + 2, _weight(like))


def _adds(part: str, other: str, whole: str, both: str) -> bool:
    """Tell whether a whole has most words of a part besides those of the other part."""
    added = LCSseq.similarity(whole, both) - LCSseq.similarity(whole, other)
    return bool(added >= ALIKE * len(part))


def _weight(like: float) -> float:
    """Return a weight by which one good pair counts for more than two doubtful ones."""
    return like - ALIKE + 0.2


def _alike(
    ones: Sequence[str], others: Sequence[str], step: Step, least: float = ALIKE
) -> Iterator[tuple[int, int, float]]:
    """Yield the pairs that are alike, and how much; of each of ``ones`` with the likest others."""
    rows = max(1, _CELLS // max(1, len(others)))
    for first in range(0, len(ones) if others else 0, rows):
        step()
        table = cdist(
            ones[first : first + rows],
            others,
            scorer=Indel.normalized_similarity,
            score_cutoff=least,
            dtype=np.float32,
        )
        for at, row in enumerate(table):
            one = first + at
            for other in _likest(row, least, one * len(others) // len(ones)):
                yield one, int(other), float(row[other])


def _likest(row: npt.NDArray[np.float32], least: float, place: int) -> npt.NDArray[np.intp]:
    """Return the places of a row that are alike; of too many, the likest, then the nearest."""
    found = np.flatnonzero(row >= least - 1e-6)
    if len(found) <= _MOST_ALIKE:
        return found
    ranked = np.lexsort((abs(found - place), -row[found]))
    return np.sort(found[ranked[:_MOST_ALIKE]])
