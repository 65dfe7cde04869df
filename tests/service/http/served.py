"""A real server process over the small corpus, and raw sockets to talk to it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 300.0
"""Seconds that a busy machine is given; no test waits so long for a success."""


@dataclass
class Served:
    process: subprocess.Popen[str]
    port: int
    log: Path

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def raw(self, data: bytes) -> bytes:
        """Send bytes and return everything that comes back until the server hangs up."""
        with self.connect() as client:
            client.sendall(data)
            return everything(client)

    def get(self, path: str, *headers: str) -> tuple[int, bytes]:
        """Return the status, and the whole response."""
        lines = [f"GET {path} HTTP/1.1", "Host: localhost", "Connection: close", *headers]
        response = self.raw("\r\n".join([*lines, "", ""]).encode("latin-1"))
        return status_of(response), response


def everything(client: socket.socket) -> bytes:
    received = b""
    while part := client.recv(65_536):
        received += part
    return received


def status_of(response: bytes) -> int:
    return int(response.split(b" ", 2)[1])


@contextmanager
def served(
    index: Path, seconds: float = 0, *, own_rights: bool = False, **environ: object
) -> Iterator[Served]:
    """Serve an index until the block ends; see ``serve_small``.

    Args:
        own_rights: without what the super-user may do beyond the owner of a file.
        environ: settings.
    """
    settings = {"index": index, "port": 0, "reranker": "none", **environ}
    log = index.parent / f"log-{time.monotonic_ns()}"
    with log.open("w") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.service.http.serve_small", str(seconds)]
            + ["--own-rights"] * own_rights,
            stdout=subprocess.PIPE,
            stderr=stream,
            text=True,
            env={
                **os.environ,
                **{f"PINCITE_{name.upper()}": str(value) for name, value in settings.items()},
            },
        )
        assert process.stdout is not None
        first = process.stdout.readline()
        assert first, log.read_text()
        made = Served(process, int(first.rstrip("/\n").rsplit(":", 1)[1]), log)
        try:
            deadline = time.monotonic() + PATIENCE
            while made.get("/readyz")[0] != 200:
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.05)
            yield made
        finally:
            process.kill()
            process.communicate()
