"""Find pairs of sentences that give different figures for what was asked.

A pair is shown as a fact, so each rule here would rather miss a pair than show a wrong one: both
sentences are likely to answer, both hold the same words and names of the question, and no rounding
that either states explains the difference.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice, product

from corpus.report import Passage
from corpus.table_rows import searched_text
from index.types import Hit
from index.words.contrast import are_parallel, begins_with_pronoun
from index.words.figure import Figure, compare
from index.words.figures import figures
from index.words.grammar import word_set
from index.words.numerals import has_number
from index.words.question_words import QuestionWords
from index.words.terms import terms
from service.answers.marks import span_of_answer, table_row

MOST_PAIRS = 3
_BEHIND = 1.65
"""Most that the log-odds of a sentence to answer may be below those of the likeliest one."""
_LONGEST_MARK = 8
"""Words of the longest short answer that is a figure; longer ones hold figures beside others."""
_SHARED = 0.5
"""Least share of the question's words that both sentences hold."""
_NOUN_WORDS = 4
"""Words after a number among which is what it counts."""
_ASKING = word_set(
    "mani much long often old larg far high number amount percent percentag total rough approxim "
    "year current averag time"
)
"""Words of a question that say that it asks for a figure."""
_PART = re.compile(
    r"\b(?:another|additional(?:ly)?|further|remaining|other|of (?:these|them|which|those|whom)"
    r"|each|every|average[ds]?|mean|median|half|only|alone|including|also)\b",
    re.IGNORECASE,
)
_BY = re.compile(r"\bby\s(?:\w+\s){0,2}\Z", re.IGNORECASE)
_NEAR = 3
"""Sentences of a list stand at most so far apart."""

Before = Callable[[Hit], Passage | None]


@dataclass(frozen=True, slots=True)
class FoundFigure:
    """A figure that answers, in its sentence; ``at`` is the place of the hit, from 0."""

    at: int
    figure: Figure


class _Candidate:
    """A hit whose short answer is a figure."""

    def __init__(self, at: int, hit: Hit, own: Sequence[Figure]) -> None:
        self.at, self.hit, self.own = at, hit, own
        self.quote = hit.passage.quote

    @cached_property
    def held(self) -> frozenset[str]:
        return frozenset(term.text for term in terms(searched_text(self.hit.passage)))

    @cached_property
    def every(self) -> Sequence[Figure]:
        return figures(self.quote)


def differing_pairs(
    words: QuestionWords, hits: Sequence[Hit], before: Before
) -> list[tuple[FoundFigure, FoundFigure]]:
    """Return the first figure that answers, beside each other one that differs from it.

    Args:
        hits: of the question, best first.
        before: returns the sentence before that of a hit.
    """
    odds = [hit.reranked.answers or 0.0 for hit in hits if hit.reranked]
    least = max(odds, default=0.0) - _BEHIND
    likely = [(at, hit) for at, hit in enumerate(hits) if _may_give_figure(hit, least)]
    if len(likely) < 2:
        return []
    asked = frozenset(words.distinct) - _ASKING
    found = (candidate for at, hit in likely if (candidate := _candidate(words, at, hit)))
    first = next(found, None)
    if first is None:
        return []
    pairs: list[tuple[FoundFigure, FoundFigure]] = []
    for other in found:
        if not _is_about_the_same(words, asked, first, other, before):
            continue
        pair = _different(asked, first, other)
        if pair and all(compare(pair[1], shown.figure) == "different" for _, shown in pairs):
            pairs.append((FoundFigure(first.at, pair[0]), FoundFigure(other.at, pair[1])))
    return pairs[:MOST_PAIRS]


def _may_give_figure(hit: Hit, least: float) -> bool:
    reranked = hit.reranked
    if reranked is None or reranked.answer is None or hit.denied:
        return False
    marked = hit.passage.quote[slice(*reranked.answer)]
    return (reranked.answers or 0.0) >= least and (
        hit.passage.row is not None or (len(marked.split()) <= _LONGEST_MARK and has_number(marked))
    )


