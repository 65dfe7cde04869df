"""Run the second stage: re-rank the best hits of the first stage.

The reranker's relevance is added to the scores of the first stage. Each finds sentences that the
other misses, so the sum is better than either (docs/evaluation.md). A candidate is read after the
sentence before it, unless it does not lean on that (``QuestionWords.leans``).
"""

from collections.abc import Sequence
from dataclasses import replace

from corpus.report import Passage
from corpus.table_rows import has_heads, in_quote, searched_row, searched_text
from corpus.text.fold import Folded, standard
from index.rerank.ordering import ALONE, orderings
from index.store.protocol import View
from index.types import Hit, Key, Reranker, RerankResult
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
    sentences = {key: searched_text(passage) for key, passage in before.items()}
    sentences |= {hit.key: searched_text(hit.passage) for hit in read}
    keys = {
        hit.key: _alone(hit.key)
        if hit.key.before in before
        and not words.leans(hit.passage.quote, before[hit.key.before].quote)
        else hit.key
        for hit in read
    }
    texts = {key: standard(sentence) for key, sentence in sentences.items()}
    texts |= {own: texts[key] for key, own in keys.items()}
    results = reranker.score(
        words.read, keys.values(), {key: text.text for key, text in texts.items()}
    )
    scored = [
        replace(
            hit,
            reranked=_of_quote(_in_source(results[keys[hit.key]], texts[hit.key]), hit.passage),
            denied=words.denied(sentences[hit.key]),
            carried=words.carried(sentences[hit.key], sentences.get(hit.key.before, "")),
        )
        for hit in read
    ]
    ordered = orderings().get(reranker.identity.name, ALONE).order(scored)
    lowest = ordered[-1].score if ordered else 0.0
    return [*ordered, *(replace(hit, score=lowest) for hit in unread)]


def _of_quote(result: RerankResult, passage: Passage) -> RerankResult:
    """Return a result whose short answer is a span of the quote, where heads were read with it."""
    if result.answer is None or not has_heads(passage):
        return result
    return replace(result, answer=in_quote(passage.quote, searched_row(passage), result.answer))


def _in_source(result: RerankResult, text: Folded) -> RerankResult:
    """Return a result whose answer span is one of the source's characters."""
    return replace(result, answer=text.span(*result.answer)) if result.answer else result


def _alone(key: Key) -> Key:
    """Return a key that no other key is next to, so that its sentence is read alone."""
    return Key(f"{key.report}\n", 2 * key.number)
