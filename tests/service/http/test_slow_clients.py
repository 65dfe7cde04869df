"""Clients that stall, in every phase of a request, and a service that is told to stop."""

import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.service.http.served import PATIENCE, Served, everything, served, status_of

pytestmark = pytest.mark.slow

STALLED = 30
ASK = b"POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
PHASES = {
    "before the request line": b"",
    "in the request line": b"POST /a",
    "in the headers": ASK,
    "in the body": ASK + b'Content-Length: 100\r\n\r\n{"question',
    "in a chunk": ASK + b"Transfer-Encoding: chunked\r\n\r\n10\r\n{",
}


@contextmanager
def stalled(server: Served, sent: bytes, number: int = STALLED) -> Iterator[list[socket.socket]]:
    with ExitStack() as stack:
        clients = [stack.enter_context(server.connect()) for _ in range(number)]
        for client in clients:
            client.sendall(sent)
        yield clients


@contextmanager
def reading_nothing(server: Served) -> Iterator[list[socket.socket]]:
    """Ask for 300 KB at once and take nothing of it; the receive window holds 4 KB."""
    request = b"GET /static/style.css HTTP/1.1\r\nHost: localhost\r\n\r\n" * 60
    with ExitStack() as stack:
        clients = []
        for _ in range(STALLED):
            client = socket.socket()
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(("127.0.0.1", server.port))
            clients.append(stack.enter_context(client))
            client.settimeout(1)
            client.sendall(request)
        yield clients


def assert_others_are_answered(server: Served) -> None:
    for path in ("/healthz", "/readyz", "/metrics", "/static/style.css", "/ask?q=ferry", "/") * 3:
        assert server.get(path)[0] == 200, path


@pytest.mark.parametrize("phase", PHASES)
def test_stalled_clients_delay_nobody(small: Served, phase: str) -> None:
    with stalled(small, PHASES[phase]):
        assert_others_are_answered(small)


def test_clients_that_read_nothing_delay_nobody(small: Served) -> None:
    with reading_nothing(small):
        assert_others_are_answered(small)


def test_stalled_in_all_phases_at_once_they_delay_nobody(small: Served) -> None:
    with ExitStack() as stack:
        for sent in PHASES.values():
            stack.enter_context(stalled(small, sent))
        stack.enter_context(reading_nothing(small))
        assert_others_are_answered(small)


@pytest.fixture(scope="module")
def impatient(small_index: Path) -> Iterator[Served]:
    with served(small_index, client_seconds=0.5) as server:
        yield server


@pytest.mark.parametrize("phase", PHASES)
def test_who_takes_too_long_is_hung_up_on(impatient: Served, phase: str) -> None:
    with stalled(impatient, PHASES[phase], 3) as clients:
        for client in clients:
            assert everything(client) == b""
    assert impatient.get("/ask?q=ferry")[0] == 200


def test_who_sends_a_byte_now_and_then_is_hung_up_on_too(impatient: Served) -> None:
    with impatient.connect() as client:
        deadline = time.monotonic() + PATIENCE
        with pytest.raises(OSError, match=r"reset|[Bb]roken pipe"):  # noqa: PT012
            while time.monotonic() < deadline:
                client.sendall(b"G")
                time.sleep(0.05)


def test_when_all_connections_are_taken_the_silent_make_room(small_index: Path) -> None:
    with served(small_index, max_connections=20) as server:
        with stalled(server, b"GET /", 200):
            assert_others_are_answered(server)
        assert_others_are_answered(server)


def test_told_to_stop_it_is_not_ready_finishes_its_work_and_exits_with_0(
    small_index: Path,
) -> None:
    with served(small_index, seconds=2, grace_seconds=PATIENCE) as server:
        results: list[tuple[int, bytes]] = []

        def ask() -> None:
            results.append(server.get("/ask?q=slow+ferry"))

        askers = [threading.Thread(target=ask) for _ in range(3)]
        for asker in askers:
            asker.start()
        wait_for_work(server, 3)
        server.process.send_signal(signal.SIGTERM)
        status, response = server.get("/readyz")
        assert status == 503
        assert b"The service is stopping" in response
        assert b"Retry-After" in response
        for asker in askers:
            asker.join()
        assert [status for status, _ in results] == [200, 200, 200]
        assert server.process.wait(PATIENCE) == 0
        assert "Traceback" not in server.log.read_text()


def wait_for_work(server: Served, number: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while f"pincite_in_work {number}.0" not in server.get("/metrics")[1].decode():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_work_that_outlasts_the_grace_time_is_left(small_index: Path) -> None:
    with served(small_index, seconds=PATIENCE, grace_seconds=0.5) as server:
        asker = server.connect()
        asker.sendall(b"GET /ask?q=slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
        wait_for_work(server, 1)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(PATIENCE / 2) == 0
        asker.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_mistreated_service_stops_as_well(small_index: Path, number: int) -> None:
    with served(small_index, grace_seconds=1) as server, ExitStack() as stack:
        for sent in PHASES.values():
            stack.enter_context(stalled(server, sent))
        stack.enter_context(reading_nothing(server))
        server.raw(b"\x00" * 100 + b"\r\n\r\n")
        assert server.get("/ask?q=ferry")[0] == 200
        server.process.send_signal(number)
        assert server.process.wait(PATIENCE) == 0
        assert "Traceback" not in server.log.read_text()


def test_an_answer_under_way_is_sent_to_its_end(small_index: Path) -> None:
    with served(small_index, grace_seconds=PATIENCE) as server, server.connect() as client:
        requests = b"GET /static/style.css HTTP/1.1\r\nHost: localhost\r\n\r\n" * 50
        client.sendall(requests + b"GET /healthz HTTP/1.0\r\n\r\n")
        first = client.recv(1)
        server.process.send_signal(signal.SIGTERM)
        received = first + everything(client)
        assert received.count(b"200 OK") == 51
        assert status_of(received[received.rindex(b"HTTP/1.0") :]) == 200
        assert server.process.wait(PATIENCE) == 0


def test_who_comes_as_another_is_hung_up_on_is_answered(small_index: Path) -> None:
    silent = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"

    def come_and_go(server: Served) -> list[int]:
        found = []
        for _ in range(12):
            server.raw(silent)  # until the server hangs up, which is when the next one comes
            found.append(server.get("/healthz")[0])
        return found

    with served(small_index, client_seconds=0.2) as server, ThreadPoolExecutor(16) as clients:
        rounds = [clients.submit(come_and_go, server) for _ in range(16)]
        assert {status for one in rounds for status in one.result()} == {200}
