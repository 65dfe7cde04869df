"""Compose the answer that every door shows from the hits of a search."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from corpus.report import Passage
from corpus.text.display import readable
from index.store.protocol import View
from index.types import Hit, Key
from index.words.question_words import QuestionWords
from service.answers.answer import (
    Answer,
    AnswerPassage,
    AnswerSpan,
    Citation,
    Context,
    IndexInfo,
    Span,
    Why,
)
from service.answers.calibration import Calibration
from service.answers.citation import cite
from service.answers.matches import find_matches

SAME_MEANING = 0.45
"""Cosine from which a passage is near in meaning."""
SAME_WORDS = 0.12
"""Share of the question's words, by weight, from which a passage has them."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found for a question.

    Attributes:
        searched: the question with misspelt words put right.
        count: how many passages are to be shown.
        hits: best first.
    """

    question: str
    searched: QuestionWords
    count: int
    hits: Sequence[Hit]


class Composer:
    """Composes answers from the hits of one generation."""

    def __init__(
        self,
        generation: View,
        reranker: str | None,
        calibration: Calibration,
        max_also_at: int,
    ) -> None:
        """Take what every answer needs.

        Args:
            reranker: the name of the reranker, or None where there is none.
            max_also_at: most further places of a sentence that are listed.
        """
        self._view = generation
        manifest = generation.manifest
        self._index = IndexInfo(
            manifest.generation, manifest.fingerprint, manifest.passages, manifest.model, reranker
        )
        self._calibration = calibration
        self._max_also_at = max_also_at

    def answers(self, found: Sequence[Found]) -> list[Answer]:
        """Return the answer to each question."""
        shown = [hit for one in found for hit in one.hits[: one.count]]
        keys = {key for hit in shown for key in (hit.key.before, hit.key.after)}
        keys.update(key for hit in shown for key in self._listed(hit))
        others = self._view.fetch(keys)
        return [self._answer(one, others) for one in found]

    def _listed(self, hit: Hit) -> tuple[Key, ...]:
        return hit.duplicates[: self._max_also_at]

    def _answer(self, found: Found, others: dict[Key, Passage]) -> Answer:
        scores = [round(score, 4) for score in self._calibration.probabilities(found.hits)]
        confidence = scores[0] if scores else 0.0
        status = self._calibration.status(confidence, self._missing(found, others))
        searched = found.searched.text
        return Answer(
            question=found.question,
            searched_for=searched if searched != found.question else None,
            status=status,
            confidence=confidence,
            passages=[
                self._passage(found.searched, hit, rank, score, others)
                for rank, (hit, score) in enumerate(
                    islice(zip(found.hits, scores, strict=True), found.count), start=1
                )
            ],
            index=self._index,
            took_ms=0.0,
        )

    def _missing(self, found: Found, others: dict[Key, Passage]) -> int:
        """Return how many names and numbers of the question the first passage lacks."""
        if not found.hits:
            return 0
        first = found.hits[0]
        before = _quote(others, first.key.before) or ""
        return found.searched.missing(f"{before} {first.passage.quote}", self._view.acronyms)

    def _passage(
        self,
        question: QuestionWords,
        hit: Hit,
        rank: int,
        score: float,
        others: dict[Key, Passage],
    ) -> AnswerPassage:
        passage = hit.passage
        report = self._view.reports[passage.report_id]
        display = readable(passage.quote, report.style)
        matches = find_matches(question, passage.quote)
        # Nothing is marked as the answer in a sentence that does not seem to answer.
        answers = self._calibration.status(score) != "no_answer"
        answer = hit.reranked.answer if hit.reranked and answers else None

        def shown(quote: str | None) -> str | None:
            return None if quote is None else readable(quote, report.style).text

        before, after = _quote(others, hit.key.before), _quote(others, hit.key.after)
        return AnswerPassage(
            rank=rank,
            score=score,
            quote=passage.quote,
            display=display.text,
            answer=_answer_span(passage, answer),
            matches=matches,
            display_matches=display.spans(matches),
            display_answer=next(iter(display.spans([answer])), None) if answer else None,
            context=Context(before, after, shown(before), shown(after)),
            citation=cite(passage, report),
            also_at=[self._cite(others[key]) for key in self._listed(hit)],
            places=1 + len(hit.duplicates),
            why=why(hit),
        )

    def _cite(self, passage: Passage) -> Citation:
        return cite(passage, self._view.reports[passage.report_id])


def _quote(passages: dict[Key, Passage], key: Key) -> str | None:
    found = passages.get(key)
    return found.quote if found else None


def _answer_span(passage: Passage, answer: Span | None) -> AnswerSpan | None:
    if answer is None:
        return None
    start, end = answer
    return AnswerSpan(passage.start + start, passage.start + end, passage.quote[start:end])


def why(hit: Hit) -> Why:
    """Say what brought a passage here."""
    words = hit.share >= SAME_WORDS
    if hit.cosine >= SAME_MEANING:
        return "both" if words else "meaning"
    return "words" if words else "little"
