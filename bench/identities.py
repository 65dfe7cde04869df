"""Ask real reports questions that name a report by what it is: python -m bench.identities.

``gold/identities.jsonl`` says of each question how it names the report (by place, date, title or
number), the id of the report without the ending of its file, and words, any of which the sentence
that answers holds.
"""

import argparse
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.reports import REPORTS
from bench.results import save
from bench.sets import WORK
from corpus.settings import load_settings
from index.build.build import build_index
from service.answers.answer import Answer, AnswerPassage
from service.answers.engine import Engine

GOLD = Path(__file__).parent / "gold" / "identities.jsonl"
_DEPTH = 10
_FIRST, _FEW = 1, 3


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with what came back.

    Attributes:
        own: whether the first sentence is of the report that the question names.
        rank: of the first sentence that answers, from 1; None beyond the ten.
    """

    label: dict[str, Any]
    answer: Answer
    own: bool
    rank: int | None


def judge(label: dict[str, Any], answer: Answer) -> Judged:
    """Look for the named report, and for the sentence that answers."""
    right = (one.rank for one in answer.passages if _of_report(label, one) and _says(label, one))
    own = bool(answer.passages) and _of_report(label, answer.passages[0])
    return Judged(label, answer, own, next(right, None))


def _of_report(label: dict[str, Any], passage: AnswerPassage) -> bool:
    """Tell whether a passage is of the report, in any format of its file."""
    cited = passage.citation.report.id
    return label["report"] in (cited, cited.removesuffix(Path(cited).suffix))


def _says(label: dict[str, Any], passage: AnswerPassage) -> bool:
    words = " ".join(passage.quote.split())
    return any(answer in words for answer in label["answers"])


def figures(judged: list[Judged]) -> dict[str, float]:
    """Return the number of questions, and shares of them."""
    count = len(judged)
    ranks = [one.rank for one in judged if one.rank is not None]
    answered = [one for one in judged if one.answer.status == "answered"]
    return {
        "questions": count,
        "own report first": sum(one.own for one in judged) / count,
        "success@1": sum(rank <= _FIRST for rank in ranks) / count,
        "success@3": sum(rank <= _FEW for rank in ranks) / count,
        "among ten": len(ranks) / count,
        "answered": len(answered) / count,
        "answered right": sum(one.rank == 1 for one in answered) / max(len(answered), 1),
    }


def main() -> None:
    """Print the figures, of all questions and by what names the report; save them."""
    parser = argparse.ArgumentParser(prog="python -m bench.identities")
    parser.add_argument("--reports", type=Path, default=REPORTS, help="folder of the reports")
    parser.add_argument("--misses", action="store_true", help="print each wrong first sentence")
    options = parser.parse_args()
    settings = load_settings(corpus=options.reports, index=WORK / "reports")
    build_index(settings)
    engine = Engine(settings)
    labels = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    answers = engine.ask([engine.asked(label["question"], _DEPTH) for label in labels])
    judged = list(map(judge, labels, answers))
    kinds: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        kinds[one.label["named_by"]].append(one)
    results = {"all": figures(judged), **{kind: figures(those) for kind, those in kinds.items()}}
    for kind, row in results.items():
        print(f"{kind}: " + ", ".join(f"{name} {value:.3g}" for name, value in row.items()))
    for one in judged if options.misses else ():
        if one.rank != 1:
            first = one.answer.passages[0]
            quote = " ".join(first.quote.split())
            print(f"{one.label['question']}\n   right at {one.rank}; {first.citation.id}: {quote}")
    print(f"\nSaved in {save('identities', results)}")


if __name__ == "__main__":
    main()
