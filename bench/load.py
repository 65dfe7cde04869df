"""Put a service under an open load: python -m bench.load --minutes 2.

Questions come at a constant mean rate, as independent users send them (a Poisson process), whether
or not the last one was answered; a latency counts from the moment that a question was to be sent.
A closed loop, which waits for its answers, would slow down with the service and hide its queue.
"""

import argparse
import asyncio
import json
import math
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import numpy as np
import psutil

from bench.peers.servers import our_service, serving
from bench.results import save
from bench.speed import build

_QUESTIONS = (
    "How many U.S. troops are stationed in Japan?",
    "What does the treaty oblige the United States to do?",
    "When was the alliance formed?",
    "Who pays for the bases?",
    "Why do residents of Okinawa object?",
)
_MOST_LOST = 0.01
RECOVERY_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Sent:
    """One request: when it was to be sent, what came of it, and how long that took, in seconds."""

    due: float
    status: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What a rate led to; rates are in requests a second, times in milliseconds.

    Attributes:
        recovered: seconds from its beginning until all was as before; where that was looked at.
    """

    rate: float
    held: float
    p50: float
    p99: float
    shed: int
    shed_p99: float
    errors: int
    megabytes: float
    recovered: float | None = None


class Client:
    """Sends requests over connections that are kept open."""

    def __init__(
        self, host: str, port: int, requests: Sequence[bytes], own: str | None = None
    ) -> None:
        """Take where to send what, in turn, and the address to come from; any when None."""
        self._host, self._port = host, port
        self._own = (own, 0) if own else None
        self._requests = cycle(requests)
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def send(self, due: float) -> Sent:
        """Send one request; the status is 0 where the connection failed."""
        try:
            pair = self._idle.pop() if self._idle else None
            reader, writer = pair or await asyncio.open_connection(
                self._host, self._port, local_addr=self._own
            )
            writer.write(next(self._requests))
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            status = int(head.split(b" ", 2)[1])
            self._idle.append((reader, writer))
        except (OSError, EOFError, ValueError, IndexError):
            status = 0
        return Sent(due, status, time.perf_counter() - due)

    async def offer(self, rate: float, seconds: float) -> list[Sent]:
        """Send requests at a constant mean rate, and wait for what comes of them."""
        number = max(1, int(rate * seconds))
        # The same moments at every run of a rate.
        moments = np.random.default_rng(number).exponential(1 / rate, number).cumsum()
        tasks = []
        for due in time.perf_counter() + moments:
            await asyncio.sleep(max(0, due - time.perf_counter()))
            tasks.append(asyncio.create_task(self.send(float(due))))
        sent = list(await asyncio.gather(*tasks))
        for _, writer in self._idle:
            writer.close()
            await writer.wait_closed()
        self._idle.clear()  # a connection belongs to the loop that opened it
        return sent


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that a share of the values does not exceed; 0 for none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0


def figures(rate: float, seconds: float, sent: Sequence[Sent], megabytes: float) -> Figures:
    """Return what a run led to."""
    good = [1000 * item.seconds for item in sent if item.status == 200]
    shed = [1000 * item.seconds for item in sent if item.status == 503]
    return Figures(
        round(rate, 2),
        round(len(good) / seconds, 2),
        round(percentile(good, 0.5), 1),
        round(percentile(good, 0.99), 1),
        len(shed),
        round(percentile(shed, 0.99), 1),
        len(sent) - len(good) - len(shed),
        round(megabytes, 1),
    )


def find_capacity(offer: Callable[[float], Figures], start: float) -> tuple[float, list[Figures]]:
    """Return the highest rate held, and what was tried: doubling it, then halving the gap."""
    tried, low, high = [], 0.0, math.inf
    rate = start
    while high - low > low / 10:
        found = offer(rate)
        tried.append(found)
        asked = found.held + found.shed
        if found.shed + found.errors <= _MOST_LOST * asked and found.held > 0.9 * rate:
            low = rate
        else:
            high = rate
        rate = 2 * low if high == math.inf else (low + high) / 2
        if high < start / 64:
            sys.exit("the service holds no rate at all")
    return low, tried


def recovered_after(sent: Sequence[Sent], limit: float) -> float:
    """Return the seconds until every later request was answered within a limit, in seconds."""
    bad = [item.due for item in sent if item.status != 200 or item.seconds > limit]
    return max(bad, default=sent[0].due) - sent[0].due


def run(client: Client, process: psutil.Process, minutes: float) -> Iterator[tuple[str, Figures]]:
    """Find the capacity, go to it, to four times as much, back, and stay for some minutes."""

    def offer(rate: float, seconds: float = 8) -> Figures:
        sent = asyncio.run(client.offer(rate, seconds))
        return figures(rate, seconds, sent, process.memory_info().rss / 2**20)

    capacity, _ = find_capacity(offer, 8)
    at_capacity = offer(capacity, 20)
    yield "at capacity", at_capacity
    over = offer(4 * capacity, 20)
    yield "four times as much", over
    back = asyncio.run(client.offer(capacity / 2, 10))
    again = recovered_after(back, 2 * at_capacity.p99 / 1000)
    half = figures(capacity / 2, 10, back, process.memory_info().rss / 2**20)
    yield "half as much, at once", replace(half, recovered=round(again, 2))
    print(f"p99 at four times the capacity: {over.p99 / at_capacity.p99:.2f} times that at it")
    print(f"recovered after {again:.1f} s (promised: {RECOVERY_SECONDS:.0f})")
    for minute in range(round(minutes)):
        yield f"minute {minute + 1}", offer(0.7 * capacity, 60)


def asked() -> list[bytes]:
    """Return the requests that are sent in turn."""
    lines = "GET /ask?q={} HTTP/1.1\r\nHost: localhost\r\n\r\n"
    return [lines.format(quote(question)).encode() for question in _QUESTIONS]


def main() -> None:
    """Serve our own report and put that service under load."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=2, help="how long to stay at 70 %%")
    parser.add_argument("--index", type=Path, help="an index to serve; one is built when none")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        index = options.index or Path(folder) / "index"
        if options.index is None:
            build(Path("corpus/reports"), index)
        with serving(our_service(index), _QUESTIONS[0]) as server:
            host, port = server.connection.host, server.connection.port
            client = Client(host, port, asked())
            found = {}
            for name, held in run(client, psutil.Process(server.process_id), options.minutes):
                found[name] = asdict(held)
                print(f"{name}: {json.dumps(found[name])}", flush=True)
    print(f"Written to {save('load', {'load': found})}")


if __name__ == "__main__":
    main()
