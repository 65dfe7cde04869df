"""Watch the corpus folder, and build when it changes."""

import threading

from corpus.errors import CorpusError
from service.answers.engine import Engine
from service.builds.folder import State, state_of
from service.builds.runner import Builder


class FolderWatcher:
    """Looks at the corpus folder every ``watch_seconds``.

    It asks for a build when two looks in a row find the same files and the newest build did not
    see them: files that are still being copied grow between two looks.
    """

    def __init__(self, engine: Engine, builder: Builder) -> None:
        """Set up; ``start`` begins."""
        self._engine = engine
        self._builder = builder
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._look, name="watch-folder", daemon=True)

    def start(self) -> None:
        """Begin to look, until the service stops."""
        self._engine.serving.workers.append(self.stop)
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()
        self._thread.join()

    def _look(self) -> None:
        before, asked = None, None
        while not self._stopped.is_set():
            found = self._state()
            if found and found == before and found not in (asked, self._builder.seen):
                self._builder.request("watch")
                asked = found
            before = found
            self._stopped.wait(self._engine.settings.watch_seconds)

    def _state(self) -> State:
        try:
            return state_of(self._engine.corpus)
        except CorpusError:  # a build in the shell mends the record; /readyz has the reason
            return frozenset()
