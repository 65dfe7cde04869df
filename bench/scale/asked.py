"""Question one index of ``bench.scale`` in a process of its own, so that its memory shows."""

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil

from bench.scale.server import Watched
from corpus.settings import Settings, load_settings
from index.store.local.vectors import VectorIndex
from index.store.protocol import View
from index.types import Embedder, Key, ModelIdentity, Vectors
from index.words.terms import terms
from service.answers.engine import Engine

FLAT, WORD_ROWS, PREPARED = "flat.faiss", "words.json", "questions"
_DEPTH = 100
_FLAT_QUESTIONS = 100
_FILTERED_QUESTIONS = 100
"""More than those whose passages a store keeps in memory."""
_SCORE_NOISE = 1e-4

Found = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions as ``prepare`` kept them; the vectors are of shape (len(texts), dimension)."""

    identity: ModelIdentity
    texts: Sequence[str]
    questions: Vectors
    known: dict[str, Vectors]


class Prepared:
    """Gives the vectors that were made beforehand, and keeps those that another embedder makes."""

    def __init__(self, identity: ModelIdentity, known: dict[str, Vectors]) -> None:
        """Take the vectors by text."""
        self.identity = identity
        self.known = known
        self.embedder: Embedder | None = None

    def encode(self, texts: Sequence[str], done: Callable[[int], None] | None = None) -> Vectors:
        """Return the vectors of texts; shape (len(texts), dimension)."""
        new = [text for text in texts if text not in self.known]
        if new and self.embedder:
            self.known |= zip(new, self.embedder.encode(new), strict=True)
        if done:
            done(len(texts))
        return np.stack([self.known[text] for text in texts])

    def parts(self, text: str) -> list[str]:
        """Return the text."""
        return [text]


def settings_of(place: Path, store: str = "") -> Settings:
    """Return the settings to ask an index with: without a reranker."""
    index = place / ("remote" if store else "index")
    return load_settings(index=index, store=store, reranker="none")


def prepare(place: Path, questions: Sequence[str], embedder: Embedder) -> Vectors:
    """Ask the questions once, keep the vectors of what was searched for, and return them."""
    prepared = Prepared(embedder.identity, {})
    prepared.embedder = embedder
    vectors = prepared.encode(questions)
    engine = Engine(settings_of(place), prepared)
    engine.ask([engine.asked(question) for question in questions])
    engine.opened.generation.close()
    content = {
        "identity": [embedder.identity.name, embedder.identity.vectors_sha256],
        "questions": list(questions),
        "texts": list(prepared.known),
    }
    (place / f"{PREPARED}.json").write_text(json.dumps(content), encoding="utf-8")
    np.save(place / f"{PREPARED}.npy", np.stack(list(prepared.known.values())))
    return vectors


def load_prepared(place: Path) -> Asked:
    """Return what ``prepare`` left in a folder."""
    content = json.loads((place / f"{PREPARED}.json").read_text(encoding="utf-8"))
    made = np.load(place / f"{PREPARED}.npy")
    known = dict(zip(content["texts"], made, strict=True))
    texts: list[str] = content["questions"]
    questions = np.stack([known[text] for text in texts])
    return Asked(ModelIdentity(*content["identity"]), texts, questions, known)


def times_of(
    ask: Callable[[int], object], count: int, server: Callable[[], float | None] = lambda: None
) -> dict[str, float]:
    """Return milliseconds of this process, of the server and of the clock.

    Args:
        ask: asks one of the questions; each is asked once before.
        server: gives the seconds of the processor that a server has taken.
    """
    times = []
    for at in range(count):
        ask(at)
    before = server()
    for at in range(count):
        cpu, wall = time.process_time(), time.perf_counter()
        ask(at)
        times.append((time.process_time() - cpu, time.perf_counter() - wall))
    after = server()
    (p50, wall_p50), (p95, wall_p95) = np.percentile(times, [50, 95], axis=0) * 1000
    found = {"p50 ms": p50, "p95 ms": p95}
    if before is not None and after is not None:
        found["mean ms of the server's processor"] = (after - before) * 1000 / count
    found |= {"p50 ms by the clock": wall_p50, "p95 ms by the clock": wall_p95}
    return {name: round(float(value), 3) for name, value in found.items()}


def _parts(view: View) -> dict[str, list[str]]:
    """Return the filters: one report, every second, all but one."""
    ids = list(view.reports)
    return {"one report": ids[:1], "every second": ids[::2], "all but one": ids[1:]}


def _keys(view: View) -> list[Key]:
    return [key for report in view.reports.values() for key in report.keys]


def recall(found: Found, exact: Found, depth: int) -> float:
    """Return the mean share of the best rows of an exact search that were found."""
    shares = [
        len({*mine[:depth]} & {*rows[:depth]}) / depth
        for mine, rows in zip(found, exact, strict=False)
    ]
    return _mean(shares)


def _memory() -> float:
    return round(psutil.Process().memory_info().rss / 1e6, 1)


def ask(place: Path, store: str = "") -> dict[str, object]:
    """Return the figures of an index: the one in the folder, or that of the store."""
    asked = load_prepared(place)
    texts, questions = asked.texts, asked.questions
    server = Watched(store).cpu if store else lambda: None
    figures: dict[str, object] = {"memory before, MB": _memory()}
    wall, cpu = time.perf_counter(), time.process_time()
    engine = Engine(settings_of(place, store), Prepared(asked.identity, asked.known))
    figures["open, s"] = round(time.perf_counter() - wall, 3)
    figures["open, CPU s"] = round(time.process_time() - cpu, 3)
    figures["memory after open, MB"] = _memory()

    def note(name: str, step: Callable[[int], object], count: int) -> None:
        times = times_of(step, count, server)
        figures.update({f"{name}, {part}": value for part, value in times.items()})

    note("whole question", lambda at: engine.ask([engine.asked(texts[at])]), len(texts))
    figures["memory after questions, MB"] = _memory()
    view = engine.opened.generation
    words = [[term.text for term in terms(text)] for text in texts]
    note("vectors", lambda at: view.near(questions[at : at + 1], _DEPTH), len(texts))
    note("words", lambda at: view.matching(words[at], _DEPTH), len(texts))
    for name, allowed in _parts(view).items():
        note(
            f"vectors, {name}",
            lambda at, allowed=allowed: view.near(questions[at : at + 1], _DEPTH, allowed),  # type: ignore[misc]
            _FILTERED_QUESTIONS,
        )
        note(
            f"words, {name}",
            lambda at, allowed=allowed: view.matching(words[at % len(words)], _DEPTH, allowed),  # type: ignore[misc]
            _FILTERED_QUESTIONS,
        )
    figures |= _agreement(place, view, words)
    flat = VectorIndex.load(place / FLAT)
    note("flat", lambda at: flat.search(questions[at : at + 1], _DEPTH), 20)
    exact = [rows.tolist() for rows, _ in flat.search(questions[:_FLAT_QUESTIONS], _DEPTH)]
    rows = {key: row for row, key in enumerate(_keys(view))}
    near = view.near(questions[:_FLAT_QUESTIONS], _DEPTH)
    found = [[rows[key] for key, _ in one] for one in near]
    for depth in (10, _DEPTH):
        figures[f"vectors, recall@{depth}"] = recall(found, exact, depth)
    return figures


def _agreement(place: Path, view: View, words: Sequence[Sequence[str]]) -> dict[str, object]:
    """Keep what the first index finds by words, and compare what others find with it.

    Scores decide, not keys: equal ones have any order.
    """
    path = place / WORD_ROWS
    mine = [[one.score for one in view.matching(some, _DEPTH)] for some in words]
    if not path.is_file():
        path.write_text(json.dumps(mine), encoding="utf-8")
        return {}
    first: list[list[float]] = json.loads(path.read_text(encoding="utf-8"))
    shares: dict[int, list[float]] = {10: [], _DEPTH: []}
    for own, other in zip(mine, first, strict=True):
        for depth, found in shares.items():
            if wanted := other[:depth]:
                least = min(wanted) - _SCORE_NOISE
                found.append(min(1.0, sum(score >= least for score in own[:depth]) / len(wanted)))
    return {f"words, recall@{depth}": _mean(found) for depth, found in shares.items()}


def _mean(shares: Sequence[float]) -> float:
    return round(float(np.mean(shares)), 4)


if __name__ == "__main__":
    print(json.dumps(ask(Path(sys.argv[1]), *sys.argv[2:])))
