"""Run the second stage: re-rank the best hits of the first stage.

The reranker's relevance is added to the scores of the first stage. Each finds sentences that the
other misses, so the sum is better than either (docs/evaluation.md). A candidate is read after the
sentence before it, unless it does not lean on that (``QuestionWords.leans``).
"""

from collections.abc import Sequence
from dataclasses import replace

from index.rerank.ordering import ALONE, orderings
from index.store.protocol import View
from index.types import Hit, Key, Reranker
from index.words.question_words import QuestionWords


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
    keys = {
        hit.key: _alone(hit.key)
        if hit.key.before in before
        and not words.leans(hit.passage.quote, before[hit.key.before].quote)
        else hit.key
        for hit in read
    }
    sentences |= {own: sentences[key] for key, own in keys.items()}
    results = reranker.score(words.text, keys.values(), sentences)
    scored = [
        replace(
            hit,
            reranked=results[keys[hit.key]],
            denied=words.denied(hit.passage.quote),
            carried=words.carried(hit.passage.quote, sentences.get(hit.key.before, "")),
        )
        for hit in read
    ]
    ordered = orderings().get(reranker.identity.name, ALONE).order(scored)
    lowest = ordered[-1].score if ordered else 0.0
    return [*ordered, *(replace(hit, score=lowest) for hit in unread)]


def _alone(key: Key) -> Key:
    """Return a key that no other key is next to, so that its sentence is read alone."""
    return Key(f"{key.report}\n", 2 * key.number)
