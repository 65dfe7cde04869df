"""Time every door, each as a user meets it: python -m bench.speed.

Run it on a quiet machine: builds, start-ups and cold answers are processes of
their own, most of whose time goes into loading the model's libraries.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import urlencode, urlsplit

import numpy as np
import psutil

from bench.results import save
from bench.sets import GOLD
from corpus.settings import load_settings
from service.engine import Engine

_REPEATS = 3
_PATIENCE = 120
_BETWEEN_POLLS = 0.02

Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Server:
    """A service that answers.

    Attributes:
        connection: kept alive; it fails rather than connect anew.
        started_in: seconds from its launch to its first answer.
    """

    process_id: int
    connection: HTTPConnection
    started_in: float


def run(*arguments: str) -> tuple[str, float]:
    """Run one of our commands and return what it printed, and its seconds."""
    started = time.perf_counter()
    printed = subprocess.check_output([sys.executable, *arguments], text=True)
    return printed, time.perf_counter() - started


def build(corpus: Path, index: Path) -> Figures:
    """Build into an empty folder, then again with nothing to do."""
    command = ("build_index.py", "--corpus", str(corpus), "--index", str(index), "--json")
    output, full = run(*command)
    passages = json.loads(output)["passages"]
    output, nothing = run(*command)
    if not json.loads(output)["up_to_date"]:
        sys.exit("the second build found something to do")
    return {
        "sentences": passages,
        "full build, s": full,
        "full build, sentences/s": passages / full,
        "build with nothing to do, s": nothing,
    }


@contextmanager
def serving(index: Path, question: str) -> Iterator[Server]:
    """Start the service, wait for its first answer, and stop it again."""
    command = [sys.executable, "-m", "service", "serve", "--port", "0", "--index", str(index)]
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        connection = _connect(process)
        while not get(connection, question):
            if time.perf_counter() - started > _PATIENCE:
                sys.exit(f"the service was not ready after {_PATIENCE} s")
            time.sleep(_BETWEEN_POLLS)
        yield Server(process.pid, connection, time.perf_counter() - started)
        connection.close()
    finally:
        process.terminate()
        code = process.wait(timeout=60)
    if code != 0:
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
    connection.request("GET", f"/ask?{urlencode({'q': question})}")
    response = connection.getresponse()
    body = response.read()
    if response.status not in (200, 503):
        sys.exit(f"GET /ask answered {response.status}: {body.decode()}")
    return body if response.status == 200 else None


def latency(door: str, ask: Callable[[str], object], questions: Sequence[str]) -> Figures:
    """Ask the questions one after the other."""
    times = []
    for question in questions:
        started = time.perf_counter()
        answer = ask(question)
        times.append((time.perf_counter() - started) * 1000)
        if not answer:
            sys.exit(f"{door} gave no answer to {question!r}")
    p50, p95 = np.percentile(times, [50, 95])
    return {f"{door}, p50 ms": float(p50), f"{door}, p95 ms": float(p95)}


def serve(index: Path, questions: Sequence[str]) -> Figures:
    """Start the service several times, and question the last one."""
    starts: list[float] = []
    for _ in range(_REPEATS - 1):
        with serving(index, questions[0]) as server:
            starts.append(server.started_in)
    with serving(index, questions[0]) as server:
        starts.append(server.started_in)
        ask = partial(get, server.connection)
        over_http = latency("question over HTTP", ask, questions)
        resident = psutil.Process(server.process_id).memory_info().rss / 1e6
    return {
        "start of the service to its first answer, s": median(starts),
        **over_http,
        "resident memory of the service, MB": resident,
    }


def ask_cold(index: Path, question: str) -> Figures:
    """Ask from the shell."""
    command = ("-m", "service", "ask", question, "--index", str(index))
    return {"python -m service ask, s": median(run(*command)[1] for _ in range(_REPEATS))}


def ask_in_process(index: Path, texts: Sequence[str]) -> Figures:
    """Ask the engine, one question at a time and all at once."""
    engine = Engine(load_settings(index=index))
    engine.warm_up()
    one_by_one = latency("Engine.ask", lambda text: engine.ask([engine.question(text)]), texts)
    questions = [engine.question(text) for text in texts]
    times = []
    for _ in range(_REPEATS):
        started = time.perf_counter()
        engine.ask(questions)
        times.append(time.perf_counter() - started)
    return {**one_by_one, "batch, questions/s": len(questions) / median(times)}


def main() -> None:
    """Print a table and save the figures under bench/results."""
    parser = argparse.ArgumentParser(prog="python -m bench.speed")
    parser.add_argument("--corpus", type=Path, default=Path("corpus/reports"))
    options = parser.parse_args()
    rows = map(json.loads, GOLD.read_text(encoding="utf-8").splitlines())
    questions = [str(row["question"]) for row in rows]
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder, "index")
        figures = build(options.corpus, index)
        figures |= ask_cold(index, questions[0])
        figures |= serve(index, questions)
        figures |= ask_in_process(index, questions)
    print("| measure | value |\n|---|---|")
    for name, value in figures.items():
        print(f"| {name} | {value:.0f} |" if value >= 100 else f"| {name} | {value:.2f} |")
    results: dict[str, object] = {
        "corpus": str(options.corpus),
        "questions": len(questions),
        "load_before": round(load, 2),
        "figures": {name: round(value, 3) for name, value in figures.items()},
    }
    print(f"\nSaved in {save('speed', results)}")


if __name__ == "__main__":
    main()
