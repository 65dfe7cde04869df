"""Run the second stage: re-rank the best hits of the first stage.

The reranker's relevance is added to the scores of the first stage. Each finds sentences that the
other misses, so the sum is better than either (docs/evaluation.md).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from index.store.protocol import View
from index.types import Hit, Reranker
from index.words.question_words import QuestionWords

ORDERING_FILE = Path(__file__).parent / "ordering.json"


@dataclass(frozen=True, slots=True)
class Ordering:
    """The weights of the parts of a score; ``python -m bench.calibrate`` fits them."""

    cosine: float
    share: float
    carried: float
    relevance: float

    def score(self, hit: Hit) -> float:
        """Return the score of a hit that the reranker read."""
        relevance = hit.reranked.relevance if hit.reranked else 0.0
        return (
            self.cosine * hit.cosine
            + self.share * hit.share
            + self.carried * hit.carried
            + self.relevance * relevance
        )


@cache
def orderings() -> dict[str, Ordering]:
    """Return the fitted weights by name of the reranker."""
    content = json.loads(ORDERING_FILE.read_text(encoding="utf-8"))
    return {name: Ordering(**weights) for name, weights in content.items()}


def rerank(
    view: View, words: QuestionWords, hits: Sequence[Hit], reranker: Reranker, candidates: int
) -> list[Hit]:
    """Return the hits in the order of both stages, best first, ties by key.

    A reranker without fitted weights sets the order by its relevance alone.

    Args:
        hits: of the first stage, best first.
        candidates: number of hits that the reranker reads; the others follow in their order.
    """
    read, unread = hits[:candidates], hits[candidates:]
    before = view.fetch(hit.key.before for hit in read)
    sentences = {key: passage.quote for key, passage in before.items()}
    sentences |= {hit.key: hit.passage.quote for hit in read}
    results = reranker.score(words.text, [hit.key for hit in read], sentences)
    ordering = orderings().get(reranker.identity.name, Ordering(0.0, 0.0, 0.0, 1.0))
    scored = []
    for hit in read:
        result = replace(
            hit,
            reranked=results[hit.key],
            carried=words.carried(hit.passage.quote, sentences.get(hit.key.before, "")),
        )
        scored.append(replace(result, score=ordering.score(result)))
    scored.sort(key=lambda hit: (-hit.score, hit.key))
    lowest = scored[-1].score if scored else 0.0
    return [*scored, *(replace(hit, score=lowest) for hit in unread)]
