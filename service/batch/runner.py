"""Answer uploaded question files in a background thread, one after the other."""

import atexit
import logging
import threading
import time
from contextlib import suppress

from filelock import FileLock, Timeout

from corpus.errors import IndexUnavailable, PinciteError
from service.answers.engine import Engine
from service.answers.serving import NotReady
from service.batch.job import UNFINISHED, Job, JobFolderError, JobNotFound
from service.batch.jobs import JobStore
from service.batch.question_files import read_rows
from service.batch.run import answer_rows

_log = logging.getLogger(__name__)
_GROUP_SIZE = 8
"""Questions per group. Between groups a job can be cancelled, and other requests get a turn."""

_RETRY_SECONDS = 1.0
_STOP_SECONDS = 20.0


class JobRunner:
    """Answers jobs in a thread that ends when the queue is empty.

    A job that a stopped process left unfinished continues after its last result. When several
    processes share a folder, one of them answers.
    """

    def __init__(self, engine: Engine, store: JobStore) -> None:
        """Start the thread if an earlier process left unfinished jobs."""
        self._engine = engine
        self._store = store
        self._stopped = threading.Event()
        self._waking = threading.Lock()
        self._thread: threading.Thread | None = None
        # Threads of the native libraries end before atexit calls its functions.
        engine.serving.workers.append(self.stop)
        if store.folder.is_dir() and store.waiting():
            self.wake()

    def wake(self) -> None:
        """Start the thread if it does not run."""
        with self._waking:
            if self._thread is None and not self._stopped.is_set():
                self._thread = threading.Thread(target=self._work, name="jobs", daemon=True)
                self._thread.start()
                # The interpreter may crash if it ends while a thread is in a native library.
                atexit.register(self.stop)

    def stop(self) -> None:
        """Stop after the current group of questions; the job stays unfinished."""
        self._stopped.set()
        thread = self._thread
        if thread is not None:
            thread.join(_STOP_SECONDS)

    def _work(self) -> None:
        lock, told = FileLock(self._store.folder / ".runner", timeout=0), ""
        while not self._stopped.is_set():
            try:
                with lock:
                    self._engine.serving.require()
                    job = self._next()
                    if job is None:
                        return
                    self._run(self._engine, job)
            except (NotReady, Timeout):  # no index is open, or another process answers the jobs
                self._stopped.wait(_RETRY_SECONDS)
            except IndexUnavailable as error:  # the job goes on after its last result
                if str(error) != told:
                    _log.warning("the jobs wait: %s", error)
                told = str(error)
                self._stopped.wait(_RETRY_SECONDS)
            except Exception:
                _log.exception("the jobs in %s cannot be answered", self._store.folder)
                self._stopped.wait(_RETRY_SECONDS)

    def _next(self) -> Job | None:
        """Return the next job; when there is none, mark the thread as ended and return None."""
        with self._waking:
            jobs = self._store.waiting()
            if not jobs:
                self._thread = None
                atexit.unregister(self.stop)
                return None
            return jobs[0]

    def _run(self, engine: Engine, job: Job) -> None:
        try:
            self._answer(engine, job)
        except JobNotFound:  # it was removed meanwhile
            return
        except IndexUnavailable:
            raise
        except PinciteError as error:
            self._fail(job, str(error))
        except OSError as error:
            self._fail(job, str(JobFolderError(error)))
        except Exception:
            _log.exception("job %s failed", job.id)
            self._fail(job, "the service failed on this file: see its log for the reason")

    def _fail(self, job: Job, reason: str) -> None:
        """Store why a job failed; on a full disk, retry until it is stored or the service stops."""
        logged = False
        while not self._stopped.is_set():
            ended = time.time()
            try:
                with suppress(JobNotFound):  # it was removed meanwhile
                    self._store.change(
                        job.id, UNFINISHED, state="failed", ended=ended, failure=reason
                    )
                return
            except JobFolderError:
                if not logged:
                    _log.error("job %s failed: %s", job.id, reason)
                logged = True
                self._stopped.wait(_RETRY_SECONDS)

    def _answer(self, engine: Engine, job: Job) -> None:
        store, journal = self._store, self._store.journal(job.id)
        done = journal.drop_torn_line()
        started = store.change(
            job.id, UNFINISHED, state="running", started=time.time(), done_before=done
        )
        if started is None:
            return
        questions = store.questions(job.id)
        rows = read_rows(job.name, questions, job.column, headed=job.headed)
        for results in answer_rows(engine, rows[done:], job.k, job.scope, _GROUP_SIZE):
            journal.append(results)
            if self._stopped.is_set() or store.get(job.id).state != "running":
                return
        store.change(job.id, ("running",), state="done", ended=time.time())
