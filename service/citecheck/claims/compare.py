"""Compare the specifics of a claim with those of a sentence and its neighbours."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.words.terms import Term, terms
from service.citecheck.claims.agreement import State, agreement, rounds_to
from service.citecheck.claims.named import Held, LongForms, held, holds
from service.citecheck.claims.specifics import specifics
from service.citecheck.claims.values import Kind, Specific

_NEAR = 6
"""Terms on each side of a specific that tell what it is about."""
_BESIDE, _NAMED, _INSIDE = 2.5, 1e9, 2.5


@dataclass(frozen=True, slots=True)
class Compared:
    """A specific of a claim beside what the source says.

    Attributes:
        other: in the source; None where it lacks it, or holds a name in another form.
        beside: 0 where ``other`` is in the sentence itself, -1 or 1 in a neighbour.
    """

    specific: Specific
    state: State
    other: Specific | None = None
    beside: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """A sentence of a report with its neighbours, "" where there are none."""

    sentence: str
    before: str = ""
    after: str = ""

    @property
    def parts(self) -> tuple[tuple[int, str], ...]:
        """Return the sentence and its neighbours, by where they stand."""
        return ((0, self.sentence), (-1, self.before), (1, self.after))


def compare(
    claim: str,
    source: Source,
    long_forms: LongForms,
    report: Callable[[], Held] | None = None,
) -> list[Compared]:
    """Return each specific of a claim beside what a sentence and its neighbours say.

    Args:
        long_forms: of the reports.
        report: returns what the whole report holds of names; called where a name is lacking.
    """
    own = specifics(claim)
    if not own:
        return []
    there = [(at, one) for at, part in source.parts for one in specifics(part)]
    said = {at: _held(part, long_forms) for at, part in source.parts if part}
    found = [_found(one, there, said, long_forms) for one in own]
    used = {id(one.other) for one in found if one and one.other}
    claimed = _held(claim, long_forms)
    used |= {
        id(other)
        for _, other in there
        if other.kind is Kind.NAME and holds(other, claimed, long_forms)
    }
    compared = []
    for one, known in zip(own, found, strict=True):
        result = _otherwise(one, claim, there, source, used, known)
        missing_name = result.state is State.LACKING and one.kind is Kind.NAME
        if missing_name and report and holds(one, report(), long_forms):
            result = Compared(one, State.CARRIED)
        if result.state is State.DIFFERS:
            used.add(id(result.other))
        compared.append(result)
    return compared


def _found(
    one: Specific,
    there: Sequence[tuple[int, Specific]],
    said: dict[int, Held],
    long_forms: LongForms,
) -> Compared | None:
    if one.kind is Kind.NAME:
        for at, words in said.items():
            if holds(one, words, long_forms):
                return Compared(one, State.FOUND, None, at)
        return None
    best: Compared | None = None
    for at, other in there:
        state = agreement(one, other)
        if state is State.FOUND:
            return Compared(one, state, other, at)
        if state and not best:
            best = Compared(one, state, other, at)
    return best or _computed(one, there)


def _computed(one: Specific, there: Sequence[tuple[int, Specific]]) -> Compared | None:
    """Return a share or an amount that follows from two numbers of the sentence."""
    inside = [other for at, other in there if at == 0]
    counts = [other for other in inside if other.kind in (Kind.NUMBER, Kind.MONEY)]
    values: list[float] = []
    if one.kind is Kind.SHARE:
        values += [
            100 * part.low / whole.low
            for part in counts
            for whole in counts
            if part.kind is whole.kind and 0 < part.low < whole.low
        ]
    elif one.kind is Kind.MONEY:
        amounts = [other.low for other in counts if other.kind is Kind.MONEY]
        values += [abs(a - b) for a in amounts for b in amounts] + [
            a + b for at, a in enumerate(amounts) for b in amounts[:at]
        ]
    close = any(rounds_to(one, value) or abs(value - one.low) <= 0.5 for value in values)
    return Compared(one, State.COMPUTED) if close else None


def _otherwise(
    one: Specific,
    claim: str,
    there: Sequence[tuple[int, Specific]],
    source: Source,
    used: set[int],
    known: Compared | None,
) -> Compared:
    """Return the specific beside the one that stands in its place in the source, or as lacking.

    One that is found has its place where it is found, unless another stands nearer to the same
    words: "6 ships in 1990" is not in "5 ships in 1990 and 6 planes".
    """
    texts = dict(source.parts)
    about = _about(claim, one)
    best: tuple[float, int, Specific] | None = None
    free = [(at, other) for at, other in there if other.kind is one.kind and id(other) not in used]
    least = 0.0
    if known:
        if known.state is State.COMPUTED:
            return known
        free = [(at, other) for at, other in free if at == 0]
        least = _kept(known, one, about, texts)
    alone = sum(at == 0 for at, _ in free) == 1
    for at, other in free:
        likeness = _likeness(one, other, about, _about(texts[at], other), at, alone=alone)
        if likeness > least and (best is None or likeness > best[0]):
            best = (likeness, at, other)
    if best is None:
        return known or Compared(one, State.LACKING)
    return Compared(one, State.DIFFERS, best[2], best[1])


def _kept(known: Compared, one: Specific, about: set[str], texts: dict[int, str]) -> float:
    """Return what the likeness of another must exceed to stand in the place of what was found."""
    if known.beside:
        return _BESIDE
    if known.other is None:
        return _NAMED
    return _INSIDE + _likeness(
        one, known.other, about, _about(texts[0], known.other), 0, alone=True
    )


def _likeness(
    one: Specific, other: Specific, about: set[str], there: set[str], at: int, *, alone: bool
) -> float:
    """Return how surely two different specifics stand in the same place; 0 for not."""
    shared = len(about & there)
    likeness = 0.0
    match one.kind:
        case Kind.NUMBER:
            same_unit = bool(one.unit) and one.unit == other.unit
            if same_unit or shared > 1 or (shared and not (one.unit and other.unit)):
                likeness = 2.0 * same_unit + shared
        case Kind.NAME:
            head = bool(one.words) and one.words[-1] == other.words[-1]
            head = head or (len(one.words) > 1 and one.words[0] == other.words[0])
            likeness = shared + 2.0 * head
        case Kind.DATE:
            precise = bool(one.first.month) == bool(other.first.month)
            if shared or alone:
                likeness = 0.5 + shared + precise
        case _:
            if shared or alone:
                likeness = 0.5 + shared
    if at:
        likeness = likeness - 2.0 if shared > 1 else 0.0
    return likeness


@lru_cache(maxsize=4096)  # a sentence is compared with many claims, and with many figures of each
def _terms(text: str) -> tuple[Term, ...]:
    return tuple(terms(text))


_held = lru_cache(maxsize=4096)(held)


def _about(text: str, one: Specific) -> set[str]:
    """Return the terms near a specific."""
    every = _terms(text)
    inside = [at for at, term in enumerate(every) if term.start < one.end and one.start < term.end]
    if not inside:
        inside = [min(len(every), sum(term.end <= one.start for term in every))]
    first, last = max(inside[0] - _NEAR, 0), inside[-1] + 1 + _NEAR
    return {
        term.text
        for term in every[first:last]
        if (term.end <= one.start or one.end <= term.start) and not term.text[0].isdigit()
    }
