"""A promise that can be put to the proof, and what came of it."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a promise.

    Attributes:
        faults: how many faults were injected.
        inputs: how many inputs were tried.
        requests: how many questions were answered as they should be meanwhile.
        lost: each case in which the promise did not hold, in words.
    """

    faults: int = 0
    inputs: int = 0
    requests: int = 0
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise and what puts it to the proof.

    Attributes:
        name: the promise, in words.
        count: how many times it is tried in a full run; what one is, is the promise's affair.
        run: called with a count and a seed; the same two try the same.
    """

    name: str
    count: int
    run: Callable[[int, int], Outcome]


def failed_tests(path: str, seed: int, **environ: int) -> tuple[str, ...]:
    """Run tests that read from the environment how often they try, and return what failed."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider",
         f"--hypothesis-seed={seed}", path],
        env={**os.environ, **{name: str(value) for name, value in environ.items()}},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    failed = re.findall(r"^FAILED .*", done.stdout, re.MULTILINE)
    return tuple(failed or ([] if done.returncode == 0 else [done.stdout[-500:]]))


def table(outcomes: Iterable[tuple[Promise, Outcome, float]]) -> str:
    """Return a Markdown table of promises, outcomes and seconds."""
    lines = [
        "| promise | faults injected | inputs tried | requests held | lost | seconds |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {promise.name} | {outcome.faults:,} | {outcome.inputs:,} | {outcome.requests:,} "
        f"| {len(outcome.lost)} | {seconds:.0f} |"
        for promise, outcome, seconds in outcomes
    ]
    return "\n".join(lines)
