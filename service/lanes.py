"""The threads that answer, and what is refused before one of them is taken."""

import math
import threading
import time
from collections.abc import Callable

from waitress.task import ThreadedTaskDispatcher

from service.channel import Busy, Channel

_QUICK_THREADS = 2
_QUICK = ("/healthz", "/readyz", "/metrics")
_STATIC = "/static/"


class Lanes:
    """Gives requests to threads: the quick ones and the refusals to some, the work to others.

    It stands where waitress has its task dispatcher. A request is refused when
    as many wait as may, and when it has waited as long as it may.
    """

    def __init__(
        self, threads: int, waiting: int, waiting_seconds: float, busy_page: Callable[[str], bytes]
    ) -> None:
        """Start the threads."""
        self._places = threads + waiting
        self._waiting_seconds = waiting_seconds
        self._busy_page = busy_page
        self._taken = 0
        self.last_call = math.inf
        """When new work is no longer taken, on the monotonic clock; the work there is goes on."""
        self._lock = threading.Lock()
        self._quick, self._work = ThreadedTaskDispatcher(), ThreadedTaskDispatcher()
        self._quick.set_thread_count(_QUICK_THREADS)
        self._work.set_thread_count(threads)

    @property
    def taken(self) -> int:
        """Return how many requests are in work or wait."""
        return self._taken

    @property
    def waiting(self) -> int:
        """Return how many requests wait for a thread."""
        return len(self._work.queue)

    def add_task(self, channel: Channel) -> None:
        """Have the first request of a connection answered."""
        request = channel.requests[0]
        if request.error or request.path in _QUICK or request.path.startswith(_STATIC):
            self._quick.add_task(channel)
        elif time.monotonic() > self.last_call:
            self._refuse(channel, "stopping", "the service is stopping: ask again in a moment")
        elif self._take():
            self._work.add_task(_Work(self, channel))
        else:
            detail = "the service is busy and no more may wait: try again in a second"
            self._refuse(channel, "full", detail)

    def shutdown(self, timeout: float = 0.5) -> bool:
        """Stop the threads; tell whether all have ended."""
        for lane in (self._quick, self._work):
            lane.shutdown(timeout=timeout)
        return not (self._quick.threads or self._work.threads)

    def late(self, since: float) -> Busy | None:
        """Return the refusal of a request that has waited too long."""
        if time.monotonic() - since <= self._waiting_seconds:
            return None
        detail = "the service is busy and the request waited too long: try again in a second"
        return self._busy("late", detail)

    def leave(self) -> None:
        """Give a place back."""
        with self._lock:
            self._taken -= 1

    def _take(self) -> bool:
        with self._lock:
            free = self._taken < self._places
            self._taken += free
        return free

    def _refuse(self, channel: Channel, reason: str, detail: str) -> None:
        channel.requests[0].error = self._busy(reason, detail)
        self._quick.add_task(channel)

    def _busy(self, reason: str, detail: str) -> Busy:
        return Busy(reason, detail, self._busy_page(detail))


class _Work:
    """A request that has a place."""

    def __init__(self, lanes: Lanes, channel: Channel) -> None:
        self._lanes = lanes
        self._channel = channel
        self._since = time.monotonic()
        self._here = True

    def service(self) -> None:
        self._channel.requests[0].error = self._lanes.late(self._since)
        self._channel.leave = self._leave
        try:
            self._channel.service()
        finally:
            self._leave()

    def cancel(self) -> None:
        self._leave()
        self._channel.cancel()

    def _leave(self) -> None:
        if self._here:
            self._here = False
            self._lanes.leave()
