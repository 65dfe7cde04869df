"""What an exported encoder's precision costs in quality: python -m bench.precision [SET …].

Every question is asked of two indexes over the same sentences, one in full precision
and one in eight bits; the difference of success@1 is paired by question, with a
bootstrap interval (Efron, 1979) over the questions.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.metrics import Judged
from bench.quality import judge
from bench.results import save
from bench.sets import ANSWERS, DATA, SEED, SQUAD2, XQUAD, never_trained_on, open_set

SETS = (SEED, XQUAD, SQUAD2, "multirc_dev")
_EXACT, _FAST = "fp32", "int8"
_DRAWS = 10_000

Booleans = npt.NDArray[np.bool_]


def first_is_right(judged: Sequence[Judged]) -> Booleans:
    """Return for each question whether its first passage answers it."""
    return np.array(
        [
            bool(one.answer.passages)
            and one.relevant.get(one.answer.passages[0].citation.id, 0) >= ANSWERS
            for one in judged
        ]
    )


def paired_interval(exact: Booleans, fast: Booleans) -> tuple[float, float, float]:
    """Return the mean difference, fast less exact, and its 95 % interval over the questions."""
    gained = fast.astype(np.float64) - exact.astype(np.float64)
    chance = np.random.default_rng(7)
    means = [chance.choice(gained, len(gained)).mean() for _ in range(_DRAWS)]
    low, high = np.percentile(means, [2.5, 97.5])
    return float(gained.mean()), float(low), float(high)


def main() -> None:
    """Print a table and save the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.precision")
    parser.add_argument("sets", nargs="*", default=SETS, metavar="SET")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the question sets")
    options = parser.parse_args()
    results: dict[str, dict[str, float]] = {}
    print(f"| set | questions | {_EXACT} | {_FAST} | difference | 95 % interval |")
    print("|---|---|---|---|---|---|")
    every: list[tuple[Booleans, Booleans]] = []
    for name in (*options.sets, "all"):
        if name == "all":
            exact, fast = (np.concatenate(side) for side in zip(*every, strict=True))
        else:
            exact, fast = (_asked(name, options.data, form) for form in (_EXACT, _FAST))
            every.append((exact, fast))
        mean, low, high = paired_interval(exact, fast)
        results[name] = {
            "questions": len(exact), _EXACT: float(exact.mean()), _FAST: float(fast.mean()),
            "difference": mean, "low": low, "high": high,
        }  # fmt: skip
        print(
            f"| {name} | {len(exact)} | {exact.mean():.3f} | {fast.mean():.3f} "
            f"| {mean:+.3f} | {low:+.3f} to {high:+.3f} |",
            flush=True,
        )
    print(f"\nSaved in {save('precision', results)}")


def _asked(name: str, data: Path, precision: str) -> Booleans:
    engine, questions = open_set(name, data, precision)
    answerable = [one for one in never_trained_on(questions) if one.answerable]
    return first_is_right(judge(engine, answerable, within_document=False))


if __name__ == "__main__":
    main()
