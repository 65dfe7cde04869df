"""One index over a draw of the development sets, and questions to ask of it."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.quality import DEFAULT_SETS
from bench.sets import SEED, WORK, LabelledQuestion, documents, labelled_questions, seed_questions
from index.search.scope import EVERYWHERE, Scope

PLACE = WORK / "stores"
_DRAWN = 20261127
_SEVERAL = 10
"""Reports of a filter that names several."""
FILTERS = ("no filter", "one report", "several reports")


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its filter.

    Attributes:
        set_name: the set that it comes from.
        filter: one of ``FILTERS``.
    """

    text: str
    set_name: str
    filter: str
    scope: Scope


def write_corpus(data: Path, most: int, corpus: Path) -> list[tuple[str, LabelledQuestion]]:
    """Write documents of all sets into one folder; return their questions, with the set's name.

    Args:
        data: folder of the sets; without it, the set that ships with the project is all.
        most: number of documents to draw from each set.
        corpus: receives the documents; a file that is not drawn is removed.
    """
    texts: dict[str, str] = {}
    asked: list[tuple[str, LabelledQuestion]] = []
    for name in DEFAULT_SETS:
        if name == SEED:
            own = Path("corpus/reports/us-japan-alliance.txt")
            drawn = {own.stem: own.read_text(encoding="utf-8")}
            questions = seed_questions(own)
        elif (data / name).is_dir():
            every = {one: row["text"] for one, row in documents(data / name)}
            some = random.Random(_DRAWN).sample(sorted(every), min(most, len(every)))  # noqa: S311
            drawn = {one: every[one] for one in some}
            questions = labelled_questions(data / name, data)
        else:
            continue
        texts |= {report_id(name, one): text for one, text in drawn.items()}
        asked += [(name, one) for one in questions if one.report in drawn]
    corpus.mkdir(parents=True, exist_ok=True)
    for path in corpus.iterdir():
        if path.stem not in texts:
            path.unlink()
    for one, text in texts.items():
        (corpus / f"{one}.txt").write_bytes(text.encode())
    return asked


def report_id(set_name: str, report: str) -> str:
    """Return the id that a report of a set has in the common index."""
    return report if set_name == SEED else f"{set_name}-{report}"


def draw(
    asked: Sequence[tuple[str, LabelledQuestion]], count: int, reports: Sequence[str]
) -> list[Question]:
    """Return questions drawn evenly from the sets: half of them with a filter.

    Args:
        asked: the questions, with the names of their sets.
        reports: ids of all reports.
    """
    chance = random.Random(_DRAWN)  # noqa: S311
    by_set: dict[str, list[LabelledQuestion]] = {}
    for name, one in asked:
        by_set.setdefault(name, []).append(one)
    for questions in by_set.values():
        chance.shuffle(questions)
    taken = list(_in_turn(by_set))[:count]
    return [
        _filtered(name, one, number, reports, chance)
        for number, (name, one) in enumerate(sorted(taken, key=lambda pair: pair[0]))
    ]


def _in_turn(
    by_set: dict[str, list[LabelledQuestion]],
) -> Iterator[tuple[str, LabelledQuestion]]:
    """Yield a question of each set, then another, until no set has one left."""
    for place in range(max(map(len, by_set.values()), default=0)):
        for name, questions in by_set.items():
            if place < len(questions):
                yield name, questions[place]


def _filtered(
    name: str, one: LabelledQuestion, number: int, reports: Sequence[str], chance: random.Random
) -> Question:
    """Return a question: every other one without a filter, and the rest with each kind in turn."""
    own = report_id(name, one.report)
    if number % 2 == 0:
        return Question(one.text, name, FILTERS[0], EVERYWHERE)
    if number % 4 == 1:
        return Question(one.text, name, FILTERS[1], Scope((own,)))
    others = chance.sample(sorted(set(reports) - {own}), min(_SEVERAL, len(reports)) - 1)
    return Question(one.text, name, FILTERS[2], Scope((own, *sorted(others))))
