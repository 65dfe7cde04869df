"""The engine under every door: questions in, answers out."""

import re
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import Any

from corpus.errors import BadRequest
from corpus.settings import Settings
from index.rerank.second_stage import rerank
from index.search.scope import EVERYWHERE, Scope, choose
from index.search.search import Query, search
from index.search.spelling import corrected
from index.store.protocol import View
from index.types import Embedder, Hit, Reranker
from index.words.question_words import QuestionWords
from service.answers.answer import Answer
from service.answers.builder import Composer, Found
from service.answers.calibration import Calibration, calibration_for
from service.answers.opened import Opened
from service.answers.serving import Serving

Observer = Callable[[str, float], None]
"""Is told the name of a stage and the seconds that it took."""
_LINE_BREAKS = re.compile(r"[\t\n\r\f\v]+")


@dataclass(frozen=True, slots=True)
class Question:
    """A question that was checked: see ``Engine.question``."""

    text: str
    k: int
    scope: Scope = EVERYWHERE
    as_written: bool = False
    """Whether it is searched without correcting the spelling."""


class Engine:
    """Answers questions from the generation that serves; safe to share between threads."""

    def __init__(
        self,
        settings: Settings,
        embedder: Embedder | None = None,
        reranker: Reranker | None = None,
        *,
        wait: bool = True,
    ) -> None:
        """Open the index.

        Args:
            embedder: made the vectors and encodes the questions; the generation's own when None.
            reranker: reads the candidates; the settings' reranker when None.
            wait: open it now; else nothing serves before ``serving.start`` has opened it.

        Raises:
            IndexProblem: when the index cannot serve.
        """
        self.settings = settings
        self.serving = Serving(settings, embedder, reranker)
        self.observe: Observer = _ignore
        if wait:
            self.serving.open()

    @property
    def opened(self) -> Opened:
        """Return what serves; a newly published generation is opened behind, and then does.

        Raises:
            NotReady: while nothing serves.
        """
        return self.serving.newest

    @property
    def generation(self) -> View:
        """Return the generation that serves; see ``opened``."""
        return self.opened.generation

    @property
    def method(self) -> dict[str, Any]:
        """Return everything besides the index that decides an answer, as JSON."""
        settings = self.settings
        reranker = self.opened.reranker
        return {
            "candidates": settings.candidates,
            "lexical_weight": settings.lexical_weight,
            "reader": reranker.identity.sha256 if reranker else None,
            "reader_candidates": settings.reranker_candidates,
            "calibration": asdict(_calibration(reranker)),
        }

    def warm_up(self) -> None:
        """Load the models, so that the first question is as quick as the next."""
        self.opened.warm_up()

    def question(self, text: str, k: int | None = None, scope: Scope = EVERYWHERE) -> Question:
        """Check a question and its options against the limits.

        Raises:
            BadRequest: saying which limit is broken and what it is, or which filter
                leaves no report.
        """
        settings = self.settings
        text = _LINE_BREAKS.sub(" ", text).strip()
        if not text:
            raise BadRequest("the question is empty: write what you want to know")
        if len(text) > settings.max_question_chars:
            raise BadRequest(
                f"the question has {len(text)} characters: shorten it to at most "
                f"{settings.max_question_chars}"
            )
        if any(unicodedata.category(character) in ("Cc", "Cs") for character in text):
            raise BadRequest("the question holds characters that are no text: remove them")
        return Question(text, self.options(k, scope), scope)

    def options(self, k: int | None = None, scope: Scope = EVERYWHERE) -> int:
        """Check what stands beside a question against the limits, and return k.

        Raises:
            BadRequest: saying which limit is broken and what it is, or which filter
                leaves no report.
        """
        settings = self.settings
        k = settings.k if k is None else k
        if not 1 <= k <= settings.max_k:
            raise BadRequest(f"k is {k}: it must be from 1 to {settings.max_k}")
        named = len(set(scope.reports or ()))
        if named > settings.max_reports:
            raise BadRequest(f"{named} reports are named: name at most {settings.max_reports}")
        chosen_reports(self.generation, scope)
        return k

    def ask(self, questions: Sequence[Question]) -> list[Answer]:
        """Answer questions, all from one generation.

        Raises:
            BadRequest: when a question's scope holds no report any more.
        """
        if not questions:
            return []
        started = time.perf_counter()
        opened = self.opened
        generation, reranker = opened.generation, opened.reranker
        queries = [self.query(generation, question) for question in questions]
        found = self.rank(opened, queries)
        name = reranker.identity.name if reranker else None
        composer = Composer(generation, name, _calibration(reranker), self.settings.max_also_at)
        with self._timed("compose"):
            answers = composer.answers(
                [
                    Found(question.text, query.words, question.k, hits)
                    for question, query, hits in zip(questions, queries, found, strict=True)
                ]
            )
        took_ms = round((time.perf_counter() - started) * 1000 / len(questions), 2)
        return [replace(answer, took_ms=took_ms) for answer in answers]

    def query(self, generation: View, question: Question) -> Query:
        """Return what is searched for: misspelt words put right, acronyms in both forms.

        Raises:
            BadRequest: when the question's scope holds no report of this generation.
        """
        read = self.settings.reranker_candidates if self.serving.now.reranker else 0
        text = question.text if question.as_written else corrected(question.text, generation)
        words = QuestionWords(text)
        return Query(
            words,
            max(question.k, read),
            chosen_reports(generation, question.scope),
            generation.acronyms.alternatives(words.text, words.terms),
        )

    def rank(self, opened: Opened, queries: Sequence[Query]) -> list[list[Hit]]:
        """Return the hits of each query, best first, in the order of both stages."""
        settings, generation = self.settings, opened.generation
        with self._timed("embed"):
            vectors = opened.embedder.encode([query.text for query in queries])
        weight = settings.lexical_weight
        with self._timed("search"):
            found = search(generation, queries, vectors, settings.candidates, weight)
        reranker = opened.reranker
        if reranker is None:
            return found
        with self._timed("read"):
            return [
                rerank(generation, query.words, hits, reranker, settings.reranker_candidates)
                for query, hits in zip(queries, found, strict=True)
            ]

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.observe(stage, time.perf_counter() - started)


def _ignore(_stage: str, _seconds: float) -> None:
    pass


def chosen_reports(generation: View, scope: Scope) -> tuple[str, ...]:
    """Return the ids of the reports in a scope; see ``choose``."""
    return choose(scope, generation.sources)


def _calibration(reranker: Reranker | None) -> Calibration:
    return calibration_for(reranker.identity.name if reranker else None)
