"""Compose answers from the hits of a search."""

from collections.abc import Sequence
from dataclasses import replace

from corpus.omission_words import is_partly_read
from corpus.report import Passage
from corpus.table_rows import readable_passage
from index.types import Hit, Key
from index.words.figures import with_rounding
from index.words.question_words import QuestionWords
from service.answers.answer import (
    Answer,
    AnswerPassage,
    AnswerSpan,
    Citation,
    Context,
    Differing,
    Span,
    Why,
)
from service.answers.asked import Asked
from service.answers.citation import cite, drawn_in_quote, read_by_ocr
from service.answers.differing.pairs import FoundFigure, differing_pairs
from service.answers.differing.words import differing
from service.answers.index_info import PartlyRead
from service.answers.marks import find_matches, span_of_answer, table_row
from service.answers.opened import Opened
from service.answers.question_form import question_form, question_parts
from service.answers.verdict.calibration import Verdict
from service.answers.verdict.features import missing_names
from service.answers.vocabulary import FORM_WORDS

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
        self._index = opened.info
        self._unread = {
            report_id
            for report_id, report in self._view.reports.items()
            if is_partly_read(report.omissions)
        }
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
        shown = hits[: asked.k]
        view = self._view
        missing = missing_names(asked.words, others, view.acronyms, view.identities)
        form = question_form(asked.words, hits, view)
        verdict = self._calibration.judge(asked.words, hits, len(shown), missing)
        if form in FORM_WORDS:
            verdict = verdict.silent()
        parts = question_parts(asked.words, form)
        return Answer(
            question=asked.text,
            searched_for=asked.searched_for,
            # A sentence answers one part of many at most.
            status="uncertain" if parts and verdict.status == "answered" else verdict.status,
            confidence=verdict.confidence,
            answerable=verdict.answerable,
            passages=[
                self._passage(asked.words, hit, at, verdict, others) for at, hit in enumerate(shown)
            ],
            index=self._index,
            took_ms=0.0,
            parts=parts,
            question_form=form,
            searched_in=list(asked.named),
            partly_read=self._partly_read(asked) if verdict.status == "no_answer" else None,
            differing=self._differing(asked.words, hits) if verdict.status != "no_answer" else [],
        )

    def _differing(self, words: QuestionWords, hits: Sequence[Hit]) -> list[Differing]:
        """Return the pairs of sentences that give different figures, shown or not."""

        def before(passage: Passage) -> Passage | None:
            key = Key.of(passage).before
            return self._view.fetch([key]).get(key)

        pairs = differing_pairs(words, hits, before)
        if not pairs:
            return []
        ats = sorted({one.at for pair in pairs for one in pair})
        beside = (hits[at].key for at in ats)
        keys = {key for own in beside for key in (own.before, own.after)}
        keys.update(key for at in ats for key in self._also_at(hits[at]))
        others = self._view.fetch(keys)
        missing = missing_names(words, others, self._view.acronyms, self._view.identities)
        verdict = self._calibration.judge(words, hits, ats[-1] + 1, missing)
        made = {at: self._passage(words, hits[at], at, verdict, others) for at in ats}
        return [
            differing([self._answered_by(made[one.at], hits[one.at], one) for one in pair], pair)
            for pair in pairs
        ]

    def _answered_by(self, made: AnswerPassage, hit: Hit, found: FoundFigure) -> AnswerPassage:
        """Return a passage whose short answer is a figure, with the word that rounds it."""
        span = with_rounding(made.quote, found.figure)
        style = self._view.reports[hit.passage.report_id].style
        return replace(
            made,
            answer=_answer_span(hit.passage, span),
            display_answer=next(iter(readable_passage(hit.passage, style).spans([span])), None),
        )

    def _partly_read(self, asked: Asked) -> PartlyRead | None:
        searched = asked.reports or self._view.reports
        count = len(self._unread.intersection(searched))
        if not count:
            return None
        total = len(searched)
        which = f"{count:,} of the {total:,} reports searched" if total > 1 else "The report"
        has = "has" if count == 1 else "have"
        text = f"{which} {has} pages or parts that could not be read."
        return PartlyRead(count, total, text)

    def _passage(
        self,
        question: QuestionWords,
        hit: Hit,
        at: int,
        verdict: Verdict,
        others: dict[Key, Passage],
    ) -> AnswerPassage:
        passage = hit.passage
        report = self._view.reports[passage.report_id]
        display = readable_passage(passage, report.style)
        matches = find_matches(question, passage.quote)
        marked = hit.reranked.answer if hit.reranked else None
        answer = marked if verdict.marked[at] else None
        row = table_row(question, passage, marked)
        if row and verdict.statuses[at] != "no_answer":
            answer = span_of_answer(passage, row, marked)

        def shown(other: Passage | None) -> str | None:
            return readable_passage(other, report.style).text if other else None

        before, after = others.get(hit.key.before), others.get(hit.key.after)
        return AnswerPassage(
            rank=at + 1,
            score=verdict.scores[at],
            quote=passage.quote,
            display=display.text,
            answer=_answer_span(passage, answer),
            matches=matches,
            display_matches=display.spans(matches),
            display_answer=next(iter(display.spans([answer])), None) if answer else None,
            context=Context(
                before.quote if before else None,
                after.quote if after else None,
                shown(before),
                shown(after),
            ),
            citation=cite(passage, report, row),
            also_at=[self._cite(others[key]) for key in self._also_at(hit)],
            places=1 + len(hit.duplicates),
            why=why(hit),
            status=verdict.statuses[at],
            ocr=read_by_ocr(passage, report.ocr_pages),
            row=row,
            drawn=drawn_in_quote(passage),
        )

    def _cite(self, passage: Passage) -> Citation:
        return cite(passage, self._view.reports[passage.report_id])


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
