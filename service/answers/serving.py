"""Open the index for serving, retry after a failure, and switch to a newer generation."""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Literal

from corpus.errors import IndexProblem, PinciteError
from corpus.settings import Settings
from index.rerank.protocol import Reranker
from index.store import open_store
from index.types import Embedder
from service.answers.opened import Failure, Opened, open_all

_LOOK_SECONDS = 1.0
_STOP_SECONDS = 1.0
_CATCH_UP_SECONDS, _STEP_SECONDS = 10.0, 0.05
OPENING = "open-index"
"""Name of the thread that opens a generation."""
_log = logging.getLogger(__name__)


class NotReady(Exception):
    """Questions cannot be answered now; the message states why and what to do.

    Attributes:
        cause: ``busy`` passes by itself; an index that is ``missing`` or ``failed`` to open needs
            a build.
    """

    def __init__(self, message: str, cause: Literal["busy", "missing", "failed"] = "busy") -> None:
        """Keep the cause."""
        super().__init__(message)
        self.cause = cause


class Serving:
    """Holds the generation that serves; threads can share it.

    Questions and probes look for a new generation, and a thread does so every second after
    ``start``. A background thread opens it, and the old generation answers until then. When
    opening fails, later looks retry it, after a delay: the cause may be temporary, such as a lack
    of memory, or an index whose files are still being copied.
    """

    def __init__(
        self, settings: Settings, embedder: Embedder | None = None, reranker: Reranker | None = None
    ) -> None:
        """Set up without opening the index; see ``Engine`` for the arguments."""
        self._settings = settings
        self._store = open_store(settings)
        self._embedder = embedder
        self._reranker = reranker
        self._opened: Opened | None = None
        self._failure: Failure | None = None
        self._opening = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopped = threading.Event()
        self.workers: list[Callable[[], None]] = []
        """Functions that stop other threads which ask questions; ``finish`` calls them."""
        self.when_opened: list[Callable[[], object]] = []
        """Functions that the background thread calls after it has opened a generation."""

    @property
    def current(self) -> Opened:
        """Return the generation that serves, without looking for a newer one.

        Raises:
            NotReady: while no generation serves.
        """
        opened = self._opened
        if opened is None:
            failure = self._failure
            if failure is None:
                raise NotReady("The index is being opened. Try again in a moment.")
            cause: Literal["missing", "failed"] = "failed" if failure.pointer else "missing"
            raise NotReady(f"The service is not ready: {failure.reason}", cause)
        return opened

    @property
    def newest(self) -> Opened:
        """Return the generation that serves; open a newer one in the background.

        Raises:
            NotReady: while no generation serves.
        """
        self._look()
        return self.current

    def caught_up(self, seconds: float = _CATCH_UP_SECONDS) -> Opened:
        """Return the newest generation: where another one serves, wait until it is open.

        Another server of the same index may have answered from it already.

        Args:
            seconds: longest wait; then, or when it is refused, the one that serves is returned.

        Raises:
            NotReady: while no generation serves.
        """
        self._look()
        thread, end = self._thread, time.monotonic() + seconds
        while thread is not None and thread.is_alive() and time.monotonic() < end:
            opened = self._opened
            if opened is not None and opened.generation.pointer == self._store.current():
                break
            thread.join(_STEP_SECONDS)
        return self.current

    def require(self) -> None:
        """Check that a generation serves; open a newer one in the background.

        Raises:
            NotReady: while no generation serves.
        """
        self._look()
        self.current  # noqa: B018 (it raises)

    @property
    def ready(self) -> Opened:
        """Return the generation that serves if this process accepts new questions.

        Raises:
            NotReady: while no generation serves, and after ``stop``.
        """
        if self._stopped.is_set():
            raise NotReady("The service is stopping. Try again in a moment.")
        return self.newest

    @property
    def refusal(self) -> str | None:
        """Return why a newer generation cannot be opened, or None."""
        failure = self._failure
        return failure.reason if failure and self._opened is not None else None

    def open(self) -> None:
        """Open the current generation of the index, and wait for it.

        Raises:
            IndexProblem: when the index cannot be opened.
            SettingError: when a model cannot be loaded.
        """
        self._opened = self._open()

    def start(self) -> None:
        """Open the index in the background, and look for newer generations until ``stop``."""
        threading.Thread(target=self._keep_looking, name="look-for-index", daemon=True).start()

    def stop(self) -> None:
        """Stop opening generations and become not ready; the open generation still answers."""
        self._stopped.set()

    def finish(self) -> bool:
        """Stop the background threads; return whether the opening thread has ended."""
        for stop_worker in self.workers:
            stop_worker()
        thread = self._thread
        if thread is not None:
            thread.join(_STOP_SECONDS)
        return thread is None or not thread.is_alive()

    def _keep_looking(self) -> None:
        while not self._stopped.is_set():
            with suppress(PinciteError):  # a question gets it, too
                self._look()
            self._stopped.wait(_LOOK_SECONDS)

    def _look(self) -> None:
        """Read the pointer; start opening its generation if it is new or its retry is due."""
        pointer = self._store.current()
        serving = self._opened.generation.pointer if self._opened else None
        if pointer is not None and pointer == serving:
            if self._failure and self._store.current() == pointer:  # the pointer was restored
                self._failure = None
            return
        if self._stopped.is_set() or not self._opening.acquire(blocking=False):
            return
        started = False
        try:
            if pointer is not None and self._is_due(pointer):
                started = self._start_opening(pointer)
            elif pointer is None and serving is None:
                self._record_missing()
        finally:
            if not started:
                self._opening.release()

    def _record_missing(self) -> None:
        try:
            self._store.open().close()
        except (IndexProblem, OSError) as problem:  # no question fails for a lack of open files
            self._record_failure(None, problem)

    def _is_due(self, pointer: str) -> bool:
        failure = self._failure
        return not failure or failure.pointer != pointer or time.monotonic() > failure.until

    def _start_opening(self, pointer: str) -> bool:
        """Start the opening thread, which releases the lock; return whether it started."""
        thread = threading.Thread(target=self._open_new, args=[pointer], name=OPENING, daemon=True)
        try:
            thread.start()
        except RuntimeError:  # the system has no more threads; the next look retries
            return False
        self._thread = thread
        return True

    def _open_new(self, pointer: str) -> None:
        """Open a generation and let it serve; the caller has acquired the lock."""
        try:
            if self._opened and pointer == self._opened.generation.pointer:  # already open
                return
            self._opened = self._open(warm=True)
        except Exception as error:  # such as a lack of memory; questions still get answers
            self._record_failure(pointer, error)
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
            except Exception:  # questions can be answered without it
                _log.exception("a preparation after opening the index failed")

    def _record_failure(self, pointer: str | None, error: Exception) -> None:
        failure = Failure.of(pointer, error, self._failure)
        known = isinstance(error, PinciteError)
        # Whom a probe sends to the log is to find the error there.
        if not failure.is_repeated:
            what = "a new generation was refused" if self._opened else "the service is not ready"
            trace = None if known else error
            _log.warning("%s, will retry: %s", what, failure.cause, exc_info=trace)
        self._failure = failure
