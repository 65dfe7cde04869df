"""Store uploaded question files and their answers in a folder.

    var/jobs/<id>/job.json      the options and the state of the job
    var/jobs/<id>/questions     the uploaded file, unchanged
    var/jobs/<id>/answers       the results so far

The service generates the id at random. Whoever knows the id can see the job. File names on
disk never come from a client.
"""

import logging
import re
import secrets
import shutil
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

from filelock import FileLock
from pydantic import TypeAdapter, ValidationError

from corpus.settings import Settings
from service.batch.job import UNFINISHED, Job, JobFolderError, JobNotFound, QueueFull
from service.batch.results import Journal

_log = logging.getLogger(__name__)
_ID = re.compile("[0-9a-f]{32}")
_NAME_CHARACTERS = 120
_SECONDS_PER_DAY = 86_400
_JOB = TypeAdapter(Job)


class JobStore:
    """The jobs in a folder; threads and processes can share it."""

    def __init__(self, settings: Settings) -> None:
        """Set up the store; ``add`` creates the folder."""
        self.folder = settings.job_folder
        self._settings = settings
        self._journals: dict[str, Journal] = {}
        self._journals_lock = threading.Lock()

    def add(self, name: str, content: bytes, **fields: Any) -> Job:
        """Store a question file as a new job.

        Args:
            name: the file name from the client.
            fields: other fields of the ``Job``.

        Raises:
            QueueFull: when the queue is full.
            JobFolderError: when the folder cannot be written to.
        """
        now = time.time()
        shown = "".join(filter(str.isprintable, name))[-_NAME_CHARACTERS:]
        job = Job(secrets.token_hex(16), shown, created=now, queued=now, **fields)
        with self._locked(create=True):
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
        """Return the job with this id.

        Raises:
            JobNotFound: when no job has this id.
        """
        if not _ID.fullmatch(job_id):
            raise JobNotFound
        try:
            return _JOB.validate_json((self.folder / job_id / "job.json").read_bytes())
        except OSError as error:
            raise JobNotFound from error
        except ValidationError as error:
            _log.warning("%s is damaged: remove the folder", self.folder / job_id)
            raise JobNotFound from error

    def questions(self, job_id: str) -> bytes:
        """Return the uploaded question file of a job.

        Raises:
            JobNotFound: when no job has this id.
        """
        try:
            return (self.folder / job_id / "questions").read_bytes()
        except FileNotFoundError:
            self.get(job_id)  # raises JobNotFound when the whole job was removed
            raise

    def journal(self, job_id: str) -> Journal:
        """Return the journal with the results of a job."""
        with self._journals_lock:
            if job_id not in self._journals:
                self._journals[job_id] = Journal(self.folder / job_id / "answers")
            return self._journals[job_id]

    def change(self, job_id: str, states: Collection[str], **changes: Any) -> Job | None:
        """Change fields of a job if it is in one of these states.

        Returns:
            The changed job, or None when it is in another state.

        Raises:
            JobNotFound: when no job has this id.
            QueueFull: when the job would enter the queue and the queue is full.
            JobFolderError: when the folder cannot be written to.
        """
        with self._locked():
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
            JobNotFound: when no job has this id.
            JobFolderError: when the folder cannot be written to.
        """
        with self._locked():
            self._remove(self.get(job_id))

    def waiting(self) -> list[Job]:
        """Return the running and the waiting jobs, in the order in which they are answered."""
        jobs = (job for job in self._all() if job.state in UNFINISHED)
        return sorted(jobs, key=lambda job: (job.state != "running", job.queued))

    @contextmanager
    def _locked(self, *, create: bool = False) -> Iterator[None]:
        """Lock the folder for a change; create it first when ``create`` is true."""
        try:
            if create:
                self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            elif not self.folder.is_dir():
                raise JobNotFound
            with FileLock(self.folder / ".lock"):
                yield
        except OSError as error:
            raise JobFolderError(error) from error

    def _make_room(self, job: Job) -> None:
        """Remove old and surplus jobs; raise QueueFull when the queue has no place for this one."""
        others = [other for other in self._all() if other.id != job.id]
        if job.in_queue and sum(other.in_queue for other in others) >= self._settings.job_queue:
            raise QueueFull
        # Uploads without a chosen column are removed before answered ones.
        idle = [other for other in others if not other.in_queue]
        idle.sort(key=lambda other: (other.state != "choosing", other.last_used))
        surplus = len(idle) - self._settings.keep_jobs
        oldest = time.time() - self._settings.keep_job_days * _SECONDS_PER_DAY
        for index, other in enumerate(idle):
            if index < surplus or other.last_used < oldest:
                self._remove(other)
        for folder in self.folder.iterdir():  # left over when a removal and a write coincided
            if _ID.fullmatch(folder.name) and not (folder / "job.json").exists():
                shutil.rmtree(folder, ignore_errors=True)

    def _all(self) -> list[Job]:
        jobs = []
        for path in self.folder.glob("*/job.json"):
            try:
                jobs.append(self.get(path.parent.name))
            except JobNotFound:
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
        # job.json goes first: a folder without it is not a job, so no reader finds half a job.
        (self.folder / job.id / "job.json").unlink(missing_ok=True)
        shutil.rmtree(self.folder / job.id, ignore_errors=True)
        self._journals.pop(job.id, None)
