"""Lay out the sentences of an answer for the page of a pack: each once, in groups, numbered."""

from collections.abc import Iterator
from dataclasses import dataclass

from service.answers.answer import Answer, AnswerPassage
from service.answers.vocabulary import STATUS_WORDS
from service.packs.contents import passages_of

CLOSEST = "Closest sentences; they do not seem to answer"


@dataclass(frozen=True, slots=True)
class Quoted:
    """A sentence of an answer.

    Attributes:
        label: number of the answer, and of the sentence in it: "3.1".
        paths: where the JSON of the answer has it.
    """

    label: str
    paths: tuple[str, ...]
    passage: AnswerPassage


@dataclass(frozen=True, slots=True)
class Group:
    """Sentences under one heading.

    Attributes:
        heading: what they are; "" for those that answer a single question.
        note: more about them, or "".
    """

    heading: str
    note: str
    quotes: tuple[Quoted, ...]


def groups_of(number: int, answer: Answer) -> list[Group]:
    """Return the sentences of an answer.

    A sentence that answers a part of a compound question stands with that part alone. The two
    sentences that differ stand side by side, also where one of them answers.
    """
    heads = list(_heads(answer))
    places: dict[object, tuple[int, AnswerPassage, list[str]]] = {}
    found = dict(passages_of(answer))
    for at, (_, _, prefix) in enumerate(heads):
        for path, passage in found.items():
            if path.startswith(prefix):
                citation = passage.citation
                key = (citation.id, citation.label, passage.answer) if _merges(prefix) else path
                places.setdefault(key, (at, passage, []))[2].append(path)
    groups: list[Group] = []
    labels = (f"{number}.{at}" for at in range(1, len(places) + 1))
    for at, (heading, note, _) in enumerate(heads):
        quotes = tuple(
            Quoted(next(labels), tuple(paths), passage)
            for group, passage, paths in places.values()
            if group == at
        )
        if quotes:
            groups.append(Group(heading, note, quotes))
    return groups


def _heads(answer: Answer) -> Iterator[tuple[str, str, str]]:
    """Yield heading, note and prefix of the paths of each group."""
    for at, part in enumerate(answer.part_answers):
        note = CLOSEST if part.status == "no_answer" else ""
        words = note or STATUS_WORDS[part.status]
        yield f"Part {at + 1}: {part.question}", words, f"part_answers.{at}."
    alone = CLOSEST if answer.status == "no_answer" else ""
    yield "All parts together" if answer.part_answers else alone, "", "passages."
    for at, pair in enumerate(answer.differing):
        yield "Different numbers", pair.note, f"differing.{at}."


def _merges(prefix: str) -> bool:
    return not prefix.startswith("differing.")
