"""Serve the application with waitress until SIGTERM or Ctrl-C."""

import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from functools import cache
from types import FrameType
from typing import Any

from flask import Flask, render_template
from waitress import wasyncore
from waitress.server import TcpWSGIServer

from corpus.settings import Settings
from index.types import Embedder
from service.answers.corpus_state import warn_of_missing_corpus
from service.answers.engine import Engine
from service.answers.problems import problem
from service.builds.runner import Builder
from service.builds.watch import FolderWatcher
from service.http.admission import Admission
from service.http.connection import Connection
from service.http.limits import Upload, limits_for
from service.http.memory import return_freed_memory
from service.http.uploads import uploads
from service.web.access import check_binding
from service.web.app import create_app
from service.web.body_limit import longest_body
from service.web.door import Door
from service.web.log import set_up
from service.web.metrics import Metrics
from service.web.public_url import public_path, with_path

_log = logging.getLogger(__name__)
_POLL_SECONDS = 0.5
_QUIET_SECONDS = 0.2
"""Seconds without traffic before a stopping server exits."""


class _Listener(TcpWSGIServer):  # type: ignore[misc]
    """Listens on one address.

    Overdue and surplus connections are closed between two rounds of the loop. Within a round, a
    new connection could reuse the file descriptor of a closed one, receive the events that the
    loop still holds for it, and be closed unread.
    """

    channel_class = Connection
    metrics: Metrics
    client_seconds: float
    max_connections: int
    closing: set[Connection]
    """Connections to close after this round; all listeners share the set."""

    def maintenance(self, _now: float) -> None:
        """Mark the connections of clients that are too slow for closing."""
        # A copy, because a thread may close a connection meanwhile.
        connections = list(self.active_channels.values())
        self.closing.update(one for one in connections if one.is_overdue(self.client_seconds))

    def handle_accept(self) -> None:
        """Accept a connection; above the limit, mark the one that was idle longest for closing."""
        super().handle_accept()
        connections = [one for one in _connections(self._map) if one not in self.closing]
        idle = [connection for connection in connections if not connection.requests]
        if len(connections) > self.max_connections and idle:
            self.metrics.count_refusal(0, "silent")
            self.closing.add(min(idle, key=lambda connection: connection.last_activity))


class _Shutdown:
    """Handles stop signals: the first begins a graceful shutdown, the second ends it at once."""

    def __init__(self, grace_seconds: float, begin: Callable[[], None]) -> None:
        self._grace_seconds = grace_seconds
        self._begin = begin
        self._deadline: float | None = None
        self._busy_at = 0.0

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        now = time.monotonic()
        self._deadline = now if self._deadline else now + self._grace_seconds
        self._busy_at = now
        self._begin()

    def is_due(self, sockets: Mapping[int, object]) -> bool:
        """Return whether to exit now: traffic has ended, or the grace time has."""
        if self._deadline is None:
            return False
        now = time.monotonic()
        if any(one.is_in_flight(_QUIET_SECONDS) for one in _connections(sockets)):
            self._busy_at = now
        return now >= self._deadline or now - self._busy_at > _QUIET_SECONDS

    @property
    def pause(self) -> float:
        """Return the seconds that the loop may sleep."""
        return _POLL_SECONDS if self._deadline is None else _QUIET_SECONDS / 4


