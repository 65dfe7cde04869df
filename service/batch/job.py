"""An uploaded question file and its state, and the errors of jobs."""

import time
from dataclasses import dataclass
from typing import Literal

from corpus.errors import PinciteError
from index.search.scope import EVERYWHERE, Scope

State = Literal["choosing", "queued", "running", "done", "cancelled", "failed"]
UNFINISHED: tuple[State, ...] = ("queued", "running")

_SECONDS_TO_CHOOSE = 600
"""Time that an upload keeps its place in the queue while a person chooses the column."""


@dataclass(frozen=True, slots=True)
class Job:
    """An uploaded question file and its state. Times are in seconds since 1970.

    Attributes:
        name: the file name from the client; shown on the page, and its suffix gives the format.
        state: ``choosing`` means that a person must choose the column of the questions.
        rows: number of questions; 0 while choosing.
        k, scope: defaults for rows without their own.
        column: index of the question column of a table, from 0; None means "question".
        headed: whether the first line of a table contains the column names.
        done_before: number of results when the job was last started.
        failure: the error message of a failed job.
        sheet: see ``Table``.
    """

    id: str
    name: str
    state: State
    created: float
    rows: int = 0
    k: int | None = None
    scope: Scope = EVERYWHERE
    column: int | None = None
    headed: bool = True
    queued: float = 0
    started: float = 0
    done_before: int = 0
    ended: float = 0
    failure: str = ""
    sheet: str = ""

    @property
    def last_used(self) -> float:
        """Return when the job was created, resumed or ended, whichever was last."""
        return max(self.created, self.queued, self.ended)

    @property
    def in_queue(self) -> bool:
        """Return whether the job takes a place in the queue: waiting, running or just uploaded."""
        choosing = self.state == "choosing" and time.time() < self.last_used + _SECONDS_TO_CHOOSE
        return choosing or self.state in UNFINISHED


class QueueFull(Exception):
    """The queue already contains ``job_queue`` jobs."""


class JobNotFound(PinciteError):
    """No job has this id: it never existed, or somebody removed it."""

    def __init__(self) -> None:
        """Write the message; it does not repeat the id, which is a secret."""
        super().__init__(
            "this question file does not exist or was removed",
            "check the address, or upload the file again",
        )


class JobFolderError(PinciteError):
    """The system refuses to write to the job folder; the jobs are unchanged."""

    def __init__(self, error: OSError) -> None:
        """Write the message with the reason that the system gives."""
        super().__init__(
            f"the job folder cannot be written to ({error.strerror or error})",
            "free some space for PINCITE_JOB_FOLDER, or make it writable, and try again",
        )
