"""Generations that are published while questions are asked: no answer fails, or mixes two."""

import hashlib
import logging
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import psutil

from corpus.settings import Settings
from index.build.build import build_index
from index.store import local_store, open_index
from index.store.files.generation import MANIFEST, generation_name
from index.store.local.view import VECTORS
from index.types import Embedder
from service.answers.engine import Engine
from tests.conftest import running_service
from tests.fakes import BagOfWords
from tests.service.http_client import get_json, until_ready
from tests.soak.ground import Ground, ground, spoken
from tests.soak.held import held
from tests.soak.promise import Outcome, Promise

_ASKERS = 3
_BAD_EVERY = 5
_PATIENCE = 30
# Pools start threads on first use, and a library's watcher of an old generation ends a moment
# later; a thread kept by each reload would be far more.
_SLACK = {"bytes": 64 * 2**20, "threads": 8}
"""So many bytes more may be held at the end than after a quarter of the publications."""
_QUESTION = "When does number 7 leave the harbor?"

Said = tuple[str, str, str]
"""The generation that an answer names, the hash of its report's text, the word of its quotes."""


@dataclass(frozen=True, slots=True)
class Server:
    """What answers, in this process or in one of its own.

    Attributes:
        ask: asks once.
        serving: tells which generation serves.
        pid: the process that answers.
    """

    ask: Callable[[], Said]
    serving: Callable[[], str]
    pid: int


def in_this_process(settings: Settings) -> Server:
    """Return an engine with the small embedder."""
    engine = Engine(settings, BagOfWords())

    def ask() -> Said:
        (answer,) = engine.ask([engine.asked(_QUESTION, 3)])
        (text,) = {passage.citation.text_sha256 for passage in answer.passages}
        return answer.index.generation, text, spoken([p.quote for p in answer.passages])

    return Server(ask, lambda: engine.opened.generation.manifest.generation, psutil.Process().pid)


def over_http(address: str, pid: int) -> Server:
    """Return the real service."""

    def ask() -> Said:
        answer = get_json(f"{address}/ask?k=3&q={_QUESTION.replace(' ', '+')}")
        passages = answer["passages"]
        (text,) = {passage["citation"]["text_sha256"] for passage in passages}
        generation = answer["index"]["generation"]
        return generation, text, spoken([str(passage["quote"]) for passage in passages])

    return Server(ask, lambda: str(get_json(f"{address}/readyz")["generation"]), pid)


