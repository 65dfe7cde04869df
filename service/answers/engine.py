"""Answer questions; every interface calls ``Engine.ask``."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from corpus.settings import Settings
from index.build.corpus_record import remembered
from index.build.source_folder import CorpusChanges
from index.rerank.protocol import Reranker
from index.rerank.second_stage import rerank_all
from index.search.scope import EVERYWHERE, Scope
from index.search.search import Query, search
from index.search.spelling import corrected
from index.types import Embedder, Hit
from index.words.question_words import QuestionWords
from service.answers.answer import Answer
from service.answers.asked import (
    Asked,
    checked_k,
    checked_text,
    chosen_reports,
    named_reports,
    unnamed_words,
    words_read,
)
from service.answers.builder import Composer
from service.answers.compound import joined, parts_to_ask
from service.answers.corpus_state import CorpusState
from service.answers.opened import Opened
from service.answers.serving import Serving
from service.answers.verdict.features import DEPTH

Observer = Callable[[str, float], None]
"""Called with the name of a stage and its duration in seconds."""


class Engine:
    """Answers questions from the generation that serves; threads can share it."""

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
            embedder: encodes the questions; the encoder of the generation when None.
            reranker: reranks the candidates; the reranker of the settings when None.
            wait: open the index now. Otherwise questions raise NotReady until ``serving.start``
                has opened it.

        Raises:
            IndexProblem: when the index cannot be opened.
            SettingError: when a model cannot be loaded.
        """
        self.settings = settings
        self.serving = Serving(settings, embedder, reranker)
        self.observe: Observer = _ignore
        self._corpus_state = CorpusState(settings)
        if wait:
            self.serving.open()

    @property
    def opened(self) -> Opened:
        """Return the generation that serves; open a newer one in the background.

        Raises:
            NotReady: while no generation serves.
        """
        return self.serving.newest

    @property
    def corpus(self) -> Path:
        """Return the folder of the reports: that of the settings, else that of the index.

        Raises:
            CorpusError: when the index does not tell.
        """
        return remembered(self.settings).corpus

    def corpus_changes(self, opened: Opened, wait_seconds: float = 1.0) -> CorpusChanges | None:
        """Return the changes of the corpus since a generation was built; None while unknown."""
        return self._corpus_state.changes(opened.generation, wait_seconds)

    def method(self, opened: Opened) -> dict[str, Any]:
        """Return the settings and models, besides the index, that determine an answer, as JSON."""
        settings, reranker = self.settings, opened.reranker
        return {
            "candidates": settings.candidates,
            "lexical_weight": settings.lexical_weight,
            "reader": reranker.identity.sha256 if reranker else None,
            "reader_candidates": settings.reranker_candidates,
            "reader_stop": settings.reranker_stop,
            "calibration": asdict(opened.calibration),
        }

    def asked(
        self,
        text: str,
        k: int | None = None,
        scope: Scope = EVERYWHERE,
        *,
        as_written: bool = False,
        all_reports: bool = False,
        opened: Opened | None = None,
    ) -> Asked:
        """Check a question and its options, for ``ask``.

        Args:
            text: the question.
            k: maximum number of passages; the default of the settings when None.
            scope: the filters.
            as_written: search without correcting the spelling.
            all_reports: search all reports although the question names some. A filter does the
                same: it alone decides.
            opened: the generation that answers; the one that serves when None. Questions for
                the same call of ``ask`` must have the same.

        Raises:
            BadRequest: when the question or an option is not valid, or no report passes the
                filters.
            NotReady: while no generation serves.
        """
        text = checked_text(text, self.settings)
        k = checked_k(k, self.settings)
        opened = opened or self.opened
        reports = chosen_reports(scope, opened, self.settings)
        spelled = text if as_written else corrected(text, opened.generation)
        named = () if all_reports or scope.filters else named_reports(spelled, opened)
        if named:
            reports = tuple(sorted({report for name in named for report in name.reports}))

        def words_of(question: str) -> QuestionWords:
            return (unnamed_words if named else words_read)(question, opened)

        whole = Asked(text, k, scope, reports, spelled, words_of(spelled), named, opened)
        parts = (
            replace(whole, text=part, spelled=full, words=words_of(full), whole=whole.words)
            for part, full in parts_to_ask(spelled)
        )
        return replace(whole, parts=tuple(parts))

    def check_options(self, k: int | None, scope: Scope, opened: Opened | None = None) -> int:
        """Check the options of questions that follow later, and return k.

        Raises:
            BadRequest: when an option is not valid, or no report passes the filters.
            NotReady: while no generation serves.
        """
        k = checked_k(k, self.settings)
        chosen_reports(scope, opened or self.opened, self.settings)
        return k

    def ask(self, questions: Sequence[Asked]) -> list[Answer]:
        """Answer questions of one generation together.

        Raises:
            ValueError: when the questions have different ``opened``.
        """
        if not questions:
            return []
        started = time.perf_counter()
        single = [one for asked in questions for one in asked.parts or (asked,)]
        found = self.rank(single)
        with self._timed("compose"):
            composer = Composer(questions[0].opened, self.settings.max_also_at)
            each = iter(composer.answers(single, found))
            answers = [
                joined(asked, [next(each) for _ in asked.parts]) if asked.parts else next(each)
                for asked in questions
            ]
        took_ms = round((time.perf_counter() - started) * 1000 / len(questions), 2)
        return [replace(answer, took_ms=took_ms) for answer in answers]

    def query(self, asked: Asked) -> Query:
        """Return the query of a question: its words, and its acronyms in both forms."""
        read = self.settings.reranker_candidates if asked.opened.reranker else DEPTH
        words = asked.words
        alternatives = asked.opened.generation.acronyms.alternatives(words.text, words.terms)
        return Query(words, max(asked.k, read), asked.reports, alternatives, asked.whole)

    def search(self, questions: Sequence[Asked]) -> list[list[Hit]]:
        """Return the hits of each question, best first, in the order of the first stage.

        Raises:
            ValueError: when the questions have different ``opened``.
        """
        opened = questions[0].opened
        if any(asked.opened is not opened for asked in questions):
            raise ValueError("different generations: create all questions with the same opened")
        settings, queries = self.settings, [self.query(asked) for asked in questions]
        # The same question may be asked of several reports.
        texts = [query.words.read for query in queries]
        rows = {text: row for row, text in enumerate(dict.fromkeys(texts))}
        with self._timed("embed"):
            vectors = opened.embedder.encode(list(rows))[[rows[text] for text in texts]]
        with self._timed("search"):
            return search(
                opened.generation, queries, vectors, settings.candidates, settings.lexical_weight
            )

    def rank(self, questions: Sequence[Asked]) -> list[list[Hit]]:
        """Return the hits of each question, best first, in the order of both stages.

        Raises:
            ValueError: when the questions have different ``opened``.
        """
        opened, settings = questions[0].opened, self.settings
        found = self.search(questions)
        reranker = opened.reranker
        if reranker is None:
            return found
        with self._timed("read"):
            read = [(asked.words, hits) for asked, hits in zip(questions, found, strict=True)]
            return rerank_all(
                opened.generation,
                read,
                reranker,
                settings.reranker_candidates,
                settings.reranker_stop,
            )

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.observe(stage, time.perf_counter() - started)


def _ignore(_stage: str, _seconds: float) -> None:
    pass
