"""The engine under every door: questions in, answers out."""

import logging
import re
import threading
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.display import readable
from corpus.errors import BadRequest, IndexProblem
from corpus.report import Passage
from corpus.settings import Settings
from index.embedding import Embedder, SentenceTransformerEmbedder
from index.generation import Generation, open_index
from index.manifest import read_pointer
from index.search import Hit, Query, search
from service.answer import Answer, AnswerPassage, Context, IndexInfo
from service.calibration import load_calibration
from service.citation import cite
from service.matches import find_matches

_log = logging.getLogger(__name__)
_LINE_BREAKS = re.compile(r"[\t\n\r\f\v]+")


@dataclass(frozen=True, slots=True)
class Question:
    """A question that was checked: see ``Engine.question``."""

    text: str
    k: int
    reports: tuple[str, ...] = ()


class Engine:
    """Answers questions from the generation that serves; safe to share between threads."""

    def __init__(self, settings: Settings, embedder: Embedder | None = None) -> None:
        """Open the index.

        Args:
            embedder: encodes the questions; the settings' model when None.

        Raises:
            IndexProblem: when the index cannot serve.
        """
        self.settings = settings
        self.embedder = embedder or embedder_for(settings)
        self._generation = open_index(settings.index, self.embedder.identity)
        self._refused: str | None = None
        self._opening = threading.Lock()
        self._encoding = threading.Lock()
        self._calibration = load_calibration()

    @property
    def generation(self) -> Generation:
        """Return the generation that serves; a newly published one is taken when it is sound."""
        try:
            pointer = read_pointer(self.settings.index)
        except IndexProblem:
            return self._generation
        known = (self._generation.pointer, self._refused)
        # One request opens it; the others go on with the old one meanwhile.
        if pointer not in known and self._opening.acquire(blocking=False):
            try:
                self._take(pointer)
            finally:
                self._opening.release()
        return self._generation

    def _take(self, pointer: str) -> None:
        try:
            self._generation = open_index(self.settings.index, self.embedder.identity)
        except IndexProblem as problem:
            # The old generation is whole and goes on serving; this one is not tried again.
            self._refused = pointer
            _log.warning("a new generation was refused: %s", problem)
        else:
            _log.info("now serving generation %s", self._generation.manifest.generation)

    def warm_up(self) -> None:
        """Load the model, so that the first question is as quick as the next."""
        self.ask([self.question("warm up")])

    def question(
        self, text: str, k: int | None = None, reports: Sequence[str] | None = None
    ) -> Question:
        """Check a question and its options against the limits.

        Raises:
            BadRequest: saying which limit is broken and what it is.
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
        k = settings.k if k is None else k
        if not 1 <= k <= settings.max_k:
            raise BadRequest(f"k is {k}: it must be from 1 to {settings.max_k}")
        reports = tuple(dict.fromkeys(reports or ()))
        if len(reports) > settings.max_reports:
            raise BadRequest(
                f"{len(reports)} reports are named: name at most {settings.max_reports}"
            )
        _check_reports(self.generation, reports)
        return Question(text, k, reports)

    def ask(self, questions: Sequence[Question]) -> list[Answer]:
        """Answer questions, all from one generation.

        Raises:
            BadRequest: when a question names a report that is not in the index.
        """
        if not questions:
            return []
        started = time.perf_counter()
        generation = self.generation
        for question in questions:  # a report may have gone since it was checked
            _check_reports(generation, question.reports)
        queries = [
            Query(question.text, question.k, tuple(sorted(question.reports)))
            for question in questions
        ]
        with self._encoding:
            vectors = self.embedder.encode([query.text for query in queries])
        settings = self.settings
        found = search(generation, queries, vectors, settings.candidates, settings.lexical_weight)
        beside = _neighbours(generation, found)
        answers = [
            self._answer(generation, question, hits, beside)
            for question, hits in zip(questions, found, strict=True)
        ]
        took_ms = round((time.perf_counter() - started) * 1000 / len(questions), 2)
        return [replace(answer, took_ms=took_ms) for answer in answers]

    def _answer(
        self,
        generation: Generation,
        question: Question,
        hits: Sequence[Hit],
        beside: dict[int, Passage],
    ) -> Answer:
        scores = [round(score, 4) for score in self._calibration.probabilities(hits)]
        confidence = scores[0] if scores else 0.0
        manifest = generation.manifest
        return Answer(
            question=question.text,
            status=self._calibration.status(confidence),
            confidence=confidence,
            passages=[
                _answer_passage(generation, question, hit, rank, score, beside)
                for rank, (hit, score) in enumerate(
                    zip(hits[: question.k], scores, strict=False), start=1
                )
            ],
            index=IndexInfo(
                manifest.generation, manifest.fingerprint, manifest.passages, manifest.model
            ),
            took_ms=0.0,
        )


def embedder_for(settings: Settings, threads: int | None = None) -> SentenceTransformerEmbedder:
    """Return the model that the settings name, with their number of threads unless one is given."""
    return SentenceTransformerEmbedder(
        settings.model, settings.device, threads or settings.threads, settings.batch_size
    )


def _check_reports(generation: Generation, reports: Sequence[str]) -> None:
    for report in reports:
        if report not in generation.passages.reports:
            raise BadRequest(
                f"there is no report {report!r} in the index: the page /reports lists its reports"
            )


def _neighbours(generation: Generation, found: Sequence[Sequence[Hit]]) -> dict[int, Passage]:
    """Return the passages beside the hits, by row."""
    rows = {hit.row + step for hits in found for hit in hits for step in (-1, 1)}
    return generation.passages.fetch(rows)


def _answer_passage(
    generation: Generation,
    question: Question,
    hit: Hit,
    rank: int,
    score: float,
    beside: dict[int, Passage],
) -> AnswerPassage:
    passage = hit.passage
    report = generation.passages.reports[passage.report_id]
    display = readable(passage.quote, report.style)
    matches = find_matches(question.text, passage.quote)

    def neighbour(step: int) -> str | None:
        found = beside.get(hit.row + step)
        return found.quote if found and found.report_id == passage.report_id else None

    def shown(quote: str | None) -> str | None:
        return None if quote is None else readable(quote, report.style).text

    before, after = neighbour(-1), neighbour(1)

    return AnswerPassage(
        rank=rank,
        score=score,
        quote=passage.quote,
        display=display.text,
        answer=None,
        matches=matches,
        display_matches=display.spans(matches),
        context=Context(before, after, shown(before), shown(after)),
        citation=cite(passage, report),
    )
