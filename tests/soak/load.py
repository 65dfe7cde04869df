"""What the service promises under load, and of what it is sent."""

import asyncio
import subprocess
import sys
import time

import psutil

from bench.load import (
    RECOVERY_SECONDS,
    Client,
    Figures,
    Sent,
    asked,
    figures,
    percentile,
    recovered_after,
    run,
)
from bench.peers.servers import our_service, serving
from tests.conftest import REPORTS
from tests.service.http.served import Served, served
from tests.soak.ground import ground
from tests.soak.promise import Outcome, Promise, failed_tests

_LONGER = 2
"""So many times the p99 at capacity is allowed above it."""
_GROWTH_MB = 64
_FLOODED_SECONDS = 1.5


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
    lost = failed_tests("tests/service/web/test_fuzz.py", seed, FUZZ_EXAMPLES=count)
    return Outcome(inputs=2 * count, lost=lost)


_SECONDS, _THREADS = 0.2, 4
_RATE = 0.9 * _THREADS / _SECONDS
"""So many slow questions a second are held by a service whose answers take ``_SECONDS``."""


def small_overload(count: int, _seed: int) -> Outcome:
    """Offer four times what can be answered to a service whose capacity is known."""
    lost: list[str] = []
    shed = held = 0
    with ground() as here, served(here.built(), seconds=_SECONDS) as server:
        for _ in range(count):
            at = figures(_RATE, 8, asyncio.run(_clients(server).offer(_RATE, 8)), 0)
            sent, *others = asyncio.run(_overloaded(server))
            over = figures(4 * _RATE, 8, sent, 0)
            back = asyncio.run(_clients(server).offer(_RATE / 2, 10))
            again = recovered_after(back, _LONGER * at.p99 / 1000)
            checks = {
                f"errors: {at.errors}, {over.errors}": at.errors == over.errors == 0,
                f"p99 is {over.p99} ms, at capacity {at.p99}": over.p99 <= _LONGER * at.p99,
                f"{over.held} a second are held, at capacity {at.held}": over.held >= 0.8 * at.held,
                f"{over.shed} of {len(sent)} were shed": over.shed > len(sent) / 2,
                f"a refusal takes {over.shed_p99} ms": over.shed_p99 < over.p50,
                f"recovered after {again} s": again <= RECOVERY_SECONDS,
            }
            for quick in others:
                took = percentile([1000 * item.seconds for item in quick], 0.5)
                checks[f"a probe or a page takes {took} ms"] = took < over.p50
                checks["a probe or a page failed"] = {item.status for item in quick} == {200}
            lost += [case for case, sound in checks.items() if not sound]
            shed, held = shed + over.shed, held + len(sent) - over.shed
    return Outcome(faults=shed, requests=held, lost=tuple(lost))


def _clients(server: Served, path: str = "/ask?q=slow+ferry") -> Client:
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    return Client("127.0.0.1", server.port, [request])


async def _overloaded(server: Served) -> list[list[Sent]]:
    rates = {"/healthz": 5, "/readyz": 5, "/metrics": 2, "/static/style.css": 5}
    return await asyncio.gather(
        _clients(server).offer(4 * _RATE, 8),
        *(_clients(server, path).offer(rate, 8) for path, rate in rates.items()),
    )


def flooded(count: int, _seed: int) -> Outcome:
    """Ask while 100 clients send requests without waiting for answers."""
    lost: list[str] = []
    with ground() as here, served(here.built()) as server:
        for _ in range(count):
            command = [sys.executable, "-m", "tests.service.http.flood", str(server.port), "100"]
            took = []
            with subprocess.Popen([*command, "/static/style.css"], stdout=subprocess.PIPE) as flood:
                assert flood.stdout is not None
                flood.stdout.readline()
                time.sleep(2)
                for _ in range(10):
                    began = time.monotonic()
                    if server.get("/healthz")[0] != 200:
                        lost.append("a probe failed")
                    took.append(time.monotonic() - began)
                flood.kill()
            # It was more than 5 s while the loop kept the threads from the interpreter.
            if (middle := percentile(took, 0.5)) >= _FLOODED_SECONDS:
                lost.append(f"a probe takes {middle} s")
    return Outcome(faults=count, requests=10 * count - len(lost), lost=tuple(lost))


PROMISES = (
    Promise("four times what can be answered costs the accepted little", 3, small_overload),
    Promise("clients that ask without waiting for answers delay others little", 3, flooded),
    Promise("Above its capacity the service sheds and stays quick", 5, overload),
    Promise("The JSON door does what its document says", 1000, fuzzed),
)
