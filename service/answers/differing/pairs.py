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
_BEHIND = 2.5
"""Most that the log-odds of a sentence to answer may be below those of the likeliest one."""
_LONGEST_MARK = 8
"""Words of the longest short answer that is a figure; longer ones hold figures beside others."""
_SHARED = 0.5
"""Least share of the question's words, and of all words of both sentences, that both hold."""
_SAME_WORDS = 5
"""Words of two sentences of different numbers and else the same words, as of two editions: these
are about the same thing although the question has other words, too."""
_SHARED_BY_SAME = 0.25
"""Least share of the question's words that such sentences hold."""
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
_COMPARED = re.compile(
    r"\W*(?:\([^)]*\)\W*)?(?:less|more|greater|higher|lower|fewer|larger|smaller|above|below)\b",
    re.IGNORECASE,
)
"""What follows the difference from another figure: "$3.3 billion (85%) greater than …"."""
_BEFORE, _AFTER = 30, 80
"""Characters beside a figure that tell what it counts."""
_NEAR = 3
"""Sentences of a list stand at most so far apart."""

Before = Callable[[Passage], Passage | None]


@dataclass(frozen=True, slots=True)
class FoundFigure:
    """A figure that answers, in its sentence; ``at`` is the place of the hit, from 0."""

    at: int
    figure: Figure


class _Candidate:
    """A hit whose short answer has a number."""

    def __init__(self, words: QuestionWords, at: int, hit: Hit) -> None:
        self.at, self.passage, self.quote = at, hit.passage, hit.passage.quote
        self._asked = words
        self._marked = hit.reranked.answer if hit.reranked else None

    @cached_property
    def terms(self) -> frozenset[str]:
        """Return the terms of the sentence."""
        return frozenset(term.text for term in terms(searched_text(self.passage)))

    @cached_property
    def words(self) -> frozenset[str]:
        """Return the terms that are no numbers."""
        return frozenset(term for term in self.terms if not term[0].isdigit())

    @cached_property
    def figures(self) -> Sequence[Figure]:
        """Return the figures in the short answer, or in the cell that answers."""
        start, end = self._marked or (0, 0)
        row = table_row(self._asked, self.passage, self._marked)
        if row is None:
            return [one for one in figures(self.quote) if one.start < end and start < one.end]
        start, end = span_of_answer(self.passage, row, self._marked) or (0, 0)
        return [
            replace(one, start=one.start + start, end=one.end + start)
            for one in figures(self.quote[start:end])
        ]

    @property
    def every(self) -> Sequence[Figure]:
        """Return all figures that may be of the same thing."""
        return self.figures if self.passage.row else figures(self.quote)

    def beside(self, one: Figure) -> tuple[str, str]:
        """Return the words before and after a figure; none of a cell, whose heads say it all."""
        if self.passage.row:
            return "", ""
        text = self.quote
        return text[max(0, one.start - _BEFORE) : one.start], text[one.end : one.end + _AFTER]


def differing_pairs(
    words: QuestionWords, hits: Sequence[Hit], before: Before
) -> list[tuple[FoundFigure, FoundFigure]]:
    """Return the first figure that answers, beside each other one that differs from it.

    Args:
        hits: of the question, best first.
        before: returns the sentence before one.
    """
    odds = [hit.reranked.answers or 0.0 for hit in hits if hit.reranked]
    least = max(odds, default=0.0) - _BEHIND
    likely = [(at, hit) for at, hit in enumerate(hits) if _may_give_figure(hit, least)]
    if len(likely) < 2:
        return []
    asked = frozenset(words.distinct) - _ASKING
    first, *others = (_Candidate(words, at, hit) for at, hit in likely)
    pairs: list[tuple[FoundFigure, FoundFigure]] = []
    for other in others:
        # Reading figures takes longest, and comes last.
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


def _is_about_the_same(
    words: QuestionWords, asked: frozenset[str], one: _Candidate, other: _Candidate, before: Before
) -> bool:
    """Return whether two sentences hold the same words of the question, and enough of them."""
    if _are_of_one_list(one, other):
        return False
    if one.words == other.words and len(one.words) >= _SAME_WORDS:
        return len(asked & one.words) > _SHARED_BY_SAME * len(asked)
    held = [_held(each, before) for each in (one, other)]
    if asked & (held[0] ^ held[1]):
        return False
    shared = asked & held[0] & held[1]
    if len(shared) < _SHARED * len(asked) or not words.specific & asked <= shared:
        return False
    if one.passage.row or other.passage.row:
        return bool(asked) and shared == asked
    return bool(shared) and _are_alike(one, other)


def _are_alike(one: _Candidate, other: _Candidate) -> bool:
    """Return whether half of the words of both sentences are the same, but for their numbers.

    Sentences that share the words of the question alone often tell of different things.
    """
    return len(one.words & other.words) >= _SHARED * len(one.words | other.words)


def _held(one: _Candidate, before: Before) -> frozenset[str]:
    """Return the terms of a sentence; of one that begins with a pronoun, of the one before too."""
    passage = before(one.passage) if begins_with_pronoun(one.quote) else None
    if passage is None:
        return one.terms
    return one.terms | {term.text for term in terms(passage.quote)}


def _are_of_one_list(one: _Candidate, other: _Candidate) -> bool:
    """Return whether two sentences are rows of one table, or say the same of different things."""
    first, second = one.passage, other.passage
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
    for own, theirs in product(one.figures, other.figures):
        if compare(own, theirs) != "different":
            continue
        if own.kind in ("year", "date") and not asked <= one.terms & other.terms:
            continue  # another event of the same thing has another date
        agree = any(compare(own, each) in ("same", "explained") for each in other.every) or any(
            compare(theirs, each) in ("same", "explained") for each in one.every
        )
        if not agree and _count_the_same(
            asked, (one.beside(own), own), (other.beside(theirs), theirs)
        ):
            return own, theirs
    return None


def _count_the_same(asked: frozenset[str], *given: tuple[tuple[str, str], Figure]) -> bool:
    """Return whether two figures count the same thing, both of the whole or of the same part.

    Args:
        given: each figure, after the words before and after it.
    """
    parts, changes, nouns = [], [], []
    for (before, after), _ in given:
        parts.append({match[0].lower() for match in _PART.finditer(f"{before} … {after}")})
        changes.append(_BY.search(before) is not None)
        nouns.append(_noun(after))
    if parts[0] != parts[1] or changes[0] != changes[1]:
        return False
    if any(_COMPARED.match(after) for (_, after), _ in given):
        return False
    if given[0][1].kind != "count":
        return True
    return not all(nouns) or bool(nouns[0] & nouns[1]) or all(each & asked for each in nouns)


def _noun(after: str) -> frozenset[str]:
    """Return the terms of the first words after a number, up to the next mark."""
    first = re.split(r"[,;:()]|\.\s", after, maxsplit=1)[0]
    own = islice(re.finditer(r"\S+", first), _NOUN_WORDS)
    end = max((match.end() for match in own), default=0)
    return frozenset(term.text for term in terms(first[:end]))
