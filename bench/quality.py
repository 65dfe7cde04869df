"""Run labelled question sets through the engine: python -m bench.quality SET… --help."""

import argparse
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from bench.metrics import (
    MEASURES,
    Judged,
    answerable_auroc,
    calibration_error,
    marks,
    relevant_passages,
    retrieval,
    statuses,
)
from bench.results import save
from bench.sets import DATA, REPORT_DEV, SEED, LabelledQuestion, never_trained_on, open_set
from index.search.scope import EVERYWHERE, Scope
from service.answers.engine import Engine

DEFAULT_SETS = (
    *(SEED, REPORT_DEV, "xquad_en", "squad2_dev_half", "covidqa", "multirc_dev"),
    "wikiqa_dev",
)
# Their questions recur on every document, or are asked of a stretch of a report, so that only
# "in this document" makes sense.
WITHIN_DOCUMENT = ("policyqa_devtest", REPORT_DEV)
_AT_A_TIME = 256
_DEPTH = 10
_KNOWING = (
    *("answerable AUROC", "answered", "answered right", "answered right, part counts"),
    *("no answer", "no answer wrong", "silenced", "told", "marked", "marks right", "ECE"),
)


def judge(
    engine: Engine, questions: Sequence[LabelledQuestion], *, within_document: bool
) -> list[Judged]:
    """Ask every question and lay the answers beside the labels.

    Args:
        within_document: search only the document that the question was asked of.
    """
    view = engine.opened.generation
    passages = {report: list(view.sentences(report)) for report in view.reports}
    judged: list[Judged] = []
    for first in range(0, len(questions), _AT_A_TIME):
        some = questions[first : first + _AT_A_TIME]
        asked = [
            engine.asked(one.text, _DEPTH, Scope((one.report,)) if within_document else EVERYWHERE)
            for one in some
        ]
        judged += [
            Judged(one, answer, relevant_passages(one, passages))
            for one, answer in zip(some, engine.ask(asked), strict=True)
        ]
    return judged


def measure(name: str, data: Path) -> dict[str, dict[str, float | None]]:
    """Return the figures of a set: all of it, and each kind of question."""
    engine, questions = open_set(name, data)
    questions = never_trained_on(questions)
    answerable = [one for one in questions if one.answerable]
    ranked = judge(engine, answerable, within_document=name in WITHIN_DOCUMENT)
    # "No answer" holds within the document that the question was asked of.
    within = judge(engine, questions, within_document=True)
    figures: dict[str, dict[str, float | None]] = {
        "all": {
            "questions": len(ranked),
            **retrieval(ranked),
            "answerable AUROC": answerable_auroc(within),
            **statuses(within),
            **marks(within),
            "ECE": calibration_error(within),
        }
    }
    kinds: dict[str, list[Judged]] = defaultdict(list)
    for one in ranked:
        kinds[one.question.kind].append(one)
    if len(kinds) > 1:
        for kind, members in kinds.items():
            known = [one for one in within if one.question.kind == kind]
            figures[kind] = {
                "questions": len(members),
                **retrieval(members),
                **statuses(known),
                **marks(known),
                "ECE": calibration_error(known),
            }
        figures |= _by_kind_of_no_answer(within)
    return figures


def _by_kind_of_no_answer(judged: Sequence[Judged]) -> dict[str, dict[str, float | None]]:
    answerable = [one for one in judged if one.question.answerable]
    kinds = sorted({one.question.kind for one in judged if not one.question.answerable})
    figures: dict[str, dict[str, float | None]] = {}
    for kind in kinds:
        members = [
            one for one in judged if one.question.kind == kind and not one.question.answerable
        ]
        figures[kind] = {
            "questions": len(members),
            "answerable AUROC": answerable_auroc([*answerable, *members]),
            **statuses(members),
        }
    return figures


def main() -> None:
    """Print a table and save the figures under bench/results."""
    parser = argparse.ArgumentParser(prog="python -m bench.quality")
    parser.add_argument("sets", nargs="*", default=DEFAULT_SETS, metavar="SET")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the question sets")
    options = parser.parse_args()
    if options.sets is DEFAULT_SETS and not options.data.is_dir():
        print(f"{options.data} is not there: only {SEED}, which ships with the project\n")
        options.sets = (SEED,)
    columns = ("questions", *MEASURES, *_KNOWING)
    print("| set | " + " | ".join(columns) + " |\n" + "|---" * (len(columns) + 1) + "|")
    results: dict[str, object] = {}
    for name in options.sets:
        figures = measure(name, options.data)
        results[name] = figures
        for kind, row in figures.items():
            cells = [_cell(row.get(column)) for column in columns]
            label = name if kind == "all" else f"{name}: {kind}"
            print(f"| {label} | {' | '.join(cells)} |", flush=True)
    print(f"\nSaved in {save('quality', results)}")


def _cell(value: float | None) -> str:
    if value is None:
        return "–"
    return str(value) if value == int(value) and value > 1 else f"{value:.3f}"


if __name__ == "__main__":
    main()
