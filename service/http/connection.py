"""Read requests from one client's connection, enforce its time limits, and send refusals."""

import socket
import time
from collections.abc import Callable
from http import HTTPStatus
from ipaddress import IPv6Network
from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.receiver import ChunkedReceiver
from waitress.task import ErrorTask, WSGITask
from waitress.utilities import BadRequest

from service.answers.as_json import problem_json
from service.answers.problems import MEDIA_TYPE, TOO_LARGE, problem
from service.web.headers import HEADERS
from service.web.log import log_request, request_id
from service.web.request_log import ARRIVED

_LONGEST_CONTROL_LINE = 4096
_IPV6_OF_ONE_CLIENT = 64
"""Prefix length of the IPv6 network that counts as one client.

A client usually owns a whole /64, and can send from any address in it (RFC 4291).
"""
_LINGERING_SECONDS = 2.0
"""Seconds without data from a refused client before its connection is closed."""
_DETAILS = {
    400: "invalid HTTP request: ",
    413: TOO_LARGE,
    431: "the request line and its headers are too long: shorten them, "
    "or raise PINCITE_MAX_HEADER_BYTES",
    500: "the service failed on this request: see its log for the reason",
    501: "unsupported transfer encoding: use chunked, or send Content-Length",
}


class Busy:
    """The refusal of a request under load; it takes the place of an error of waitress.

    Attributes:
        code: status of the response, 429 or 503.
        reason: label of the refusal in the metrics.
        body: the detail, as text.
        page: the detail, as an HTML page.
    """

    def __init__(self, code: int, reason: str, detail: str, page: bytes) -> None:
        """Store the parts of the response."""
        self.code = code
        self.reason = reason
        self.body = detail
        self.page = page


class Parser(HTTPRequestParser):  # type: ignore[misc]
    """Parses one request; refuses framing that a proxy could read in another way."""

    completed: bool
    adj: Any
    path = ""
    """The default: waitress reads the path, but does not set it for an invalid request line."""

    def __init__(self, adj: Any) -> None:
        """Record when the request begins."""
        super().__init__(adj)
        self.arrived = self.began = time.monotonic()
        self.expect_continue = False

    def parse_header(self, header_plus: bytes) -> None:
        """Parse the request line and the headers.

        Raises:
            ParsingError: when they are invalid.
        """
        try:
            super().parse_header(header_plus)
        except ValueError as error:  # such as a number of 5,000 digits, or an invalid URL
            raise ParsingError(str(error)) from error
        given = self.headers.get("AUTHORIZATION"), self.headers.get("X_API_KEY")
        if self.command == "POST":
            self.adj = self.adj.of_post(self.path, *given)
        encoded = self.chunked or "TRANSFER_ENCODING" in self.headers
        if encoded and (self.version != "1.1" or "CONTENT_LENGTH" in self.headers):
            raise ParsingError(
                "Transfer-Encoding cannot be combined with Content-Length or HTTP/1.0"
            )

    def received(self, data: bytes) -> int:
        """Parse bytes that have arrived, and return how many of them belong to this request."""
        consumed: int = super().received(data)
        body = self.body_rcv if not self.completed else None
        # waitress joins the line again with every packet, so its cost grows with the square.
        if isinstance(body, ChunkedReceiver) and (
            max(len(body.control_line), len(body.trailer)) > _LONGEST_CONTROL_LINE
        ):
            self.error, self.completed = BadRequest("a chunk header is too long"), True
        if self.error:
            self.expect_continue = False  # an error replaces "100 Continue"
        self.arrived = time.monotonic()
        if self.adj.is_patient:  # an upload may take long, but not pause for long
            self.began = self.arrived
        return consumed


