"""The second stage: the reranker's word on the first stage's best, and the order that follows.

The reranker's score is added to the first stage's, not put in its place: a trial
showed that each finds sentences that the other misses (docs/evaluation.md).
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
    """How much each part of the score counts; fitted by ``python -m bench.calibrate``."""

    cosine: float
    share: float
    carried: float
    relevance: float

    def score(self, hit: Hit) -> float:
        """Return what a hit that was read is ordered by."""
        relevance = hit.reranked.relevance if hit.reranked else 0.0
        return (
            self.cosine * hit.cosine
            + self.share * hit.share
            + self.carried * hit.carried
            + self.relevance * relevance
        )


@cache
def orderings() -> dict[str, Ordering]:
    """Return the fitted ordering of each reranker that has one, by its name."""
    content = json.loads(ORDERING_FILE.read_text(encoding="utf-8"))
    return {name: Ordering(**weights) for name, weights in content.items()}


def rerank(
    view: View, words: QuestionWords, hits: Sequence[Hit], reranker: Reranker, candidates: int
) -> list[Hit]:
    """Return the hits in the order that both stages give them, best first.

    A reranker that has no fitted ordering sets the order alone.

    Args:
        hits: of the first stage, best first; those beyond the candidates follow unread.
        candidates: how many are read.
    """
    read, unread = hits[:candidates], hits[candidates:]
    before = view.fetch(hit.key.before for hit in read)
    sentences = {key: passage.quote for key, passage in before.items()}
    sentences |= {hit.key: hit.passage.quote for hit in read}
    results = reranker.score(words.text, [hit.key for hit in read], sentences)
    ordering = orderings().get(reranker.identity.name, Ordering(0.0, 0.0, 0.0, 1.0))
    scored = []
    for hit in read:
        known = replace(
            hit,
            reranked=results[hit.key],
            carried=words.carried(hit.passage.quote, sentences.get(hit.key.before, "")),
        )
        scored.append(replace(known, score=ordering.score(known)))
    scored.sort(key=lambda hit: (-hit.score, hit.key))
    lowest = scored[-1].score if scored else 0.0
    return [*scored, *(replace(hit, score=lowest) for hit in unread)]
