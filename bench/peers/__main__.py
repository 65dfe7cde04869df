"""Measure ours beside its peers: python -m bench.peers [--quick].

Run it on a quiet machine; bench/README.md says what each row is.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.peers import doors, inside
from bench.peers.figures import Figures, ratios, table, verdicts
from bench.peers.inputs import Material, many_sentences, own_questions, own_report
from bench.peers.size import QUICK, Size
from bench.peers.systems import FORWARD_FP32, FORWARD_INT8, RERANKER, open_to_all
from bench.peers.worker import Worker
from bench.results import save
from bench.sets import DATA

_COMPARED = 20


class _Run:
    """A run so far."""

    def __init__(self) -> None:
        self.figures: Figures = {}
        self._started = time.perf_counter()

    def say(self, what: str) -> None:
        print(f"[{time.perf_counter() - self._started:4.0f} s] {what}", flush=True)

    def add(self, found: Figures) -> None:
        for system, measures in found.items():
            self.figures.setdefault(system, {}).update(measures)


def measure(size: Size, data: Path, work: Path) -> tuple[Figures, dict[str, float]]:
    """Return the figures, and each system's least cosine with the exact vectors."""
    run = _Run()
    questions, own = own_questions(), own_report(work)
    systems = open_to_all()
    encoding = [*systems, FORWARD_INT8, FORWARD_FP32]
    run.add({system.name: {} for system in encoding})
    run.say(f"building over our {own.count} sentences, from the shell")
    run.add(doors.build_own(systems, own, work))
    run.say("asking from the shell")
    run.add(doors.ask_cold(systems, questions[0], work, size))
    run.say("starting the servers and asking through HTTP")
    run.add(doors.serve(systems, questions, work, size))
    many = many_sentences(data, size.sentences, work)
    run.say("asking in process")
    with inside.workers(encoding, work, one_thread=True) as workers:
        cosines = inside.agreement(workers, questions[:_COMPARED])
        run.add(inside.ask_in_process(workers, questions, size))
        if not size.all_cores:
            _many_at_once(run, workers, questions, many, size)
    if size.all_cores:
        with inside.workers(encoding, work, one_thread=False) as workers:
            _many_at_once(run, workers, questions, many, size)
    run.say("done")
    return run.figures, cosines


def _many_at_once(
    run: _Run,
    workers: Mapping[str, Worker],
    questions: Sequence[str],
    many: Material | None,
    size: Size,
) -> None:
    run.say("answering question files")
    run.add(inside.answer_files(workers, questions, size))
    if many:
        run.say(f"building over {many.count} sentences")
        builders = {name: one for name, one in workers.items() if name != RERANKER.name}
        run.add(inside.build_many(builders, many, size))


def main() -> None:
    """Print the tables and save the figures under bench/results."""
    parser = argparse.ArgumentParser(prog="python -m bench.peers")
    parser.add_argument("--quick", action="store_true", help="go all the way with little work")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the question sets")
    options = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as work:
        size = QUICK if options.quick else Size()
        figures, cosines = measure(size, options.data, Path(work))
    compared = ratios(figures)
    for lines in (table(figures), table(compared), verdicts(figures)):
        print("", *lines, sep="\n")
    print("\nLeast cosine with the exact vectors, of the same questions:")
    print(", ".join(f"{name} {cosine:.5f}" for name, cosine in cosines.items()))
    results: dict[str, object] = {
        "load_before": round(load, 2),
        "quick": options.quick,
        "figures": figures,
        "ratios": compared,
        "least_cosine": cosines,
    }
    print(f"\nSaved in {save('peers-quick' if options.quick else 'peers', results)}")


if __name__ == "__main__":
    main()
