"""Answer the jobs of the page in the background, one after the other."""

import atexit
import logging
import threading
import time
from contextlib import suppress

from filelock import FileLock, Timeout

from corpus.errors import PinciteError
from service.answers.engine import Engine
from service.answers.serving import NotReady
from service.batch.jobs import UNFINISHED, Job, JobStore, NotKept
from service.batch.question_files import read_rows
from service.batch.run import answer_rows

_log = logging.getLogger(__name__)
_QUESTIONS_AT_A_TIME = 8
"""Few: between them a job can be cancelled, and others' questions get their turn."""

_SECONDS_BETWEEN_TRIES = 1.0
_SECONDS_TO_STOP = 20.0


class JobRunner:
    """Answers jobs in a thread that lives as long as there are any.

    A job that a stopped process left behind is taken up where it stopped. Of all
    processes that share a folder, one answers.
    """

    def __init__(self, engine: Engine, store: JobStore) -> None:
        """Take up what an earlier process left."""
        self._engine = engine
        self._store = store
        self._stopped = threading.Event()
        self._waking = threading.Lock()
        self._thread: threading.Thread | None = None
        # The libraries' own threads end before what is registered with atexit is called.
        engine.serving.workers.append(self.stop)
        if store.folder.is_dir() and store.waiting():
            self.wake()

    def wake(self) -> None:
        """See to it that the jobs that wait are answered."""
        with self._waking:
            if self._thread is None and not self._stopped.is_set():
                self._thread = threading.Thread(target=self._work, name="jobs", daemon=True)
                self._thread.start()
                # A thread inside a native library would not survive the end of the interpreter.
                atexit.register(self.stop)

    def stop(self) -> None:
        """Stop after the questions that are being answered; the job stays unfinished."""
        self._stopped.set()
        thread = self._thread
        if thread is not None:
            thread.join(_SECONDS_TO_STOP)

    def _work(self) -> None:
        lock = FileLock(self._store.folder / ".runner", timeout=0)
        while not self._stopped.is_set():
            try:
                with lock:
                    self._engine.serving.require()
                    job = self._next()
                    if job is None:
                        return
                    self._run(self._engine, job)
            except (NotReady, Timeout):  # no index yet, or another process answers the jobs
                self._stopped.wait(_SECONDS_BETWEEN_TRIES)
            except Exception:
                _log.exception("the jobs in %s cannot be answered", self._store.folder)
                self._stopped.wait(_SECONDS_BETWEEN_TRIES)

    def _next(self) -> Job | None:
        """Return the job whose turn it is; with none left, the thread is over."""
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
        except KeyError:  # it was removed meanwhile
            return
        except PinciteError as error:
            self._fail(job, str(error))
        except OSError as error:
            self._fail(job, str(NotKept(error)))
        except Exception:
            _log.exception("job %s failed", job.id)
            self._fail(job, "the service failed on this file: see its log for the reason")

    def _fail(self, job: Job, why: str) -> None:
        """Note why a job failed; where the disk does not take even that, as soon as it does."""
        told = False
        while not self._stopped.is_set():
            ended = time.time()
            try:
                with suppress(KeyError):  # it was removed meanwhile
                    self._store.change(job.id, UNFINISHED, state="failed", ended=ended, failure=why)
                return
            except NotKept:
                if not told:
                    _log.error("job %s failed: %s", job.id, why)
                told = True
                self._stopped.wait(_SECONDS_BETWEEN_TRIES)

    def _answer(self, engine: Engine, job: Job) -> None:
        store, journal = self._store, self._store.journal(job.id)
        done = journal.mend()
        started = store.change(
            job.id, UNFINISHED, state="running", started=time.time(), done_before=done
        )
        if started is None:
            return
        questions = store.questions(job.id)
        rows = read_rows(job.name, questions, job.column, headed=job.headed)
        for results in answer_rows(engine, rows[done:], job.k, job.scope, _QUESTIONS_AT_A_TIME):
            journal.append(results)
            if self._stopped.is_set() or store.get(job.id).state != "running":
                return
        store.change(job.id, ("running",), state="done", ended=time.time())
