"""Find the stage in which two answers to one question part."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.stores.recorded import MEANING, WORDS, Search
from bench.stores.side import Asking, Side
from index.types import Hit, Key

READING = "the question is read otherwise"
BY_MEANING = "not found by meaning"
BY_WORDS = "not found by words"
BY_BOTH = "found neither by meaning nor by words"
SCORES = "scores differ"
TIE = "tie"
_STAGES = {MEANING: BY_MEANING, WORDS: BY_WORDS}
_TIE = 1e-6


@dataclass(frozen=True, slots=True)
class Cause:
    """The stage in which two answers part, and what it did."""

    stage: str
    detail: str


def cause(first: Side, other: Side, ours: Asking, theirs: Asking) -> Cause:
    """Return why two answers differ."""
    read, otherwise = (
        [(one.reports, one.spelled, one.words.terms) for one in asking.single]
        for asking in (ours, theirs)
    )
    if read != otherwise:
        return Cause(READING, f"{read} and {otherwise}")
    candidates = first.candidates(ours), other.candidates(theirs)
    for here, there in (
        ((first, ours, candidates[0]), (other, theirs, candidates[1])),
        ((other, theirs, candidates[1]), (first, ours, candidates[0])),
    ):
        missing = _missing(here, there)
        if missing:
            return missing
    return _scores(first.ranked(ours), other.ranked(theirs), *candidates)


_Found = tuple[Side, Asking, Sequence[Hit]]


def _missing(here: _Found, there: _Found) -> Cause | None:
    """Return why a candidate of one side is none of the other; None where all are found there."""
    (_, ours, hits), (side, theirs, others) = here, there
    known = {key for hit in others for key in (hit.key, *hit.duplicates)}
    for hit in hits:
        places = {hit.key, *hit.duplicates}
        if places & known or _kinds(places, theirs.searches):
            continue
        kinds = _kinds(places, ours.searches)
        stage = _STAGES.get(kinds[0], BY_BOTH) if len(kinds) == 1 else BY_BOTH
        return Cause(
            stage,
            f"{side.name} has no {hit.key.id} (cosine {hit.cosine:.4f}, share {hit.share:.4f}) "
            "among its candidates",
        )
    return None


def _kinds(places: set[Key], searches: Sequence[Search]) -> list[str]:
    """Return the kinds of searches that found one of the places."""
    return sorted({search.kind for search in searches if search.keys & places})


def _scores(
    ours: Sequence[Hit], theirs: Sequence[Hit], our_first: Sequence[Hit], their_first: Sequence[Hit]
) -> Cause:
    """Return a cause where both sides have the same candidates."""
    fused = _largest(
        {hit.key: hit.fused for hit in our_first}, {hit.key: hit.fused for hit in their_first}
    )
    score = _largest({hit.key: hit.score for hit in ours}, {hit.key: hit.score for hit in theirs})
    detail = f"largest difference {fused:.1e} after the first stage, {score:.1e} after the second"
    order = {hit.key: hit.score for hit in ours}
    swapped = [
        abs(order[one.key] - order[two.key])
        for one, two in zip(ours, theirs, strict=False)
        if one.key != two.key and two.key in order
    ]
    tied = bool(swapped) and max(swapped) <= _TIE
    return Cause(TIE if tied else SCORES, detail)


def _largest(ours: dict[Key, float], theirs: dict[Key, float]) -> float:
    shared = ours.keys() & theirs.keys()
    return max((abs(ours[key] - theirs[key]) for key in shared), default=0.0)
