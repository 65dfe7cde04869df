"""Compare reports: the best sentence of each for one question."""

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from math import inf

from index.store.protocol import View
from service.answers.answer import Answer, AnswerPassage, QuestionForm, Status
from service.answers.asked import Asked
from service.answers.citation import report_info
from service.answers.engine import Engine
from service.answers.index_info import IndexInfo, ReportInfo

_GROUP_SIZE = 8
"""Rows that are answered together; the deadline of a request is checked after each group."""
_HITS_PER_ROW = 4
"""Hits of the first stage for each row that is wanted, at first."""
_MOST_HITS = 1000
"""The search for the nearest rows goes no deeper once it has more hits."""


@dataclass(frozen=True, slots=True)
class ComparedReport:
    """The best sentence of one report.

    Attributes:
        status, confidence, answerable: of the answer to the question, asked of this report alone.
        passage: the first sentence of that answer; null if its status is ``no_answer``.
        closest: the same sentence, if the status is ``no_answer``; null otherwise.
    """

    report: ReportInfo
    status: Status
    confidence: float
    answerable: float | None
    passage: AnswerPassage | None
    closest: AnswerPassage | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The answers of several reports to one question.

    Attributes:
        question, searched_for, question_form, index: as in an answer.
        reports: number of reports that pass the filters.
        compared: number of reports that were asked: all, or those with the nearest sentences, as
            many as the limit and the time allow.
        rows: one for each report that was asked, the most confident first, then by title.
        took_ms: time in milliseconds.
    """

    question: str
    searched_for: str | None
    question_form: QuestionForm | None
    reports: int
    compared: int
    rows: list[ComparedReport]
    index: IndexInfo
    took_ms: float


def compare(engine: Engine, asked: Asked, most: int, seconds: float = inf) -> Comparison:
    """Ask each report that passes the filters of a question, the nearest first.

    Args:
        most: maximum number of rows.
        seconds: time after which no further report is asked.
    """
    ends = time.monotonic() + seconds
    every = _rows_of(asked.opened.generation, asked.reports)
    chosen = _nearest(engine, asked, every, most)
    # Every row is a question of its own: its chances are those of an answer with this filter.
    questions = [asked.within(reports, 1) for reports in chosen]
    answers: list[Answer] = []
    for first in range(0, len(questions), _GROUP_SIZE):
        answers += engine.ask(questions[first : first + _GROUP_SIZE])
        if time.monotonic() > ends:
            break
    rows = [
        _row(asked, reports[0], answer) for reports, answer in zip(chosen, answers, strict=False)
    ]
    one = answers[0]
    return Comparison(
        question=asked.text,
        searched_for=one.searched_for,
        question_form=one.question_form,
        reports=len(every),
        compared=len(rows),
        rows=sorted(rows, key=_order),
        index=one.index,
        took_ms=round(sum(answer.took_ms for answer in answers), 2),
    )


def _rows_of(view: View, reports: Collection[str]) -> list[tuple[str, ...]]:
    """Return the ids of the files of each work; the first describes the row."""
    chosen = set(reports or view.reports)
    works = [view.reports[report].work.files for report in view.reports if report in chosen]
    return list(dict.fromkeys(tuple(file for file in files if file in chosen) for files in works))


def _nearest(
    engine: Engine, asked: Asked, rows: Sequence[tuple[str, ...]], most: int
) -> list[tuple[str, ...]]:
    """Return at most so many rows; those whose sentences the first stage ranks first come first."""
    row_of = {report: row for row in rows for report in row}
    count, found = _HITS_PER_ROW * min(most, len(rows)), list[tuple[str, ...]]()
    while len(rows) > 1 and len(found) < min(most, len(rows)):
        (hits,) = engine.search([replace(asked, k=count)])
        keys = (key for hit in hits for key in (hit.key, *hit.duplicates))
        found = list(dict.fromkeys(row_of[key.report] for key in keys))
        if len(hits) < count or count > _MOST_HITS:
            break
        count *= _HITS_PER_ROW
    # The others have no sentence near the question.
    return list(dict.fromkeys([*found, *rows]))[:most]


def _row(asked: Asked, report: str, answer: Answer) -> ComparedReport:
    first = answer.passages[0] if answer.passages else None
    silent = answer.status == "no_answer"
    return ComparedReport(
        report_info(asked.opened.generation.reports[report]),
        answer.status,
        answer.confidence,
        answer.answerable,
        None if silent else first,
        first if silent else None,
    )


def _order(row: ComparedReport) -> tuple[float, str, str]:
    return -row.confidence, (row.report.title or row.report.id).casefold(), row.report.id
