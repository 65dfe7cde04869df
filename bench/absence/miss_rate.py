"""Measure how often "no answer" is said of a question that has one: python -m …miss_rate SET….

The sets are none of those on which the limit was fitted. The result is the miss rate that every
certificate of absence of a question states.
"""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.results import commit
from bench.sets import DATA, never_trained_on, open_set
from service.absence.miss_rate import MISS_RATE_FILE, interval
from service.answers.verdict.calibration import CALIBRATION_FILE

DEFAULT_SETS = ("squad2_dev_half",)
_AT_A_TIME = 128


def measure(name: str, data: Path) -> tuple[str, dict[str, Any]]:
    """Return the reranker's name, and the miss rate of its limit on the questions of a set.

    The questions are asked of all documents of the set at once, as a certificate is.

    Raises:
        SystemExit: when the limit was fitted on the set.
    """
    engine, questions = open_set(name, data)
    opened = engine.opened
    reranker = opened.reranker.identity.name if opened.reranker else "first stage"
    fitted_on = json.loads(CALIBRATION_FILE.read_text(encoding="utf-8"))[reranker]["fitted_on"]
    if name in fitted_on:
        raise SystemExit(f"the limit was fitted on {name}: measure on another set")
    texts = [one.text for one in never_trained_on(questions) if one.answerable]
    missed = 0
    for first in range(0, len(texts), _AT_A_TIME):
        some = texts[first : first + _AT_A_TIME]
        answers = engine.ask([engine.asked(text, all_reports=True) for text in some])
        missed += sum(answer.status == "no_answer" for answer in answers)
    low, high = interval(missed, len(texts))
    return reranker, {
        "set": name,
        "questions": len(texts),
        "missed": missed,
        "rate": round(missed / len(texts), 4),
        "low": low,
        "high": high,
        "limit": opened.calibration.no_answer,
        "date": datetime.now(UTC).date().isoformat(),
        "commit": commit(),
    }


def main() -> None:
    """Print the miss rates, and keep them where certificates read them."""
    parser = argparse.ArgumentParser(prog="python -m bench.absence.miss_rate")
    parser.add_argument("sets", nargs="*", default=DEFAULT_SETS, metavar="SET")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the question sets")
    parser.add_argument("--print-only", action="store_true", help="keep nothing")
    options = parser.parse_args()
    known: dict[str, list[dict[str, Any]]] = {}
    for name in options.sets:
        reranker, figures = measure(name, options.data)
        print(json.dumps(figures), flush=True)
        known.setdefault(reranker, []).append(figures)
    if not options.print_only:
        MISS_RATE_FILE.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
