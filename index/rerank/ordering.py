"""Order the candidates of a question by what both stages say of them.

The score of a candidate is a weighted sum of its features; ``python -m bench.fit`` fits the
weights (docs/evaluation.md).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import log
from pathlib import Path

from corpus.table_rows import searched_text
from index.types import Hit
from index.words.terms import terms

IDENTITY_WEIGHT = 7.0
"""Weight of the terms that name a report beside the fitted weights, about that of ``share``."""
DENIED_WEIGHT = 3.0
"""What a sentence loses that states another time than the question, or its opposite; about what the
first of the first stage is ahead of the second among sentences that differ in nothing else."""
ORDERING_FILE = Path(__file__).parent / "ordering.json"


@dataclass(frozen=True, slots=True)
class Ordering:
    """The weights of the features, by name; see ``features``."""

    weights: dict[str, float]

    def order(self, hits: Sequence[Hit]) -> list[Hit]:
        """Return the hits with their final scores, best first, ties by key.

        Those that the reranker did not read follow in their order, with the lowest score.

        Args:
            hits: in the order of the first stage.
        """
        unread = [hit for hit in hits if hit.reranked is None]
        scored = [
            replace(
                hit,
                score=sum(self.weights[name] * own[name] for name in self.weights)
                + IDENTITY_WEIGHT * _named_besides(hit)
                - DENIED_WEIGHT * hit.denied,
            )
            for hit, own in zip(hits, features(hits), strict=True)
            if hit.reranked is not None
        ]
        ordered = sorted(scored, key=lambda hit: (-hit.score, hit.key))
        lowest = ordered[-1].score if ordered else 0.0
        return [*ordered, *(replace(hit, score=lowest) for hit in unread)]


def _named_besides(hit: Hit) -> float:
    """Return the share of the terms that name a hit's report and that the sentence lacks.

    Those that it holds are in ``Hit.share``: a title answers no better for its words.
    """
    if not hit.naming:
        return 0.0
    held = {term.text for term in terms(searched_text(hit.passage))}
    return sum(share for term, share in hit.naming.items() if term not in held)


ALONE = Ordering({"relevance": 1.0})
"""The ordering of a reranker without fitted weights: by its relevance alone."""


def features(hits: Sequence[Hit]) -> list[dict[str, float]]:
    """Return the features of each candidate of a question, by name.

    Args:
        hits: the candidates, in the order of the first stage.

    Returns:
        For each: ``cosine``, ``share`` and ``carried`` (``Hit``); ``relevance`` and ``answers``
        of the reranker; ``rank``, 1 for the first of the first stage, 1/2 for the second and so
        on; ``length``, the natural logarithm of its characters.
    """
    found = []
    for rank, hit in enumerate(hits, start=1):
        reranked = hit.reranked
        found.append(
            {
                "cosine": hit.cosine,
                "share": hit.share,
                "carried": hit.carried,
                "relevance": reranked.relevance if reranked else 0.0,
                "answers": (reranked.answers or 0.0) if reranked else 0.0,
                "rank": 1 / rank,
                "length": log(max(len(hit.passage.quote), 1)),
            }
        )
    return found


@cache
def orderings() -> dict[str, Ordering]:
    """Return the fitted orderings by name of the reranker."""
    content = json.loads(ORDERING_FILE.read_text(encoding="utf-8"))
    return {name: Ordering(weights) for name, weights in content.items()}
