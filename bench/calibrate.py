"""Fit service/calibration.json: python -m bench.calibrate.

Each set counts as much as the other; within each, one question in five has no
answer (as in seed_dev; in SQuAD 2 it is every second). Each question's first
five passages are examples: does it answer? What is printed was measured on
folds that the model was not fitted on, a document's questions all in one fold.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from bench.metrics import relevant_passages
from bench.sets import ANSWERS, DATA, SEED, LabelledQuestion, open_set
from index.search import Hit, Query, search
from service.calibration import CALIBRATION_FILE, features
from service.engine import Engine

SETS = (SEED, "squad2_dev_half")
FEATURES = ("score", "behind")
UNANSWERABLE = 0.2
_PASSAGES = 5
_FOLDS = 5
_SILENCED = 0.05
"""Share of the questions with a found answer that may be told there is none."""

Floats = npt.NDArray[np.float64]


class Examples:
    """The first passages of every question of a set, and whether they answer."""

    def __init__(self, engine: Engine, questions: Sequence[LabelledQuestion], seed: bool) -> None:
        """Search within the document that each question was asked of."""
        store = engine.generation.passages
        passages = {report: list(store.passages(report)) for report in store.reports}
        rows: list[tuple[float, ...]] = []
        right: list[bool] = []
        owner: list[int] = []
        for at, (question, hits) in enumerate(
            zip(questions, _hits(engine, questions), strict=True)
        ):
            relevant = relevant_passages(question, passages)
            for hit, values in zip(hits[:_PASSAGES], features(hits), strict=False):
                key = f"{hit.passage.report_id}#s{hit.passage.number}"
                rows.append(values)
                right.append(relevant.get(key, 0) >= ANSWERS)
                owner.append(at)
        self.features = np.array(rows)
        self.right = np.array(right)
        self.owner = np.array(owner)
        self.first = np.concatenate([[True], self.owner[1:] != self.owner[:-1]])
        self.answerable = np.array([question.answerable for question in questions])
        # One report only: its questions are their own groups.
        groups = [str(at) if seed else question.report for at, question in enumerate(questions)]
        self.groups = np.array(groups)[self.owner]
        share = np.where(self.answerable, 1 - UNANSWERABLE, UNANSWERABLE)
        alike = np.where(self.answerable, self.answerable.sum(), (~self.answerable).sum())
        self.weights = (share / alike)[self.owner] / _PASSAGES


def _hits(engine: Engine, questions: Sequence[LabelledQuestion]) -> list[list[Hit]]:
    queries = [Query(question.text, 10, (question.report,)) for question in questions]
    vectors = engine.embedder.encode([query.text for query in queries])
    settings = engine.settings
    return search(engine.generation, queries, vectors, settings.candidates, settings.lexical_weight)


def _fit(x: Floats, y: npt.NDArray[np.bool_], weights: Floats) -> LogisticRegression:
    return LogisticRegression(C=1e6, max_iter=10_000).fit(x, y, sample_weight=weights * len(x))


def main() -> None:
    """Fit, print what held-out folds say, and write the file."""
    parser = argparse.ArgumentParser(prog="python -m bench.calibrate")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the question sets")
    options = parser.parse_args()
    sets = {name: Examples(*open_set(name, options.data), name == SEED) for name in SETS}
    held_out = _held_out(sets)
    uncertain = _uncertain_threshold(sets, held_out)
    x = np.concatenate([one.features for one in sets.values()])
    y = np.concatenate([one.right for one in sets.values()])
    weights = np.concatenate([one.weights for one in sets.values()])
    model = _fit(x, y, weights)
    content = {
        "fitted_on": list(SETS),
        "command": "python -m bench.calibrate",
        "intercept": round(float(model.intercept_[0]), 4),
        "weights": dict(zip(FEATURES, model.coef_[0].round(4).tolist(), strict=True)),
        "answered": 0.5,
        "uncertain": round(uncertain, 3),
    }
    CALIBRATION_FILE.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    for name, one in sets.items():
        confidence = held_out[name][one.first]
        print(
            f"{name}: held-out AUROC {roc_auc_score(one.answerable, confidence):.3f}, "
            f"first passage right {one.right[one.first].mean():.3f}, "
            f"mean confidence {confidence.mean():.3f}"
        )
    print(json.dumps(content, indent=1))


def _held_out(sets: dict[str, Examples]) -> dict[str, Floats]:
    """Return for each example the probability by a model that did not see its document."""
    folds = {
        name: list(GroupKFold(_FOLDS).split(one.features, one.right, one.groups))
        for name, one in sets.items()
    }
    found = {name: np.zeros(len(one.right)) for name, one in sets.items()}
    for fold in range(_FOLDS):
        train = {name: folds[name][fold][0] for name in sets}
        model = _fit(
            np.concatenate([one.features[train[name]] for name, one in sets.items()]),
            np.concatenate([one.right[train[name]] for name, one in sets.items()]),
            np.concatenate([one.weights[train[name]] for name, one in sets.items()]),
        )
        for name, one in sets.items():
            test = folds[name][fold][1]
            found[name][test] = model.predict_proba(one.features[test])[:, 1]
    return found


def _uncertain_threshold(sets: dict[str, Examples], held_out: dict[str, Floats]) -> float:
    """Return the confidence below which "no answer" silences few found answers."""
    confidences = []
    for name, one in sets.items():
        answered = np.bincount(one.owner, weights=one.right, minlength=len(one.answerable)) > 0
        confidences.append(np.quantile(held_out[name][one.first][answered], _SILENCED))
    return float(np.mean(confidences))


if __name__ == "__main__":
    main()
