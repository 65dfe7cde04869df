"""Compute what the page and the JSON of a job show: progress, a chart, a page of results."""

import math
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from service.answers.answer import Status
from service.answers.index_info import EditionInfo
from service.answers.result import NOT_ASKED, Result
from service.batch.job import UNFINISHED, Job
from service.batch.jobs import JobStore
from service.batch.results import Journal
from service.exports import WRITERS

STATUS_LABELS: dict[Status | str, str] = {
    "answered": "Answered",
    "uncertain": "To check",
    "no_answer": "No answer",
    NOT_ASKED: "Failed",
}
"""Short labels of the row statuses, in the order of the chart."""

RESULTS_PER_PAGE = 50
_QUOTE_CHARACTERS = 160
_PERCENT = 100.0


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a job.

    Attributes:
        done: number of results.
        rows: number of questions.
        rate: questions per second since the last start; None before the first result.
        seconds_left: estimate from the rate; None when the job does not run.
        place: place in the queue; 1 is running or next, 0 is not in the queue.
    """

    done: int
    rows: int
    rate: float | None
    seconds_left: int | None
    place: int


@dataclass(frozen=True, slots=True)
class Bar:
    """The bar of one status in the chart; ``start`` and ``width`` are percentages, 0 to 100."""

    status: str
    words: str
    count: int
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Summary:
    """A result, shortened for a table.

    Attributes:
        number: the row number, from 1.
        status: the status of the answer, or ``not_asked``.
        words: the label of the status.
        quote: the first sentence in readable form, shortened to 160 characters.
        label, url: the citation of that sentence.
        error: why the row was not asked.
        remarks: what could not be read in the report of that sentence, or was left out.
        newer_edition: see ``ReportInfo``.
    """

    number: int
    id: str | int
    question: str
    status: str
    words: str
    confidence: float | None
    answerable: float | None
    quote: str
    label: str
    url: str
    error: str
    remarks: list[str]
    newer_edition: EditionInfo | None


def progress_of(job: Job, done: int, store: JobStore) -> Progress:
    """Return the progress of a job with ``done`` results."""
    rate = seconds_left = None
    now = time.time() if job.state == "running" else job.ended
    answered = done - job.done_before
    if answered > 0 and now > job.started > 0:
        rate = answered / (now - job.started)
        if job.state == "running":
            seconds_left = math.ceil((job.rows - done) / rate)
    place = 0
    if job.state in UNFINISHED:
        ids = [other.id for other in store.waiting()]
        place = ids.index(job.id) + 1 if job.id in ids else 0
    return Progress(done, job.rows, rate, seconds_left, place)


def chart(counts: Counter[str], rows: int) -> list[Bar]:
    """Return one bar per status, side by side; the rest up to 100 is the rows not yet done."""
    bars, start = [], 0.0
    for status, words in STATUS_LABELS.items():
        width = _PERCENT * counts[status] / rows if rows else 0.0
        bars.append(Bar(status, words, counts[status], round(start, 3), round(width, 3)))
        start += width
    return bars


def summaries(journal: Journal, numbers: Iterable[int]) -> list[Summary]:
    """Return summaries of the results with these numbers, from 0."""
    numbers = list(numbers)
    results = journal.results(numbers)
    return [_summary(number + 1, result) for number, result in zip(numbers, results, strict=True)]


def _summary(number: int, result: Result) -> Summary:
    answer, error = result.answer, result.error
    first = next(iter(answer.passages), None) if answer else None
    return Summary(
        number=number,
        id=result.id,
        question=result.question,
        status=result.status,
        words=STATUS_LABELS[result.status],
        confidence=answer.confidence if answer else None,
        answerable=answer.answerable if answer else None,
        quote=shorten(first.display) if first else "",
        label=first.citation.label if first else "",
        url=first.citation.url if first else "",
        error=error.detail if error else "",
        remarks=[one.text for one in first.citation.report.omissions] if first else [],
        newer_edition=first.citation.report.newer_edition if first else None,
    )


def shorten(text: str, characters: int = _QUOTE_CHARACTERS) -> str:
    """Return a text shortened at a word boundary to at most ``characters`` and an ellipsis."""
    if len(text) <= characters:
        return text
    return text[:characters].rsplit(maxsplit=1)[0] + " …"


def duration(seconds: float) -> str:
    """Return a duration in words, rounded to seconds, minutes or hours."""
    if seconds < 90:
        return f"{max(1, round(seconds))} second{'s' if round(seconds) > 1 else ''}"
    if seconds < 5400:
        return f"{round(seconds / 60)} minutes"
    return f"{round(seconds / 3600)} hours"


def pace(rate: float) -> str:
    """Return a rate in words; ``rate`` is in questions per second."""
    if rate >= 1:
        return f"{rate:.0f} question{'s' if round(rate) > 1 else ''} per second"
    return f"{1 / rate:.1f} seconds per question"


def downloads(job: Job) -> dict[str, str]:
    """Return the download path of the answers by file suffix; .zip is their evidence pack."""
    found = {ending: f"/batch/{job.id}/answers{ending}" for ending in WRITERS}
    return found | {".zip": f"/batch/{job.id}/pack.zip"}
