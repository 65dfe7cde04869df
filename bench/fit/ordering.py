"""Fit index/rerank/ordering.json: the weights that most often put a right sentence first."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from bench.fit.gather import Case
from index.rerank.ordering import Ordering, features

NAMES = ("cosine", "share", "carried", "relevance", "answers", "rank", "length")
_PENALTY = 1e-3

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Table:
    """The candidates of all questions that have right and wrong ones.

    Attributes:
        values: standardised features; (candidates, features).
        starts: first candidate of each question.
        owner: number of the question of each candidate.
        right: whether a candidate answers.
        weight: of each question; those of a set add up to 1.
    """

    values: Floats
    starts: npt.NDArray[np.int64]
    owner: npt.NDArray[np.int64]
    right: npt.NDArray[np.bool_]
    weight: Floats


def fit(sets: Sequence[Sequence[Case]], names: Sequence[str] = NAMES) -> Ordering:
    """Return the ordering; each set counts as much as the other.

    Source: the listwise softmax loss of Cao and others (2007), a question's loss being
    minus the log of the probability of its right passages together; with a small
    penalty on the squares of the weights of standardised features.

    Args:
        names: of the features to use.
    """
    table, spread = _table(sets, names)

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = table.values @ weights
        highest = np.maximum.reduceat(scores, table.starts)
        odds = np.exp(scores - highest[table.owner])
        every = np.add.reduceat(odds, table.starts)
        good = np.add.reduceat(odds * table.right, table.starts)
        value = (table.weight * np.log(every / good)).sum()
        slope = odds / every[table.owner] - np.where(table.right, odds / good[table.owner], 0)
        gradient = (table.weight[table.owner] * slope) @ table.values
        return (
            float(value + _PENALTY * weights @ weights),
            np.asarray(gradient + 2 * _PENALTY * weights),
        )

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x / spread
    return Ordering(dict(zip(names, found.round(4).tolist(), strict=True)))


def _table(sets: Sequence[Sequence[Case]], names: Sequence[str]) -> tuple[_Table, Floats]:
    rows: list[list[float]] = []
    right: list[bool] = []
    lengths: list[int] = []
    weight: list[float] = []
    for cases in sets:
        used = [
            case for case in cases if len({candidate.right for candidate in case.candidates}) == 2
        ]
        for case in used:
            own = features([candidate.hit for candidate in case.candidates])
            rows += [[one[name] for name in names] for one in own]
            right += [candidate.right for candidate in case.candidates]
            lengths.append(len(own))
        weight += [1 / (len(used) * len(sets))] * len(used)
    values = np.array(rows)
    spread = values.std(0) + 1e-9
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    owner = np.repeat(np.arange(len(lengths)), lengths)
    centred = (values - values.mean(0)) / spread
    return _Table(centred, starts, owner, np.array(right), np.array(weight)), spread
