"""Decide after a few candidates whether the reranker has to read the others.

After two candidates, and again after four, a logistic model gives the chance that reading the
others would put another candidate first. ``python -m bench.fit`` fits the models to questions whose
candidates were all read (docs/evaluation.md). The method is that of cascades (Wang, Lin and
Metzler, 2011).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log, tanh
from pathlib import Path

from index.types import Hit
from index.words.question_words import QuestionWords

CASCADE_FILE = Path(__file__).parent / "cascade.json"
ROUNDS = (2, 4)
"""Numbers of candidates after which a question may be left."""
LEAST_ANSWERS = -1.0
"""Log-odds that the first candidate answers, below which all are read: whether the reports answer a
question at all is judged from all of its candidates."""


@dataclass(frozen=True, slots=True)
class Cascade:
    """The logistic model of each round: an intercept and a weight for each feature."""

    rounds: Mapping[int, tuple[float, Mapping[str, float]]]

    def change(self, words: QuestionWords, read: Sequence[Hit], unread: Sequence[Hit]) -> float:
        """Return the chance that reading the others would put another hit first, 0 to 1.

        It is 1 where the first hit does not seem to answer.

        Args:
            read: as many hits as a round has, in their final order.
            unread: at least one, in the order of the first stage.
        """
        if read[0].reranked is None or (read[0].reranked.answers or 0.0) < LEAST_ANSWERS:
            return 1.0
        intercept, weights = self.rounds[len(read)]
        own = features(words, read, unread)
        score = intercept + sum(weight * own[name] for name, weight in weights.items())
        return (1 + tanh(score / 2)) / 2


def features(words: QuestionWords, read: Sequence[Hit], unread: Sequence[Hit]) -> dict[str, float]:
    """Return what the chance of a change is computed from, by name.

    Args:
        read: at least two hits that the reranker read, in their final order.
        unread: at least one hit, in the order of the first stage.

    Returns:
        ``lead``, of the first hit's score over the second's; ``answers``, ``relevance`` and
        ``answer odds`` of the first hit, ``second answers`` and ``second relevance``; ``fused``,
        ``cosine`` and ``share`` of the first, ``unread fused`` of the best unread one, and how far
        the first is above each of the best unread ones; ``stays``, 1 where the first stage had the
        same first; the logarithm of the question's ``words``.
    """
    first, second = read[0], read[1]
    if first.reranked is None or second.reranked is None:
        raise ValueError("the first two hits were not read")
    best = max(hit.fused for hit in unread)
    return {
        "lead": first.score - second.score,
        "answers": first.reranked.answers or 0.0,
        "relevance": first.reranked.relevance,
        "answer odds": first.reranked.answer_odds,
        "second answers": second.reranked.answers or 0.0,
        "second relevance": second.reranked.relevance,
        "fused": first.fused,
        "unread fused": best,
        "fused above": first.fused - best,
        "cosine": first.cosine,
        "cosine above": first.cosine - max(hit.cosine for hit in unread),
        "share": first.share,
        "share above": first.share - max(hit.share for hit in unread),
        "stays": float(first.fused >= max(hit.fused for hit in read)),
        "words": log(1 + len(words.terms)),
    }


@cache
def cascades() -> dict[str, Cascade]:
    """Return the fitted cascades by name of the reranker."""
    content = json.loads(CASCADE_FILE.read_text(encoding="utf-8"))
    return {
        name: Cascade(
            {int(count): (one["intercept"], one["weights"]) for count, one in rounds.items()}
        )
        for name, rounds in content.items()
    }
