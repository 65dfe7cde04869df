"""Count the changes between editions that are named right: ``python -m bench.editions``.

The second edition of each report is made by script, which puts in, takes out, moves, rewords,
splits and merges sentences, changes numbers, and puts in, takes out, moves and changes rows of
tables. It knows what it did. Both editions are files of one format, and the product reads them.
Each report is also written as a second edition without an edit. The exit code is 1 where fewer
than 98 of 100 edits are named right, or a change is named that no edit made: "invented" where the
reader read the sentences as they were written, "misread" where it did not.
"""

import argparse
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.editions.edits import KINDS
from bench.editions.judge import Judged, judge
from bench.editions.pair import Pair, make_pair, named_changes, unedited_pair
from bench.editions.reports import (
    DEVELOPMENT,
    FORMATS,
    HALVES,
    files_of,
    originals,
    read_report,
)
from bench.editions.row_edits import ROW_KINDS
from bench.editions.sentences import one_line
from bench.editions.timing import PAGES, print_times
from corpus.errors import UnreadableFile
from corpus.report import Report

REPORTS = Path("../shared/reports")
_LEAST = 0.98
_NAMES = (*KINDS, *ROW_KINDS)


def measure(files: Sequence[Path], seeds: int, forms: tuple[str, ...]) -> dict[str, Judged]:
    """Print how the changes between the editions of each report are named; return the sums."""
    totals = defaultdict[str, Judged](Judged)
    pairs, left_out = 0, 0
    for name, form, pair in _pairs(files, seeds, forms):
        judged = judge(pair, named_changes(pair))
        print(
            f"{name}, {len(pair.old.sentences)} sentences: {judged.right.total()} of "
            f"{judged.made.total()} named right, {len(judged.invented)} invented, "
            f"{len(judged.misread)} misread, "
            f"{pair.left_out} left out",
            flush=True,
        )
        for what in ("wrong", "invented", "misread"):
            for each in getattr(judged, what):
                print(f"  {what}: {each[:900]}")
        totals[form].add(judged)
        pairs += bool(pair.edited)
        left_out += pair.left_out
    print(f"\n{pairs} pairs; edits left out, as the reader divides them otherwise: {left_out}")
    return totals


def _pairs(
    files: Sequence[Path], seeds: int, forms: tuple[str, ...]
) -> Iterator[tuple[str, str, Pair]]:
    """Yield pairs of editions with what they are called and their format."""
    reports = dict(_readable(files))
    quotes = {
        file: [one_line(one.quote) for one in report.passages if one.kind == "text"]
        for file, report in reports.items()
    }
    stems = set[str]()
    for file, report in reports.items():
        others = [one for other in quotes if other.stem != file.stem for one in quotes[other]]
        is_first = file.stem not in stems
        stems.add(file.stem)
        for original in originals(file, report, forms, is_first, _chance(file, "layout")):
            name = f"{file.name} as {original.form}"
            yield f"{name}, unedited", original.form, unedited_pair(original)
            for seed in range(seeds):
                pair = make_pair(original, others, _chance(file, f"{original.form} {seed}"))
                yield f"{name}, seed {seed}", original.form, pair


def _readable(files: Sequence[Path]) -> Iterator[tuple[Path, Report]]:
    for file in files:
        try:
            report = read_report(file)
        except UnreadableFile as error:
            print(f"{file.name} is left out: {error}")
            continue
        yield file, report


def _print(totals: dict[str, Judged]) -> None:
    """Print the sums by kind and format."""
    whole = _sum(totals)
    columns = {**totals, "all": whole}
    print(
        f"\n| {'what the script did':20} | {' | '.join(columns)} |\n|{'---|' * (len(columns) + 1)}"
    )
    for name in _NAMES:
        cells = [f"{one.right[name]} of {one.made[name]}" for one in columns.values()]
        print(f"| {name:20} | {' | '.join(cells)} |")
    cells = [f"{one.right.total()} of {one.made.total()}" for one in columns.values()]
    print(f"| {'all':20} | {' | '.join(cells)} |")
    for label in ("invented", "misread"):
        cells = [str(len(getattr(one, label))) for one in columns.values()]
        print(f"| {f'nothing: {label}':20} | {' | '.join(cells)} |")
    print(
        f"\n{_share(whole):.2%} named right, {len(whole.invented)} invented, "
        f"{len(whole.misread)} as the reader divides the text otherwise"
    )


def is_good_enough(totals: dict[str, Judged]) -> bool:
    """Return whether 98 of 100 edits are named right, and no change is named besides."""
    whole = _sum(totals)
    return _share(whole) >= _LEAST and not whole.invented and not whole.misread


def _sum(totals: dict[str, Judged]) -> Judged:
    whole = Judged()
    for judged in totals.values():
        whole.add(judged)
    return whole


def _share(judged: Judged) -> float:
    return judged.right.total() / max(1, judged.made.total())


def _chance(file: Path, seed: str) -> random.Random:
    return random.Random(f"{file.name} {seed}")  # noqa: S311


def main() -> int:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(prog="python -m bench.editions", description=__doc__)
    parser.add_argument("files", type=Path, nargs="*", help="reports in place of a half")
    parser.add_argument("--reports", type=Path, default=REPORTS, help="folder of the reports")
    parser.add_argument("--half", choices=HALVES, default=DEVELOPMENT)
    parser.add_argument("--formats", nargs="+", choices=FORMATS, default=FORMATS)
    parser.add_argument("--seeds", type=int, default=1, help="second editions of each file")
    parser.add_argument("--time", action="store_true", help="measure the time instead")
    parser.add_argument("--pages", type=int, default=PAGES, help="of the reports that are timed")
    options = parser.parse_args()
    if options.time:
        print_times(options.pages)
        return 0
    files = options.files or files_of(options.reports, options.half)
    totals = measure(files, options.seeds, tuple(options.formats))
    _print(totals)
    return 0 if is_good_enough(totals) else 1


if __name__ == "__main__":
    sys.exit(main())
