"""Search with claims in place of questions: python -m bench.claims.

A claim that a report supports or contradicts has sentences that bear on it. The figures
are how often one of them is found first, and among five, in the claim's own stretch.
"""

import argparse
from collections import defaultdict
from pathlib import Path

from bench.results import save
from bench.sets import DATA, REPORT_DEV, documents, open_set, read_rows
from index.search.scope import Scope

FIRST, AMONG = 1, 5
_AT_A_TIME = 64


def measure(data: Path) -> dict[str, dict[str, float]]:
    """Return the figures of all claims, by verdict and by kind."""
    engine, _ = open_set(REPORT_DEV, data)
    opened = engine.opened
    names = {row["doc_id"]: name for name, row in documents(data / REPORT_DEV)}
    claims = [row for row in read_rows(data / REPORT_DEV / "claims.jsonl.gz") if row["sentences"]]
    ranks: dict[str, list[int | None]] = defaultdict(list)
    for first in range(0, len(claims), _AT_A_TIME):
        some = claims[first : first + _AT_A_TIME]
        asked = [
            engine.asked(
                row["claim"],
                AMONG,
                Scope((names[row["doc_id"]],)),
                as_written=True,
                opened=opened,
            )
            for row in some
        ]
        for row, answer in zip(some, engine.ask(asked), strict=True):
            found = [
                passage.rank
                for passage in answer.passages
                if any(
                    passage.citation.start < end and start < passage.citation.end
                    for start, end in row["sentences"]
                )
            ]
            rank = min(found, default=None)
            for kind in ("all", row["verdict"], f"{row['verdict']}: {row['kind']}"):
                ranks[kind].append(rank)
    return {
        kind: {
            "claims": len(members),
            **{
                f"@{depth}": round(
                    sum(rank is not None and rank <= depth for rank in members) / len(members), 3
                )
                for depth in (FIRST, AMONG)
            },
        }
        for kind, members in sorted(ranks.items())
    }


def main() -> None:
    """Print a table and save the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.claims")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the question sets")
    options = parser.parse_args()
    figures = measure(options.data)
    print(f"| claims | number | first | among {AMONG} |\n|---|---|---|---|")
    for kind, row in figures.items():
        print(f"| {kind} | {row['claims']:.0f} | {row['@1']:.3f} | {row['@5']:.3f} |")
    print(f"\nSaved in {save('claims', figures)}")


if __name__ == "__main__":
    main()
