"""Join the answers to the parts of a compound question."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from index.words.languages import foreign_language
from index.words.question_parts import form_of, parts_of
from index.words.shared_subject import completed
from service.answers.answer import Answer, AnswerPassage, PartAnswer, Status, percent
from service.answers.asked import Asked
from service.answers.vocabulary import PARTS_ADVICE, STATUS_WORDS

MOST_PARTS = 4
"""A question of more parts is answered as a whole; this bounds the time that a question takes."""
_WORST_FIRST: tuple[Status, ...] = ("no_answer", "uncertain", "answered")


def parts_to_ask(question: str) -> list[tuple[str, str]]:
    """Return the parts of a compound question: each as it stands, and as it is searched for.

    Returns:
        An empty list for a single question, and for one of more than ``MOST_PARTS``.
    """
    parts = [] if foreign_language(question) else parts_of(question)
    return [] if len(parts) > MOST_PARTS else list(zip(parts, completed(parts), strict=True))


def joined(asked: Asked, answers: Sequence[Answer]) -> Answer:
    """Return the answer to a compound question.

    Its status is the worst of its parts, and its chances are the lowest. Its passages are the
    first ones of every part, then the second ones, and so on.

    Args:
        answers: to ``asked.parts``, in order.
    """
    chances = [answer.answerable for answer in answers if answer.answerable is not None]
    return replace(
        answers[0],
        question=asked.text,
        status=min((answer.status for answer in answers), key=_WORST_FIRST.index),
        confidence=min(answer.confidence for answer in answers),
        answerable=min(chances, default=None),
        passages=_in_turn(answers, asked.k),
        searched_for=asked.searched_for,
        parts=[answer.question for answer in answers],
        question_form=form_of(asked.spelled),
        differing=[pair for answer in answers for pair in answer.differing],
        partly_read=next((one.partly_read for one in answers if one.partly_read), None),
        part_answers=[
            PartAnswer(
                answer.question,
                answer.searched_for,
                answer.status,
                answer.confidence,
                answer.answerable,
                answer.passages,
            )
            for answer in answers
        ],
    )


def _in_turn(answers: Sequence[Answer], k: int) -> list[AnswerPassage]:
    """Return at most k different passages: the first of each answer, then the second, and so on."""
    chosen: dict[str, AnswerPassage] = {}
    for row in zip_longest(*(answer.passages for answer in answers)):
        for part, passage in enumerate(row, start=1):
            if passage is not None:
                chosen.setdefault(passage.citation.id, replace(passage, part=part))
    return [
        replace(passage, rank=rank)
        for rank, passage in enumerate(list(chosen.values())[:k], start=1)
    ]


def parts_note(answer: Answer) -> str | None:
    """Return what to say of a compound question; None for a single one."""
    if not answer.parts:
        return None
    if answer.part_answers:
        listed = " ".join(
            f"“{part.question}” ({STATUS_WORDS[part.status]}, {percent(part.confidence)})"
            for part in answer.part_answers
        )
        return f"This asks {len(answer.parts)} questions: {listed}"
    listed = " ".join(f"“{part}”" for part in answer.parts)
    return f"This asks {len(answer.parts)} questions: {listed} {PARTS_ADVICE}"


def searched_note(answer: Answer) -> str | None:
    """Return what to say of the reports that a question names; None where it names none."""
    if not answer.searched_in:
        return None
    return f"Searched in {names_in_words(answer)}, which you named"


def names_in_words(answer: Answer) -> str:
    """Return the names of reports in a question, as "GAO-05-927 and RL33740"."""
    names = list(dict.fromkeys(name.words for name in answer.searched_in))
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
