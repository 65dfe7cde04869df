"""Compare the answers to standing questions with those that were accepted."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from index.search.scope import Scope
from index.store.protocol import View
from service.answers.answer import Answer, AnswerPassage, Status
from service.editions.numbers import other_numbers
from service.reading.links import Resolved, resolve

Verdict = Literal[
    "same", "moved", "reworded", "number_changed", "other_sentence_first", "no_answer_now",
    "newly_answered", "tie",
]  # fmt: skip
Cause = Literal["text", "engine", "both", "neither", "cannot be told apart"]
TIE_MARGIN = 0.01
"""Two sentences whose scores differ by less may change places without a change being told.

``python -m bench.editions.ties`` measures what margins hide; docs/editions.md has the figures.
"""
ACCEPTED = 3
"""Sentences of an answer that a watch file holds."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A citation of an accepted answer."""

    report: str
    sentence: int
    anchor: str
    quote: str
    quote_sha256: str
    text_sha256: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A question with its accepted answer; without an answer it has no citation."""

    question: str
    scope: Scope
    status: Status
    accepted: tuple[Accepted, ...]


@dataclass(frozen=True, slots=True)
class Watched:
    """What became of the first accepted sentence.

    Attributes:
        still_there: of ``other_sentence_first``, whether a report still has the accepted one.
        now: the first sentence now; None without an answer.
        cause: None where nothing has changed, and of a tie.
        reason: what else is to be said of the verdict or the cause, in sentences, or None.
    """

    verdict: Verdict
    still_there: bool | None
    now: Accepted | None
    cause: Cause | None = None
    reason: str | None = None

    @property
    def is_changed(self) -> bool:
        """Return whether this is a change to tell; a tie is none."""
        return self.verdict not in {"same", "tie"}


def accepted_of(question: str, scope: Scope, answer: Answer) -> Standing:
    """Return a question with an answer as the accepted one."""
    told = [] if answer.status == "no_answer" else answer.passages[:ACCEPTED]
    return Standing(question, scope, answer.status, tuple(map(_citation, told)))


def watched(view: View, standing: Standing, answer: Answer) -> Watched:
    """Return what became of an accepted answer, without the cause.

    Args:
        answer: the present answer, to the same question.
    """
    passages = [] if answer.status == "no_answer" else answer.passages
    old = standing.accepted[0] if standing.accepted else None
    now = _citation(passages[0]) if passages else None
    if old is None or now is None:
        if old is now:
            return Watched("same", None, None)
        return Watched("no_answer_now" if now is None else "newly_answered", None, now)
    place = resolved(view, old)
    if place is not None and (place.report, place.sentence) == (now.report, now.sentence):
        return Watched(_of_place(place, old, now), None, now)
    if place is not None and _is_also_at(place, passages[0]):  # such as in a newer edition
        return Watched("moved", True, now)
    there = place is not None and place.report is not None
    if place is not None and _is_tie(place, passages):
        return Watched("tie", True, now)
    return Watched("other_sentence_first", there, now)


def resolved(view: View, old: Accepted) -> Resolved | None:
    """Return where an accepted sentence stands now; None where nothing is known of its report."""
    with suppress(KeyError):
        return resolve(view, old.report, f"s{old.sentence}~{old.anchor}")
    return None


def _of_place(place: Resolved, old: Accepted, now: Accepted) -> Verdict:
    if any(other_numbers(old.quote, now.quote)):
        return "number_changed"
    return (
        "reworded" if place.status == "reworded" else "moved" if place.status == "moved" else "same"
    )


def _is_also_at(place: Resolved, first: AnswerPassage) -> bool:
    also = {(one.report.id, one.sentence) for one in first.also_at}
    where: tuple[str | None, int | None] = place.report, place.sentence
    return place.status != "reworded" and where in also


def _is_tie(place: Resolved, passages: list[AnswerPassage]) -> bool:
    own = (one for one in passages if one.citation.report.id == place.report)
    same = [one.score for one in own if one.citation.sentence == place.sentence]
    return bool(same) and passages[0].score - same[0] < TIE_MARGIN


def _citation(passage: AnswerPassage) -> Accepted:
    one = passage.citation
    return Accepted(
        one.report.id, one.sentence, one.anchor or "", passage.quote, one.quote_sha256,
        one.text_sha256,
    )  # fmt: skip
