"""Serve the application with waitress, until told to stop."""

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
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer

from corpus.settings import Settings
from index.types import Embedder
from service.answers.engine import Engine
from service.answers.problems import problem
from service.http.admission import Lanes
from service.http.connection import Channel
from service.web.access import check_binding
from service.web.app import create_app
from service.web.log import set_up
from service.web.metrics import Metrics

_log = logging.getLogger(__name__)
_POLL_SECONDS = 0.5
_QUIET_SECONDS = 0.2
"""So long nothing may be in flight before a service that was told to stop does so."""
_SPARE_CONNECTIONS = 64
_MOST_KEPT_IN_MEMORY = 65_536
"""A longer body waits for its end in a file."""


class _Listener(TcpWSGIServer):  # type: ignore[misc]
    """Listens on one address.

    Connections that others must not wait for are closed between two rounds of the loop. Within
    one, a new connection could get the number of the closed one, and what the loop still
    holds for that number: it would be closed unread.
    """

    channel_class = Channel
    metrics: Metrics
    client_seconds: float
    max_connections: int
    leaving: set[Channel]
    """The connections that were noted, of all listeners."""

    def maintenance(self, _now: float) -> None:
        """Note the connections whose clients take too long."""
        # A list, since a thread may close a connection meanwhile; also below.
        channels = list(self.active_channels.values())
        self.leaving.update(one for one in channels if one.is_overdue(self.client_seconds))

    def handle_accept(self) -> None:
        """Take a new connection; the one that was silent longest makes room where there is none."""
        super().handle_accept()
        channels = [item for item in list(self._map.values()) if isinstance(item, Channel)]
        channels = [channel for channel in channels if channel not in self.leaving]
        silent = [channel for channel in channels if not channel.requests]
        if len(channels) > self.max_connections and silent:
            self.metrics.refused(0, "silent")
            self.leaving.add(min(silent, key=lambda channel: channel.last_activity))


class _Stop:
    """Notes that the service is to stop: in its own time, and at once when told twice."""

    def __init__(self, grace_seconds: float, then: Callable[[], None]) -> None:
        self._grace_seconds = grace_seconds
        self._then = then
        self._deadline: float | None = None
        self._busy_at = 0.0

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        now = time.monotonic()
        self._deadline = now if self._deadline else now + self._grace_seconds
        self._busy_at = now
        self._then()

    def is_due(self, connections: Mapping[int, object]) -> bool:
        if self._deadline is None:
            return False
        now = time.monotonic()
        # A list, since a thread may close a connection meanwhile.
        for item in list(connections.values()):
            if isinstance(item, Channel) and item.is_in_flight(_QUIET_SECONDS):
                self._busy_at = now
        return now >= self._deadline or now - self._busy_at > _QUIET_SECONDS

    @property
    def pause(self) -> float:
        """Return how long the loop may sleep, in seconds."""
        return _POLL_SECONDS if self._deadline is None else _QUIET_SECONDS / 4


def serve(settings: Settings, embedder: Embedder | None = None) -> int:
    """Listen, open the index behind the open door, and answer until SIGTERM or Ctrl-C.

    Args:
        embedder: encodes the questions; the settings' model when None.

    Returns:
        The exit code: 0 when stopped, 2 when the address cannot be had.

    Raises:
        SettingError: when other machines could ask without a key.
    """
    check_binding(settings)
    log = set_up(settings)
    # It warns of every request that waits for a moment: two lines a request on a busy day.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    metrics, engine = Metrics(), Engine(settings, embedder, wait=False)
    app = create_app(settings, engine, metrics)
    lanes = Lanes(
        settings.server_threads, settings.max_waiting, settings.waiting_seconds, _busy_page(app)
    )
    connections: dict[int, Any] = {}
    try:
        listeners = _listen(settings, app, lanes, connections, metrics)
    except (OSError, ValueError) as error:
        reason = (isinstance(error, OSError) and error.strerror) or error
        print(
            f"service: cannot listen on {settings.host}:{settings.port}: {reason}: "
            "choose another --host or --port",
            file=sys.stderr,
        )
        return 2
    metrics.watch("pincite_waiting", "Requests that wait for a thread.", lambda: lanes.waiting)
    metrics.watch("pincite_in_work", "Requests in work or waiting.", lambda: lanes.taken)
    metrics.watch("pincite_connections", "Open connections.", lambda: _count(connections))
    metrics.watch("pincite_log_lines_lost", "Lines that the log lost.", lambda: log.lost)

    def begin_to_stop() -> None:
        engine.serving.stop()
        # Who does not look at /readyz is answered a while longer, then no more: what is in work
        # then has time to end.
        lanes.last_call = min(lanes.last_call, time.monotonic() + settings.grace_seconds / 2)
        listeners[0].pull_trigger()

    stop = _Stop(settings.grace_seconds, begin_to_stop)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    engine.serving.start()
    for listener in listeners:
        _tell(f"Pincite is at {_address(listener)}")
    while not stop.is_due(connections):
        wasyncore.poll2(stop.pause, connections)
        _close(listeners[0].leaving, settings.client_seconds)
    ended = lanes.shutdown()
    idle = engine.serving.finish()
    wasyncore.close_all(connections)
    if not (log.finish() and ended and idle):
        # A thread is at work in a library, or nobody reads our log: neither may hold us here.
        os._exit(0)
    return 0


def _tell(said: str) -> None:
    """Print a line; where that fails it goes to the log, and the service goes on."""
    try:
        print(said, flush=True)
    except OSError as error:  # nobody reads it, or the disk is full
        _log.warning("%s (it could not be printed: %s)", said, error)
        # What is left in the buffer would fail again at the end, and change the exit code.
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)


def _listen(
    settings: Settings, app: Flask, lanes: Lanes, connections: dict[int, Any], metrics: Metrics
) -> list[_Listener]:
    adjustments = Adjustments(
        host=settings.host,
        port=settings.port,
        max_request_body_size=max(settings.max_body_bytes, settings.max_upload_bytes) + 1,
        max_request_header_size=settings.max_header_bytes,
        # We make room before; this is the bound for what cannot be closed.
        connection_limit=settings.max_connections + _SPARE_CONNECTIONS,
        cleanup_interval=min(1.0, settings.client_seconds / 4),
        inbuf_overflow=_MOST_KEPT_IN_MEMORY,
        log_socket_errors=False,
        ident="pincite",
    )
    listeners, leaving = [], set[Channel]()
    for address in adjustments.listen:
        listener = _Listener(app, connections, dispatcher=lanes, adj=adjustments, sockinfo=address)
        listener.metrics = metrics
        listener.leaving = leaving
        listener.client_seconds = settings.client_seconds
        listener.max_connections = settings.max_connections
        listeners.append(listener)
    return listeners


def _busy_page(app: Flask) -> Callable[[int, str], bytes]:
    @cache
    def page(status: int, detail: str) -> bytes:
        with app.test_request_context():
            return render_template("error.html", problem=problem(status, detail)).encode()

    return page


def _close(leaving: set[Channel], client_seconds: float) -> None:
    """Close the connections that were noted, but for those that asked in the same round."""
    while leaving:
        channel = leaving.pop()
        if not channel.requests or channel.is_overdue(client_seconds):
            channel.handle_close()


def _count(connections: Mapping[int, object]) -> int:
    return sum(isinstance(item, Channel) for item in list(connections.values()))


def _address(listener: _Listener) -> str:
    host, port = listener.effective_host, listener.effective_port
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