def serve(settings: Settings, embedder: Embedder | None = None, door: Door | None = None) -> int:
    """Listen, open the index in the background, and answer until SIGTERM or Ctrl-C.

    Args:
        embedder: encodes the questions; the settings' model when None.
        door: a route besides those of the application.

    Returns:
        The exit code: 0 when stopped, 2 when the address cannot be used.

    Raises:
        SettingError: when other machines could send requests without a key.
    """
    check_binding(settings)
    return_freed_memory()
    log = set_up(settings)
    # This logger warns about every request that waits: two lines a request under load.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    metrics, engine = Metrics(), Engine(settings, embedder, wait=False)
    builder = Builder(engine)
    app = create_app(settings, engine, metrics, builder, door)
    admission = Admission(
        settings.server_threads,
        settings.max_waiting,
        settings.waiting_seconds,
        _busy_page(app, public_path(settings)),
    )
    sockets: dict[int, Any] = {}
    try:
        listeners = _listen(settings, app, admission, sockets, metrics, uploads(settings, door))
    except (OSError, ValueError) as error:
        reason = (isinstance(error, OSError) and error.strerror) or error
        print(
            f"service: cannot listen on {settings.host}:{settings.port}: {reason}: "
            "choose another --host or --port",
            file=sys.stderr,
        )
        return 2
    metrics.add_gauge(
        "pincite_waiting", "Requests that wait for a thread.", lambda: admission.waiting
    )
    metrics.add_gauge("pincite_in_work", "Requests in work or waiting.", lambda: admission.admitted)
    metrics.add_gauge(
        "pincite_connections", "Open connections.", lambda: len(_connections(sockets))
    )
    metrics.add_gauge("pincite_log_lines_lost", "Log lines that were lost.", lambda: log.lost)

    def begin_shutdown() -> None:
        engine.serving.stop()
        # A load balancer needs time to see /readyz fail, so new requests are answered for half of
        # the grace time. Requests in work have the other half to end.
        closes_at = time.monotonic() + settings.grace_seconds / 2
        admission.closes_at = min(admission.closes_at, closes_at)
        listeners[0].pull_trigger()

    shutdown = _Shutdown(settings.grace_seconds, begin_shutdown)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, shutdown)
    warn_of_missing_corpus(settings)
    engine.serving.start()
    if settings.watch:
        FolderWatcher(engine, builder).start()
    for listener in listeners:
        _announce(f"Pincite is at {_address(listener)}")
    while not shutdown.is_due(sockets):
        wasyncore.poll2(shutdown.pause, sockets)
        _close(listeners[0].closing, settings.client_seconds)
    ended = admission.shutdown()
    idle = engine.serving.finish()
    wasyncore.close_all(sockets)
    if not (log.finish() and ended and idle):
        # A thread may be busy in a library, or blocked on a full log pipe; do not wait for it.
        os._exit(0)
    return 0


def _announce(line: str) -> None:
    """Print a line, or log it when standard output fails."""
    try:
        print(line, flush=True)
    except OSError as error:  # a closed pipe or a full disk
        _log.warning("%s (it could not be printed: %s)", line, error)
        # Python flushes the buffer at exit; a second failure would change the exit code.
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)


def _listen(
    settings: Settings,
    app: Flask,
    admission: Admission,
    sockets: dict[int, Any],
    metrics: Metrics,
    larger: tuple[Upload, ...],
) -> list[_Listener]:
    adjustments = limits_for(settings, longest_body(settings))
    adjustments.uploads = larger
    listeners, closing = [], set[Connection]()
    for address in adjustments.listen:
        listener = _Listener(app, sockets, dispatcher=admission, adj=adjustments, sockinfo=address)
        listener.metrics = metrics
        listener.closing = closing
        listener.client_seconds = settings.client_seconds
        listener.max_connections = settings.max_connections
        listeners.append(listener)
    return listeners


def _busy_page(app: Flask, path: str) -> Callable[[int, str], bytes]:
    @cache
    def page(status: int, detail: str) -> bytes:
        with app.test_request_context():
            shown = render_template("error.html", problem=problem(status, detail))
            return with_path(shown, path).encode()

    return page


def _close(closing: set[Connection], client_seconds: float) -> None:
    """Close the marked connections, except those whose request arrived in the same round."""
    while closing:
        connection = closing.pop()
        if not connection.requests or connection.is_overdue(client_seconds):
            connection.handle_close()


def _connections(sockets: Mapping[int, object]) -> list[Connection]:
    # A copy, because a thread may close a connection meanwhile.
    return [item for item in list(sockets.values()) if isinstance(item, Connection)]


def _address(listener: _Listener) -> str:
    host, port = listener.effective_host, listener.effective_port
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
