"""The figures of retrieval and of knowing, from ranked answers and labels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ir_measures
import numpy as np
import numpy.typing as npt
from ir_measures import RR, R, Success, nDCG
from sklearn.metrics import roc_auc_score

from bench.sets import ANSWERS, LabelledQuestion
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


def no_answer_auroc(judged: Sequence[Judged]) -> float | None:
    """Return how well confidence separates answerable questions from the others, or None."""
    answerable = [one.question.answerable for one in judged]
    if len(set(answerable)) < 2:
        return None
    return float(roc_auc_score(answerable, [one.answer.confidence for one in judged]))


def is_right(one: Judged) -> bool:
    """Tell whether the first passage answers."""
    first = one.answer.passages[0].citation.id if one.answer.passages else ""
    return one.relevant.get(first, 0) >= ANSWERS


def span_overlap(judged: Sequence[Judged]) -> float | None:
    """Return how often the marked answer overlaps a labelled one, where the first passage is right.

    None where no question has both a right first passage and a labelled short answer in it.
    """
    hits = []
    for one in judged:
        if not (is_right(one) and one.question.spans):
            continue
        first = one.answer.passages[0]
        here = [
            (start, end)
            for start, end in one.question.spans
            if start < first.citation.end and end > first.citation.start
        ]
        if here:
            marked = first.answer
            hits.append(
                marked is not None
                and any(start < marked.end and end > marked.start for start, end in here)
            )
    return float(np.mean(hits)) if hits else None


def answered(judged: Sequence[Judged]) -> tuple[float, float | None]:
    """Return the share of questions that are called answered, and how many of those are right."""
    called = [is_right(one) for one in judged if one.answer.status == "answered"]
    return len(called) / len(judged), float(np.mean(called)) if called else None


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
