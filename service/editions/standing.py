"""Compare the answers to standing questions with those that were accepted."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

from index.search.scope import Scope
from index.store.protocol import View
from service.answers.answer import Answer, AnswerPassage, Status
from service.editions.numbers import other_numbers
from service.reading.links import Resolved, resolve

Verdict = Literal[
    "same", "moved", "reworded", "number_changed", "other_sentence_first", "no_answer_now",
    "newly_answered", "tie",
]  # fmt: skip
Cause = Literal["text", "engine", "cannot be told apart"]
TIE_MARGIN = 0.02
"""Two sentences whose scores differ by less may change places without a change being told."""
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
        cause: None where nothing has changed.
    """

    verdict: Verdict
    still_there: bool | None
    now: Accepted | None
    cause: Cause | None


def accepted_of(question: str, scope: Scope, answer: Answer) -> Standing:
    """Return a question with its present answer as the accepted one."""
    told = [] if answer.status == "no_answer" else answer.passages[:ACCEPTED]
    return Standing(question, scope, answer.status, tuple(map(_citation, told)))


def watched(view: View, standing: Standing, answer: Answer, cause: Cause) -> Watched:
    """Return what became of an accepted answer.

    Args:
        answer: the present answer, to the same question.
        cause: of a change, if there is one; see ``cause_of``.
    """
    passages = [] if answer.status == "no_answer" else answer.passages
    old = standing.accepted[0] if standing.accepted else None
    now = _citation(passages[0]) if passages else None
    if old is None or now is None:
        if old is now:
            return Watched("same", None, None, None)
        return Watched("no_answer_now" if now is None else "newly_answered", None, now, cause)
    place = _resolved(view, old)
    if place is not None and (place.report, place.sentence) == (now.report, now.sentence):
        verdict = _of_place(place, old, now)
        return Watched(verdict, None, now, None if verdict == "same" else cause)
    there = place is not None and place.report is not None
    if place is not None and _is_tie(place, passages):
        return Watched("tie", True, now, cause)
    return Watched("other_sentence_first", there, now, cause)


def cause_of(
    engine: tuple[Mapping[str, Any], Mapping[str, Any]],
    texts: tuple[Mapping[str, str], Mapping[str, str]],
) -> Cause:
    """Return why answers differ, from engine and text hashes of the file and of the present."""
    if engine[0] == engine[1]:
        return "text"
    return "engine" if texts[0] == texts[1] else "cannot be told apart"


def _resolved(view: View, old: Accepted) -> Resolved | None:
    with suppress(KeyError):  # nothing is known of the report
        return resolve(view, old.report, f"s{old.sentence}~{old.anchor}")
    return None


def _of_place(place: Resolved, old: Accepted, now: Accepted) -> Verdict:
    if any(other_numbers(old.quote, now.quote)):
        return "number_changed"
    return (
        "reworded" if place.status == "reworded" else "moved" if place.status == "moved" else "same"
    )


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
