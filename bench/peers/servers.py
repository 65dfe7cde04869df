"""Start a server, and ask it over and over through connections that are kept alive."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psutil

_PATIENCE = 120
_BETWEEN_POLLS = 0.02
_ENDS_WELL = (0, -15)


@dataclass(frozen=True, slots=True)
class Server:
    """A service that answers.

    Attributes:
        connection: kept alive; it fails rather than connect anew.
        started_in: seconds from its launch to its first answer.
    """

    process_id: int
    host: str
    port: int
    connection: HTTPConnection
    started_in: float

    @property
    def resident(self) -> float:
        """Return its resident memory, in MB."""
        return float(psutil.Process(self.process_id).memory_info().rss / 1e6)

    @property
    def cpu(self) -> float:
        """Return the processor time that it has spent, in seconds."""
        spent = psutil.Process(self.process_id).cpu_times()
        return float(spent.user + spent.system)


def our_service(index: Path) -> list[str]:
    """Return the command that serves an index of ours on a free port."""
    return [sys.executable, "-m", "service", "serve", "--port", "0", "--index", str(index)]


@contextmanager
def serving(
    command: Sequence[str], question: str, environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Start a server that prints its address, wait for its first answer, and stop it again."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    )
    try:
        connection = _connect(process)
        while not get(connection, question):
            if time.perf_counter() - started > _PATIENCE:
                sys.exit(f"the service was not ready after {_PATIENCE} s")
            time.sleep(_BETWEEN_POLLS)
        took = time.perf_counter() - started
        yield Server(process.pid, connection.host, connection.port, connection, took)
        connection.close()
    finally:
        process.terminate()
        process.communicate(timeout=60)  # closes the pipe, too
        code = process.returncode
    if code not in _ENDS_WELL:
        sys.exit(f"the service ended with {code} on SIGTERM")


def _connect(process: subprocess.Popen[str]) -> HTTPConnection:
    line = process.stdout.readline() if process.stdout else ""
    address = urlsplit(line.rpartition(" ")[2].strip())
    if address.hostname is None:
        sys.exit(f"the service does not say where it listens: {line!r}")
    connection = HTTPConnection(address.hostname, address.port, timeout=60)
    connection.connect()
    connection.auto_open = 0
    return connection


def get(connection: HTTPConnection, question: str) -> bytes | None:
    """Ask over HTTP and return the answer, or None while the service is not ready."""
    connection.request("GET", _path(question))
    response = connection.getresponse()
    body = response.read()
    if response.status not in (200, 503):
        sys.exit(f"GET /ask answered {response.status}: {body.decode()}")
    return body if response.status == 200 else None


def _path(question: str) -> str:
    return f"/ask?{urlencode({'q': question})}"


@dataclass(frozen=True, slots=True)
class Round:
    """What a server did while it was asked without pause.

    Attributes:
        times: of each request, in ms.
        seconds: from the first request to the last answer.
        cpu: processor time that the server spent, in seconds.
    """

    times: list[float]
    seconds: float
    cpu: float


def closed_loop(
    server: Server, questions: Sequence[str], concurrency: int, seconds: float
) -> Round:
    """Ask through some connections at once, each as soon as its last answer is there."""
    requests = [
        f"GET {_path(question)} HTTP/1.1\r\nHost: {server.host}:{server.port}\r\n\r\n".encode()
        for question in questions
    ]
    times: list[list[float]] = [[] for _ in range(concurrency)]
    failures: list[Exception] = []
    cpu, started = server.cpu, time.perf_counter()

    def ask(own: list[float], first: int) -> None:
        try:
            with socket.create_connection((server.host, server.port), timeout=_PATIENCE) as line:
                at = first
                while (sent := time.perf_counter()) - started < seconds:
                    line.sendall(requests[at % len(requests)])
                    read_answer(line)
                    own.append((time.perf_counter() - sent) * 1000)
                    at += 1
        except (OSError, ValueError) as error:
            failures.append(error)

    threads = [
        # Far apart, so that no two ask the same at the same time.
        threading.Thread(target=ask, args=(own, at * len(requests) // concurrency))
        for at, own in enumerate(times)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - started
    if failures:
        sys.exit(f"a request failed at concurrency {concurrency}: {failures[0]}")
    return Round([time for own in times for time in own], took, server.cpu - cpu)


def read_answer(line: socket.socket) -> bytes:
    """Read one answer and return its body.

    It does less than http.client, which runs on the cores that the server runs on.

    Raises:
        ValueError: when the answer is not a whole one with status 200.
    """
    content = b""
    while (end := content.find(b"\r\n\r\n")) < 0:
        content += _some(line)
    status, *headers = content[:end].decode("latin-1").split("\r\n")
    fields = dict(header.lower().split(": ", 1) for header in headers)
    body = content[end + 4 :]
    while len(body) < int(fields["content-length"]):
        body += _some(line)
    if status.split()[1] != "200":
        raise ValueError(f"{status}: {body.decode(errors='replace')}")
    return body


def _some(line: socket.socket) -> bytes:
    some = line.recv(65_536)
    if not some:
        raise ValueError("the server closed the connection")
    return some
