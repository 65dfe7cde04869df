"""Ask real reports some sixty questions: python -m bench.reports.

``gold/reports.jsonl`` says of each question the report, the words that answer it, and the page
(or pages) and section where they stand; where the report is null, the reports do not answer it.
Where the answer is a cell of a table, it has the text of the cell.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.sets import WORK
from corpus.settings import load_settings
from index.build.build import build_index
from service.answers.answer import Answer, AnswerPassage
from service.answers.engine import Engine

REPORTS = Path("../shared/reports")
GOLD = Path(__file__).parent / "gold" / "reports.jsonl"
_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what came back.

    Attributes:
        rank: of the right sentence, from 1, or None.
        placed: whether its page and section are those of the label; None where it is cited
            from the same report in another format, which has no pages.
    """

    label: dict[str, Any]
    answer: Answer
    rank: int | None
    placed: bool | None


def judge(label: dict[str, Any], answer: Answer) -> Asked:
    """Look for the right sentence in an answer, and at where it is said to stand."""
    for rank, passage in enumerate(answer.passages, start=1):
        if _is_right(label, passage):
            return Asked(label, answer, rank, _is_placed(label, passage))
    return Asked(label, answer, None, placed=False)


def _is_right(label: dict[str, Any], passage: AnswerPassage) -> bool:
    """Tell whether it holds the words, in the report or in the same report in another format."""
    if label["report"] is None:
        return False
    names = (label["report"], passage.citation.report.id)
    stem, cited = (name.removesuffix(".pdf").removesuffix(".html") for name in names)
    words = " ".join(passage.quote.split())
    return cited.removesuffix(".md") == stem and label["answer"] in words


def _is_placed(label: dict[str, Any], passage: AnswerPassage) -> bool | None:
    cited = passage.citation
    if cited.report.id != label["report"]:
        return None
    section = label["section"]
    pages = label["page"] if isinstance(label["page"], list) else [label["page"]]
    return cited.page in pages and (section is None or section in (cited.section or ""))


def ask(reports: Path) -> Iterator[Asked]:
    """Build an index over the reports and yield each question with what came back."""
    settings = load_settings(corpus=reports, index=WORK / "reports")
    for failure in build_index(settings).failed:
        print(f"Not read: {failure.path}: {failure.reason}")
    engine = Engine(settings)
    labels = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    answers = engine.ask([engine.asked(label["question"], _DEPTH) for label in labels])
    yield from map(judge, labels, answers)


def main() -> None:
    """Print what came back for each question, and the counts."""
    parser = argparse.ArgumentParser(prog="python -m bench.reports")
    parser.add_argument("--reports", type=Path, default=REPORTS, help="folder of the reports")
    asked = list(ask(parser.parse_args().reports))
    for one in asked:
        _print(one)
    known = [one for one in asked if one.label["report"] is not None]
    ranks = [one.rank for one in known if one.rank is not None]
    print(
        f"{len(known)} with an answer: first {ranks.count(1)}, in the first three"
        f" {sum(rank <= 3 for rank in ranks)}, in the first ten {len(ranks)},"
        f" page and section right {sum(one.placed is True for one in known)} (of the first"
        f" {sum(one.placed is True for one in known if one.rank == 1)}), cited from a"
        f" format without pages {sum(one.placed is None for one in known)}"
    )
    cells = [one for one in known if "cell" in one.label]
    print(
        f"{len(cells)} about a cell of a table: row first {sum(one.rank == 1 for one in cells)},"
        f" cell marked {sum(map(_marks_cell, cells))}"
    )
    kept = [one.answer.status == "answered" for one in asked if one.label["report"] is None]
    print(f"{len(kept)} without an answer: not answered {kept.count(False)}")


def _marks_cell(one: Asked) -> bool:
    """Return whether the short answer of the right row is the cell of the label."""
    short = one.answer.passages[one.rank - 1].answer if one.rank else None
    return short is not None and short.text == one.label["cell"]


def _print(one: Asked) -> None:
    answer = one.answer
    print(f"{one.label['id']} {one.label['question']}")
    print(f"   rank {one.rank or '–'}, {answer.status}, confidence {answer.confidence:.2f}")
    for passage in answer.passages[(one.rank or 1) - 1 :][:1]:
        cited = passage.citation
        print(f"   {' '.join(passage.quote.split())[:150]}")
        print(f"   {cited.label} (page {cited.page}, section {cited.section}, {one.placed=})")


if __name__ == "__main__":
    main()
