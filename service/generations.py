"""Which generation serves, and how a newer one takes its place."""

import logging
import threading
import time
from dataclasses import dataclass

from corpus.errors import IndexProblem, PinciteError
from corpus.settings import Settings
from index.embedding import Embedder
from index.encoders import encoder_for_serving
from index.generation import Generation, open_index
from index.manifest import read_pointer

_FIRST_WAIT_SECONDS, _LONGEST_WAIT_SECONDS = 2.0, 300.0
AGAIN = "open-index-again"
"""Name of the thread that tries a refused generation again."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Serving:
    """A generation with what encodes questions for it."""

    generation: Generation
    embedder: Embedder


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Why a generation does not serve, and until when, on the monotonic clock, it is let be.

    Attributes:
        cause: the reason as the log has it.
    """

    pointer: str
    reason: str
    cause: str
    wait: float
    until: float


class Generations:
    """Holds what serves; safe to share between threads."""

    def __init__(self, settings: Settings, embedder: Embedder | None = None) -> None:
        """Open the index; see ``Engine``."""
        self._settings = settings
        self._given = embedder
        self._opening = threading.Lock()
        self._refused: _Refusal | None = None
        self.now = self._open(None)
        """What serves, without a look for anything newer."""

    @property
    def refusal(self) -> str | None:
        """Return why a newer generation does not serve, where there is one."""
        return self._refused.reason if self._refused else None

    @property
    def newest(self) -> Serving:
        """Return what serves, which is the generation that was published last, if it is sound.

        One that is not is tried again now and then: what kept it out may pass, as when there
        is no memory, or when an index is copied here and its pointer came before its files.
        """
        pointer = self._pointer()
        if pointer is None:
            return self.now
        if pointer == self.now.generation.pointer:
            if self._refused and self._pointer() == pointer:  # the old one was put back
                self._refused = None
        # One request opens it; the others go on with the old one meanwhile.
        elif self._is_due(pointer) and self._opening.acquire(blocking=False):
            if self._refused and self._refused.pointer == pointer:
                self._take_behind(pointer)
            else:
                self._take(pointer)
        return self.now

    def _pointer(self) -> str | None:
        try:
            return read_pointer(self._settings.index)
        except IndexProblem:
            return None

    def _is_due(self, pointer: str) -> bool:
        refused = self._refused
        return not refused or refused.pointer != pointer or time.monotonic() > refused.until

    def _take(self, pointer: str) -> None:
        """Open what was published; the caller holds the lock, which is given back."""
        try:
            if pointer == self.now.generation.pointer:  # another request was quicker
                return
            self.now = self._open(self.now.embedder)
        except PinciteError as problem:
            self._refuse(pointer, str(problem))
        except Exception as error:  # no memory, no more open files, ...: no question fails for that
            self._refuse(pointer, "the log of the service says why", error)
        else:
            self._refused = None
            _log.info("now serving generation %s", self.now.generation.manifest.generation)
        finally:
            self._opening.release()

    def _take_behind(self, pointer: str) -> None:
        """Do the same in a thread: no request pays again for what was in vain before."""
        try:
            threading.Thread(target=self._take, args=[pointer], name=AGAIN, daemon=True).start()
        except RuntimeError:  # no more threads
            self._opening.release()

    def _refuse(self, pointer: str, reason: str, error: Exception | None = None) -> None:
        refused = self._refused
        before = refused if refused and refused.pointer == pointer else None
        wait = min(2 * before.wait, _LONGEST_WAIT_SECONDS) if before else _FIRST_WAIT_SECONDS
        cause = reason if error is None else repr(error)
        self._refused = _Refusal(pointer, reason, cause, wait, time.monotonic() + wait)
        if before is None or before.cause != cause:
            said = "a new generation was refused, and will be tried again: %s"
            _log.warning(said, cause, exc_info=error)

    def _open(self, before: Embedder | None) -> Serving:
        if self._given is not None:
            return Serving(open_index(self._settings.index, self._given.identity), self._given)
        generation = open_index(self._settings.index)
        try:
            return Serving(generation, encoder_for_serving(self._settings, generation, before))
        except Exception:
            generation.close()
            raise
