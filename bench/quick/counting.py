"""Count the instructions of a question with callgrind, one process for each system."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bench.peers.systems import System
from bench.quick.callgrind import least, mean_parts, read_dump

NOT_COUNTED = "instructions: NOT counted: "
_INSTALL = "apt-get install valgrind"
_STEADY = {
    "PYTHONHASHSEED": "0",
    "PINCITE_RERANKER_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
"""Each of these would make two counts of the same code differ."""
_KEPT = ("PATH", "HOME")
"""The other variables are left out: they move the stack."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What one system is asked under callgrind.

    Attributes:
        warm: questions that come before, so that every part is loaded.
        counted: questions whose instructions count.
        rounds: how often; the least count of each question stands.
    """

    system: System
    warm: Sequence[str]
    counted: Sequence[str]
    rounds: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Instructions of a question.

    Attributes:
        counted_by: the program and its processor; counts of two of them do not compare.
        parts: by system and part.
    """

    counted_by: str
    parts: Mapping[str, Mapping[str, int]]


def count(plans: Sequence[Plan], indexes: Path, patience: float) -> Counts | str:
    """Return the mean instructions of a question, or why they are not counted.

    The processes run at the same time: other work does not change their counts.

    Args:
        indexes: folder of the indexes.
        patience: seconds until it gives up.
    """
    valgrind = shutil.which("valgrind")
    if valgrind is None:
        return _INSTALL
    version = subprocess.run([valgrind, "--version"], capture_output=True, text=True, check=True)
    with tempfile.TemporaryDirectory() as work, ThreadPoolExecutor(len(plans)) as pool:
        running = [
            pool.submit(_run, valgrind, plan, indexes, Path(work, str(at)), patience)
            for at, plan in enumerate(plans)
        ]
        try:
            found = [one.result() for one in running]
        except subprocess.TimeoutExpired:
            return f"they took more than {patience:.0f} s"
        except (OSError, ValueError) as error:
            return str(error)
    vectors = {one for one, _ in found}
    python = ".".join(map(str, sys.version_info[:3]))
    counted_by = f"{version.stdout.strip()}, {'/'.join(sorted(vectors))}, Python {python}"
    return Counts(
        counted_by, {plan.system.name: own for plan, (_, own) in zip(plans, found, strict=True)}
    )


def _run(
    valgrind: str, plan: Plan, indexes: Path, folder: Path, patience: float
) -> tuple[str, dict[str, int]]:
    """Return the vector instructions of callgrind's processor, and the count of each part.

    Raises:
        TimeoutExpired: when it takes too long.
        ValueError: when it fails; the message is what it said.
    """
    folder.mkdir()
    output = folder / "counts"
    content = {"warm": plan.warm, "counted": plan.counted, "rounds": plan.rounds}
    done = subprocess.run(
        [
            *(valgrind, "--tool=callgrind", "-q", "--instr-atstart=no"),
            f"--callgrind-out-file={output}",
            *(sys.executable, "-m", "bench.quick.counted"),
            *(str(indexes / plan.system.index), json.dumps(content)),
        ],
        env=_environment(plan.system),
        capture_output=True,
        text=True,
        timeout=patience,
        check=False,
    )
    if done.returncode:
        raise ValueError(f"valgrind ended with {done.returncode}: {_last_line(done.stderr)}")
    files = [path for path in folder.iterdir() if re.fullmatch(r"counts\.\d+", path.name)]
    dumps = least(map(read_dump, files))
    if len(dumps) != len(plan.counted):
        raise ValueError(f"callgrind counted {len(dumps)} of {len(plan.counted)} questions")
    return done.stdout.strip(), mean_parts(dumps.values())


def _environment(system: System) -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, **system.variables(one_thread=True), **_STEADY}


def _last_line(text: str) -> str:
    return next((line for line in reversed(text.splitlines()) if line.strip()), "nothing said")
