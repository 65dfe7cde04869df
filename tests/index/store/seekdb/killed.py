"""A corpus that changes, its builds on a server as processes, and questions to a service."""

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.files import text_sha256
from corpus.settings import load_settings
from index.build.build import build_index
from index.store import open_index
from index.store.seekdb.address import Address
from index.store.seekdb.database import Database
from tests.fakes import BagOfWords
from tests.service.http_client import get

REPORTS = 14
_SENTENCES = 10
_ENDS = ("done", "failed")


def write(corpus: Path, state: int) -> None:
    """Write a state of the corpus: each report has a captain, who changes with most states."""
    corpus.mkdir(exist_ok=True)
    for number in range(REPORTS):
        if state and random.Random(f"{state}.{number}").random() < 0.2:
            continue  # this report stays as it is
        chance = random.Random(f"{state}/{number}")
        words = [
            f"The vessel{number} crew counts {chance.randrange(10**6)} crates of cargo{at}."
            for at in range(_SENTENCES)
        ]
        words[chance.randrange(_SENTENCES)] = (
            f"The captain of vessel{number} is Cap{state}x{number}."
        )
        (corpus / f"vessel{number:02}.txt").write_text(" ".join(words))


@dataclass(frozen=True, slots=True)
class State:
    """What an undisturbed build of a state makes, in a local store."""

    fingerprint: str
    texts: dict[str, str]
    """SHA-256 of the text of each report."""
    captains: list[str]
    """The sentence that names the captain of each vessel."""


def undisturbed(corpus: Path, folder: Path, limits: dict[str, Any]) -> State:
    """Build in a local store, and read what a service is to answer."""
    made = load_settings({}, corpus=corpus, index=folder, **limits)
    summary = build_index(made, BagOfWords())
    view = open_index(made)
    texts = {name: one.text_sha256 for name, one in view.reports.items()}
    captains = [
        next(one.quote for one in view.sentences(f"vessel{number:02}") if "captain" in one.quote)
        for number in range(REPORTS)
    ]
    view.close()
    return State(summary.fingerprint, texts, captains)


class Build:
    """A build as a process; ``lines`` holds what it has said."""

    def __init__(self, settings: dict[str, Any]) -> None:
        environ = {f"PINCITE_{name.upper()}": str(value) for name, value in settings.items()}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.index.store.seekdb.build_once"],
            env={**os.environ, **environ},
            stdout=subprocess.PIPE,
            text=True,
        )
        self.lines: list[str] = []
        self._changed = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._changed:
                self.lines.append(line.rstrip("\n"))
                self._changed.notify_all()

    def until(self, start: str, count: int = 1) -> None:
        """Wait until it has said some lines that begin so, or has ended."""

        def reached() -> bool:
            ended = any(line.startswith(_ENDS) for line in self.lines)
            return ended or sum(line.startswith(start) for line in self.lines) >= count

        with self._changed:
            assert self._changed.wait_for(reached, 300), self.lines[-3:]

    def end(self) -> str:
        """Wait until it ends; return its last line."""
        self.process.wait(300)
        self._reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()
        return self.lines[-1]

    def said(self, start: str) -> list[list[str]]:
        """Return the words of the lines that begin so."""
        return [line.split() for line in self.lines if line.startswith(f"{start} ")]


@dataclass
class Answered:
    """An answer of the service, or its refusal."""

    status: int
    vessel: int
    content: dict[str, Any]
    seconds: float


@dataclass
class Asking:
    """Asks a running service without pause, and keeps what it says."""

    site: str
    answered: list[Answered] = field(default_factory=list)

    def once(self, vessel: int) -> Answered:
        began = time.monotonic()
        question = f"Who+is+the+captain+of+vessel{vessel}"
        status, body = get(f"{self.site}ask?q={question}&k=5", "application/json")
        answered = Answered(status, vessel, json.loads(body), time.monotonic() - began)
        self.answered.append(answered)
        return answered

    def during(self, act: Callable[[], None]) -> None:
        """Ask in a thread while something is done."""
        ended = threading.Event()

        def ask() -> None:
            while not ended.is_set():
                self.once(random.randrange(REPORTS))
                time.sleep(0.02)

        thread = threading.Thread(target=ask)
        thread.start()
        try:
            act()
        finally:
            ended.set()
            thread.join()


class Rows:
    """The tables of an index, read past the store."""

    def __init__(self, address: str) -> None:
        self._database = Database(Address.parse(address))

    def ask(self, statement: str, *values: object) -> list[Any]:
        return self._database.rows(statement, values)

    def of_version(self, version: int) -> tuple[int, str]:
        """Return the number of passages of a version, and the SHA-256 of its text."""
        ((passages,),) = self.ask(
            f"SELECT count(*) FROM {self._passages()} WHERE version = %s", version
        )
        parts = self.ask("SELECT body FROM texts WHERE version = %s ORDER BY part", version)
        return passages, text_sha256("".join(body for (body,) in parts))

    def _passages(self) -> str:
        ((name,),) = self.ask("SHOW TABLES LIKE 'passages%%'")
        return str(name)

    def generations(self) -> list[str]:
        return [name for (name,) in self.ask("SELECT name FROM generations ORDER BY number")]

    def current(self) -> str:
        query = "SELECT name FROM generations WHERE number = (SELECT generation FROM pointer)"
        ((name,),) = self.ask(query)
        return str(name)

    def left_over(self, listed: set[str]) -> dict[str, int]:
        """Return the number of rows of each table that belong to no generation.

        Args:
            listed: generations that the server has listed. What it forgot last stays until the
                next build, for views that are open.
        """
        names = ", ".join(f"'{name}'" for name in listed)
        numbers = ", ".join(str(int(name.split("-")[0])) for name in listed)
        belongs = "version NOT IN (SELECT version FROM members)"
        queries = {
            "members": f"generation NOT IN ({numbers})",
            "files": f"generation NOT IN ({names})",
            "reports": belongs,
            "texts": belongs,
            self._passages(): belongs,
        }
        return {
            table: self.ask(f"SELECT count(*) FROM {table} WHERE {query}")[0][0]
            for table, query in queries.items()
        }
