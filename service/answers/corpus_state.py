"""Tell which files of the corpus have changed since the index was built."""

import logging
import threading
import time

from corpus.errors import CorpusError
from corpus.settings import Settings
from index.build.corpus_record import FileState, read_record, remembered
from index.build.source_folder import CorpusChanges, corpus_changes
from index.store.protocol import View

_log = logging.getLogger(__name__)
_FRESH_SECONDS, _FRESH_TIMES = 5.0, 20.0
"""Age up to which a comparison is used again: so many seconds, or times what it took.

Probes ask every few seconds, and a large folder is not to cost more than a twentieth of a core.
"""


class CorpusState:
    """Compares the corpus with the index in a thread, since a folder may be large or slow."""

    def __init__(self, settings: Settings) -> None:
        """Set the folders; nothing is compared yet."""
        self._settings = settings
        self._done = threading.Condition()
        self._running = False
        self._found: tuple[str, CorpusChanges] | None = None
        self._fresh_until = 0.0
        self._hashed: dict[str, FileState] = {}

    def changes(self, view: View, wait_seconds: float) -> CorpusChanges | None:
        """Return the differences between the corpus and a generation; None while unknown.

        Args:
            view: the generation that serves.
            wait_seconds: maximum wait for a comparison that is due; after it, the result of the
                last one is returned.
        """
        with self._done:
            if not self._is_fresh(view):
                self._start(view)
                self._done.wait_for(lambda: not self._running, wait_seconds)
            pointer, found = self._found or ("", None)
            return found if pointer == view.pointer else None

    def _is_fresh(self, view: View) -> bool:
        pointer, _ = self._found or (None, None)
        return pointer == view.pointer and time.monotonic() < self._fresh_until

    def _start(self, view: View) -> None:
        if self._running:
            return
        try:
            threading.Thread(target=self._compare, args=(view,), daemon=True).start()
        except RuntimeError as error:  # the system refuses a thread: the next request tries again
            _log.warning("the corpus folder cannot be compared with the index now: %s", error)
            return
        self._running = True

    def _compare(self, view: View) -> None:
        found, began = None, time.monotonic()
        try:
            found = corpus_changes(remembered(self._settings), view, self._hashed)
        except CorpusError as error:
            found = CorpusChanges(self._settings.corpus, str(error))
        except Exception:
            _log.exception("the corpus folder cannot be compared with the index")
        finally:
            with self._done:
                self._running = False
                if found is not None:
                    now = time.monotonic()
                    self._found = (view.pointer, found)
                    self._fresh_until = now + max(_FRESH_SECONDS, _FRESH_TIMES * (now - began))
                self._done.notify_all()


def warn_of_missing_corpus(settings: Settings) -> None:
    """Log a warning when the corpus folder of an index does not exist or is not known.

    Without an index, the folder may come with the first reports.
    """
    lost = "source files and page images cannot be shown"
    try:
        corpus, built = remembered(settings).corpus, read_record(settings.index) is not None
    except CorpusError as error:
        _log.warning("%s: %s", lost, error)
        return
    if built and not corpus.is_dir():
        _log.warning(
            "%s: the corpus folder %s does not exist: put it back, or start the service with "
            "--corpus DIR",
            lost,
            corpus,
        )
