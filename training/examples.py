"""Training examples: questions with the sentences that answer, and what the first stage brings.

The questions come from openly licensed sets (see the model card); the wrong
sentences that train best are those that the first stage ranks high.
"""

import random
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from bench.quality import WITHIN_DOCUMENT
from bench.sets import (
    ANSWERS,
    SQUAD2,
    TRAINED_ON,
    LabelledQuestion,
    never_trained_on,
    open_set,
)
from corpus.report import Passage
from index.search.search import Query, search
from index.types import Hit, Key
from index.words.question_words import QuestionWords
from service.answers.engine import Engine
from training.data import ELSEWHERE, WITHIN, Example, ExampleSet, Span

# How many questions of a set are taken.
MOST_QUESTIONS = {
    "policyqa_devtest": 3000,
    "squadshifts_reddit": 7000,
    "squadshifts_amazon_reviews": 7000,
}
LISTS, CLAIMS = "lists", "report_claims"
MADE = (LISTS, CLAIMS)
"""Sets that ``training.lists`` makes."""
# Their questions recur on every document: a sentence from elsewhere may well answer.
_NO_NEGATIVES_FROM_ELSEWHERE = ("policyqa_devtest", LISTS, CLAIMS)
_SEED = 20261122


def example_set(
    name: str, data: Path, within: int = WITHIN, elsewhere: int = ELSEWHERE
) -> ExampleSet:
    """Return the examples of a set; the articles that figures are reported on are left out.

    Args:
        within, elsewhere: most passages of the question's document, and of others.
    """
    engine, questions = open_set(name, data)
    if name == SQUAD2:
        questions = [question for question in questions if question.kind == TRAINED_ON]
    others: tuple[str, ...] | None = () if name not in _NO_NEGATIVES_FROM_ELSEWHERE else None
    if name == SQUAD2:  # wrong sentences, too, come from the articles that are trained on only
        others = tuple(sorted({question.report for question in questions}))
    questions = _merged(questions)
    most = MOST_QUESTIONS.get(name, len(questions))
    questions = random.Random(_SEED).sample(questions, min(most, len(questions)))
    return _set(name, engine, questions, others, (within, elsewhere))


def measured_set(name: str, data: Path, within: int, elsewhere: int) -> ExampleSet:
    """Return all questions of a set that figures are reported on, with their candidates."""
    engine, questions = open_set(name, data)
    others = None if name in WITHIN_DOCUMENT else ()
    return _set(name, engine, never_trained_on(questions), others, (within, elsewhere))


def _set(
    name: str,
    engine: Engine,
    questions: list[LabelledQuestion],
    others: tuple[str, ...] | None,
    depths: tuple[int, int],
) -> ExampleSet:
    view = engine.opened.generation
    sentences = {
        Key.of(passage): passage.quote
        for report in view.reports
        for passage in view.sentences(report)
    }
    return ExampleSet(name, sentences, _examples(engine, questions, others, depths))


def _merged(questions: Sequence[LabelledQuestion]) -> list[LabelledQuestion]:
    """Make one of the questions that ask the same of the same document."""
    same: dict[tuple[str, str], list[LabelledQuestion]] = defaultdict(list)
    for question in questions:
        same[question.report, question.text].append(question)
    return [
        LabelledQuestion(
            members[0].id,
            text,
            report,
            members[0].kind,
            any(one.answerable for one in members),
            tuple(label for one in members for label in one.labels),
            tuple(span for one in members for span in one.spans),
            tuple(span for one in members for span in one.tempting),
        )
        for (report, text), members in same.items()
    ]


def _examples(
    engine: Engine,
    questions: list[LabelledQuestion],
    others: tuple[str, ...] | None,
    depths: tuple[int, int],
) -> list[Example]:
    """Return the examples.

    Args:
        others: the reports that wrong sentences may come from besides the question's own;
            any when empty, no other when None.
    """
    view = engine.opened.generation
    within, elsewhere = depths
    passages = {report: list(view.sentences(report)) for report in view.reports}
    vectors = engine.opened.embedder.encode([question.text for question in questions])
    weight = engine.settings.lexical_weight
    words = [QuestionWords(one.text) for one in questions]
    inside = [
        Query(asked, within, (one.report,)) for asked, one in zip(words, questions, strict=True)
    ]
    near = search(view, inside, vectors, within, weight)
    far: list[list[Hit]] = [[] for _ in questions]
    if others is not None:
        anywhere = [Query(asked, elsewhere, others) for asked in words]
        far = search(view, anywhere, vectors, elsewhere, weight)
    return [
        _example(question, passages[question.report], near[at], far[at])
        for at, question in enumerate(questions)
    ]


def _example(
    question: LabelledQuestion,
    passages: Sequence[Passage],
    near: Sequence[Hit],
    far: Sequence[Hit],
) -> Example:
    gold: dict[Key, Span | None] = {}
    partly: set[Key] = set()
    for label in question.labels:
        for passage in passages:
            if not (passage.start < label.end and passage.end > label.start):
                continue
            if label.grade < ANSWERS:
                partly.add(Key.of(passage))
            else:
                gold.setdefault(Key.of(passage), _short(question, passage))
    kept = partly.union(gold)
    tempting = [
        Key.of(passage)
        for start, end in question.tempting
        for passage in passages
        if passage.start < end and passage.end > start
    ]
    tempting = [key for key in dict.fromkeys(tempting) if key not in kept]
    ranked = [*tempting, *(hit.key for hit in near)]
    return Example(
        question.id,
        question.text,
        gold,
        question.answerable,
        frozenset(partly.difference(gold)),
        [key for key in dict.fromkeys(ranked) if key not in kept],
        len(tempting),
        [hit.key for hit in far if hit.key.report != question.report],
        {hit.key: (hit.cosine, hit.share) for hit in (*far, *near)},
    )


def _short(question: LabelledQuestion, passage: Passage) -> Span | None:
    """Return where the short answer stands in a passage; None when it is the whole."""
    # The first of several spans that overlap is what most annotators chose.
    for start, end in question.spans:
        if passage.start < end and passage.end > start:
            first, last = max(start - passage.start, 0), min(end, passage.end) - passage.start
            return None if last - first >= len(passage.quote) - 1 else (first, last)
    return None
