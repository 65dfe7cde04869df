"""Ask the same question of two stores, and compare what they answer and what they search."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.stores.causes import Cause, cause
from bench.stores.collection import Question
from bench.stores.recorded import MEANING, WORDS, Search
from bench.stores.side import Asking, Side
from index.store.protocol import View
from index.types import Scored

SHOWN = 5
_TIE = 1e-6
"""Scores that differ by no more are equal: one store may find the one, and another the other."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Two answers to one question: of the first store, and of the other one.

    Attributes:
        sentence, place, status, five: whether both have the same first sentence, cite it at the
            same place, and have the same status and the same first five places.
        confidence: difference.
        recall: for each kind of search, the shares of the nearest passages by an exact search that
            the first store and the other one found, 0 to 1; each search counts once.
        scores: for each kind of search, the largest difference of a passage's score.
        cause: of a difference; None without one.
    """

    question: Question
    first: Asking
    other: Asking
    sentence: bool
    place: bool
    status: bool
    five: bool
    confidence: float
    recall: dict[str, list[tuple[float, float]]]
    scores: dict[str, float]
    cause: Cause | None

    @property
    def differs(self) -> bool:
        """Tell whether a reader sees another first sentence or another status."""
        return not (self.sentence and self.status)


def compare(
    questions: Sequence[Question], first: Side, other: Side, exact: View
) -> Iterator[Compared]:
    """Ask both sides every question.

    Args:
        exact: a view that searches exactly, with the same passages.
    """
    for question in questions:
        yield _compared(question, first, other, exact)


def _compared(question: Question, first: Side, other: Side, exact: View) -> Compared:
    ours, theirs = first.ask(question), other.ask(question)
    same_sentence = ours.quotes[:1] == theirs.quotes[:1]
    same_status = ours.answer.status == theirs.answer.status
    same_five = ours.places[:SHOWN] == theirs.places[:SHOWN]
    alike = same_sentence and same_status and same_five
    pairs = list(_pairs(ours.searches, theirs.searches))
    return Compared(
        question,
        ours,
        theirs,
        same_sentence,
        ours.places[:1] == theirs.places[:1],
        same_status,
        same_five,
        abs(ours.answer.confidence - theirs.answer.confidence),
        {kind: _recalls(exact, pairs, kind) for kind in (MEANING, WORDS)},
        {kind: _score_difference(pairs, kind) for kind in (MEANING, WORDS)},
        None if alike else cause(first, other, ours, theirs),
    )


def _pairs(ours: Sequence[Search], theirs: Sequence[Search]) -> Iterator[tuple[Search, Search]]:
    """Yield the searches that both were asked."""
    known = {search.asked: search for search in theirs}
    return ((one, known[one.asked]) for one in ours if one.asked in known)


def _recalls(
    exact: View, pairs: Sequence[tuple[Search, Search]], kind: str
) -> list[tuple[float, float]]:
    found = []
    for ours, theirs in pairs:
        if ours.kind == kind:
            best = ours.again(exact)
            found.append((recall(best, ours), recall(best, theirs)))
    return found


def recall(best: Sequence[Scored], search: Search) -> float:
    """Return the share of the best passages that a search found; one tied with the last counts."""
    if not best:
        return 1.0
    keys, last = search.keys, best[-1].score
    return sum(one.key in keys or one.score <= last + _TIE for one in best) / len(best)


def _score_difference(pairs: Sequence[tuple[Search, Search]], kind: str) -> float:
    """Return the largest difference of the scores of a passage that both found."""
    largest = 0.0
    for ours, theirs in pairs:
        if ours.kind == kind:
            known = dict(theirs.found)
            largest = max(
                [largest, *(abs(one.score - known.get(one.key, one.score)) for one in ours.found)]
            )
    return largest
