"""Choose how many candidates the reranker reads: python -m bench.fit.candidates.

For each number, how often the right sentence is among the candidates, how often it is
first and among three with an ordering fitted on the other set, and what reading costs.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench.fit import ordering
from bench.fit.gather import Case, gathered
from bench.results import save
from bench.sets import DATA, REPORT_DEV, SEED, open_set
from index.rerank.ordering import Ordering

SETS = (SEED, REPORT_DEV)
NUMBERS = (4, 6, 8, 10, 12, 16, 24)
_TIMED = 60


def first(cases: Sequence[Case], count: int) -> list[Case]:
    """Return the cases with this many candidates."""
    return [Case(case.question, case.searched, case.candidates[:count]) for case in cases]


def found(cases: Sequence[Case], order: Ordering) -> tuple[float, float, float]:
    """Return the shares of answerable questions with a right candidate, first, and among three."""
    counts = np.zeros(3)
    asked = [case for case in cases if case.question.answerable]
    for case in asked:
        right = {candidate.hit.key for candidate in case.candidates if candidate.right}
        keys = [hit.key for hit in order.order([one.hit for one in case.candidates])]
        counts += [bool(right), keys[0] in right, bool(right.intersection(keys[:3]))]
    among, one, three = (counts / len(asked)).tolist()
    return among, one, three


def milliseconds(data: Path, count: int) -> float:
    """Return the median time in which the reranker reads the candidates of a question."""
    engine, questions = open_set(REPORT_DEV, data, candidates=count)
    times: list[float] = []
    engine.observe = lambda stage, seconds: times.append(seconds) if stage == "read" else None
    for question in questions[: _TIMED + 5]:
        engine.ask([engine.asked(question.text)])
    return float(np.median(times[5:])) * 1000


def main() -> None:
    """Print a table and save the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.fit.candidates")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the question sets")
    options = parser.parse_args()
    sets = {name: gathered(name, options.data, max(NUMBERS)) for name in SETS}
    print("| read | " + " | ".join(f"{name}: among, @1, @3" for name in SETS) + " | ms |")
    print("|---" * (len(SETS) + 2) + "|")
    results: dict[str, object] = {}
    for count in NUMBERS:
        cut = {name: first(cases, count) for name, cases in sets.items()}
        figures = {
            name: found(cases, ordering.fit([other for one, other in cut.items() if one != name]))
            for name, cases in cut.items()
        }
        cost = milliseconds(options.data, count)
        cells = [" / ".join(f"{one:.3f}" for one in row) for row in figures.values()]
        print(f"| {count} | {' | '.join(cells)} | {cost:.0f} |", flush=True)
        results[str(count)] = {**figures, "ms": cost}
    print(f"\nSaved in {save('candidates', results)}")


if __name__ == "__main__":
    main()
