"""The figures of retrieval and of knowing, from ranked answers and labels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ir_measures
import numpy as np
import numpy.typing as npt
from ir_measures import RR, R, Success, nDCG
from sklearn.metrics import roc_auc_score

from bench.sets import ANSWERS, SUPPORTS, LabelledQuestion
from corpus.report import Passage
from service.answers.answer import Answer

_MEASURES = {
    "success@1": Success(rel=ANSWERS) @ 1,
    "success@3": Success(rel=ANSWERS) @ 3,
    "MRR@10": RR(rel=ANSWERS) @ 10,
    "nDCG@10": nDCG @ 10,
    "recall@5": R(rel=ANSWERS) @ 5,
}
MEASURES = tuple(_MEASURES)
_BINS = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """A question, its answer, and every passage of the index that its labels touch."""

    question: LabelledQuestion
    answer: Answer
    relevant: dict[str, int]


def relevant_passages(
    question: LabelledQuestion, passages: Mapping[str, Sequence[Passage]]
) -> dict[str, int]:
    """Return the grade of each passage (by citation id) that answers or supports the answer."""
    grades: dict[str, int] = {}
    for label in question.labels:
        for passage in passages[label.report]:
            if passage.start < label.end and passage.end > label.start:
                key = f"{passage.report_id}#s{passage.number}"
                grades[key] = max(grades.get(key, 0), label.grade)
    return grades


def retrieval(judged: Sequence[Judged]) -> dict[str, float]:
    """Return success@1 and @3, MRR@10, nDCG@10 and recall@5 over the answerable questions."""
    asked = [one for one in judged if one.question.answerable]
    relevant = {one.question.id: one.relevant for one in asked}
    run = {
        one.question.id: {
            passage.citation.id: 1.0 / passage.rank for passage in one.answer.passages
        }
        for one in asked
    }
    return retrieval_of(relevant, run)


def retrieval_of(
    relevant: Mapping[str, Mapping[str, int]], run: Mapping[str, Mapping[str, float]]
) -> dict[str, float]:
    """Return the same measures of any ranking.

    Args:
        relevant: by question, the grade of each relevant passage by its citation id.
        run: by question, the score of each passage found.
    """
    found = ir_measures.calc_aggregate(list(_MEASURES.values()), relevant, run)
    return {name: float(found[measure]) for name, measure in _MEASURES.items()}


def answerable_auroc(judged: Sequence[Judged]) -> float | None:
    """Return how well ``answerable`` tells answerable questions from others; None without both."""
    answerable = [one.question.answerable for one in judged]
    if len(set(answerable)) < 2:
        return None
    return float(roc_auc_score(answerable, [one.answer.answerable for one in judged]))


def first_grade(one: Judged) -> int:
    """Return the grade of the first passage: 2 answers, 1 answers in part, 0 neither."""
    first = one.answer.passages[0].citation.id if one.answer.passages else ""
    return one.relevant.get(first, 0)


def is_right(one: Judged) -> bool:
    """Tell whether the first passage answers."""
    return first_grade(one) >= ANSWERS


def statuses(judged: Sequence[Judged]) -> dict[str, float | None]:
    """Return how often each status is given, and what it is worth.

    Returns:
        ``answered``, ``uncertain`` and ``no answer``: shares of all questions. ``answered right``
        and ``answered right, part counts``: shares of the "answered" whose first passage answers,
        or at least supports. ``no answer wrong``: share of the "no answer" that are answerable.
        ``silenced``: share of the answerable questions with "no answer". ``told``: share of the
        unanswerable questions with "no answer".
    """
    called = [one for one in judged if one.answer.status == "answered"]
    silent = [one for one in judged if one.answer.status == "no_answer"]
    answerable = [one for one in judged if one.question.answerable]
    unanswerable = [one for one in judged if not one.question.answerable]

    def share(members: Sequence[Judged], count: int) -> float | None:
        return len(members) / count if count else None

    return {
        "answered": share(called, len(judged)),
        "answered right": share([one for one in called if is_right(one)], len(called)),
        "answered right, part counts": share(
            [one for one in called if first_grade(one) >= SUPPORTS], len(called)
        ),
        "no answer": share(silent, len(judged)),
        "no answer wrong": share([one for one in silent if one.question.answerable], len(silent)),
        "silenced": share([one for one in silent if one.question.answerable], len(answerable)),
        "told": share([one for one in silent if not one.question.answerable], len(unanswerable)),
    }


def matches(marked: tuple[int, int], labelled: tuple[int, int]) -> bool:
    """Tell whether a marked short answer is the labelled one, holds it or is part of it."""
    (start, end), (low, high) = marked, labelled
    return (start <= low and high <= end) or (low <= start and end <= high)


def marks(judged: Sequence[Judged]) -> dict[str, float | None]:
    """Return how often a short answer is marked in the first passage, and how often rightly.

    A mark is right when it is a labelled short answer of the passage, holds one or is part of
    one. It is judged where the first passage is right and has a labelled short answer; where the
    passage is wrong, so is the mark.

    Returns:
        ``marked``: share of all questions; ``marks right``: of the marks that can be judged, None
        in a set without labelled short answers.
    """
    shown = 0
    right = []
    for one in judged:
        first = one.answer.passages[0] if one.answer.passages else None
        if first is None or first.answer is None:
            continue
        shown += 1
        start, end = first.answer.start, first.answer.end
        here = [
            span
            for span in one.question.spans
            if span[0] < first.citation.end and span[1] > first.citation.start
        ]
        if not is_right(one):
            right.append(False)
        elif here:
            right.append(any(matches((start, end), label) for label in here))
    return {
        "marked": shown / len(judged) if judged else None,
        # Without labelled short answers only the wrong marks would be known.
        "marks right": float(np.mean(right))
        if right and any(one.question.spans for one in judged)
        else None,
    }


def calibration_error(judged: Sequence[Judged]) -> float:
    """Return the expected calibration error of the confidence in the first passages."""
    return expected_calibration_error(
        np.array([one.answer.confidence for one in judged]),
        np.array([is_right(one) for one in judged]),
    )


def expected_calibration_error(
    confidence: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]
) -> float:
    """Return the expected calibration error, in ten equal bins.

    Source: Naeini, Cooper and Hauskrecht (2015).
    """
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    return float(
        sum(
            abs(confidence[bins == part].mean() - right[bins == part].mean())
            * (bins == part).mean()
            for part in range(_BINS)
            if (bins == part).any()
        )
    )
