"""Run the second stage: re-rank the best hits of the first stage.

The reranker's relevance is added to the scores of the first stage. Each finds sentences that the
other misses, so the sum is better than either (docs/evaluation.md). A candidate is read after the
sentence before it, unless it does not lean on that (``QuestionWords.leans``).

The best candidates are read first. Where the others would hardly put another one first
(``cascade``), only those of them are read that hold a number, if the first answers with one: they
may give another (``service.answers.differing``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from corpus.report import Passage
from corpus.table_rows import has_heads, in_quote, searched_row, searched_text
from corpus.text.fold import Folded, standard
from index.rerank.cascade import ROUNDS, Cascade, cascades
from index.rerank.ordering import ALONE, Ordering, orderings
from index.rerank.protocol import Reading, Reranker
from index.store.protocol import View
from index.types import Hit, Key, RerankResult
from index.words.numerals import has_number
from index.words.question_words import QuestionWords


def rerank(
    view: View,
    words: QuestionWords,
    hits: Sequence[Hit],
    reranker: Reranker,
    candidates: int,
    stop: float = 0.0,
) -> list[Hit]:
    """Return the hits in the order of both stages, best first, ties by key.

    A reranker without fitted weights sets the order by its relevance alone, and reads all.

    Args:
        hits: of the first stage, best first.
        candidates: number of hits that the reranker reads; the others follow in their order.
        stop: leave the others unread when the chance that they would put another hit first is
            below it, 0 to 1.
    """
    return rerank_all(view, [(words, hits)], reranker, candidates, stop)[0]


def rerank_all(
    view: View,
    questions: Sequence[tuple[QuestionWords, Sequence[Hit]]],
    reranker: Reranker,
    candidates: int,
    stop: float = 0.0,
) -> list[list[Hit]]:
    """Return what ``rerank`` returns for each question with its hits; all are read together."""
    name = reranker.identity.name
    ordering, cascade = orderings().get(name, ALONE), cascades().get(name)
    asked = [_Question(view, words, hits[:candidates]) for words, hits in questions]
    if cascade is not None and stop > 0:
        for count in ROUNDS:
            going_on = [
                one for one in asked if may_be_left(one.hits) and one.first is None and one.unread
            ]
            _read(going_on, reranker, [one.hits[:count] for one in going_on])
            for one in going_on:
                one.leave(cascade, ordering, count, stop)
    _read(asked, reranker, [one.wanted for one in asked])
    return [
        ordering.order([*one.known, *hits[candidates:]])
        for (_, hits), one in zip(questions, asked, strict=True)
    ]


@dataclass(slots=True)
class _Question:
    """A question and what was read for it.

    Attributes:
        hits: those that may be read.
        read: those that were read, with their results.
        first: the first hit, where the others need not be read.
    """

    view: View
    words: QuestionWords
    hits: Sequence[Hit]
    read: dict[Key, Hit] = field(default_factory=dict)
    first: Hit | None = None

    @property
    def known(self) -> list[Hit]:
        """Return all hits, with their results where they were read."""
        return [self.read.get(hit.key, hit) for hit in self.hits]

    @property
    def unread(self) -> list[Hit]:
        return [hit for hit in self.hits if hit.key not in self.read]

    @property
    def wanted(self) -> list[Hit]:
        """Return the hits that are still to be read."""
        if self.first is None:
            return self.unread
        return [hit for hit in self.unread if may_disagree(self.first, hit)]

    def leave(self, cascade: Cascade, ordering: Ordering, count: int, stop: float) -> None:
        """Leave the other hits unread where they would hardly change the first one."""
        if len(self.read) != count or not self.unread:
            return
        ordered = ordering.order(list(self.read.values()))
        if cascade.change(self.words, ordered, self.unread) < stop:
            self.first = ordered[0]


def _read(
    questions: Sequence[_Question], reranker: Reranker, hits: Sequence[Sequence[Hit]]
) -> None:
    """Let the reranker read hits of each question that it has not read yet."""
    prepared = [
        _Prepared.of(one.view, one.words, [hit for hit in some if hit.key not in one.read])
        for one, some in zip(questions, hits, strict=True)
    ]
    results = reranker.score_all([one.reading for one in prepared])
    for one, part, result in zip(questions, prepared, results, strict=True):
        one.read |= {hit.key: hit for hit in part.scored(result)}


def may_be_left(hits: Sequence[Hit]) -> bool:
    """Tell whether some hits may stay unread: rows of a table are told apart beside each other."""
    return all(hit.passage.row is None for hit in hits[: ROUNDS[0]])


def may_disagree(first: Hit, other: Hit) -> bool:
    """Tell whether the first hit answers with a number, and another hit holds one too.

    Rows of tables count as numbers: their cells answer.
    """
    start, end = (first.reranked and first.reranked.answer) or (0, 0)
    return _gives_number(first, first.passage.quote[start:end]) and _gives_number(
        other, other.passage.quote
    )


def _gives_number(hit: Hit, text: str) -> bool:
    return hit.passage.row is not None or has_number(text)


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
        rows = frozenset(self.keys[hit.key] for hit in self.hits if hit.passage.row is not None)
        return Reading(self.words.read, tuple(self.keys.values()), texts, rows)

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
