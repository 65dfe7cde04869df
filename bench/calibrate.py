"""Fit index/rerank/ordering.json and service/answers/calibration.json: python -m bench.calibrate.

The ordering weighs what both stages say of a passage (softmax over a question's
candidates); the calibration turns it into the probability that the passage
answers (logistic). Each set counts as much as the other. What is printed for a
set was measured with numbers fitted on the other sets alone; what is written is
fitted on all. Questions without an answer are a fifth of every set that has any.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from bench.examples import Booleans, Examples, Floats, gather
from bench.metrics import expected_calibration_error
from bench.sets import DATA, SEED, SQUAD2, XQUAD, never_trained_on, open_set
from index.rerank.second_stage import ORDERING_FILE
from service.answers.calibration import CALIBRATION_FILE, FIRST_STAGE, lead

SETS = (SEED, SQUAD2, XQUAD, "covidqa", "multirc_dev")
PARTS = ("cosine", "share", "carried", "relevance")
FEATURES = {
    FIRST_STAGE: ("fused", "fused behind"),
    "pincite-reader": ("score", "lead", "answers", "cosine", "share"),
}
UNANSWERABLE = 0.2
_PASSAGES = 5
ANSWERED = 0.85
"""Confidence from which an answer is called "answered"."""
_SILENCED = 0.05
"""Share of the questions with a found answer that may be told there is none."""


def fit_ordering(sets: Sequence[Examples], without: str = "") -> Floats:
    """Return the weights of PARTS that most often put a right passage first.

    Args:
        without: a part whose weight is to be nought, to see what it gains.

    Source: the listwise softmax loss of Cao and others (2007), a question's loss
    being minus the log of the probability of its right passages together.
    """
    used = np.array([name != without for name in PARTS])
    groups = [(_parts(one) * used, one) for one in sets]

    def loss(weights: Floats) -> float:
        return float(np.mean([_softmax_loss(parts @ weights, one) for parts, one in groups]))

    start = np.array([10.0, 10.0, 1.0, 1.0])
    return np.asarray(minimize(loss, start, method="Nelder-Mead").x * used)


def _parts(examples: Examples) -> Floats:
    return np.stack([examples.features[name] for name in PARTS], axis=1)


def _softmax_loss(scores: Floats, examples: Examples) -> float:
    odds = np.exp(scores - scores.max())
    every = np.bincount(examples.owner, weights=odds)
    good = np.bincount(examples.owner, weights=odds * examples.right)
    found = good > 0
    return float(-np.log(good[found] / every[found]).mean())


def ordered(examples: Examples, weights: Floats | None) -> Examples:
    """Return the examples in the order that the weights give; None keeps the first stage's."""
    features = dict(examples.features)
    features["score"] = features["fused"] if weights is None else _parts(examples) @ weights
    order = np.lexsort((-features["score"], examples.owner))
    features = {name: values[order] for name, values in features.items()}
    firsts = _first(examples.owner)
    began = np.flatnonzero(firsts)
    ends = np.append(began[1:], len(order))
    features["lead"] = np.concatenate(
        [_leads(features["score"][first:end]) for first, end in zip(began, ends, strict=True)]
    )
    return Examples(examples.questions, features, examples.owner, examples.right[order])


def _leads(scores: Floats) -> Floats:
    """Return the lead of each of a question's scores, which fall."""
    others = [scores[1:2], *[scores[:1]] * (len(scores) - 1)]
    return np.array(
        [lead(float(one), list(rest)) for one, rest in zip(scores, others, strict=True)]
    )


def _first(owner: npt.NDArray[np.int64]) -> Booleans:
    return np.concatenate([[True], owner[1:] != owner[:-1]])


def _top(examples: Examples) -> Booleans:
    """Return which passages are among the first of their question."""
    at = np.arange(len(examples.owner))
    began = np.maximum.accumulate(np.where(_first(examples.owner), at, 0))
    return at - began < _PASSAGES


def fit_calibration(sets: Sequence[Examples], names: Sequence[str]) -> LogisticRegression:
    """Return the logistic model of whether a passage answers."""
    x, y, weights = [], [], []
    for one in sets:
        top = _top(one)
        x.append(np.stack([one.features[name][top] for name in names], axis=1))
        y.append(one.right[top])
        weights.append(_weights(one)[one.owner[top]])
    weight = np.concatenate(weights)
    return LogisticRegression(C=1e6, max_iter=10_000).fit(
        np.concatenate(x), np.concatenate(y), sample_weight=weight * len(weight)
    )


