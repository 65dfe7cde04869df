"""Search with claims, and judge them as cite-check does: python -m bench.claims."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.claims.retrieval import AMONG, measure
from bench.claims.verdicts import GOLD, Outcome, by_kind, labelled, on_reports, outcomes, summary
from bench.results import save
from bench.sets import DATA, REPORT_DEV

VERDICTS = ("supported", "partly", "differs", "no_support", "own_words", "not_checked")


def main() -> None:
    """Print the tables and save the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.claims")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the question sets")
    parser.add_argument("--set", default=REPORT_DEV, help="the set of claims")
    parser.add_argument(
        "--reports", type=Path, default=Path("../shared/reports"), help="folder of whole reports"
    )
    options = parser.parse_args()
    figures = measure(options.data, options.set)
    print(f"| claims | number | first | among {AMONG} |\n|---|---|---|---|")
    for kind, row in figures.items():
        print(f"| {kind} | {row['claims']:.0f} | {row['@1']:.3f} | {row['@5']:.3f} |")
    engine, claims = labelled(options.set, options.data)
    saved = {"search": figures, options.set: _shown(options.set, outcomes(engine, claims))}
    if GOLD.is_file() and options.reports.is_dir():
        engine, claims = on_reports(options.reports)
        saved["reports"] = _shown("whole reports", outcomes(engine, claims))
    print(f"\nSaved in {save('claims', saved)}")


def _shown(name: str, found: Sequence[Outcome]) -> Mapping[str, object]:
    table, figures = by_kind(found), summary(found)
    print(f"\n{name}: {len(found)} claims\n\n| {' | '.join(('label and kind', *VERDICTS))} |")
    print(f"|{'---|' * (len(VERDICTS) + 1)}")
    for kind, row in table.items():
        print(f"| {kind} | {' | '.join(str(row.get(one, 0)) for one in VERDICTS)} |")
    print("\n| figure | share |\n|---|---|")
    for what, share in figures.items():
        print(f"| {what} | {share} |")
    shares = {what: [share.right, share.count] for what, share in figures.items()}
    return {"verdicts": table, "figures": shares}


if __name__ == "__main__":
    main()
