"""Fit the ordering and the calibration: python -m bench.fit --help.

Both sets are of reports. What is printed of a set was measured with numbers fitted on the
other set alone; what is written is fitted on both.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.fit import ordering
from bench.fit.gather import Case, gathered
from bench.fit.knowing import (
    Floats,
    Judged,
    chances,
    fit_chance,
    in_order,
    limits,
    pooled,
    report,
    worth,
)
from bench.sets import DATA, REPORT_DEV, SEED
from corpus.settings import load_settings
from index.rerank.model import NAME
from index.rerank.ordering import ORDERING_FILE, Ordering
from service.answers.verdict.calibration import CALIBRATION_FILE, FIRST_STAGE
from service.answers.verdict.chance import Chance

FITTED_ON = (SEED, REPORT_DEV)
COMMAND = "python -m bench.fit"

ANSWERABLE = (
    *("score", "lead", "cosine", "share", "carried", "best answers", "second answers"),
    *("sum of answers", "relevance above median", "best cosine", "mean cosine", "best share"),
    *("mean share", "fused behind", "words", "names", "missing"),
)
CONFIDENCE = (
    *("score", "lead", "answers", "best answers", "second answers", "sum of answers"),
    *("relevance", "cosine", "share", "words", "missing"),
)
MARK = (
    *("score", "lead", "answers", "answer odds", "answer words", "sentence words"),
    *("best answers", "words", "missing"),
)
OF_FIRST_STAGE = (
    *("fused", "fused lead", "cosine", "share", "best cosine", "mean cosine", "best share"),
    *("mean share", "words", "names", "missing"),
)

Models = tuple[Chance, Chance, Chance | None]


def models(sets: Sequence[Judged], *, reads: bool) -> Models:
    """Return the models of answerable, confidence and mark."""
    first, second = (ANSWERABLE, CONFIDENCE) if reads else (OF_FIRST_STAGE, OF_FIRST_STAGE)
    return (
        fit_chance(sets, first, lambda one: one.answerable),
        fit_chance(sets, second, lambda one: one.right),
        fit_chance(sets, MARK, lambda one: one.marked) if reads else None,
    )


def order_of(sets: Mapping[str, Sequence[Case]], without: str, *, reads: bool) -> Ordering | None:
    """Return the ordering fitted on all sets but one; None without a reranker."""
    used = [cases for name, cases in sets.items() if name != without]
    return ordering.fit(used) if reads else None


def fit(sets: Mapping[str, Sequence[Case]], *, reads: bool) -> tuple[Ordering | None, Any]:
    """Return the ordering and the content of calibration.json; print the figures of every set."""
    held_out: dict[str, list[Floats]] = {}
    ordered: dict[str, Judged] = {}
    for name in sets:
        order = order_of(sets, name, reads=reads)
        others = [in_order(cases, order) for other, cases in sets.items() if other != name]
        ordered[name] = in_order(sets[name], order)
        found = models(others, reads=reads)
        held_out[name] = [chances(one, ordered[name]) for one in found if one]
        _print(name, reads, report(ordered[name], *held_out[name][:2]))
    together = pooled(ordered, held_out)
    found_limits = limits(together)
    measured = worth(together, found_limits)
    order = order_of(sets, "", reads=reads)
    judged = [in_order(cases, order) for cases in sets.values()]
    answerable, confidence, mark = models(judged, reads=reads)
    return order, {
        "fitted_on": list(sets),
        "command": COMMAND,
        "answerable": _content(answerable),
        "confidence": _content(confidence),
        **({"mark": _content(mark)} if mark else {}),
        **found_limits,
        **({"worth": measured} if measured else {}),
    }


def _content(chance: Chance) -> dict[str, Any]:
    return {"intercept": chance.intercept, "weights": chance.weights}


def _print(name: str, reads: bool, figures: Mapping[str, float]) -> None:
    stage = NAME if reads else FIRST_STAGE
    print(f"{stage}, {name}: {', '.join(f'{key} {one:.3f}' for key, one in figures.items())}")


def main() -> None:
    """Fit, print what held-out sets say, and write the files."""
    parser = argparse.ArgumentParser(prog=COMMAND)
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the question sets")
    parser.add_argument("--anew", action="store_true", help="ask the questions again")
    options = parser.parse_args()
    count = load_settings().reranker_candidates
    sets = {name: gathered(name, options.data, count, anew=options.anew) for name in FITTED_ON}
    content = {}
    for kind, reads in ((FIRST_STAGE, False), (NAME, True)):
        order, content[kind] = fit(sets, reads=reads)
        if order:
            text = json.dumps({NAME: order.weights}, indent=1)
            ORDERING_FILE.write_text(text + "\n", encoding="utf-8")
    CALIBRATION_FILE.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(content, indent=1))


if __name__ == "__main__":
    main()
