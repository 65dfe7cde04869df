"""Fit the ordering, the cascade and the calibration: python -m bench.fit --help.

Both sets are of reports. What is printed of a set was measured with numbers fitted on the
other set alone; what is written is fitted on both.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.fit import cascade, ordering
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
from index.rerank.cascade import CASCADE_FILE, Cascade
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
    *("score", "lead", "fused lead", "best answers", "relevance", "relevance above median"),
    *("cosine", "mean cosine", "share", "best share", "words", "missing"),
)
MARK = (
    *("score", "lead", "answer odds", "answer words", "relevance above median"),
    *("cosine", "share", "missing"),
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


Fitted = tuple[Ordering | None, Cascade | None, Any]


def judged_of(
    sets: Mapping[str, Sequence[Case]], order: Ordering | None, without: str
) -> tuple[dict[str, Judged], Cascade | None]:
    """Return the questions of all sets as the second stage leaves them, and the cascade.

    The cascade is fitted on all sets but one; None without a reranker.
    """
    if order is None:
        return {name: in_order(cases, None) for name, cases in sets.items()}, None
    fitted = cascade.fit([cases for name, cases in sets.items() if name != without], order)
    stop = load_settings().reranker_stop
    return {
        name: in_order([cascade.left(case, fitted, order, stop) for case in cases], order)
        for name, cases in sets.items()
    }, fitted


def fit(sets: Mapping[str, Sequence[Case]], *, reads: bool) -> Fitted:
    """Return the ordering, the cascade and calibration.json's content; print all figures."""
    held_out: dict[str, list[Floats]] = {}
    ordered: dict[str, Judged] = {}
    for name in sets:
        judged, _ = judged_of(sets, order_of(sets, name, reads=reads), name)
        others = [one for other, one in judged.items() if other != name]
        ordered[name] = judged[name]
        found = models(others, reads=reads)
        held_out[name] = [chances(one, ordered[name]) for one in found if one]
        _print(name, reads, report(ordered[name], *held_out[name][:2]))
    together = pooled(ordered, held_out)
    found_limits = limits(together)
    measured = worth(together, found_limits)
    order = order_of(sets, "", reads=reads)
    every, last = judged_of(sets, order, "")
    answerable, confidence, mark = models(list(every.values()), reads=reads)
    return (
        order,
        last,
        {
            "fitted_on": list(sets),
            "command": COMMAND,
            "answerable": _content(answerable),
            "confidence": _content(confidence),
            **({"mark": _content(mark)} if mark else {}),
            **found_limits,
            **({"worth": measured} if measured else {}),
        },
    )


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
        order, fitted, content[kind] = fit(sets, reads=reads)
        if order and fitted:
            text = json.dumps({NAME: order.weights}, indent=1)
            ORDERING_FILE.write_text(text + "\n", encoding="utf-8")
            text = json.dumps({NAME: cascade.as_json(fitted)}, indent=1)
            CASCADE_FILE.write_text(text + "\n", encoding="utf-8")
    CALIBRATION_FILE.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(content, indent=1))


if __name__ == "__main__":
    main()
