"""Tell a client how far a tool is, from the thread that runs it."""

import time
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from anyio import from_thread

_LEAST_SECONDS = 1.0


class Report(Protocol):
    """Sends the progress of a call to the client that asked for it, and else does nothing."""

    def __call__(self, progress: float, total: float | None = None) -> Coroutine[Any, Any, None]:
        """Send the number of steps that are done, and their total."""
        ...


class Progress:
    """Sends the progress at most once a second, and in the end."""

    def __init__(self, report: Report, clock: Callable[[], float] = time.monotonic) -> None:
        """Set what sends it."""
        self._report = report
        self._clock = clock
        self._due = clock()

    def __call__(self, done: int, total: int) -> None:
        """Send the number of steps that are done, and their total; called in a thread of anyio."""
        now = self._clock()
        if now >= self._due or done == total:
            self._due = now + _LEAST_SECONDS
            from_thread.run(self._report, done, total)
