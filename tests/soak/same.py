"""Builds of the same sources: the same bytes, and the same answers."""

import hashlib
import json
import random
import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from index.build.build import build_index
from index.store import open_index
from service.answers.engine import Engine
from tests.fakes import BagOfWords
from tests.soak.ground import Ground, ground
from tests.soak.promise import Outcome, Promise

_SEGMENT = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def contents(index: Path) -> dict[str, str]:
    """Return the sha256 of each derived file of the generation that serves, by its name.

    History and former texts are left out: they tell what stood there before, and are not derived
    from the sources.
    tantivy names a segment by a random number, which stands in the names of its
    files and in its two lists of them; here each is called SEGMENT. The lists
    are in no order of their own.
    """
    manifest = open_index(index).manifest
    found = {}
    for record in manifest.files:
        if record.path in ("history.sqlite", "former_texts.sqlite"):
            continue
        content = (index / manifest.generation / record.path).read_bytes()
        if record.path.endswith(".json"):
            content = _SEGMENT.sub("SEGMENT", content.decode()).encode()
            if record.path.endswith(".managed.json"):
                content = json.dumps(sorted(json.loads(content))).encode()
        name = _SEGMENT.sub("SEGMENT", record.path)
        found[name] = hashlib.sha256(content).hexdigest()
    return found


def write_reports(folder: Path, seed: int, *, backwards: bool = False) -> None:
    """Write reports of several formats, the last one first when that is asked for."""
    chance = random.Random(seed)
    words = [f"word{at}" for at in range(400)]
    written = []
    for at in range(12):
        sentences = [
            " ".join(["The", *chance.choices(words, k=chance.randrange(3, 30))]) + "."
            for _ in range(chance.randrange(2, 30))
        ]
        written.append((f"part{at % 3}/report{at}{('.txt', '.md')[at % 2]}", " ".join(sentences)))
    for name, text in reversed(written) if backwards else written:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def same_bytes(count: int, seed: int) -> Outcome:
    """Build from nothing, with more jobs, from files written in another order, and in two steps."""
    lost: list[str] = []
    with ground() as here:
        for at in range(count):
            lost += _differences(here, seed + at)
    return Outcome(inputs=4 * count, lost=tuple(lost))


def _differences(here: Ground, seed: int) -> Iterator[str]:
    shutil.rmtree(here.corpus, ignore_errors=True)
    write_reports(here.corpus, seed)
    settings = here.settings
    built = {
        "again": replace(settings, index=here.root / "again"),
        "with four jobs": replace(settings, index=here.root / "jobs", jobs=4),
        "backwards": replace(
            settings, index=here.root / "backwards", corpus=here.root / "corpus-backwards"
        ),
        "in steps": replace(settings, index=here.root / "steps"),
    }
    shutil.rmtree(here.index, ignore_errors=True)
    shutil.rmtree(here.root / "corpus-backwards", ignore_errors=True)
    write_reports(here.root / "corpus-backwards", seed, backwards=True)
    first = build_index(settings, BagOfWords())
    expected = contents(settings.index)
    for case, own in built.items():
        shutil.rmtree(own.index, ignore_errors=True)
        if case == "in steps":
            _build_first_without_one(own.corpus, lambda own=own: build_index(own, BagOfWords()))
        if build_index(own, BagOfWords()).fingerprint != first.fingerprint:
            yield f"seed {seed}, {case}: another fingerprint"
        found = contents(own.index)
        differing = {name for name in expected | found if expected.get(name) != found.get(name)}
        if differing:
            yield f"seed {seed}, {case}: {sorted(differing)} differ"


def _build_first_without_one(corpus: Path, build: object) -> None:
    """Build the index while a report is missing and another one says something else."""
    missing, changed = corpus / "part0" / "report3.md", corpus / "part1" / "report4.txt"
    texts = missing.read_bytes(), changed.read_bytes()
    missing.unlink()
    changed.write_text("The report was another one once.")
    build()  # type: ignore[operator]
    missing.write_bytes(texts[0])
    changed.write_bytes(texts[1])


def same_answers(count: int, seed: int) -> Outcome:
    """Ask ``count`` questions again: alone, together, from many threads, after a reload."""
    chance = random.Random(seed)
    lost: list[str] = []
    with ground() as here:
        write_reports(here.corpus, seed)
        here.build()
        engine = Engine(here.settings, BagOfWords())
        texts = [
            " ".join(f"word{chance.randrange(400)}" for _ in range(chance.randrange(1, 8)))
            for _ in range(count)
        ]
        questions = [engine.asked(text, 10) for text in texts]

        def alone(number: int) -> object:
            return _ranked(engine.ask([questions[number]])[0])

        expected = [alone(number) for number in range(count)]
        together = list(map(_ranked, engine.ask(questions)))
        with ThreadPoolExecutor(8) as pool:
            threaded = list(pool.map(alone, range(count)))
        shutil.rmtree(here.index)
        here.build()
        engine = Engine(here.settings, BagOfWords())
        reloaded = [alone(number) for number in range(count)]
    for case, found in (("together", together), ("threads", threaded), ("reload", reloaded)):
        wrong = [text for text, one, two in zip(texts, expected, found, strict=True) if one != two]
        lost += [f"{case}: {text!r} has another answer" for text in wrong]
    return Outcome(inputs=count, requests=4 * count - len(lost), lost=tuple(lost))


def _ranked(answer: object) -> object:
    """Return what an answer says, without the time that it took and the generation's name."""
    return answer.status, answer.confidence, answer.answerable, answer.passages  # type: ignore[attr-defined]


PROMISES = (
    Promise("the same sources give the same bytes", 15, same_bytes),
    Promise("the same question has the same answer", 1000, same_answers),
)
