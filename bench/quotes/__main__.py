"""Try the check of quotations on mutations of real sentences: python -m bench.quotes.

Each mutation is made by a row of the table in docs/cite-check.md, and has the verdict that it must
get. The kinds were written before the checker was tuned. The reports are in two halves: look at
the misses of "development"; "test" is for the figures alone.
"""

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from bench.quotes.checkers import Comparer, PlainChecker
from bench.quotes.copies import DEVELOPMENT, PLACE, REPORTS, TEST, Copy, copies, write_corpus
from bench.quotes.folder import alone
from bench.quotes.judge import Checker, Counts, Judged, count, interval, judge
from bench.quotes.kinds import Mutation
from bench.quotes.mutations import A_KIND, make_mutations
from bench.quotes.product import Product
from bench.results import commit, machine, save

_PLAIN, _COMPARISON, _PRODUCT = "plain", "comparison", "product"


def main() -> None:
    """Print the tables, and save the figures under bench/results."""
    options = _options()
    with alone():
        _run(options)


def _run(options: argparse.Namespace) -> None:
    found = copies(options.reports)
    made = make_mutations(found, options.a_kind)
    reports = [*found, *made.made]
    checkers: dict[str, Checker] = {_PLAIN: PlainChecker(reports)}
    if options.checker != _PLAIN:
        checkers[options.checker] = _checker(options, reports)
    figures: dict[str, object] = {}
    for half in options.half:
        chosen = [one for one in made.mutations if one.half == half and _is_chosen(one, options)]
        for name, check in checkers.items():
            said = check(chosen)
            judged = [judge(*pair) for pair in zip(chosen, said, strict=True)]
            print(f"\n## {half}, {name} ({commit()}, {machine()})\n")
            figures[f"{half}, {name}"] = _show(judged, whole=name != _PLAIN)
            if options.misses and name == list(checkers)[-1]:
                _print_misses(judged, options.misses)
    if not options.kind:
        print(f"\nSaved in {save('quotes', figures)}")


def _checker(options: argparse.Namespace, reports: Sequence[Copy]) -> Checker:
    if options.checker == _COMPARISON:
        return Comparer(reports)
    write_corpus(PLACE / "corpus", reports, options.reports)
    return Product(PLACE)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.quotes")
    parser.add_argument("--reports", type=Path, default=REPORTS, help="folder of the reports")
    parser.add_argument("--half", nargs="+", choices=(DEVELOPMENT, TEST), default=[DEVELOPMENT])
    parser.add_argument("--a-kind", type=int, default=A_KIND, help="mutations of a kind in a half")
    parser.add_argument("--kind", help="only kinds or rows whose names contain this")
    parser.add_argument(
        "--checker",
        choices=(_PRODUCT, _COMPARISON, _PLAIN),
        default=_PRODUCT,
        help="the whole product (the default), the comparison with a known place, or the baseline",
    )
    parser.add_argument(
        "--misses", nargs="?", const="fatal", choices=("fatal", "all"),
        help='print false refusals and silent passes, or "all" that is not as expected',
    )  # fmt: skip
    return parser.parse_args()


def _is_chosen(one: Mutation, options: argparse.Namespace) -> bool:
    name = f"{one.kind.row}: {one.kind.name}"
    return options.kind is None or options.kind in name


def _show(judged: Sequence[Judged], *, whole: bool) -> dict[str, object]:
    """Print the tables of a checker and return its figures."""
    rows = {name: count(some) for name, some in _grouped(judged, "row").items()}
    formats = {name: count(some) for name, some in _grouped(judged, "format").items()}
    total = count(judged)
    kinds = {name: count(some) for name, some in _grouped(judged, "kind").items()}
    for title, table in (("row", rows), ("format", formats)):
        if whole or title == "format":
            _print_table(title, table | {"all": total})
    bounds = {
        "false refusals": interval(total.false_refusals, total.allowed),
        "silent passes": interval(total.silent_passes, total.due),
    }
    for name, (low, high) in bounds.items():
        print(f"{name}: 95 % interval {low:.4%} to {high:.4%}")
    return {
        "all": asdict(total),
        "intervals": bounds,
        "formats": {name: asdict(one) for name, one in formats.items()},
        "kinds": {name: asdict(one) for name, one in kinds.items()} if whole else {},
    }


def _grouped(judged: Iterable[Judged], by: str) -> dict[str, list[Judged]]:
    found: dict[str, list[Judged]] = {}
    for one in judged:
        kind = one.mutation.kind
        name = {
            "row": kind.row, "format": one.mutation.format, "kind": f"{kind.row}: {kind.name}"
        }[by]  # fmt: skip
        found.setdefault(name, []).append(one)
    return found


def _print_table(title: str, table: dict[str, Counts]) -> None:
    print(
        f"| {title} | allowed | refused | to be told | silent | as expected | named | warned"
        " | needless warnings | unjudged |\n|---|---|---|---|---|---|---|---|---|---|"
    )
    for name, one in table.items():
        shares = f"{one.expected / max(one.total, 1):.1%} | {one.named / max(one.total, 1):.1%}"
        print(
            f"| {name} | {one.allowed} | {one.false_refusals} | {one.due} | {one.silent_passes}"
            f" | {shares} | {one.warned}/{one.warnings_due} | {one.needless} | {one.unjudged} |"
        )
    print()


def _print_misses(judged: Iterable[Judged], which: str) -> None:
    for one in judged:
        fatal = one.false_refusal or one.silent_pass or one.unjudged
        if not fatal and (which == "fatal" or one.expected):
            continue
        word = (
            "REFUSED" if one.false_refusal
            else "SILENT" if one.silent_pass
            else "UNJUDGED" if one.unjudged
            else "unexpected"
        )  # fmt: skip
        mutation, said = one.mutation, one.said
        place = f"{mutation.format}, {mutation.number}"
        print(f"{word} {mutation.kind.row}: {mutation.kind.name} ({place})")
        print(f"  expected {mutation.kind.verdicts} {mutation.kind.warnings or ''}")
        print(f"  said {said.verdict} {said.differences[:5]} {said.warnings} {said.message[:160]}")
        print(f"  quote  {mutation.quote!r}\n  source {mutation.source or mutation.original!r}")


if __name__ == "__main__":
    main()
