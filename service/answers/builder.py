"""Compose the answer that every door shows from the hits of a search."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from corpus.report import Passage
from corpus.text.display import readable
from index.search.search import Hit
from index.store.local.generation import Generation
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
    searched: str
    count: int
    hits: Sequence[Hit]


class Composer:
    """Composes answers from the hits of one generation."""

    def __init__(
        self,
        generation: Generation,
        reader: str | None,
        calibration: Calibration,
        max_also_at: int,
    ) -> None:
        """Take what every answer needs.

        Args:
            reader: the name of the reader, or None where there is none.
            max_also_at: most further places of a sentence that are listed.
        """
        self._store = generation.passages
        manifest = generation.manifest
        self._index = IndexInfo(
            manifest.generation, manifest.fingerprint, manifest.passages, manifest.model, reader
        )
        self._calibration = calibration
        self._max_also_at = max_also_at

    def answers(self, found: Sequence[Found]) -> list[Answer]:
        """Return the answer to each question."""
        shown = [hit for one in found for hit in one.hits[: one.count]]
        rows = {hit.row + step for hit in shown for step in (-1, 1)}
        rows.update(row for hit in shown for row in self._listed(hit))
        others = self._store.fetch(rows)
        return [self._answer(one, others) for one in found]

    def _listed(self, hit: Hit) -> tuple[int, ...]:
        return hit.twins[: self._max_also_at]

    def _answer(self, found: Found, others: dict[int, Passage]) -> Answer:
        scores = [round(score, 4) for score in self._calibration.probabilities(found.hits)]
        confidence = scores[0] if scores else 0.0
        status = self._calibration.status(confidence, self._missing(found, others))
        return Answer(
            question=found.question,
            searched_for=found.searched if found.searched != found.question else None,
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

    def _missing(self, found: Found, others: dict[int, Passage]) -> int:
        """Return how many names and numbers of the question the first passage lacks."""
        if not found.hits:
            return 0
        first = found.hits[0]
        before = self._neighbour(first, -1, others) or ""
        text = f"{before} {first.passage.quote}"
        return QuestionWords(found.searched).missing(text, self._store.acronyms)

    @staticmethod
    def _neighbour(hit: Hit, step: int, others: dict[int, Passage]) -> str | None:
        """Return the sentence before or after a hit in its report, if there is one."""
        found = others.get(hit.row + step)
        return found.quote if found and found.report_id == hit.passage.report_id else None

    def _passage(
        self,
        question: str,
        hit: Hit,
        rank: int,
        score: float,
        others: dict[int, Passage],
    ) -> AnswerPassage:
        passage = hit.passage
        report = self._store.reports[passage.report_id]
        display = readable(passage.quote, report.style)
        matches = find_matches(question, passage.quote)
        # Nothing is marked as the answer in a sentence that does not seem to answer.
        answers = self._calibration.status(score) != "no_answer"
        answer = hit.reading.answer if hit.reading and answers else None

        def shown(quote: str | None) -> str | None:
            return None if quote is None else readable(quote, report.style).text

        before, after = (self._neighbour(hit, step, others) for step in (-1, 1))
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
            also_at=[self._cite(others[row]) for row in self._listed(hit)],
            places=1 + len(hit.twins),
            why=why(hit),
        )

    def _cite(self, passage: Passage) -> Citation:
        return cite(passage, self._store.reports[passage.report_id])


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
