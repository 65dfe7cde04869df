"""Time every door of ours alone, over any reports: python -m bench.speed --corpus DIR.

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
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median

from bench.peers.figures import percentile
from bench.peers.inputs import own_questions
from bench.peers.servers import get, our_service, serving
from bench.results import save
from corpus.settings import load_settings
from service.answers.engine import Engine

_REPEATS = 3

Figures = dict[str, float]


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


def latency(door: str, ask: Callable[[str], object], questions: Sequence[str]) -> Figures:
    """Ask the questions one after the other."""
    times = []
    for question in questions:
        started = time.perf_counter()
        answer = ask(question)
        times.append((time.perf_counter() - started) * 1000)
        if not answer:
            sys.exit(f"{door} gave no answer to {question!r}")
    return {f"{door}, p{at} ms": percentile(times, at) for at in (50, 95)}


def serve(index: Path, questions: Sequence[str]) -> Figures:
    """Start the service several times, and question the last one."""
    command = our_service(index)
    starts: list[float] = []
    for _ in range(_REPEATS - 1):
        with serving(command, questions[0]) as server:
            starts.append(server.started_in)
    with serving(command, questions[0]) as server:
        starts.append(server.started_in)
        over_http = latency("question over HTTP", partial(get, server.connection), questions)
        resident = server.resident
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
    engine.opened.warm_up()
    one_by_one = latency("Engine.ask", lambda text: engine.ask([engine.asked(text)]), texts)
    times = []
    for _ in range(_REPEATS):
        started = time.perf_counter()
        engine.ask([engine.asked(text) for text in texts])
        times.append(time.perf_counter() - started)
    return {**one_by_one, "batch, questions/s": len(texts) / median(times)}


def main() -> None:
    """Print a table and save the figures under bench/results."""
    parser = argparse.ArgumentParser(prog="python -m bench.speed")
    parser.add_argument("--corpus", type=Path, default=Path("corpus/reports"))
    options = parser.parse_args()
    questions = own_questions()
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
