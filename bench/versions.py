"""Compare the speed of this checkout with another one in one run: python -m bench.versions OTHER.

OTHER is the folder of another checkout, for example a worktree of an older commit. Both run with
the Python of this one, in turn and round by round, so that noise affects both alike.
"""

import argparse
import os
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import cycle, islice
from pathlib import Path

from bench.peers.doors import run
from bench.peers.figures import percentile
from bench.peers.inputs import own_questions
from bench.peers.servers import Server, closed_loop, get, serving
from bench.peers.systems import ONE_THREAD
from bench.peers.worker import Worker
from bench.results import save

_VARIANTS: Mapping[str, Mapping[str, str]] = {
    "": {},
    ", first stage alone": {"PINCITE_READER": "none"},  # a name that older versions know, too
}
_ROUNDS, _BLOCK, _HTTP_SECONDS, _BEFORE_MEMORY, _FILE = 12, 20, 1.5, 100, 64
_QUIET = {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false", **ONE_THREAD}

Times = dict[str, dict[str, list[float]]]
"""Seconds, milliseconds or megabytes of each round, by measure and version; less is better."""


class _Version:
    """A checkout whose commands are run from an empty folder."""

    def __init__(self, name: str, root: Path, work: Path) -> None:
        self.name = name
        self._root = root.absolute()
        self.index = work / name
        self._corpus = self._root / "corpus" / "reports"

    def environment(self, variant: str = "") -> dict[str, str]:
        return {**os.environ, **_QUIET, **_VARIANTS[variant], "PYTHONPATH": str(self._root)}

    def build(self) -> list[str]:
        program = str(self._root / "build_index.py")
        return [sys.executable, program, "--corpus", str(self._corpus), "--index", str(self.index)]

    def service(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "service", *arguments, "--index", str(self.index)]

    def worker(self) -> list[str]:
        return [sys.executable, "-m", "bench.peers.worker", "ours", str(self.index)]


def measure(versions: Sequence[_Version], questions: Sequence[str], rounds: int) -> Times:
    """Return the measures of each version, of each round."""
    times: Times = defaultdict(lambda: defaultdict(list))
    for version in versions:
        times["first build, s"][version.name].append(run(version.build(), version.environment())[0])
    for _ in range(max(3, rounds // 3)):
        for version in versions:
            seconds = run(version.build(), version.environment())[0]
            times["build with nothing to do, s"][version.name].append(seconds)
            command = version.service("ask", questions[0])
            seconds = run(command, version.environment())[0]
            times["cold start to the first answer, s"][version.name].append(seconds)
    for variant in _VARIANTS:
        _in_process(times, versions, variant, questions, rounds)
        _over_http(times, versions, variant, questions, rounds)
    return times


def _in_process(
    times: Times, versions: Sequence[_Version], variant: str, questions: Sequence[str], rounds: int
) -> None:
    coming = cycle(questions)
    with ExitStack() as running, tempfile.TemporaryDirectory() as work:
        workers = {
            version.name: running.enter_context(
                Worker(version.worker(), version.environment(variant))
            )
            for version in versions
        }
        for _ in range(rounds):
            block = list(islice(coming, _BLOCK))
            for name, worker in workers.items():
                found = worker(do="ask", questions=block)["ms"]
                times[f"a question in process, p50 ms{variant}"][name] += found
        for _ in range(max(2, rounds // 4)):
            for name, worker in workers.items():
                output = str(Path(work, "answers"))
                found = worker(do="batch", questions=questions[:_FILE], output=output)
                per_question = 1000 * found["seconds"] / _FILE
                times[f"a question of a file, ms{variant}"][name].append(per_question)


def _over_http(
    times: Times, versions: Sequence[_Version], variant: str, questions: Sequence[str], rounds: int
) -> None:
    for _ in range(max(3, rounds // 4)):
        with _served(versions, variant, questions[0]) as servers:
            for name, server in servers.items():
                times[f"server ready, s{variant}"][name].append(server.started_in)
                for question in islice(cycle(questions), _BEFORE_MEMORY):
                    get(server.connection, question)
                times[f"resident memory, MB{variant}"][name].append(server.resident)
                server.connection.close()
            for name, server in servers.items():
                found = closed_loop(server, questions, 1, _HTTP_SECONDS).times
                times[f"a question over HTTP, p50 ms{variant}"][name] += found


@contextmanager
def _served(
    versions: Sequence[_Version], variant: str, question: str
) -> Iterator[dict[str, Server]]:
    with ExitStack() as running:
        yield {
            version.name: running.enter_context(
                serving(
                    version.service("serve", "--port", "0"), question, version.environment(variant)
                )
            )
            for version in versions
        }


def main() -> None:
    """Print a table and save the figures under bench/results."""
    parser = argparse.ArgumentParser(prog="python -m bench.versions")
    parser.add_argument("other", type=Path, help="folder of the other checkout")
    parser.add_argument("--rounds", type=int, default=_ROUNDS, help="rounds of each measure")
    options = parser.parse_args()
    load, questions, here = os.getloadavg()[0], own_questions(), Path.cwd()
    with tempfile.TemporaryDirectory() as work:
        versions = [
            _Version("other", options.other, Path(work)), _Version("this", here, Path(work))
        ]  # fmt: skip
        os.chdir(work)  # else the modules of this checkout would stand before those of the other
        try:
            times = measure(versions, questions, options.rounds)
        finally:
            os.chdir(here)
    print("| measure | other | this | this / other |\n|---|---|---|---|")
    figures: dict[str, dict[str, float]] = {}
    for name, found in times.items():
        middle = {version: statistics.median(values) for version, values in found.items()}
        if "p50" in name:
            middle = {version: percentile(values, 50) for version, values in found.items()}
        figures[name] = {**middle, "ratio": middle["this"] / middle["other"]}
        other, this, ratio = figures[name].values()
        print(f"| {name} | {other:.3g} | {this:.3g} | {ratio:.2f} |")
    print(f"\nSaved in {save('versions', {'load_before': round(load, 2), 'figures': figures})}")


if __name__ == "__main__":
    main()
