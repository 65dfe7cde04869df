"""Run the second stage: re-rank the best hits of the first stage.

The reranker's relevance is added to the scores of the first stage. Each finds sentences that the
other misses, so the sum is better than either (docs/evaluation.md). A candidate is read after the
sentence before it, unless it does not lean on that (``QuestionWords.leans``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.report import Passage
from corpus.table_rows import has_heads, in_quote, searched_row, searched_text
from corpus.text.fold import Folded, standard
from index.rerank.ordering import ALONE, orderings
from index.rerank.protocol import Reading, Reranker
from index.store.protocol import View
from index.types import Hit, Key, RerankResult
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
    return rerank_all(view, [(words, hits)], reranker, candidates)[0]


def rerank_all(
    view: View,
    questions: Sequence[tuple[QuestionWords, Sequence[Hit]]],
    reranker: Reranker,
    candidates: int,
) -> list[list[Hit]]:
    """Return what ``rerank`` returns for each question with its hits; all are read together."""
    prepared = [_Prepared.of(view, words, hits[:candidates]) for words, hits in questions]
    results = reranker.score_all([one.reading for one in prepared])
    ordering = orderings().get(reranker.identity.name, ALONE)
    found = []
    for (_, hits), one, result in zip(questions, prepared, results, strict=True):
        ordered = ordering.order(one.scored(result))
        lowest = ordered[-1].score if ordered else 0.0
        found.append([*ordered, *(replace(hit, score=lowest) for hit in hits[candidates:])])
    return found


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A question with the hits that are read.

    Attributes:
        keys: the key under which each hit is read.
        sentences: the texts of the hits and of the sentences before them.
        texts: the same with plain signs, also under ``keys``.
    """

    words: QuestionWords
    hits: Sequence[Hit]
    keys: dict[Key, Key]
    sentences: dict[Key, str]
    texts: dict[Key, Folded]

    @classmethod
    def of(cls, view: View, words: QuestionWords, read: Sequence[Hit]) -> "_Prepared":
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
        return cls(words, read, keys, sentences, texts)

    @property
    def reading(self) -> Reading:
        texts = {key: text.text for key, text in self.texts.items()}
        return Reading(self.words.read, tuple(self.keys.values()), texts)

    def scored(self, results: Mapping[Key, RerankResult]) -> list[Hit]:
        sentences = self.sentences
        return [
            replace(
                hit,
                reranked=_of_quote(
                    _in_source(results[self.keys[hit.key]], self.texts[hit.key]), hit.passage
                ),
                denied=self.words.denied(sentences[hit.key]),
                carried=self.words.carried(sentences[hit.key], sentences.get(hit.key.before, "")),
            )
            for hit in self.hits
        ]


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
