"""Count the changes between editions that are named right: ``python -m bench.editions FILE …``.

The second edition of each report is made by script, which puts in, takes out, moves, rewords,
splits and merges sentences and changes numbers, and knows what it did. Both are read by the
product. An edit is left out where the reader divides its sentences otherwise than the script does.
"""

import argparse
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.editions.edits import KINDS, Planned, choose_edits, second_edition
from bench.editions.judge import Judged, judge
from bench.links import one_line, read
from corpus.report import Passage, Report
from service.editions.alignment import align

_ROUNDS = 12
_SENTENCES = 10_000


@dataclass(frozen=True, slots=True)
class Pair:
    """Two editions as they are read, and what the script planned for the second one.

    Attributes:
        left_out: number of edits whose sentences the reader divides otherwise.
    """

    old: list[str]
    new: list[str]
    planned: list[Planned]
    left_out: int


def editions(report: Report, others: Sequence[str], chance: random.Random) -> Pair:
    """Return a report as plain text, and its second edition.

    Args:
        others: sentences of other reports, to be put in.
    """
    sentences = list(map(one_line, report.passages))
    paragraphs = [one.paragraph for one in report.passages]
    for _ in range(_ROUNDS):  # until the reader divides the text as it was divided
        before = sentences
        passages = read(second_edition(sentences, paragraphs, [])[0]).passages
        sentences = list(map(one_line, passages))
        paragraphs = [one.paragraph for one in passages]
        if sentences == before:
            break
    edits = choose_edits(sentences, paragraphs, others, chance)
    made = len(edits)
    while edits:
        text, planned = second_edition(sentences, paragraphs, edits)
        again = read(text).passages
        bad = _divided_otherwise(again, planned)
        if not bad:
            return Pair(sentences, list(map(one_line, again)), planned, made - len(edits))
        edits = [edit for edit in edits if id(edit) not in bad]
    raise ValueError("the reader divides no edit as the script does")


def _divided_otherwise(passages: Sequence[Passage], planned: Sequence[Planned]) -> set[int]:
    """Return the ids of the edits in or beside the sentences that are read otherwise."""
    spans = {(one.start, one.end) for one in passages}
    bad = set[int]()
    for at, one in enumerate(planned):
        if (one.start, one.start + len(one.text)) in spans:
            continue
        for reach in range(len(planned)):
            beside = planned[max(0, at - reach) : at + reach + 1]
            near = {id(each.edit) for each in beside if each.edit}
            near |= {id(edit) for each in beside for edit in each.beside}
            if near:
                bad |= near
                break
    return bad


def report_pairs(files: Sequence[Path], seeds: int) -> None:
    """Print how the changes between the editions of each report are named."""
    reports = [read(file, f"report{file.suffix}") for file in files]
    own = [list(map(one_line, report.passages)) for report in reports]
    total, left_out, pairs = Judged(), 0, 0
    for file, report in zip(files, reports, strict=True):
        for seed in range(seeds):
            others = [one for each in own if each is not own[files.index(file)] for one in each]
            pair = editions(report, others or ["This sentence was put in."], _chance(file, seed))
            judged = judge(pair.old, pair.new, pair.planned, align(pair.old, pair.new))
            print(
                f"{file.name}, {len(pair.old)} sentences: {judged.right.total()} of "
                f"{judged.made.total()} named right, {len(judged.invented)} invented"
            )
            for each in (*judged.wrong, *(f"invented: {one}" for one in judged.invented)):
                print(f"  {each[:600]}")
            total.add(judged)
            left_out += pair.left_out
            pairs += 1
    print(f"\n{pairs} pairs; edits left out, as the reader divides them otherwise: {left_out}")
    for kind in KINDS:
        print(f"{kind:10} {total.right[kind]} of {total.made[kind]}")
    share = total.right.total() / max(1, total.made.total())
    print(
        f"{'all':10} {total.right.total()} of {total.made.total()} ({share:.2%}), "
        f"{len(total.invented)} invented"
    )


def timing(chance: random.Random) -> None:
    """Print how long editions of 10,000 sentences take."""
    words = [f"w{number}" for number in range(5000)]
    old = [" ".join(chance.choices(words, k=25)) + "." for _ in range(_SENTENCES)]
    for name, every in (("nothing changed", 0), ("1 in 10", 10), ("all", 1)):
        new = list(old)
        for at in range(0, len(new) if every else 0, every or 1):
            new[at] = new[at].rsplit(" ", 4)[0] + " otherwise than before."
        started = time.perf_counter()
        align(old, new)
        print(f"{_SENTENCES:,} sentences, {name}: {time.perf_counter() - started:.1f} s")


def _chance(file: Path, seed: int) -> random.Random:
    return random.Random(f"{file.name} {seed}")  # noqa: S311


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--seeds", type=int, default=1, help="second editions of each report")
    parser.add_argument("--time", action="store_true", help="measure the time instead")
    options = parser.parse_args()
    if options.time:
        timing(_chance(Path("time"), 0))
    else:
        report_pairs(options.files, options.seeds)


if __name__ == "__main__":
    main()
