"""Compose answers from the hits of a search."""

from collections.abc import Sequence
from itertools import islice

from corpus.report import Passage
from corpus.text.display import readable
from index.types import Hit, Key
from index.words.question_words import QuestionWords
from service.answers.answer import (
    FORM_WORDS,
    Answer,
    AnswerPassage,
    AnswerSpan,
    Citation,
    Context,
    IndexInfo,
    Span,
    Status,
    Why,
)
from service.answers.asked import Asked
from service.answers.citation import cite
from service.answers.matches import find_matches
from service.answers.opened import Opened
from service.answers.question_form import question_form, question_parts

SAME_MEANING = 0.45
"""Minimum cosine of a passage that is close in meaning."""
SAME_WORDS = 0.12
"""Minimum weighted share of the question's words in a passage that shares its words."""


class Composer:
    """Composes the answers of one generation."""

    def __init__(self, opened: Opened, max_also_at: int) -> None:
        """Set up a composer.

        Args:
            max_also_at: maximum number of other places listed with a sentence.
        """
        self._view = opened.generation
        manifest = self._view.manifest
        self._index = IndexInfo(
            manifest.generation,
            manifest.fingerprint,
            manifest.passages,
            manifest.model,
            opened.reranker.identity.name if opened.reranker else None,
        )
        self._calibration = opened.calibration
        self._max_also_at = max_also_at

    def answers(self, questions: Sequence[Asked], found: Sequence[Sequence[Hit]]) -> list[Answer]:
        """Return the answer to each question.

        Args:
            found: the hits of each question, best first.
        """
        pairs = list(zip(questions, found, strict=True))
        shown = [hit for asked, hits in pairs for hit in hits[: asked.k]]
        keys = {key for hit in shown for key in (hit.key.before, hit.key.after)}
        keys.update(key for hit in shown for key in self._also_at(hit))
        others = self._view.fetch(keys)
        return [self._answer(asked, hits, others) for asked, hits in pairs]

    def _also_at(self, hit: Hit) -> tuple[Key, ...]:
        return hit.duplicates[: self._max_also_at]

    def _answer(self, asked: Asked, hits: Sequence[Hit], others: dict[Key, Passage]) -> Answer:
        scores = [round(score, 4) for score in self._calibration.probabilities(hits)]
        shown = list(islice(zip(hits, scores, strict=True), asked.k))
        form = question_form(asked.words, hits, self._view)
        statuses: list[Status] = [
            "no_answer" if form in FORM_WORDS else self._status(asked.words, hit, score, others)
            for hit, score in shown
        ]
        searched = asked.words.text
        return Answer(
            question=asked.text,
            searched_for=searched if searched != asked.text else None,
            status=statuses[0] if statuses else "no_answer",
            confidence=scores[0] if scores else 0.0,
            passages=[
                self._passage(asked.words, hit, rank, score, status, others)
                for rank, ((hit, score), status) in enumerate(
                    zip(shown, statuses, strict=True), start=1
                )
            ],
            index=self._index,
            took_ms=0.0,
            parts=question_parts(asked.words, form),
            question_form=form,
        )

    def _status(
        self, question: QuestionWords, hit: Hit, score: float, others: dict[Key, Passage]
    ) -> Status:
        """Return the status of a passage; the sentence before it may have names of the question."""
        status = self._calibration.status(score)
        if status != "answered":  # missing names change no other status, and take time to find
            return status
        text = f"{_quote(others, hit.key.before) or ''} {hit.passage.quote}"
        return self._calibration.status(score, question.missing(text, self._view.acronyms))

    def _passage(
        self,
        question: QuestionWords,
        hit: Hit,
        rank: int,
        score: float,
        status: Status,
        others: dict[Key, Passage],
    ) -> AnswerPassage:
        passage = hit.passage
        report = self._view.reports[passage.report_id]
        display = readable(passage.quote, report.style)
        matches = find_matches(question, passage.quote)
        # Nothing is marked as the answer in a sentence that does not seem to answer.
        answer = hit.reranked.answer if hit.reranked and status != "no_answer" else None

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
            also_at=[self._cite(others[key]) for key in self._also_at(hit)],
            places=1 + len(hit.duplicates),
            why=why(hit),
            status=status,
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
    """Return why the search found a passage."""
    words = hit.share >= SAME_WORDS
    if hit.cosine >= SAME_MEANING:
        return "both" if words else "meaning"
    return "words" if words else "little"
