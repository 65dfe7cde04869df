"""Open the engine behind a server that already listens."""

import logging
import threading
from collections.abc import Callable

from corpus.errors import PinciteError
from corpus.settings import Settings
from index.embedding import Embedder
from service.engine import Engine, Observer

_SECONDS_BETWEEN_TRIES = 1.0
_log = logging.getLogger(__name__)


class NotReady(Exception):
    """Questions cannot be answered yet; the message says why and what to do."""


class EngineLoader:
    """Opens the engine in the background and tries again until the index can serve."""

    def __init__(self, settings: Settings, embedder: Embedder | None = None) -> None:
        """Take the settings; nothing is opened before ``start`` or ``load``."""
        self.settings = settings
        self._embedder = embedder
        self._engine: Engine | None = None
        self._reason = "the index is being opened: try again in a moment"
        self._stopped = threading.Event()
        self.observe: Observer = lambda _stage, _seconds: None
        self.workers: list[Callable[[], None]] = []
        """What stops the threads that use the engine besides those of the requests."""
        self.when_ready: list[Callable[[Engine], object]] = []
        """What is done once an engine is there, so that no request has to wait for it."""

    @property
    def engine(self) -> Engine:
        """Return the engine.

        Raises:
            NotReady: while there is none.
        """
        if self._engine is None:
            raise NotReady(self._reason)
        return self._engine

    @property
    def ready(self) -> Engine:
        """Return the engine, when new questions should come to this process.

        Raises:
            NotReady: while there is no engine, and from ``stop`` on.
        """
        if self._stopped.is_set():
            raise NotReady("the service is stopping: ask again in a moment")
        return self.engine

    def start(self) -> None:
        """Open the engine in a thread of its own."""
        threading.Thread(target=self._keep_trying, name="open-index", daemon=True).start()

    def stop(self) -> None:
        """Give up trying, and be ready no more; the engine goes on answering."""
        self._stopped.set()

    def finish(self) -> None:
        """Wait until nothing uses the engine in the background any more."""
        for stop_worker in self.workers:
            stop_worker()

    def load(self) -> bool:
        """Try once to open the engine and load its model; tell whether it succeeded."""
        try:
            engine = Engine(self.settings, self._embedder)
            engine.warm_up()
            engine.observe = self._observed
        except PinciteError as error:
            if self._reason != str(error):
                _log.warning("not ready: %s", error)
            self._reason = str(error)
            return False
        except Exception:
            _log.exception("not ready")
            self._reason = "the index cannot be opened: the log of the service says why"
            return False
        self._engine = engine
        _log.info("ready: generation %s", engine.generation.manifest.generation)
        for prepare in self.when_ready:
            try:
                prepare(engine)
            except Exception:  # the engine answers all the same
                _log.exception("not everything could be prepared")
        return True

    def _observed(self, stage: str, seconds: float) -> None:
        self.observe(stage, seconds)

    def _keep_trying(self) -> None:
        while not self._stopped.is_set() and not self.load():
            self._stopped.wait(_SECONDS_BETWEEN_TRIES)
