"""Writes that fail: to a standard output, to a standard error, and to a client that went away."""

import os
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.service.http.served import PATIENCE, Served, served, status_of
from tests.service.until import until
from tests.service.web.test_metrics import counted, read

pytestmark = pytest.mark.slow


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def started(index: Path, redirected: str) -> Iterator[Served]:
    """Serve with a standard stream that fails, as a shell redirects it."""
    port = free_port()
    environ = {"PINCITE_INDEX": str(index), "PINCITE_PORT": str(port), "PINCITE_RERANKER": "none"}
    log = index.parent / f"log-{time.monotonic_ns()}"
    command = f'exec "$0" -m tests.service.http.serve_small 0 2>"{log}" {redirected}'
    process = subprocess.Popen(
        ["sh", "-c", command, sys.executable], env={**os.environ, **environ}, text=True
    )
    try:
        yield Served(process, port, log)
    finally:
        process.kill()
        process.communicate()


def answers(server: Served) -> bool:
    try:
        return server.get("/ask?q=ferry")[0] == 200
    except OSError:  # it does not listen yet
        assert server.process.poll() is None, server.log.read_text()
        return False


@pytest.mark.parametrize("redirected", [">/dev/full", ">&-", "2>/dev/full", "2>&-", ">&- 2>&-"])
def test_a_service_whose_output_cannot_be_written_answers_and_stops_with_0(
    small_index: Path, redirected: str
) -> None:
    with started(small_index, redirected) as server:
        until(lambda: answers(server))
        if redirected == ">/dev/full":
            said = server.log.read_text()
            assert f"Pincite is at http://127.0.0.1:{server.port}/" in said
            assert "Traceback" not in said
        if "2>" in redirected:
            lost = read(server.get("/metrics")[1].partition(b"\r\n\r\n")[2].decode())
            assert counted(lost["pincite_log_lines_lost"]) >= 1
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(PATIENCE) == 0


def test_a_client_that_resets_in_the_midst_of_an_answer_is_counted_and_disturbs_nobody(
    small_index: Path,
) -> None:
    request = b"GET /static/style.css HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with served(small_index) as server:
        for _ in range(20):
            with socket.socket() as client:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                client.connect(("127.0.0.1", server.port))
                client.sendall(request * 60)
                assert status_of(client.recv(1024)) == 200
            # Closed so, it sends a reset.

        def figures() -> dict[str, list[tuple[dict[str, str], float]]]:
            return read(server.get("/metrics")[1].partition(b"\r\n\r\n")[2].decode())

        until(lambda: counted(figures()["pincite_connections"]) == 1)
        sent = figures()["pincite_request_seconds_count"]
        assert counted(sent, door="static", status="200") >= 20
        assert server.get("/ask?q=ferry")[0] == 200
        assert "Traceback" not in server.log.read_text()
