"""Run several real services on one index, and ask them through nginx without a pause."""

import hashlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

from corpus.settings import Settings, load_settings
from tests.deploy.proxy import free_port
from tests.service.http.served import PATIENCE

KEY = "of-several-servers"
ROOT = Path(__file__).parents[2]
QUESTIONS = ("How many cars does the ferry carry?", "Where does the tram stop?", "What sails?")


@dataclass(frozen=True)
class Received:
    """What came of one request, from where, and when by the monotonic clock."""

    sent: float
    received: float
    status: int
    body: bytes
    url: str = ""

    @property
    def json(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(self.body)
        return content


def send(
    address: str, body: bytes | None = None, kind: str = "application/json", accept: str = "*/*"
) -> Received:
    """Send a GET request, or a POST request with a body; the status is 0 without an answer."""
    headers = {"X-API-Key": KEY, "Accept": accept}
    if body is not None:
        headers["Content-Type"] = kind
    sent = time.monotonic()
    try:
        with urlopen(Request(address, body, headers), timeout=60) as response:
            body = response.read()
            return Received(sent, time.monotonic(), response.status, body, response.url)
    except HTTPError as error:
        with error:
            return Received(sent, time.monotonic(), error.code, error.read(), error.url)
    except OSError as error:
        return Received(sent, time.monotonic(), 0, repr(error).encode())


class Fleet:
    """Three services on one index, each a process with a port of its own."""

    def __init__(self, folder: Path, store: str, public_url: str, **environ: str) -> None:
        """Set the folders; nothing runs yet."""
        self.corpus, self.index = folder / "corpus", folder / "index"
        self.ports = [free_port() for _ in range(3)]
        self._log = (folder / "log").open("ab")
        self._processes: dict[int, subprocess.Popen[bytes]] = {}
        self._environ = {
            **os.environ,
            "PINCITE_STORE": store,
            "PINCITE_INDEX": str(self.index),
            "PINCITE_JOB_FOLDER": str(folder / "jobs"),
            "PINCITE_PUBLIC_URL": public_url,
            "PINCITE_API_KEY": KEY,
            "PINCITE_UPLOADS": "1",
            "PINCITE_SERVER_THREADS": "2",
            **environ,
        }
        self.log = folder / "log"
        self.corpus.mkdir()

    @property
    def settings(self) -> Settings:
        return load_settings(self._environ)

    def write(self, edition: int) -> dict[str, str]:
        """Write all reports of an edition, each with its number; returns their texts."""
        texts = {
            "ferry": f"The ferry leaves at noon. It carries {edition} hundred cars.\n",
            "tram": f"The tram stops at the old pier. It has {edition} hundred seats.\n",
            f"boat-{edition}": f"A boat sails to Gull Point with {edition} hundred goats.\n",
        }
        for path in self.corpus.iterdir():
            path.unlink()
        for name, text in texts.items():
            (self.corpus / f"{name}.txt").write_text(text, encoding="utf-8")
        return texts

    def start_build(self) -> subprocess.Popen[bytes]:
        """Start the command that builds the index."""
        command = [sys.executable, "build_index.py", "--corpus", str(self.corpus)]
        return subprocess.Popen(
            command, cwd=ROOT, env=self._environ, stdout=self._log, stderr=self._log
        )

    def build(self) -> None:
        """Build the index, and wait for the end."""
        assert self.start_build().wait() == 0, self.log.read_text()

    def start(self, server: int) -> None:
        """Start a service, and wait until it answers."""
        port = str(self.ports[server])
        command = [sys.executable, "-m", "service", "serve", "--port", port]
        self._processes[server] = subprocess.Popen(
            command, cwd=ROOT, env=self._environ, stdout=self._log, stderr=self._log
        )
        end = time.monotonic() + PATIENCE
        while send(f"{self.address(server)}readyz").status != 200:
            assert self._processes[server].poll() is None, self.log.read_text()
            assert time.monotonic() < end
            time.sleep(0.1)

    def address(self, server: int) -> str:
        """Return the address of a service, without nginx."""
        return f"http://localhost:{self.ports[server]}/"

    def process_id(self, server: int) -> int:
        return self._processes[server].pid

    def kill(self, server: int) -> None:
        """End a service by SIGKILL."""
        self._processes[server].kill()
        self._processes[server].wait()

    def stop(self, server: int) -> int:
        """End a service as systemd does; returns its exit code."""
        self._processes[server].terminate()
        return self._processes[server].wait()

    def close(self) -> None:
        for server in self._processes:
            self.kill(server)
        self._log.close()


class Stream:
    """Threads that ask through nginx one question after the other, by GET and by POST."""

    def __init__(self, site: str, threads: int = 3) -> None:
        """Begin to ask."""
        self.answers: list[Received] = []
        self._site = site
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=[n]) for n in range(threads)]
        for thread in self._threads:
            thread.start()

    def _ask(self, first: int) -> None:
        number = first
        while not self._stopped.is_set():
            question = QUESTIONS[number % len(QUESTIONS)]
            if number % 2:
                body = json.dumps({"question": question}).encode()
                self.answers.append(send(f"{self._site}ask", body))
            else:
                self.answers.append(send(f"{self._site}ask?q={quote(question)}"))
            number += 1

    def more(self, number: int) -> None:
        """Wait until so many further questions are answered."""
        until, end = len(self.answers) + number, time.monotonic() + PATIENCE
        while len(self.answers) < until:
            assert time.monotonic() < end
            time.sleep(0.02)

    def stop(self) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join()


@contextmanager
def streaming(site: str) -> Iterator[Stream]:
    stream = Stream(site)
    try:
        yield stream
    finally:
        stream.stop()


def mixed(answer: Mapping[str, Any], texts: Mapping[str, Mapping[str, str]]) -> Sequence[str]:
    """Return what in an answer does not come from the generation that it names.

    Args:
        texts: the texts of the reports of each generation, by generation and report.
    """
    found = []
    reports = texts.get(answer["index"]["generation"], {})
    for passage in answer["passages"]:
        citation = passage["citation"]
        text = reports.get(citation["report"]["id"], "")
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        quoted = text[citation["start"] : citation["end"]]
        if sha256 != citation["text_sha256"] or quoted != passage["quote"]:
            found.append(citation["url"])
    if answer["index"]["passages"] != 5 or not answer["passages"]:
        found.append("passages")
    return found
