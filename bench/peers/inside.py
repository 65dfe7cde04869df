"""The systems from the inside: a worker each, told in turn to do the same."""

import statistics
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import cycle, islice
from pathlib import Path

import numpy as np

from bench.peers import figures as f
from bench.peers.inputs import Material
from bench.peers.size import Size
from bench.peers.systems import FORWARD_FP32, System
from bench.peers.worker import Message, Worker


@contextmanager
def workers(
    systems: Sequence[System], folder: Path, *, one_thread: bool
) -> Iterator[dict[str, Worker]]:
    """Start a worker for each system, all at once: how long that takes is not measured here."""

    def start(system: System) -> Worker:
        return Worker(system.worker(folder), system.environment(one_thread=one_thread))

    with ThreadPoolExecutor(len(systems)) as pool, ExitStack() as running:
        started = pool.map(start, systems)
        yield {
            system.name: running.enter_context(worker)
            for system, worker in zip(systems, started, strict=True)
        }


def ask_in_process(
    workers: Mapping[str, Worker], questions: Sequence[str], size: Size
) -> f.Figures:
    """Ask one question after the other, in blocks, the same ones of every system."""
    times: dict[str, list[float]] = defaultdict(list)
    cpu: dict[str, float] = defaultdict(float)
    coming = cycle(questions)
    for _ in range(size.blocks):
        block = list(islice(coming, size.block))
        for name, worker in workers.items():
            reply = worker(do="ask", questions=block)
            times[name] += reply["ms"]
            cpu[name] += reply["cpu_s"]
    return {
        name: {
            f.P50: f.percentile(own, 50),
            f.P95: f.percentile(own, 95),
            f.CPU: cpu[name] * 1000 / len(own),
        }
        for name, own in times.items()
    }


def answer_files(workers: Mapping[str, Worker], questions: Sequence[str], size: Size) -> f.Figures:
    """Answer a file of questions into a file of answers."""
    asked = list(islice(cycle(questions), size.batch))
    with tempfile.TemporaryDirectory() as work:
        output = f"{work}/answers.jsonl"

        def batch(worker: Worker, _round: int) -> Message:
            return worker(do="batch", questions=asked, output=output)

        return _rates(workers, batch, size.batches, size.batch, (f.BATCH, f.BATCH_CPU))


def build_many(workers: Mapping[str, Worker], many: Material, size: Size) -> f.Figures:
    """Build an index in processes that have loaded what they need for it."""
    with tempfile.TemporaryDirectory() as work:

        def build(worker: Worker, number: int) -> Message:
            folder = tempfile.mkdtemp(prefix=f"{number}-", dir=work)
            return worker(
                do="build", corpus=str(many.corpus), sentences=str(many.sentences), folder=folder
            )

        return _rates(workers, build, size.builds, many.count, (f.BUILD, f.BUILD_CPU))


def _rates(
    workers: Mapping[str, Worker],
    work: Callable[[Worker, int], Message],
    rounds: int,
    count: int,
    measures: tuple[str, str],
) -> f.Figures:
    """Return how many a second and the processor time of each, by the median of the rounds."""
    replies: dict[str, list[Message]] = defaultdict(list)
    for number in range(rounds):
        for name, worker in workers.items():
            replies[name].append(work(worker, number))
    rate, cpu = measures
    return {
        name: {
            rate: count / statistics.median(one["seconds"] for one in own),
            cpu: statistics.median(one["cpu_s"] for one in own) * 1000 / count,
        }
        for name, own in replies.items()
    }


def agreement(workers: Mapping[str, Worker], texts: Sequence[str]) -> dict[str, float]:
    """Return each system's least cosine with the exported encoder in full precision."""
    vectors = {
        name: np.array(worker(do="encode", texts=list(texts))["vectors"])
        for name, worker in workers.items()
    }
    unit = {name: own / np.linalg.norm(own, axis=1)[:, None] for name, own in vectors.items()}
    exact = unit[FORWARD_FP32.name]
    return {name: float((own * exact).sum(axis=1).min()) for name, own in unit.items()}
