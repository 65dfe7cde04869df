"""Lay an answer out for the page: what stands open, what is folded, and a chance in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from index.words.question_words import QuestionWords
from service.answers.answer import Answer, AnswerPassage, PartAnswer, QuestionForm, Status
from service.answers.asked import Asked
from service.answers.citation import place_of
from service.answers.question_form import order_to_write
from service.answers.vocabulary import FORM_WORDS

OPEN_SHARE = 0.5
"""A sentence stands open if its chance is at least this share of the chance of the first one."""
PROBABLY = 0.6
"""Minimum chance of an uncertain sentence that is probably the answer."""
PERHAPS = 0.3
"""Minimum chance of an uncertain sentence that is perhaps the answer."""
_MAX_UNKNOWN_WORDS = 4
_MAX_BACK_CHARS = 4000
"""Most characters of the way back in a link to a report."""

Level = Literal[1, 2, 3, 4]
CHANCE_WORDS: dict[Level, str] = {
    4: "Very likely the answer",
    3: "Probably the answer",
    2: "Perhaps the answer",
    1: "Unlikely to be the answer",
}
"""A chance in words. The page shows the level as the same number of filled bars."""

_COUNTED: tuple[tuple[Status, str], ...] = (
    ("answered", "answered"),
    ("uncertain", "uncertain"),
    ("no_answer", "without an answer"),
)


def chance_level(status: Status | None, chance: float) -> Level:
    """Return the level of a sentence.

    Only a sentence with the status ``answered`` is very likely the answer: a chance alone does not
    tell that the sentence holds the names of the question.
    """
    if status == "answered":
        return 4
    if status == "no_answer" or chance < PERHAPS:
        return 1
    return 3 if chance >= PROBABLY else 2


@dataclass(frozen=True, slots=True)
class Card:
    """A sentence as the page shows it.

    Attributes:
        anchor: the id of its element.
        reading: the address of the sentence in its report, with the way back to this one.
        place: its place in the report, in words.
        same_report: whether the first sentence is in the same report.
        named: how many names and numbers the question has.
        missing: how many of them neither the sentence nor the one before it nor the identity of
            the report holds.
    """

    anchor: str
    reading: str
    passage: AnswerPassage
    level: Level
    place: str
    same_report: bool
    named: int
    missing: int


@dataclass(frozen=True, slots=True)
class Result:
    """The sentences of one question.

    Attributes:
        searched_for: what was searched, where it is not the question as it stands.
        level: the level of the first sentence.
        open: the sentences that stand open.
        folded: the less likely ones, which the page folds.
    """

    question: str
    searched_for: str | None
    status: Status
    level: Level
    confidence: float
    answerable: float | None
    open: list[Card]
    folded: list[Card]


@dataclass(frozen=True, slots=True)
class Advice:
    """What helps with a question that has no sure answer.

    Attributes:
        form: what the question is: a question, keywords, a statement, …
        order: the words that order a text, such as "Summarize"; None where nothing does.
        unknown: words of the question that no report holds.
    """

    form: QuestionForm | None
    order: str | None
    unknown: list[str]


def lay_out(answer: Answer, asked: Asked, here: str) -> Result:
    """Return the sentences of an answer: open those that may well answer, and fold the others.

    Args:
        here: the address of the page.
    """
    cards = _cards(answer.passages, asked.words, asked, here)
    opened = 0 if answer.question_form in FORM_WORDS else _open_count(answer.passages)
    return _result(answer, cards, opened)


def lay_out_parts(answer: Answer, asked: Asked, here: str) -> list[Result]:
    """Return the sentences of each part of a compound question; see ``lay_out``."""
    results = []
    for number, (part, own) in enumerate(zip(answer.part_answers, asked.parts, strict=True), 1):
        cards = _cards(part.passages, own.words, asked, here, f"p{number}-")
        results.append(_result(part, cards, _open_count(part.passages)))
    return results


def lay_out_differing(
    answer: Answer, asked: Asked, here: str
) -> list[list[tuple[Card, list[str]]]]:
    """Return pairs of sentences that give different figures, each with the times that it names."""
    return [
        list(
            zip(
                _cards(pair.passages, asked.words, asked, here, f"d{number}-"),
                pair.times,
                strict=True,
            )
        )
        for number, pair in enumerate(answer.differing, 1)
    ]


def headline(parts: Sequence[Result]) -> str:
    """Return how many parts have which status, as "2 questions: 1 answered, 1 uncertain"."""
    counts = ((words, sum(part.status == name for part in parts)) for name, words in _COUNTED)
    told = ", ".join(f"{count} {words}" for words, count in counts if count)
    return f"{len(parts)} questions: {told}"


def _result(answered: Answer | PartAnswer, cards: list[Card], opened: int) -> Result:
    return Result(
        question=answered.question,
        searched_for=answered.searched_for,
        status=answered.status,
        level=chance_level(answered.status, answered.confidence),
        confidence=answered.confidence,
        answerable=answered.answerable,
        open=cards[:opened],
        folded=cards[opened:],
    )


def advise(answer: Answer, asked: Asked) -> Advice:
    """Return what helps with a question that has no sure answer."""
    view = asked.opened.generation
    words = zip(asked.words.terms, asked.words.written, strict=True)
    unknown = [written for term, written in words if not view.has_term(term)]
    return Advice(
        answer.question_form,
        order_to_write(answer.question),
        list(dict.fromkeys(unknown))[:_MAX_UNKNOWN_WORDS],
    )


def reading_url(url: str, back: str, cell: int | None = None) -> str:
    """Return the address of a sentence in its report, with the way back to a page.

    Args:
        url: path and fragment of the sentence.
        back: path, query and fragment of the page; left out when it is too long.
        cell: number of the cell to outline, in a row of a table.
    """
    given = {"cell": str(cell)} if cell else {}
    if len(back) <= _MAX_BACK_CHARS:
        given["from"] = back
    path, _, fragment = url.partition("#")
    return f"{path}?{urlencode(given)}#{fragment}" if given else url


def _open_count(passages: Sequence[AnswerPassage]) -> int:
    """Return how many passages stand open: the first, and those with a chance not far below it."""
    least = passages[0].score * OPEN_SHARE if passages else 0.0
    others = [one for one in passages[1:] if one.status != "no_answer" and one.score >= least]
    return min(1, len(passages)) + len(others)


def _cards(
    passages: Sequence[AnswerPassage],
    words: QuestionWords,
    asked: Asked,
    here: str,
    prefix: str = "a",
) -> list[Card]:
    view = asked.opened.generation
    cards = []
    for passage in passages:
        anchor = f"{prefix}{passage.rank}"
        report = view.reports[passage.citation.report.id]
        marks = view.identities.distinctive(report.source.id)
        heads = f"{passage.row.title or ''} {passage.display}" if passage.row else ""
        text = f"{passage.context.before or ''} {passage.quote} {heads}"
        cards.append(
            Card(
                anchor=anchor,
                reading=reading_url(
                    passage.citation.url,
                    f"{here}#{anchor}",
                    passage.row.cell if passage.row else None,
                ),
                passage=passage,
                level=chance_level(passage.status, passage.score),
                place=place_of(passage.citation, has_lines=report.has_lines),
                same_report=passage.citation.report.id == passages[0].citation.report.id
                and passage.rank > 1,
                named=len(words.specific),
                missing=words.missing(text, view.acronyms, marks),
            )
        )
    return cards
