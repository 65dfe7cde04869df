"""Generations that are published while questions are asked: no answer fails, or mixes two."""

import gc
import hashlib
import logging
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil

from index.build import build_index
from index.generation import VECTORS, open_index
from index.manifest import MANIFEST, generation_name, point_to
from service.answer import Answer
from service.engine import Engine
from tests.fakes import BagOfWords
from tests.soak.ground import Ground, ground, spoken
from tests.soak.promise import Outcome, Promise

_ASKERS = 3
_BAD_EVERY = 5
_GROWTH = 48 * 2**20
"""So many bytes more may be held at the end than after a quarter of the publications."""


@dataclass(slots=True)
class Load:
    """Threads that ask until they are stopped, and what they were answered.

    Attributes:
        said: (generation, hash of the report's text, word of the quotes) of each answer.
        failed: what went wrong, in words.
    """

    engine: Engine
    said: list[tuple[str, str, str]] = field(default_factory=list)
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
                question = self.engine.question("When does number 7 leave the harbor?", 3)
                (answer,) = self.engine.ask([question])
                self.said.append(_said(answer))
            except Exception as error:  # whatever is raised is an answer that failed
                self.failed.append(repr(error))


def _said(answer: Answer) -> tuple[str, str, str]:
    (text,) = {passage.citation.text_sha256 for passage in answer.passages}
    return answer.index.generation, text, spoken(answer)


def publications(count: int, seed: int) -> Outcome:
    """Publish ``count`` generations under load, every fifth after a damaged one."""
    lost: list[str] = []
    bad = 0
    with ground() as here:
        # Only the newest stays: what is being read is removed as soon as it can be.
        settings = replace(here.settings, keep_generations=1)
        true: dict[str, tuple[str, str]] = {}

        def publish(word: str) -> None:
            text = here.write(word)
            generation = build_index(settings, BagOfWords()).generation
            true[generation] = (hashlib.sha256(text.encode()).hexdigest(), word)

        publish("boat0")
        load = Load(Engine(settings, BagOfWords()))
        early: tuple[int, int, int] | None = None
        with load.running(), heard() as records:
            for at in range(1, count + 1):
                if at % _BAD_EVERY == 0:
                    lost += _refused(here, load, records)
                    bad += 1
                publish(f"boat{at}")
                load.wait_for(2 * _ASKERS)
                served = load.engine.generation.manifest.generation
                if true[served][1] != f"boat{at}":
                    lost.append(f"publication {at} is not served: {true[served]}")
                if at == max(1, count // 4):
                    early = held(here)
        lost += [f"an answer failed: {error}" for error in load.failed]
        lost += [
            f"an answer of {generation} says {text, word}"
            for generation, text, word in load.said
            if true[generation] != (text, word)
        ]
        lost += _not_let_go(early, held(here))
    return Outcome(faults=bad, inputs=count, requests=len(load.said), lost=tuple(lost))


def _refused(here: Ground, load: Load, records: list[logging.LogRecord]) -> Iterator[str]:
    """Publish a damaged generation and yield what is wrong with how it is met."""
    before = load.engine.generation.manifest.generation
    name = publish_damaged(here)
    load.wait_for(2 * _ASKERS)
    serving = load.engine.generation.manifest.generation
    if serving != before:
        yield f"{serving} serves, not {before}, after the damaged {name}"
    named = [record for record in records if name in record.getMessage()]
    if len(named) != 1 or named[0].levelno != logging.WARNING:
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
    point_to(here.index, copy)
    return name


@contextmanager
def heard() -> Iterator[list[logging.LogRecord]]:
    """Collect what the engine logs."""
    records: list[logging.LogRecord] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record)

    log, collector = logging.getLogger("service.engine"), Collector()
    log.addHandler(collector)
    try:
        yield records
    finally:
        log.removeHandler(collector)


def held(here: Ground) -> tuple[int, int, int]:
    """Return the open files and the maps of the index in this process, and its resident bytes."""
    gc.collect()
    root = str(here.root.resolve())
    files = sum(_points_into(path, root) for path in Path("/proc/self/fd").iterdir())
    maps = Path("/proc/self/maps").read_text().count(root)
    return files, maps, psutil.Process().memory_info().rss


def _points_into(link: Path, root: str) -> bool:
    try:
        return str(link.readlink()).startswith(root)
    except OSError:  # the folder's own descriptor, closed by now
        return False


def _not_let_go(early: tuple[int, int, int] | None, late: tuple[int, int, int]) -> Iterator[str]:
    if early is None:
        return
    # While questions are asked two generations may be open; at the end, one.
    for what, before, after in zip(("files", "maps"), early, late, strict=False):
        if after > before:
            yield f"{after} {what} of the index are held at the end, {before} were early on"
    if late[2] - early[2] > _GROWTH:
        yield f"{late[2] - early[2]:,} bytes more are held at the end"


PROMISES = (
    Promise("publications under load: no answer fails or mixes generations", 50, publications),
)
