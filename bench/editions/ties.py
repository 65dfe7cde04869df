"""Count how often unrelated changes of an index swap the first sentences of answers.

    python -m bench.editions.ties INDEX QUESTIONS

The questions are asked of the index, of the same reports in another order, with a slightly higher
weight of the words, and of the index without some reports that the answer does not cite. Where
another sentence comes first although both still stand there, the answers swapped. The lead is the
difference of both scores then, which ``TIE_MARGIN`` is compared with. The leads of first sentences
over the next ones are printed as well: a margin hides a first sentence that came with a new text.
"""

import argparse
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from corpus.files import read_bytes
from corpus.limits import Limits
from corpus.report import Report
from corpus.settings import load_settings
from index.build.beside import open_beside
from index.store.protocol import View
from service.answers.answer import Answer
from service.answers.engine import Engine
from service.answers.opened import Opened
from service.batch.question_files import read_rows
from service.editions.standing.verdicts import TIE_MARGIN

_MARGINS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.1)
_AT_A_TIME = 8
_MORE_WEIGHT = 0.01
Sentence = tuple[str, int]
"""Hash of the text, and place in it."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """An answer.

    Attributes:
        status: of the answer.
        scores: of its sentences, the first one first.
        texts: hashes of the texts that it cites, other places included.
        quote: the first sentence.
    """

    status: str
    scores: dict[Sentence, float]
    texts: frozenset[str]
    quote: str = ""

    @classmethod
    def of(cls, answer: Answer) -> "Ranked":
        """Return what of an answer is compared."""
        scores = {(one.citation.text_sha256, one.citation.start): one.score
                  for one in answer.passages}  # fmt: skip
        cited = (each for one in answer.passages for each in (one.citation, *one.also_at))
        quote = " ".join(answer.passages[0].quote.split()) if answer.passages else ""
        return cls(answer.status, scores, frozenset(one.text_sha256 for one in cited), quote)

    @property
    def first(self) -> Sentence:
        """Return the first sentence."""
        return next(iter(self.scores))

    def lead_over(self, other: Sentence) -> float:
        """Return how much higher the first sentence scores; infinite where the other is absent."""
        return self.scores[self.first] - self.scores.get(other, -np.inf)


@dataclass(slots=True)
class Swaps:
    """What unrelated changes did.

    Attributes:
        compared: pairs of answers to one question.
        came_or_went: of them, those of which one has no answer.
        leads: of the swapped ones, the lead of the sentence that came first.
    """

    compared: int = 0
    came_or_went: int = 0
    leads: list[float] = field(default_factory=list)

    def add(self, question: str, then: Ranked, now: Ranked) -> None:
        """Compare two answers to one question, and print those that swapped."""
        self.compared += 1
        without = [one.status == "no_answer" for one in (then, now)]
        if any(without):
            self.came_or_went += not all(without)
        elif now.first != then.first:
            self.leads.append(now.lead_over(then.first))
            print(f"  {self.leads[-1]:.3f} {question}\n    was: {then.quote}\n    now: {now.quote}",
                  flush=True)  # fmt: skip

    def __str__(self) -> str:
        """Return the counts in words."""
        leads = sorted(self.leads)
        largest = f"; leads {', '.join(f'{one:.3f}' for one in leads)}" if leads else ""
        return (
            f"{len(leads)} of {self.compared} swapped ({len(leads) / max(1, self.compared):.1%}), "
            f"{self.came_or_went} came or went{largest}"
        )


def asked(engine: Engine, opened: Opened, questions: Sequence[str]) -> list[Ranked]:
    """Return the answers of a generation."""
    found: list[Ranked] = []
    for first in range(0, len(questions), _AT_A_TIME):
        some = [engine.asked(one, opened=opened) for one in questions[first : first + _AT_A_TIME]]
        found += map(Ranked.of, engine.ask(some))
    return found


def asked_beside(
    engine: Engine, opened: Opened, reports: Iterator[Report], questions: Sequence[str]
) -> list[Ranked]:
    """Return the answers of an index of some reports."""
    with tempfile.TemporaryDirectory(prefix="pincite-ties-") as folder:
        beside = open_beside(
            opened.generation, reports, opened.embedder, Path(folder), engine.settings.exact_up_to
        )
        try:
            return asked(engine, replace(opened, generation=beside), questions)
        finally:
            beside.close()


def in_another_order(view: View, chance: random.Random) -> Iterator[Report]:
    """Yield the reports of an index under other ids, and so in another order."""
    names = list(view.reports)
    chance.shuffle(names)
    for number, name in enumerate(names):
        report, other = view.report(name), f"{number:06d}"
        passages = tuple(replace(one, report_id=other) for one in report.passages)
        yield replace(report, source=replace(report.source, id=other), passages=passages)


def measure(engine: Engine, questions: Sequence[str], rounds: int, share: float) -> None:
    """Print how often answers swap, and what each margin hides."""
    opened, chance = engine.opened, random.Random(7)  # noqa: S311
    view = opened.generation
    base = asked(engine, opened, questions)
    answered = sum(one.status != "no_answer" for one in base)
    print(f"{len(view.reports)} reports, {view.manifest.passages} sentences; {len(questions)} "
          f"questions, {answered} answered", flush=True)  # fmt: skip
    order, weight, fewer, more = Swaps(), Swaps(), Swaps(), Swaps()
    other = asked_beside(engine, opened, in_another_order(view, chance), questions)
    for question, then, now in zip(questions, base, other, strict=True):
        order.add(question, then, now)
    print(f"another order: {order}", flush=True)
    for question, then, now in zip(questions, base, _weighted(engine, questions), strict=True):
        weight.add(question, then, now)
    print(f"weight of the words {_MORE_WEIGHT} higher: {weight}", flush=True)
    for _ in range(rounds):
        gone = set(chance.sample(list(view.reports), max(1, round(len(view.reports) * share))))
        kept = (view.report(name) for name in view.reports if name not in gone)
        removed = {view.reports[name].text_sha256 for name in gone}
        other = asked_beside(engine, opened, kept, questions)
        for question, then, now in zip(questions, base, other, strict=True):
            if not removed & then.texts:
                fewer.add(question, then, now)
                more.add(question, now, then)
    print(f"unrelated reports removed: {fewer}")
    print(f"unrelated reports added: {more}")
    swaps = [*order.leads, *weight.leads, *fewer.leads, *more.leads]
    _print_margins(swaps, _leads(base))


def _weighted(engine: Engine, questions: Sequence[str]) -> list[Ranked]:
    """Return the answers of an engine that differs by a trifle."""
    weight = engine.settings.lexical_weight + _MORE_WEIGHT
    opened, settings = engine.opened, replace(engine.settings, lexical_weight=weight)
    return asked(Engine(settings, opened.embedder, opened.reranker), opened, questions)


def _leads(answers: Sequence[Ranked]) -> list[float]:
    """Return the lead of each first sentence over the second one."""
    given = [one for one in answers if one.status != "no_answer" and len(one.scores) > 1]
    return [one.lead_over(list(one.scores)[1]) for one in given]


def _print_margins(swaps: Sequence[float], leads: Sequence[float]) -> None:
    print(f"\nmargin   of {len(swaps)} swaps hidden   of {len(leads)} first sentences, "
          "were they new, hidden")  # fmt: skip
    for margin in _MARGINS:
        hidden, new = (sum(one < margin for one in each) for each in (swaps, leads))
        mark = "  (TIE_MARGIN)" if margin == TIE_MARGIN else ""
        print(f"{margin:<8} {hidden} ({hidden / max(1, len(swaps)):.0%})   "
              f"{new} ({new / max(1, len(leads)):.0%}){mark}")  # fmt: skip


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path, help="file of questions, as for batch")
    parser.add_argument("--rounds", type=int, default=3, help="times that reports are removed")
    parser.add_argument("--share", type=float, default=0.1, help="share of the reports removed")
    options = parser.parse_args()
    settings = load_settings(index=options.index)
    content = read_bytes(options.questions, Limits.of(settings))
    questions = [row.question for row in read_rows(options.questions.name, content)]
    measure(Engine(settings), questions, options.rounds, options.share)


if __name__ == "__main__":
    main()
