"""Fit index/rerank/cascade.json: the chance that reading more candidates changes the first one.

One logistic model for each round, fitted to questions whose candidates were all read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from bench.fit.gather import Case
from index.rerank.cascade import ROUNDS, Cascade, features
from index.rerank.ordering import Ordering
from index.rerank.second_stage import may_be_left, may_disagree
from index.types import Hit

_STRENGTH = 0.3

Floats = npt.NDArray[np.float64]


def fit(sets: Sequence[Sequence[Case]], ordering: Ordering) -> Cascade:
    """Return the models of all rounds; each question of the sets counts alike."""
    rounds = {}
    for count in ROUNDS:
        rows: list[dict[str, float]] = []
        changed: list[bool] = []
        for case in (case for cases in sets for case in cases if len(case.candidates) > count):
            hits = _hits(case)
            read = ordering.order(hits[:count])
            rows.append(features(case.words, read, hits[count:]))
            changed.append(ordering.order(hits)[0].key != read[0].key)
        rounds[count] = _model(rows, changed)
    return Cascade(rounds)


def _model(
    rows: Sequence[Mapping[str, float]], changed: Sequence[bool]
) -> tuple[float, dict[str, float]]:
    names = list(rows[0])
    values: Floats = np.array([[row[name] for name in names] for row in rows])
    middle, spread = values.mean(0), values.std(0) + 1e-9
    model = LogisticRegression(C=_STRENGTH, max_iter=10_000)
    model.fit((values - middle) / spread, np.array(changed))
    slopes = model.coef_[0] / spread
    intercept = round(float(model.intercept_[0] - slopes @ middle), 4)
    return intercept, dict(zip(names, slopes.round(4).tolist(), strict=True))


def as_json(cascade: Cascade) -> dict[str, Any]:
    """Return the content of cascade.json for one reranker."""
    return {
        str(count): {"intercept": intercept, "weights": dict(weights)}
        for count, (intercept, weights) in cascade.rounds.items()
    }


def left(case: Case, cascade: Cascade, ordering: Ordering, stop: float) -> Case:
    """Return a case as the second stage leaves it: without the results that it does not read."""
    hits = _hits(case)
    for count in (one for one in ROUNDS if one < len(hits) and may_be_left(hits)):
        read = ordering.order(hits[:count])
        if cascade.change(case.words, read, hits[count:]) < stop:
            unread = {hit.key for hit in hits[count:] if not may_disagree(read[0], hit)}
            return replace(
                case,
                candidates=[
                    replace(one, hit=replace(one.hit, reranked=None))
                    if one.hit.key in unread
                    else one
                    for one in case.candidates
                ],
            )
    return case


def read_count(case: Case) -> int:
    """Return how many candidates of a case were read."""
    return sum(one.hit.reranked is not None for one in case.candidates)


def _hits(case: Case) -> list[Hit]:
    return [one.hit for one in case.candidates]
