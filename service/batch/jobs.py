"""Keep the question files that were sent to the page, each with its answers, in a folder.

    var/jobs/<id>/job.json      what is asked, and how far it has come
    var/jobs/<id>/questions     the file as it was sent
    var/jobs/<id>/answers       its results so far

The id is ours and random; whoever knows it may see the job. No name that a client
gave is ever the name of a file.
"""

import logging
import re
import secrets
import shutil
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any, Literal

from filelock import FileLock
from pydantic import TypeAdapter, ValidationError

from corpus.errors import PinciteError
from corpus.settings import Settings
from index.search.scope import EVERYWHERE, Scope
from service.batch.results import Journal

State = Literal["choosing", "queued", "running", "done", "cancelled", "failed"]
UNFINISHED: tuple[State, ...] = ("queued", "running")

_log = logging.getLogger(__name__)
_ID = re.compile("[0-9a-f]{32}")
_NAME_CHARACTERS = 120
_SECONDS_A_DAY = 86_400
_SECONDS_TO_CHOOSE = 600
"""For so long an upload whose column is to be chosen has its place in the queue."""


@dataclass(frozen=True, slots=True)
class Job:
    """A question file and how far it has come; times are in seconds since 1970.

    Attributes:
        name: the client's name of the file, for the eye and for its ending.
        state: ``choosing`` waits for a person to choose the column of the questions.
        rows: how many questions it holds; 0 while choosing.
        k, scope: for the rows that do not say.
        column: of a table, the one with the questions, from 0; None is "question".
        headed: whether the first line of a table names its columns.
        done_before: rows that were done when it was last started.
        failure: why it failed.
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

    @property
    def touched(self) -> float:
        """Return when somebody sent it or resumed it, or when it ended, whichever was last."""
        return max(self.created, self.queued, self.ended)

    @property
    def waits(self) -> bool:
        """Tell whether it is in the queue: it was just sent, waits for its turn, or is answered."""
        choosing = self.state == "choosing" and time.time() < self.touched + _SECONDS_TO_CHOOSE
        return choosing or self.state in UNFINISHED


class QueueFull(Exception):
    """As many jobs are under way or wait as may."""


class NotKept(PinciteError):
    """The job folder cannot be used; no change was made."""

    def __init__(self, error: OSError) -> None:
        """Take what the system said of it."""
        super().__init__(
            f"question files and their answers cannot be kept ({error.strerror or error})",
            "free some space for PINCITE_JOB_FOLDER, or make it writable, and try again",
        )


_JOB = TypeAdapter(Job)


class JobStore:
    """The jobs of a folder; safe to share between threads and between processes."""

    def __init__(self, settings: Settings) -> None:
        """Take the settings; the folder is made when the first job comes."""
        self.folder = settings.job_folder
        self._settings = settings
        self._journals: dict[str, Journal] = {}
        self._reading = threading.Lock()

    def add(self, name: str, content: bytes, **about: Any) -> Job:
        """Keep a question file as a new job.

        Raises:
            QueueFull: when too many wait.
            NotKept: when the folder cannot take it.
        """
        now = time.time()
        shown = "".join(filter(str.isprintable, name))[-_NAME_CHARACTERS:]
        job = Job(secrets.token_hex(16), shown, created=now, queued=now, **about)
        with self._changing(make=True):
            self._make_room(job)
            try:
                (self.folder / job.id).mkdir(mode=0o700)
                (self.folder / job.id / "questions").write_bytes(content)
                self._save(job)
            except OSError:
                shutil.rmtree(self.folder / job.id, ignore_errors=True)
                raise
        return job

    def get(self, job_id: str) -> Job:
        """Return a job.

        Raises:
            KeyError: when there is none of this id.
        """
        if not _ID.fullmatch(job_id):
            raise KeyError(job_id)
        try:
            return _JOB.validate_json((self.folder / job_id / "job.json").read_bytes())
        except OSError as error:
            raise KeyError(job_id) from error
        except ValidationError as error:
            _log.warning("%s is damaged: remove the folder", self.folder / job_id)
            raise KeyError(job_id) from error

    def questions(self, job_id: str) -> bytes:
        """Return the question file of a job as it was sent."""
        return (self.folder / job_id / "questions").read_bytes()

    def journal(self, job_id: str) -> Journal:
        """Return the results of a job so far."""
        with self._reading:
            if job_id not in self._journals:
                self._journals[job_id] = Journal(self.folder / job_id / "answers")
            return self._journals[job_id]

    def change(self, job_id: str, states: Collection[str], **changes: Any) -> Job | None:
        """Change a job that is in one of these states; return it, or None when it is not.

        Raises:
            KeyError: when there is none of this id.
            QueueFull: when it is to wait and too many do.
            NotKept: when the folder cannot take it.
        """
        with self._changing():
            job = self.get(job_id)
            if job.state not in states:
                return None
            changed = replace(job, **changes)
            if changed.state in UNFINISHED and job.state not in UNFINISHED:
                self._make_room(changed)
            self._save(changed)
            return changed

    def remove(self, job_id: str) -> None:
        """Remove a job with its questions and answers.

        Raises:
            KeyError: when there is none of this id.
        """
        with self._changing():
            self._remove(self.get(job_id))

    def waiting(self) -> list[Job]:
        """Return the jobs that are under way or wait, the first to be answered first."""
        jobs = (job for job in self._all() if job.state in UNFINISHED)
        return sorted(jobs, key=lambda job: (job.state != "running", job.queued))

    @contextmanager
    def _changing(self, *, make: bool = False) -> Iterator[None]:
        """Hold the folder for a change; ``make`` it where there is none."""
        try:
            if make:
                self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            elif not self.folder.is_dir():
                raise KeyError("there are no jobs")
            with FileLock(self.folder / ".lock"):
                yield
        except OSError as error:
            raise NotKept(error) from error

    def _make_room(self, job: Job) -> None:
        """Remove others that are too old or too many; refuse a job when too many wait before it."""
        others = [other for other in self._all() if other.id != job.id]
        if job.waits and sum(other.waits for other in others) >= self._settings.job_queue:
            raise QueueFull
        # Files whose column nobody chose go before those that were answered.
        idle = [other for other in others if not other.waits]
        idle.sort(key=lambda other: (other.state != "choosing", other.touched))
        surplus = len(idle) - self._settings.keep_jobs
        oldest = time.time() - self._settings.keep_job_days * _SECONDS_A_DAY
        for at, other in enumerate(idle):
            if at < surplus or other.touched < oldest:
                self._remove(other)
        for folder in self.folder.iterdir():  # what was written to while it was removed
            if _ID.fullmatch(folder.name) and not (folder / "job.json").exists():
                shutil.rmtree(folder, ignore_errors=True)

    def _all(self) -> list[Job]:
        jobs = []
        for path in self.folder.glob("*/job.json"):
            try:
                jobs.append(self.get(path.parent.name))
            except KeyError:
                continue
        return jobs

    def _save(self, job: Job) -> None:
        temporary = self.folder / job.id / "job.new"
        try:
            temporary.write_bytes(_JOB.dump_json(job))
            temporary.replace(self.folder / job.id / "job.json")
        except OSError:
            with suppress(OSError):
                temporary.unlink()
            raise

    def _remove(self, job: Job) -> None:
        # First what makes it a job, so that half of one is never found.
        (self.folder / job.id / "job.json").unlink(missing_ok=True)
        shutil.rmtree(self.folder / job.id, ignore_errors=True)
        self._journals.pop(job.id, None)
