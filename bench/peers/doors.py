"""The systems from the outside: the shell and HTTP, one system after the other, round by round.

So noise hits all alike.
"""

import resource
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from itertools import cycle, islice
from pathlib import Path

from bench.peers import figures as f
from bench.peers.inputs import Material
from bench.peers.servers import Round, Server, closed_loop, get, serving
from bench.peers.size import CONCURRENCY, Size
from bench.peers.systems import FORWARD_INT8, System
from bench.peers.worker import Worker

_BEFORE_MEMORY = 100


def run(command: Sequence[str], environment: Mapping[str, str]) -> tuple[float, float]:
    """Run a command to its end and return its seconds and its processor time.

    Raises:
        SystemExit: when it fails.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr}")
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, spent


def build_own(systems: Sequence[System], own: Material, folder: Path) -> f.Figures:
    """Build every index over our report, each in a process of its own."""
    found: f.Figures = {}
    built: dict[str, dict[str, float]] = {}
    for system in systems:
        command = system.command("build", folder, str(own.corpus), str(own.sentences))
        environment = system.environment(one_thread=False)
        if system.index in built:
            continue
        seconds, cpu = run(command, environment)
        built[system.index] = found[system.name] = {
            f.OWN_BUILD: seconds,
            f.OWN_RATE: own.count / seconds,
            f.OWN_CPU: cpu * 1000 / own.count,
        }
        if not system.is_peer:
            found[system.name][f.NOTHING] = run(command, environment)[0]
    return found


def ask_cold(systems: Sequence[System], question: str, folder: Path, size: Size) -> f.Figures:
    """Ask from the shell, each time in a fresh process on a saved index."""
    times: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for _ in range(size.cold):
        for system in systems:
            command = system.command("ask", folder, question)
            times[system.name].append(run(command, system.environment(one_thread=True)))
    return {
        name: {
            f.COLD: statistics.median(seconds for seconds, _ in own),
            f.COLD_CPU: statistics.median(cpu for _, cpu in own),
        }
        for name, own in times.items()
    }


def start(systems: Sequence[System], questions: Sequence[str], folder: Path) -> f.Figures:
    """Start every server once, one after the other, and read its memory after some questions."""
    found: f.Figures = {}
    for system in systems:
        command, environment = system.command("serve", folder), system.environment(one_thread=True)
        with serving(command, questions[0], environment) as server:
            found[system.name] = {
                f.READY: server.started_in,
                f.MEMORY: _resident(server, questions),
            }
    return found


def serve(
    systems: Sequence[System], questions: Sequence[str], folder: Path, size: Size
) -> f.Figures:
    """Start every server some times, one at a time; question the last ones, all of them up.

    Between the rounds the bare encoder is asked, so that /ask has its limit from the same minutes.
    """
    starts: dict[str, list[float]] = defaultdict(list)
    found: f.Figures = {}
    with ExitStack() as running:
        servers: dict[str, Server] = {}
        for time_left in reversed(range(size.cold)):
            for system in systems:
                command = system.command("serve", folder)
                environment = system.environment(one_thread=True)
                with ExitStack() as started:
                    server = started.enter_context(serving(command, questions[0], environment))
                    starts[system.name].append(server.started_in)
                    if not time_left:
                        found[system.name] = {f.MEMORY: _resident(server, questions)}
                        server.connection.close()
                        running.enter_context(started.pop_all())
                        servers[system.name] = server
        for name, own in starts.items():
            found[name][f.READY] = statistics.median(own)
        limit = Worker(FORWARD_INT8.worker(folder), FORWARD_INT8.environment(one_thread=True))
        running.enter_context(limit)
        between: list[float] = []
        for concurrency in CONCURRENCY:
            rounds: dict[str, list[Round]] = defaultdict(list)
            for _ in range(size.http_rounds):
                for name, server in servers.items():
                    one = closed_loop(server, questions, concurrency, size.http_seconds)
                    rounds[name].append(one)
                between += limit(do="ask", questions=questions[: size.block])["ms"]
            for name, asked in rounds.items():
                found[name] |= _over_http(concurrency, asked)
        found[FORWARD_INT8.name] = {f.BETWEEN: f.percentile(between, 50)}
        return found


def _resident(server: Server, questions: Sequence[str]) -> float:
    for question in islice(cycle(questions), _BEFORE_MEMORY):
        get(server.connection, question)
    return server.resident


def _over_http(concurrency: int, rounds: Sequence[Round]) -> dict[str, float]:
    times = [time for one in rounds for time in one.times]
    return {
        f.http(concurrency, "requests/s"): len(times) / sum(one.seconds for one in rounds),
        f.http(concurrency, "p50 ms"): f.percentile(times, 50),
        f.http(concurrency, "p99 ms"): f.percentile(times, 99),
        f.http(concurrency, "CPU ms a request"): (
            sum(one.cpu for one in rounds) * 1000 / len(times)
        ),
    }
