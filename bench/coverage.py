"""Draw how often answers are right at each confidence: python -m bench.coverage.

Coverage and risk (El-Yaniv and Wiener, 2010): of the questions answered with at
least some confidence, how many are answered, and how many of those wrongly.
"""

import argparse
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from bench.metrics import Judged, is_right
from bench.quality import judge
from bench.results import save
from bench.sets import DATA, REPORT_DEV, SEED, never_trained_on, open_set

SETS = (SEED, REPORT_DEV)
PICTURE = Path("docs/coverage-risk.svg")
_STEPS = 10


def curve(judged: list[Judged]) -> tuple[list[float], list[float]]:
    """Return coverage and risk as the least confidence that is answered falls."""
    order = sorted(judged, key=lambda one: -one.answer.confidence)
    wrong = np.cumsum([not is_right(one) for one in order])
    asked = np.arange(1, len(order) + 1)
    return (asked / len(order)).tolist(), (wrong / asked).tolist()


def main() -> None:
    """Draw the picture and save its numbers."""
    parser = argparse.ArgumentParser(prog="python -m bench.coverage")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the question sets")
    options = parser.parse_args()
    mpl.rcParams["svg.hashsalt"] = "pincite"  # the same numbers give the same file
    figure = Figure(figsize=(7, 3.4), layout="constrained")
    risks, bins = figure.subplots(1, 2)
    results: dict[str, object] = {}
    for name in SETS:
        engine, questions = open_set(name, options.data)
        judged = judge(engine, never_trained_on(questions), within_document=True)
        coverage, risk = curve(judged)
        risks.plot(coverage, risk, label=name)
        sure = np.array([one.answer.confidence for one in judged])
        right = np.array([is_right(one) for one in judged])
        part = np.minimum((sure * _STEPS).astype(int), _STEPS - 1)
        points = [
            (
                float(sure[part == at].mean()),
                float(right[part == at].mean()),
                int((part == at).sum()),
            )
            for at in range(_STEPS)
            if (part == at).any()
        ]
        bins.plot([x for x, _, _ in points], [y for _, y, _ in points], "o-", label=name)
        results[name] = {
            "bins": points,
            "risk at coverage": {
                str(share): round(risk[int(share * len(risk)) - 1], 4)
                for share in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)
            },
        }
    risks.set(xlabel="coverage: share of questions answered", ylabel="risk: share of them wrong")
    bins.plot([0, 1], [0, 1], color="grey", linewidth=0.8)
    bins.set(xlabel="confidence", ylabel="share of first sentences that are right")
    risks.legend()
    figure.savefig(PICTURE, metadata={"Date": None})
    print(f"{PICTURE}; figures in {save('coverage', results)}")


if __name__ == "__main__":
    main()
