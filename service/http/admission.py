"""The threads that answer, and what is refused before one of them is taken."""

import math
import threading
import time
from collections import Counter, deque
from collections.abc import Callable

from waitress.task import ThreadedTaskDispatcher

from service.http.connection import Busy, Channel

_QUICK_THREADS = 2
_QUICK = ("/healthz", "/readyz", "/metrics")
_STATIC = "/static/"


class Lanes:
    """Gives requests to threads: the quick ones and the refusals to some, the work to others.

    It stands where waitress has its task dispatcher. A request is refused when
    as many wait as may, and when it has waited as long as it may. Where none may
    wait any more, the client that takes up most gives way to those that take up less.
    """

    def __init__(
        self,
        threads: int,
        waiting: int,
        waiting_seconds: float,
        busy_page: Callable[[int, str], bytes],
    ) -> None:
        """Start the threads."""
        self._places = threads + waiting
        self._waiting_seconds = waiting_seconds
        self._busy_page = busy_page
        self._held: Counter[str] = Counter()
        self.last_call = math.inf
        """When new work is no longer taken, on the monotonic clock; the work there is goes on."""
        self._lock = threading.Lock()
        self._quick, self._work = ThreadedTaskDispatcher(), ThreadedTaskDispatcher()
        self._quick.set_thread_count(_QUICK_THREADS)
        self._work.set_thread_count(threads)

    @property
    def taken(self) -> int:
        """Return how many requests are in work or wait."""
        return self._held.total()

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
            self._refuse(channel, "stopping", "The service is stopping. Try again in a moment.")
        elif self._take(channel.client):
            self._work.add_task(_Work(self, channel))
        elif (greedy := self._make_room(channel.client)) is not None:
            detail = "Too many requests from your address. Retry in one second."
            self._work.add_task(_Work(self, channel))
            self._refuse(greedy, "share", detail, status=429)
        else:
            detail = "The service is busy. Retry in one second."
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
        detail = "The service is busy and the request timed out. Retry in one second."
        return self._busy("late", detail)

    def leave(self, client: str) -> None:
        """Give a client's place back."""
        with self._lock:
            self._held[client] -= 1
            self._held += Counter()  # forgets who holds none

    def _take(self, client: str) -> bool:
        with self._lock:
            free = self._held.total() < self._places
            if free:
                self._held[client] += 1
        return free

    def _make_room(self, client: str) -> Channel | None:
        """Give a client the place of the last request of the one that holds most, if it waits.

        Returns: the connection that lost its place; None where that would be no fairer.
        """
        with self._work.lock, self._lock:
            waiting: deque[_Work] = self._work.queue
            last = max(reversed(waiting), key=lambda work: self._held[work.client], default=None)
            if last is None or self._held[last.client] - 1 <= self._held[client]:
                return None
            waiting.remove(last)
            self._held[client] += 1
            self._held[last.client] -= 1
        return last.channel

    def _refuse(self, channel: Channel, reason: str, detail: str, status: int = 503) -> None:
        channel.requests[0].error = self._busy(reason, detail, status)
        self._quick.add_task(channel)

    def _busy(self, reason: str, detail: str, status: int = 503) -> Busy:
        return Busy(status, reason, detail, self._busy_page(status, detail))


class _Work:
    """A request that has a place."""

    def __init__(self, lanes: Lanes, channel: Channel) -> None:
        self.channel = channel
        self.client = channel.client
        self._lanes = lanes
        self._since = time.monotonic()
        self._here = True

    def service(self) -> None:
        self.channel.requests[0].error = self._lanes.late(self._since)
        self.channel.leave = self.leave
        try:
            self.channel.service()
        finally:
            self.leave()

    def cancel(self) -> None:
        self.leave()
        self.channel.cancel()

    def leave(self) -> None:
        if self._here:
            self._here = False
            self._lanes.leave(self.client)