def _weights(examples: Examples) -> Floats:
    """Return how much each question counts: a set 1, its unanswerable questions a fifth of it."""
    answerable = examples.answerable
    if answerable.all():
        return np.full(len(answerable), 1 / len(answerable))
    share = np.where(answerable, 1 - UNANSWERABLE, UNANSWERABLE)
    weights: Floats = share / np.where(answerable, answerable.sum(), (~answerable).sum())
    return weights


def confidence(examples: Examples, names: Sequence[str], model: LogisticRegression) -> Floats:
    """Return the confidence in each question's first passage."""
    firsts = _first(examples.owner)
    x = np.stack([examples.features[name][firsts] for name in names], axis=1)
    return np.asarray(model.predict_proba(x)[:, 1])


def uncertain_from(sets: Mapping[str, Examples], sure: Mapping[str, Floats]) -> float:
    """Return the highest confidence that silences few found answers, the mean of the sets."""
    silent = []
    for name, one in sets.items():
        found = np.bincount(one.owner, weights=one.right & _top(one), minlength=len(sure[name])) > 0
        silent.append(np.quantile(sure[name][found], _SILENCED))
    return float(np.mean(silent))


def fit(kind: str, sets: Mapping[str, Examples]) -> tuple[Floats | None, dict[str, object]]:
    """Return the ordering and the calibration fitted on all sets; print what held-out sets say."""
    names = FEATURES[kind]
    reads = kind != FIRST_STAGE
    sure: dict[str, Floats] = {}
    for name in sets:
        others = [one for other, one in sets.items() if other != name]
        weights = fit_ordering(others) if reads else None
        model = fit_calibration([ordered(one, weights) for one in others], names)
        one = ordered(sets[name], weights)
        sure[name] = confidence(one, names, model)
        _report(kind, name, one, sure[name])
        if weights is not None:
            for part in PARTS:
                _report_without(part, others, sets[name])
    weights = fit_ordering(list(sets.values())) if reads else None
    final = {name: ordered(one, weights) for name, one in sets.items()}
    model = fit_calibration(list(final.values()), names)
    return weights, {
        "fitted_on": list(sets),
        "command": "python -m bench.calibrate",
        "confidence": {
            "intercept": round(float(model.intercept_[0]), 4),
            "weights": dict(zip(names, model.coef_[0].round(4).tolist(), strict=True)),
            "knots": [],
        },
        "answered": ANSWERED,
        "uncertain": round(uncertain_from(final, sure), 3),
    }


def _report_without(part: str, others: Sequence[Examples], own: Examples) -> None:
    one = ordered(own, fit_ordering(others, part))
    right = one.right[_first(one.owner)][own.answerable]
    print(f"    without {part}: success@1 {right.mean():.3f}", flush=True)


def _report(kind: str, name: str, one: Examples, sure: Floats) -> None:
    right = one.right[_first(one.owner)]
    answerable = one.answerable
    knows = (
        f", no-answer AUROC {roc_auc_score(answerable, sure):.3f}" if not answerable.all() else ""
    )
    print(
        f"{kind}, {name}: success@1 {right[answerable].mean():.3f}{knows}, "
        f"ECE {expected_calibration_error(sure, right):.3f}",
        flush=True,
    )


def read_sets(data: Path) -> dict[str, Examples]:
    """Return the examples of every set, within the document where some have no answer."""
    sets = {}
    for name in SETS:
        engine, questions = open_set(name, data)
        questions = never_trained_on(questions)
        within = not all(question.answerable for question in questions)
        sets[name] = gather(engine, questions, within_document=within)
    return sets


def main() -> None:
    """Fit, print what held-out sets say, and write the files."""
    parser = argparse.ArgumentParser(prog="python -m bench.calibrate")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the question sets")
    options = parser.parse_args()
    calibrations: dict[str, object] = {}
    sets = read_sets(options.data)
    before = json.loads(CALIBRATION_FILE.read_text(encoding="utf-8"))
    for kind in FEATURES:
        weights, fitted = fit(kind, sets)
        if "worth" in before[kind]:  # of the former models: measure it again
            fitted["worth"] = before[kind]["worth"]
        calibrations[kind] = fitted
        if weights is not None:
            ordering = {kind: dict(zip(PARTS, weights.round(3).tolist(), strict=True))}
            ORDERING_FILE.write_text(json.dumps(ordering, indent=1) + "\n", encoding="utf-8")
    CALIBRATION_FILE.write_text(json.dumps(calibrations, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(calibrations, indent=1))


if __name__ == "__main__":
    main()
