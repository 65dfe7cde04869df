"""One client's connection: what is read from it, how long it may take, how it is refused."""

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
"""Bits of an address that name a network; whoever has one has all addresses in it (RFC 4291)."""
_LINGERING_SECONDS = 2.0
"""So long a refused client may be silent before the connection is closed."""
_DETAILS = {
    400: "invalid HTTP request: ",
    413: TOO_LARGE,
    431: "the request line and its headers are too long: shorten them, "
    "or raise PINCITE_MAX_HEADER_BYTES",
    500: "the service failed on this request: see its log for the reason",
    501: "unsupported transfer encoding: use chunked, or send Content-Length",
}


class Busy:
    """The answer to a request that cannot be taken now; it stands where waitress's errors do."""

    def __init__(self, code: int, reason: str, detail: str, page: bytes) -> None:
        """Take the status, the reason for the figures, and the answer as words and as a page."""
        self.code = code
        self.reason = reason
        self.body = detail
        self.page = page


class Parser(HTTPRequestParser):  # type: ignore[misc]
    """Reads one request; refuses what two readers could read in two ways."""

    completed: bool
    path = ""
    """waitress sets none when the request line is wrong, and asks for one."""

    def __init__(self, adj: Any) -> None:
        """Note when the request begins."""
        super().__init__(adj)
        self.arrived = self.began = time.monotonic()
        self.expect_continue = False

    def parse_header(self, header_plus: bytes) -> None:
        """Read the request line and the headers.

        Raises:
            ParsingError: when they are wrong.
        """
        try:
            super().parse_header(header_plus)
        except ValueError as error:  # a number of 5,000 digits, an address that is none
            raise ParsingError(str(error)) from error
        coded = self.chunked or "TRANSFER_ENCODING" in self.headers
        if coded and (self.version != "1.1" or "CONTENT_LENGTH" in self.headers):
            raise ParsingError(
                "Transfer-Encoding cannot be combined with Content-Length or HTTP/1.0"
            )

    def received(self, data: bytes) -> int:
        """Take in what has arrived and return how much of it belongs to this request."""
        consumed: int = super().received(data)
        body = self.body_rcv if not self.completed else None
        # waitress joins such a line anew with every packet.
        if isinstance(body, ChunkedReceiver) and (
            max(len(body.control_line), len(body.trailer)) > _LONGEST_CONTROL_LINE
        ):
            self.error, self.completed = BadRequest("a chunk header is too long"), True
        if self.error:
            self.expect_continue = False  # the answer is not to go on
        self.arrived = time.monotonic()
        return consumed


class ProblemTask(ErrorTask):  # type: ignore[misc]
    """Writes a problem where the application is not asked."""

    def execute(self) -> None:
        """Write the answer."""
        request, error = self.request, self.request.error
        headers: dict[str, str] = request.headers
        name = request_id(headers.get("X_REQUEST_ID"))
        busy = isinstance(error, Busy)
        said = _DETAILS.get(error.code, "") + (error.body if busy or error.code == 400 else "")
        body, media_type = problem_json(problem(error.code, said, name)), MEDIA_TYPE
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
        self.channel.server.metrics.refused(error.code, reason)
        if not busy:  # a flood of refusals is counted, not written down
            log_request({"route": None, "status": error.code, "request_id": name})


class ApplicationTask(WSGITask):  # type: ignore[misc]
    """Asks the application."""

    def get_environment(self) -> dict[str, Any]:
        """Return the WSGI environment."""
        environ: dict[str, Any] = super().get_environment()
        environ[ARRIVED] = self.request.arrived
        return environ

    def write(self, data: bytes) -> None:
        """Send a part of the response."""
        # The work is done when a response of known length begins. Were its place given back
        # later, a client that asks again at once could be refused for its own last request.
        if not self.wrote_header and self.content_length is not None:
            self.channel.leave()
        super().write(data)


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection."""

    close_when_flushed: bool
    parser_class = Parser
    task_class = ApplicationTask
    error_task_class = ProblemTask
    leave: Callable[[], None] = staticmethod(lambda: None)
    """Gives the request's place among those in work back."""

    lingers = False
    """Whether what the client still sends is read, and forgotten, before the connection is closed.

    A connection that is closed with unread bytes is reset, and a reset takes
    the answer away from a client that has not read it yet.
    """
    _lingering_since: float | None = None

    @property
    def client(self) -> str:
        """Return whom the connection belongs to: an address, or the network of one of IPv6."""
        host: str = self.addr[0]
        if ":" not in host:
            return host
        return str(IPv6Network((host.partition("%")[0], _IPV6_OF_ONE_CLIENT), strict=False))

    def handle_write(self) -> None:
        """Send what waits to be sent, and hang up when that is due."""
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
        """Tell whether the loop has something to send, or a connection to close.

        Not while a thread sends an answer: it tells the loop when it has done so. Asked for
        meanwhile, waitress would try for its lock without a rest, and keep it from the interpreter.
        """
        if not super().writable():
            return False
        waits_for_us = self.total_outbufs_len > self.adj.outbuf_high_watermark
        if waits_for_us or not self.requests:
            return True
        free: bool = self.outbuf_lock.acquire(blocking=False)
        if free:
            self.outbuf_lock.release()
        return free

    def readable(self) -> bool:
        """Tell whether more may be read."""
        return self._lingering_since is not None or bool(super().readable())

    def received(self, data: bytes) -> bool:
        """Take in what was read, or forget it."""
        return self._lingering_since is None and bool(super().received(data))

    def is_overdue(self, limit: float) -> bool:
        """Tell whether the client takes too long: to ask, to go on, or to take its answer."""
        if self._lingering_since is not None:
            silent = time.time() - self.last_activity > _LINGERING_SECONDS
            return silent or time.monotonic() - self._lingering_since > limit
        if self.request is not None and time.monotonic() - self.request.began > limit:
            return True
        waits_for_us = self.requests and not self.total_outbufs_len
        return not waits_for_us and time.time() - self.last_activity > limit

    def is_in_flight(self, patience: float) -> bool:
        """Tell whether a request or its answer is under way; a silent client's is not."""
        if self.requests or self.total_outbufs_len:
            return True
        return self.request is not None and time.time() - self.last_activity < patience