@dataclass(slots=True)
class Load:
    """Threads that ask until they are stopped, and what they were answered.

    Attributes:
        failed: what went wrong, in words.
    """

    server: Server
    said: list[Said] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Ask all the while."""
        threads = [threading.Thread(target=self._ask) for _ in range(_ASKERS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.stopped.set()
            for thread in threads:
                thread.join()

    def wait_for(self, count: int) -> None:
        """Wait until so many more answers were given."""
        wanted = len(self.said) + len(self.failed) + count
        while len(self.said) + len(self.failed) < wanted:
            self.stopped.wait(0.001)

    def _ask(self) -> None:
        while not self.stopped.is_set():
            try:
                self.said.append(self.server.ask())
            except Exception as error:  # whatever is raised is an answer that failed
                self.failed.append(repr(error))


def publications(count: int, seed: int) -> Outcome:
    """Publish ``count`` generations under load, every fifth after a damaged one."""
    with ground() as here:
        here.write("boat0")
        first = build_index(_settings(here), BagOfWords()).generation
        return _published(here, in_this_process(_settings(here)), BagOfWords(), first, count)


def publications_over_http(count: int, seed: int) -> Outcome:
    """Do the same with the real model and the real service."""
    with ground() as here:
        here.write("boat0")
        first = build_index(_settings(here)).generation
        with running_service(here.index) as (process, address):
            until_ready(address)
            server = over_http(address, process.pid)
            return _published(here, server, None, first, count)


def _settings(here: Ground) -> Settings:
    # Only the newest stays: what is being read is removed as soon as it can be.
    return replace(here.settings, keep_generations=1)


def _published(
    here: Ground, server: Server, embedder: Embedder | None, first: str, count: int
) -> Outcome:
    lost: list[str] = []
    true = {first: "boat0"}
    load = Load(server)
    early: dict[str, int] = {}
    bad = 0
    with load.running(), heard() as records:
        for at in range(1, count + 1):
            if at % _BAD_EVERY == 0:
                lost += _refused(here, load, records)
                bad += 1
            here.write(f"boat{at}")
            generation = build_index(_settings(here), embedder).generation
            true[generation] = f"boat{at}"
            load.wait_for(2 * _ASKERS)
            # All go on with the old one while a thread opens the new one.
            given_up = time.monotonic() + _PATIENCE
            while server.serving() != generation and time.monotonic() < given_up:
                load.wait_for(1)
            if (served := server.serving()) != generation:
                lost.append(f"publication {at} is {generation}, and {served} serves")
            if at == max(1, count // 4):
                early = held(here.root, server.pid)
    lost += [f"an answer failed: {error}" for error in load.failed]
    texts = {word: hashlib.sha256(here.write(word).encode()).hexdigest() for word in true.values()}
    lost += [
        f"an answer of {generation} says {word} out of {text}"
        for generation, text, word in load.said
        if word != true.get(generation) or text != texts.get(word)
    ]
    lost += _not_let_go(early, held(here.root, server.pid))
    return Outcome(faults=bad, inputs=count, requests=len(load.said), lost=tuple(lost))


def _refused(here: Ground, load: Load, records: list[logging.LogRecord]) -> Iterator[str]:
    """Publish a damaged generation and yield what is wrong with how it is met."""
    before = load.server.serving()
    name = publish_damaged(here)
    load.wait_for(2 * _ASKERS)
    if (serving := load.server.serving()) != before:
        yield f"{serving} serves, not {before}, after the damaged {name}"
    if load.server.pid != psutil.Process().pid:
        return  # another process has the log
    given_up = time.monotonic() + _PATIENCE
    while not (named := [one for one in records if name in one.getMessage()]):
        if time.monotonic() > given_up:
            break
        load.wait_for(1)
    if [record.levelno for record in named] != [logging.WARNING]:
        yield f"{name} was refused, and the log says so {len(named)} times"


def publish_damaged(here: Ground) -> str:
    """Publish a copy of the serving generation with one byte wrong; return its name."""
    manifest = open_index(here.index).manifest
    name = generation_name(int(manifest.generation[:6]) + 1, manifest.fingerprint)
    copy = replace(manifest, generation=name)
    shutil.copytree(here.index / manifest.generation, here.index / name)
    (here.index / name / MANIFEST).write_text(copy.to_json(), encoding="utf-8")
    vectors = here.index / name / VECTORS
    content = bytearray(vectors.read_bytes())
    content[-1] ^= 1
    vectors.write_bytes(content)
    local_store(here.index).promote(name)
    return name


class _Collector(logging.Handler):
    """Appends what is logged to a list."""

    def __init__(self, records: list[logging.LogRecord]) -> None:
        super().__init__()
        self._records = records

    def emit(self, record: logging.LogRecord) -> None:
        """Append a record."""
        self._records.append(record)


@contextmanager
def heard() -> Iterator[list[logging.LogRecord]]:
    """Collect what the engine logs."""
    records: list[logging.LogRecord] = []
    handler = _Collector(records)
    log = logging.getLogger("service.answers.serving")
    log.addHandler(handler)
    try:
        yield records
    finally:
        log.removeHandler(handler)


def _not_let_go(early: dict[str, int], late: dict[str, int]) -> Iterator[str]:
    # While questions are asked two generations may be open; at the end, one.
    for what, before in early.items():
        if late[what] > before + _SLACK.get(what, 0):
            yield f"{late[what]:,} {what} are held at the end, {before:,} were early on"


PROMISES = (
    Promise("publications under load: no answer fails or mixes generations", 50, publications),
    Promise("the same with the real service and model", 50, publications_over_http),
)
