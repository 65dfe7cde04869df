"""Search with claims in place of questions.

A claim that a report supports or contradicts has sentences that bear on it. The figures
are how often one of them is found first, and among five, in the claim's own stretch.
"""

from collections import defaultdict
from pathlib import Path

from bench.sets import documents, open_set, read_rows
from index.search.scope import Scope

FIRST, AMONG = 1, 5
_AT_A_TIME = 64


def measure(data: Path, name: str) -> dict[str, dict[str, float]]:
    """Return the figures of all claims, by verdict and by kind."""
    engine, _ = open_set(name, data)
    opened = engine.opened
    names = {row["doc_id"]: report for report, row in documents(data / name)}
    claims = [row for row in read_rows(data / name / "claims.jsonl.gz") if row["sentences"]]
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
