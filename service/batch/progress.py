"""Say of a job what its page and its JSON show: progress, coverage, a page of results."""

import math
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from service.answers.answer import Status
from service.answers.result import NOT_ASKED, Result
from service.batch.jobs import UNFINISHED, Job, JobStore
from service.batch.results import Journal
from service.exports import WRITERS

WORDS: dict[Status | str, str] = {
    "answered": "Answered",
    "uncertain": "Uncertain",
    "no_answer": "No answer",
    NOT_ASKED: "Not asked",
}
"""The statuses of rows, in the order of the chart, and what they are called where room is short."""

RESULTS_A_PAGE = 50
_QUOTE_CHARACTERS = 160
_FULL = 100.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job has come.

    Attributes:
        rate: questions a second since it was last started, or None before the first.
        seconds_left: at this rate, or None where nobody can say.
        place: in the queue, 1 for the one that is next or under way; 0 when it is in none.
    """

    done: int
    rows: int
    rate: float | None
    seconds_left: int | None
    place: int


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the chart: the rows of one status, from where and how wide, in per cent."""

    status: str
    words: str
    count: int
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Skimmed:
    """A result, as short as a table wants it; ``number`` is its row, from 1.

    Attributes:
        status: of the answer, or ``not_asked``.
        quote: the first sentence in readable form, cut where it is long.
        error: why it was not asked.
    """

    number: int
    id: str | int
    question: str
    status: str
    words: str
    confidence: float | None
    quote: str
    label: str
    url: str
    error: str


def progress_of(job: Job, done: int, store: JobStore) -> Progress:
    """Return how far a job has come that has so many results."""
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


def shares(counts: Counter[str], rows: int) -> list[Share]:
    """Return the parts of the chart, one beside the other; what is not done yet is blank."""
    parts, start = [], 0.0
    for status, words in WORDS.items():
        width = _FULL * counts[status] / rows if rows else 0.0
        parts.append(Share(status, words, counts[status], round(start, 3), round(width, 3)))
        start += width
    return parts


def skim(journal: Journal, numbers: Iterable[int]) -> list[Skimmed]:
    """Return the results of these numbers, counted from 0, for a table."""
    numbers = list(numbers)
    results = journal.results(numbers)
    return [_skimmed(at + 1, result) for at, result in zip(numbers, results, strict=True)]


def _skimmed(number: int, result: Result) -> Skimmed:
    answer, error = result.answer, result.error
    first = next(iter(answer.passages), None) if answer else None
    return Skimmed(
        number=number,
        id=result.id,
        question=result.question,
        status=result.status,
        words=WORDS[result.status],
        confidence=answer.confidence if answer else None,
        quote=cut(first.display) if first else "",
        label=first.citation.label if first else "",
        url=first.citation.url if first else "",
        error=error.detail if error else "",
    )


def cut(text: str, characters: int = _QUOTE_CHARACTERS) -> str:
    """Return a text, cut between two words where it is longer than so many characters."""
    if len(text) <= characters:
        return text
    return text[:characters].rsplit(maxsplit=1)[0] + " …"


def duration(seconds: float) -> str:
    """Say a length of time in words, the shorter the less exactly."""
    if seconds < 90:
        return f"{max(1, round(seconds))} second{'s' if round(seconds) > 1 else ''}"
    if seconds < 5400:
        return f"{round(seconds / 60)} minutes"
    return f"{round(seconds / 3600)} hours"


def pace(rate: float) -> str:
    """Say in words how many questions are answered in how much time."""
    if rate >= 1:
        return f"{rate:.0f} question{'s' if round(rate) > 1 else ''} per second"
    return f"{1 / rate:.1f} seconds per question"


def downloads(job: Job) -> dict[str, str]:
    """Return the address of the answers in each format."""
    return {ending: f"/batch/{job.id}/answers{ending}" for ending in WRITERS}
