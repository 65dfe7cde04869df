"""What serves: opened at first, opened again after a failure, replaced when a build publishes."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from corpus.errors import IndexProblem, PinciteError
from corpus.settings import Settings
from index.store import open_store
from index.types import Embedder, Reranker
from service.answers.opened import Opened, open_all

_FIRST_WAIT_SECONDS, _LONGEST_WAIT_SECONDS = 2.0, 300.0
_SECONDS_BETWEEN_LOOKS = 1.0
_SECONDS_TO_STOP = 1.0
OPENING = "open-index"
"""Name of the thread that opens what is to serve."""
_log = logging.getLogger(__name__)


class NotReady(Exception):
    """Questions cannot be answered yet; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why something does not serve, and until when, on the monotonic clock, it is let be.

    Attributes:
        pointer: what the index named; None where it named nothing.
        reason: what is told.
        cause: the reason as the log has it.
    """

    pointer: str | None
    reason: str
    cause: str
    wait: float
    until: float


class Serving:
    """Holds what serves, nothing at first; safe to share between threads.

    A generation is opened in a thread of its own, whoever sees that it was published: a
    question or a probe goes on with what serves. What cannot be opened is tried again behind
    later questions and probes, since its cause may pass, as when there is no memory, or when an
    index is copied here and its pointer came before its files.
    """

    def __init__(
        self, settings: Settings, embedder: Embedder | None = None, reranker: Reranker | None = None
    ) -> None:
        """Take what ``Engine`` takes; nothing is opened yet."""
        self._settings = settings
        self._store = open_store(settings)
        self._embedder = embedder
        self._reranker = reranker
        self._opened: Opened | None = None
        self._failure: _Failure | None = None
        self._opening = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopped = threading.Event()
        self.workers: list[Callable[[], None]] = []
        """What stops the threads that ask besides those of the requests."""
        self.when_opened: list[Callable[[], object]] = []
        """What is done after an opening, so that no request has to wait for it."""

    @property
    def now(self) -> Opened:
        """Return what serves, without a look for anything newer.

        Raises:
            NotReady: while nothing does.
        """
        opened = self._opened
        if opened is None:
            failure = self._failure
            raise NotReady(
                failure.reason if failure else "The index is being opened. Try again in a moment."
            )
        return opened

    @property
    def newest(self) -> Opened:
        """Return what serves, and see to it that what was published last is opened.

        Raises:
            NotReady: while nothing serves.
        """
        self._look()
        return self.now

    def require(self) -> None:
        """Look for what serves.

        Raises:
            NotReady: while nothing does.
        """
        self._look()
        self.now  # noqa: B018 (it raises)

    @property
    def ready(self) -> Opened:
        """Return the same, when new questions should come to this process.

        Raises:
            NotReady: while nothing serves, and from ``stop`` on.
        """
        if self._stopped.is_set():
            raise NotReady("The service is stopping. Try again in a moment.")
        return self.newest

    @property
    def refusal(self) -> str | None:
        """Return why a newer generation does not serve, where there is one."""
        failure = self._failure
        return failure.reason if failure and self._opened is not None else None

    def open(self) -> None:
        """Open what is to serve, and wait for it.

        Raises:
            PinciteError: when it cannot serve.
        """
        self._opened = self._open()

    def start(self) -> None:
        """Open behind the requests, and try again until something serves."""
        threading.Thread(target=self._keep_looking, name="look-for-index", daemon=True).start()

    def stop(self) -> None:
        """Open nothing any more, and be ready no more; what serves goes on answering."""
        self._stopped.set()

    def finish(self) -> bool:
        """Wait until nothing is at work in the background; tell whether that is so."""
        for stop_worker in self.workers:
            stop_worker()
        thread = self._thread
        if thread is not None:
            thread.join(_SECONDS_TO_STOP)
        return thread is None or not thread.is_alive()

    def _keep_looking(self) -> None:
        while self._opened is None and not self._stopped.is_set():
            self._look()
            self._stopped.wait(_SECONDS_BETWEEN_LOOKS)

    def _look(self) -> None:
        """Read the pointer, and have opened what it names if that is new or due again."""
        pointer = self._store.current()
        serves = self._opened.generation.pointer if self._opened else None
        if pointer is not None and pointer == serves:
            if self._failure and self._store.current() == pointer:  # the old one was put back
                self._failure = None
            return
        if self._stopped.is_set() or not self._opening.acquire(blocking=False):
            return
        begun = False
        try:
            if pointer is not None and self._is_due(pointer):
                begun = self._begin(pointer)
            elif pointer is None and serves is None:
                self._note_missing()
        finally:
            if not begun:
                self._opening.release()

    def _note_missing(self) -> None:
        try:
            self._store.open().close()
        except IndexProblem as problem:
            self._fail(None, problem)

    def _is_due(self, pointer: str) -> bool:
        failure = self._failure
        return not failure or failure.pointer != pointer or time.monotonic() > failure.until

    def _begin(self, pointer: str) -> bool:
        """Start the thread that opens, which gives the lock back; tell whether it started."""
        thread = threading.Thread(target=self._take, args=[pointer], name=OPENING, daemon=True)
        try:
            thread.start()
        except RuntimeError:  # no more threads: the next look tries again
            return False
        self._thread = thread
        return True

    def _take(self, pointer: str) -> None:
        """Open what was published and let it serve; the caller holds the lock."""
        try:
            if self._opened and pointer == self._opened.generation.pointer:  # another was quicker
                return
            self._opened = self._open(warm=True)
        except Exception as error:  # no memory, no more open files, ...: no question fails for that
            self._fail(pointer, error)
        else:
            self._failure = None
            _log.info("now serving generation %s", self._opened.generation.manifest.generation)
            self._prepare()
        finally:
            self._opening.release()

    def _open(self, *, warm: bool = False) -> Opened:
        return open_all(
            self._settings, self._embedder, self._reranker, before=self._opened, warm=warm
        )

    def _prepare(self) -> None:
        for prepare in self.when_opened:
            try:
                prepare()
            except Exception:  # questions are answered all the same
                _log.exception("not everything could be prepared")

    def _fail(self, pointer: str | None, error: Exception) -> None:
        before = self._failure
        again = before if before and before.pointer == pointer else None
        wait = min(2 * again.wait, _LONGEST_WAIT_SECONDS) if again else _FIRST_WAIT_SECONDS
        known = isinstance(error, PinciteError)
        cause = str(error) if known else repr(error)
        reason = cause if known else f"{type(error).__name__}: the log of the service says why"
        self._failure = _Failure(pointer, reason, cause, wait, time.monotonic() + wait)
        if again is None or again.cause != cause:
            what = "not ready" if self._opened is None else "a new generation was refused"
            said = "%s, and will be tried again: %s"
            _log.warning(said, what, cause, exc_info=None if known else error)
