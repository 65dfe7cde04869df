"""Fit service/answers/verdict/calibration.json: the probabilities behind the statuses.

Three logistic models (Platt, 1999): that the reports answer the question, that its first
sentence does, and that the short answer of this sentence is right.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from bench.fit.gather import Candidate, Case
from bench.metrics import expected_calibration_error
from bench.sets import SUPPORTS
from index.rerank.ordering import Ordering
from service.answers.verdict.chance import Chance
from service.answers.verdict.features import Missing, features

UNANSWERABLE = 0.25
"""Share of the questions without an answer, in life as assumed here."""
ANSWERED_RIGHT, NO_ANSWER_WRONG, MARKED_RIGHT = 0.95, 0.05, 0.9
"""What the statuses and the marks are to be worth."""
_STRENGTH = 0.1
_AT_LEAST = 30
"""Questions that a limit rests on, at least."""

Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Judged:
    """The questions of a set in their final order.

    Attributes:
        rows: features of each question's first candidate.
        answerable, right, partly: whether each question has an answer, and whether its first
            candidate gives it, or gives a part of it at least.
        marked: whether the short answer of the first candidate is right; nan where unknown.
        kinds: of the questions.
    """

    rows: list[dict[str, float]]
    answerable: Booleans
    right: Booleans
    partly: Booleans
    marked: Floats
    kinds: list[str]

    @property
    def weights(self) -> Floats:
        """Return how much each question counts; together 1."""
        if self.answerable.all():
            return np.full(len(self.answerable), 1 / len(self.answerable))
        share = np.where(self.answerable, 1 - UNANSWERABLE, UNANSWERABLE)
        counts = np.where(self.answerable, self.answerable.sum(), (~self.answerable).sum())
        weights: Floats = share / counts
        return weights


def in_order(cases: Sequence[Case], ordering: Ordering | None) -> Judged:
    """Order the candidates of each question; None keeps the order of the first stage."""
    found: list[tuple[dict[str, float], Case, Candidate]] = []
    for case in cases:
        if not case.candidates:
            continue
        by_key = {candidate.hit.key: candidate for candidate in case.candidates}
        hits = [candidate.hit for candidate in case.candidates]
        if ordering is None:
            hits = [replace(hit, score=hit.fused, reranked=None) for hit in hits]
        else:
            hits = ordering.order(hits)
        first = by_key[hits[0].key]
        rows = features(case.words, hits, _missing(first))
        found.append((rows[0], case, first))
    return Judged(
        [row for row, _, _ in found],
        np.array([case.question.answerable for _, case, _ in found]),
        np.array([first.right for _, _, first in found]),
        np.array([first.grade >= SUPPORTS for _, _, first in found]),
        np.array([_marked(first) for _, _, first in found]),
        [case.question.kind for _, case, _ in found],
    )


def _missing(candidate: Candidate) -> Missing:
    return lambda _hit: candidate.missing


def _marked(first: Candidate) -> float:
    if not first.right:
        return 0.0
    return float("nan") if first.marked_right is None else float(first.marked_right)


def fit_chance(
    sets: Sequence[Judged], names: Sequence[str], target: Callable[[Judged], Floats | Booleans]
) -> Chance:
    """Return the logistic model of a target, which each set informs as much as the other.

    Args:
        target: of each question, 0 or 1; nan where it is unknown.
    """
    values = np.array([[row[name] for name in names] for one in sets for row in one.rows])
    wanted = np.concatenate([np.asarray(target(one), dtype=float) for one in sets])
    weights = np.concatenate([one.weights for one in sets])
    known = ~np.isnan(wanted)
    values, wanted, weights = values[known], wanted[known], weights[known]
    middle, spread = values.mean(0), values.std(0) + 1e-9
    model = LogisticRegression(C=_STRENGTH, max_iter=10_000).fit(
        (values - middle) / spread, wanted > 0, sample_weight=weights * len(weights) / sum(weights)
    )
    slopes = model.coef_[0] / spread
    return Chance(
        round(float(model.intercept_[0] - slopes @ middle), 4),
        dict(zip(names, slopes.round(4).tolist(), strict=True)),
    )


def chances(chance: Chance, judged: Judged) -> Floats:
    """Return the probability of each question."""
    return np.array([chance.of(row) for row in judged.rows])


def least(chance: Floats, right: Floats | Booleans, weights: Floats, wanted: float) -> float | None:
    """Return the lowest limit at and above which the share of right ones is as wanted, or None."""
    order = np.argsort(-chance, kind="stable")
    share = np.cumsum((np.asarray(right, dtype=float) * weights)[order]) / np.cumsum(weights[order])
    enough = np.flatnonzero(share[_AT_LEAST - 1 :] >= wanted)
    return float(chance[order][enough[-1] + _AT_LEAST - 1]) if len(enough) else None


def report(judged: Judged, answerable: Floats, confidence: Floats) -> dict[str, Any]:
    """Return the figures of one set."""
    figures: dict[str, Any] = {
        "success@1": judged.right[judged.answerable].mean(),
        "partly@1": judged.partly[judged.answerable].mean(),
        "ECE": expected_calibration_error(confidence, judged.right),
    }
    if not judged.answerable.all():
        figures["AUROC"] = roc_auc_score(judged.answerable, answerable)
        near = np.array([kind == "near_miss" for kind in judged.kinds])
        if near.any():
            some = judged.answerable | near
            figures["AUROC, near miss"] = roc_auc_score(judged.answerable[some], answerable[some])
    return {name: round(float(value), 3) for name, value in figures.items()}


@dataclass(frozen=True, slots=True)
class Pooled:
    """The questions of several sets together, with chances that are held out.

    Attributes:
        weights, answerable, partly, marked, lacks: see ``Judged``; ``lacks`` tells where the
            first candidate lacks a name or number of the question.
        has, sure, mark: the chances that the question is answerable, that its first candidate
            answers (0 where it lacks a name, since that is never called answered), and that its
            short answer is right; None without short answers.
    """

    weights: Floats
    answerable: Booleans
    partly: Booleans
    marked: Floats
    has: Floats
    sure: Floats
    mark: Floats | None


def pooled(sets: Mapping[str, Judged], held_out: Mapping[str, Sequence[Floats]]) -> Pooled:
    """Put the sets together.

    Args:
        held_out: of each set the chances by models that have not seen the set.
    """
    chance = [np.concatenate(one) for one in zip(*(held_out[name] for name in sets), strict=True)]
    weights, answerable, partly, marked = (
        np.concatenate([getattr(one, name) for one in sets.values()])
        for name in ("weights", "answerable", "partly", "marked")
    )
    lacks = np.concatenate([[row["missing"] > 0 for row in one.rows] for one in sets.values()])
    has, sure, *mark = chance
    return Pooled(
        weights,
        answerable,
        partly,
        marked,
        has,
        np.where(lacks, 0.0, sure),
        mark[0] if mark else None,
    )


def limits(one: Pooled) -> dict[str, float | None]:
    """Return the limits of the statuses and of the marks; None where no limit keeps the promise."""
    marked = None
    if one.mark is not None:
        known = ~np.isnan(one.marked)
        marked = least(one.mark[known], one.marked[known], one.weights[known], MARKED_RIGHT)
    silent = least(1 - one.has, ~one.answerable, one.weights, 1 - NO_ANSWER_WRONG)
    found = {
        "answered": least(one.sure, one.partly, one.weights, ANSWERED_RIGHT),
        "no_answer": None if silent is None else 1 - silent,
        "marked": marked,
    }
    return {name: value and round(value, 4) for name, value in found.items()}


def worth(one: Pooled, limit: Mapping[str, float | None]) -> dict[str, float] | None:
    """Return how often the statuses are right and wrong; None where one is never given."""
    if limit["no_answer"] is None or limit["answered"] is None:
        return None
    silent = one.has <= limit["no_answer"]
    called = (one.sure >= limit["answered"]) & ~silent
    right, wrong = (
        float(np.average(values[some], weights=one.weights[some]))
        for values, some in ((one.partly, called), (one.answerable, silent))
    )
    return {"answered_right": round(right, 3), "no_answer_wrong": round(wrong, 3)}