def _candidate(words: QuestionWords, at: int, hit: Hit) -> _Candidate | None:
    """Return a hit with the figures in its short answer, or in the cell that answers."""
    passage = hit.passage
    marked = hit.reranked.answer if hit.reranked else None
    row = table_row(words, passage, marked)
    if row:
        cell = span_of_answer(passage, row, marked)
        own = _moved(figures(passage.quote[slice(*cell)]), cell[0]) if cell else []
    else:
        start, end = marked or (0, 0)
        own = [one for one in figures(passage.quote) if one.start < end and start < one.end]
    return _Candidate(at, hit, own) if own else None


def _moved(found: Sequence[Figure], by: int) -> list[Figure]:
    return [replace(one, start=one.start + by, end=one.end + by) for one in found]


def _is_about_the_same(
    words: QuestionWords, asked: frozenset[str], one: _Candidate, other: _Candidate, before: Before
) -> bool:
    """Return whether two sentences hold the same words of the question, and enough of them."""
    if _are_of_one_list(one, other):
        return False
    held = [_held(each, before) for each in (one, other)]
    if asked & (held[0] ^ held[1]):
        return False
    shared = asked & held[0] & held[1]
    if len(shared) < (len(asked) if _are_times(one) else _SHARED * len(asked)):
        return False
    if words.specific & asked:
        return words.specific & asked <= shared
    return one.hit.passage.report_id == other.hit.passage.report_id or len(
        one.held & other.held
    ) >= _SHARED * min(len(one.held), len(other.held))


def _are_times(one: _Candidate) -> bool:
    return any(own.kind in ("year", "date") for own in one.own)


def _held(one: _Candidate, before: Before) -> frozenset[str]:
    """Return the terms of a sentence; of one that begins with a pronoun, of the one before too."""
    passage = before(one.hit) if begins_with_pronoun(one.quote) else None
    if passage is None:
        return one.held
    return one.held | {term.text for term in terms(passage.quote)}


def _are_of_one_list(one: _Candidate, other: _Candidate) -> bool:
    """Return whether two sentences are rows of one table, or say the same of different things."""
    first, second = one.hit.passage, other.hit.passage
    if first.report_id != second.report_id:
        return False
    if first.row and second.row and first.row.title == second.row.title:
        return True
    near = abs(first.number - second.number) <= _NEAR
    return near and are_parallel(first.quote, second.quote)


def _different(
    asked: frozenset[str], one: _Candidate, other: _Candidate
) -> tuple[Figure, Figure] | None:
    """Return figures of two sentences that differ, where no other figure of them agrees."""
    for own, theirs in product(one.own, other.own):
        if compare(own, theirs) != "different":
            continue
        agree = any(compare(own, each) in ("same", "explained") for each in other.every) or any(
            compare(theirs, each) in ("same", "explained") for each in one.every
        )
        if not agree and _count_the_same(asked, (one.quote, own), (other.quote, theirs)):
            return own, theirs
    return None


def _count_the_same(
    asked: frozenset[str], one: tuple[str, Figure], other: tuple[str, Figure]
) -> bool:
    """Return whether two figures count the same thing, both of the whole or of the same part."""
    beside = [text[max(0, own.start - 30) : own.end + 80] for text, own in (one, other)]
    parts = [{match[0].lower() for match in _PART.finditer(text)} for text in beside]
    changes = [bool(_BY.search(text, 0, own.start)) for text, own in (one, other)]
    if parts[0] != parts[1] or changes[0] != changes[1]:
        return False
    if one[1].kind != "count":
        return True
    nouns = [_noun(text, own) for text, own in (one, other)]
    return not all(nouns) or bool(nouns[0] & nouns[1]) or all(each & asked for each in nouns)


def _noun(text: str, figure: Figure) -> frozenset[str]:
    """Return the terms of the words after a number, up to the next mark."""
    after = re.split(r"[,;:()]|\.\s", text[figure.end :], maxsplit=1)[0]
    own = islice(re.finditer(r"\S+", after), _NOUN_WORDS)
    end = max((match.end() for match in own), default=0)
    return frozenset(term.text for term in terms(after[:end]))
