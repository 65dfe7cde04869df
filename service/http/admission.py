"""Admit requests to the worker threads, and refuse what exceeds the limits."""

import math
import threading
import time
from collections import Counter, deque
from collections.abc import Callable

from waitress.task import ThreadedTaskDispatcher

from service.http.connection import Busy, Connection

_QUICK_THREADS = 2
_QUICK = ("/healthz", "/readyz", "/metrics")
_STATIC = "/static/"


class Admission:
    """Distributes requests to two pools of threads: one for quick requests, one for work.

    It takes the place of waitress's task dispatcher. Probes, static files and refusals go to the
    quick pool. A request is refused when the queue is full, or when it has waited too long. When
    the queue is full, the client with the most requests loses its last one to a client with fewer.
    """

    def __init__(
        self,
        threads: int,
        waiting: int,
        waiting_seconds: float,
        busy_page: Callable[[int, str], bytes],
    ) -> None:
        """Start the threads.

        Args:
            threads: threads that do work.
            waiting: most requests in the queue.
            waiting_seconds: longest time that a request may wait.
            busy_page: renders a refusal as HTML, from its status and detail.
        """
        self._capacity = threads + waiting
        self._waiting_seconds = waiting_seconds
        self._busy_page = busy_page
        self._admitted: Counter[str] = Counter()
        self.closes_at = math.inf
        """When new work starts to be refused, on the monotonic clock; admitted work continues."""
        self._lock = threading.Lock()
        self._quick, self._work = ThreadedTaskDispatcher(), ThreadedTaskDispatcher()
        self._quick.set_thread_count(_QUICK_THREADS)
        self._work.set_thread_count(threads)

    @property
    def admitted(self) -> int:
        """Return the number of requests in work or waiting."""
        return self._admitted.total()

    @property
    def waiting(self) -> int:
        """Return the number of requests that wait for a thread."""
        return len(self._work.queue)

    def add_task(self, connection: Connection) -> None:
        """Queue the first request of a connection, or refuse it."""
        request = connection.requests[0]
        if request.error or request.path in _QUICK or request.path.startswith(_STATIC):
            self._quick.add_task(connection)
        elif time.monotonic() > self.closes_at:
            detail = "The service is stopping. Try again in a moment."
            self._refuse(connection, "stopping", detail)
        elif self._admit(connection.client):
            self._work.add_task(_Work(self, connection))
        elif (displaced := self._displace(connection.client)) is not None:
            detail = "Too many requests from your address. Retry in one second."
            self._work.add_task(_Work(self, connection))
            self._refuse(displaced, "share", detail, status=429)
        else:
            detail = "The service is busy. Retry in one second."
            self._refuse(connection, "full", detail)

    def shutdown(self, timeout: float = 0.5) -> bool:
        """Stop the threads, and return whether all have ended.

        Args:
            timeout: seconds to wait for each pool.
        """
        for pool in (self._quick, self._work):
            pool.shutdown(timeout=timeout)
        return not (self._quick.threads or self._work.threads)

    def expired(self, since: float) -> Busy | None:
        """Return the refusal of a request that has waited too long, else None.

        Args:
            since: when it was queued, on the monotonic clock.
        """
        if time.monotonic() - since <= self._waiting_seconds:
            return None
        detail = "The service is busy and the request timed out. Retry in one second."
        return self._busy("late", detail)

    def release(self, client: str) -> None:
        """Free the place of one request of a client."""
        with self._lock:
            self._admitted[client] -= 1
            self._admitted += Counter()  # drops clients whose count is zero

    def _admit(self, client: str) -> bool:
        with self._lock:
            free = self._admitted.total() < self._capacity
            if free:
                self._admitted[client] += 1
        return free

    def _displace(self, client: str) -> Connection | None:
        """Give a client the place of a waiting request, the last of the client with the most.

        Returns:
            The connection that lost its place, or None when the exchange would not be fairer.
        """
        with self._work.lock, self._lock:
            queue: deque[_Work] = self._work.queue
            last = max(reversed(queue), key=lambda work: self._admitted[work.client], default=None)
            if last is None or self._admitted[last.client] - 1 <= self._admitted[client]:
                return None
            queue.remove(last)
            self._admitted[client] += 1
            self._admitted[last.client] -= 1
        return last.connection

    def _refuse(self, connection: Connection, reason: str, detail: str, status: int = 503) -> None:
        connection.requests[0].error = self._busy(reason, detail, status)
        self._quick.add_task(connection)

    def _busy(self, reason: str, detail: str, status: int = 503) -> Busy:
        return Busy(status, reason, detail, self._busy_page(status, detail))


class _Work:
    """An admitted request."""

    def __init__(self, admission: Admission, connection: Connection) -> None:
        self.connection = connection
        self.client = connection.client
        self._admission = admission
        self._since = time.monotonic()
        self._holds_place = True

    def service(self) -> None:
        self.connection.requests[0].error = self._admission.expired(self._since)
        self.connection.release = self.release
        try:
            self.connection.service()
        finally:
            self.release()

    def cancel(self) -> None:
        self.release()
        self.connection.cancel()

    def release(self) -> None:
        if self._holds_place:
            self._holds_place = False
            self._admission.release(self.client)
