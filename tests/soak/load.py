"""What the service promises under load, and of what it is sent."""

import os
import re
import subprocess
import sys

import psutil

from bench.load import RECOVERY_SECONDS, Client, Figures, asked, run
from bench.peers.servers import our_service, serving
from tests.conftest import REPORTS
from tests.soak.ground import ground
from tests.soak.promise import Outcome, Promise

_LONGER = 2
"""So many times the p99 at capacity is allowed above it."""
_GROWTH_MB = 64


def overload(count: int, _seed: int) -> Outcome:
    """Find the capacity of the real service, offer four times that, and stay for minutes."""
    with ground() as here:
        index = here.root / "real"
        build = [sys.executable, "build_index.py", "--corpus", str(REPORTS), "--index", str(index)]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
        with serving(our_service(index), "How many troops?") as server:
            client = Client(server.host, server.port, asked())
            found = dict(run(client, psutil.Process(server.process_id), count))
    every = list(found.values())
    return Outcome(
        faults=sum(one.shed for one in every),
        requests=sum(round(one.held * _seconds(name)) for name, one in found.items()),
        lost=tuple(_broken(found)),
    )


def _seconds(name: str) -> int:
    return 60 if name.startswith("minute") else 10 if name.startswith("half") else 20


def _broken(found: dict[str, Figures]) -> list[str]:
    at, over, half = (
        found[name] for name in ("at capacity", "four times as much", "half as much, at once")
    )
    lost = [f"{name}: {one.errors} errors" for name, one in found.items() if one.errors]
    if over.p99 > _LONGER * at.p99:
        lost.append(f"p99 at four times the capacity is {over.p99} ms, at it {at.p99}")
    if half.recovered is None or half.recovered > RECOVERY_SECONDS:
        lost.append(f"recovered after {half.recovered} s")
    minutes = [one.megabytes for name, one in found.items() if name.startswith("minute")]
    if minutes and minutes[-1] - minutes[0] > _GROWTH_MB:
        lost.append(f"memory grew from {minutes[0]} to {minutes[-1]} MB")
    return lost


def fuzzed(count: int, seed: int) -> Outcome:
    """Send the JSON door what schemathesis makes of its document."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider",
         f"--hypothesis-seed={seed}", "tests/service/web/test_fuzz.py"],
        env={**os.environ, "FUZZ_EXAMPLES": str(count)},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    failed = re.findall(r"^FAILED .*", done.stdout, re.MULTILINE)
    lost = failed or ([] if done.returncode == 0 else [done.stdout[-500:]])
    return Outcome(inputs=2 * count, lost=tuple(lost))


PROMISES = (
    Promise("Above its capacity the service sheds and stays quick", 5, overload),
    Promise("The JSON door does what its document says", 1000, fuzzed),
)