class ProblemTask(ErrorTask):  # type: ignore[misc]
    """Writes a problem response for a request that does not reach the application."""

    def execute(self) -> None:
        """Write the response."""
        request, error = self.request, self.request.error
        headers: dict[str, str] = request.headers
        name = request_id(headers.get("X_REQUEST_ID"))
        busy = isinstance(error, Busy)
        detail = _DETAILS.get(error.code, "") + (error.body if busy or error.code == 400 else "")
        body, media_type = problem_json(problem(error.code, detail, name)), MEDIA_TYPE
        if busy:
            self.response_headers.append(("Retry-After", "1"))
            if "text/html" in headers.get("ACCEPT", "") and request.path != "/ask":
                body, media_type = error.page, "text/html; charset=utf-8"
        else:
            self.set_close_on_finish()
            self.channel.lingers = True
        self.status = f"{error.code} {HTTPStatus(error.code).phrase}"
        self.response_headers += [("Content-Type", media_type), ("X-Request-Id", name)]
        self.response_headers += HEADERS.items()
        self.content_length = len(body)
        self.write(b"" if getattr(request, "command", "") == "HEAD" else body)
        reason = error.reason if busy else "malformed"
        self.channel.server.metrics.count_refusal(error.code, reason)
        if not busy:  # refusals under load are counted only: logging each would add to the load
            log_request({"route": None, "status": error.code, "request_id": name})


class ApplicationTask(WSGITask):  # type: ignore[misc]
    """Passes a request to the application."""

    def get_environment(self) -> dict[str, Any]:
        """Return the WSGI environment."""
        environ: dict[str, Any] = super().get_environment()
        environ[ARRIVED] = self.request.arrived
        return environ

    def write(self, data: bytes) -> None:
        """Send a part of the response."""
        # The work is done when a response of known length begins. If its place were released
        # later, a client's next request could be refused because of its own previous one.
        if not self.wrote_header and self.content_length is not None:
            self.channel.release()
        super().write(data)


class Connection(HTTPChannel):  # type: ignore[misc]
    """A connection of one client."""

    close_when_flushed: bool
    parser_class = Parser
    task_class = ApplicationTask
    error_task_class = ProblemTask
    release: Callable[[], None] = staticmethod(lambda: None)
    """Frees the place of the admitted request."""

    lingers = False
    """Whether to read and discard what the client still sends before closing the connection.

    Closing a connection with unread bytes resets it, and a reset
    discards a response that the client has not read yet.
    """
    _lingering_since: float | None = None

    @property
    def client(self) -> str:
        """Return the client's IPv4 address, or its IPv6 network."""
        host: str = self.addr[0]
        if ":" not in host:
            return host
        return str(IPv6Network((host.partition("%")[0], _IPV6_OF_ONE_CLIENT), strict=False))

    def handle_write(self) -> None:
        """Send buffered output, and close the connection when that is due."""
        if not (self.lingers and self.close_when_flushed):
            super().handle_write()
            return
        self._flush_exception(self._flush_some)
        if self.will_close:
            self.handle_close()
        elif not self.total_outbufs_len:
            self.close_when_flushed = False
            self._lingering_since = time.monotonic()
            try:
                self.socket.shutdown(socket.SHUT_WR)
            except OSError:
                self.handle_close()

    def writable(self) -> bool:
        """Return whether the loop has output to send or a connection to close.

        False while a thread sends a response: the thread wakes the loop when it is done. True
        would make waitress poll for the thread's lock in a busy loop, and starve the thread.
        """
        if not super().writable():
            return False
        thread_waits = self.total_outbufs_len > self.adj.outbuf_high_watermark
        if thread_waits or not self.requests:
            return True
        free: bool = self.outbuf_lock.acquire(blocking=False)
        if free:
            self.outbuf_lock.release()
        return free

    def readable(self) -> bool:
        """Return whether the loop may read more."""
        return self._lingering_since is not None or bool(super().readable())

    def received(self, data: bytes) -> bool:
        """Parse what was read, or discard it while the connection lingers."""
        return self._lingering_since is None and bool(super().received(data))

    def is_overdue(self, limit: float) -> bool:
        """Return whether the client is too slow to send, to continue, or to read its response.

        Args:
            limit: seconds that each may take.
        """
        if self._lingering_since is not None:
            silent = time.time() - self.last_activity > _LINGERING_SECONDS
            return silent or time.monotonic() - self._lingering_since > limit
        if self.request is not None and time.monotonic() - self.request.began > limit:
            return True
        in_work = self.requests and not self.total_outbufs_len
        return not in_work and time.time() - self.last_activity > limit

    def is_in_flight(self, quiet_seconds: float) -> bool:
        """Return whether a request or its response is in progress.

        Args:
            quiet_seconds: a partial request counts while data arrived within this time.
        """
        if self.requests or self.total_outbufs_len:
            return True
        return self.request is not None and time.time() - self.last_activity < quiet_seconds
