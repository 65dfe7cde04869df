"""Ask one, two and three services of one index: python -m bench.scale.servers --index DIR.

The same number of connections is spread over the services. Prints what they answer together in a
second, and the memory of each: resident, and its own without what it shares with the others.
"""

import argparse
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import psutil

from bench.peers.servers import Server, closed_loop, our_service, serving

_QUESTIONS = (
    "How many U.S. troops are stationed in Japan?",
    "What does the treaty oblige the United States to do?",
    "When was the alliance formed?",
    "Who pays for the bases?",
    "Why do residents of Okinawa object?",
)
_CONNECTIONS = 6


@dataclass(frozen=True, slots=True)
class Together:
    """What some services did at once; times in ms, memory in MB, of each service.

    Attributes:
        own: the memory that would be free without the service.
        load: processes that wanted a core, on average of the last minute: a check of the figures.
    """

    services: int
    answers_a_second: float
    p50: float
    p95: float
    resident: list[int]
    own: list[int]
    load: float


def asked_together(index: Path, services: int, seconds: float) -> Together:
    """Start services of one index, and ask all at once through a fixed number of connections."""
    # All connections may wait at one service, however slow the machine is.
    environment = {**os.environ, "PINCITE_WAITING_SECONDS": "60"}
    with ExitStack() as stack:
        started = [
            stack.enter_context(serving(our_service(index), _QUESTIONS[0], environment))
            for _ in range(services)
        ]
        each = _CONNECTIONS // services

        def ask(server: Server) -> list[float]:
            closed_loop(server, _QUESTIONS, each, seconds / 5)  # warm
            return closed_loop(server, _QUESTIONS, each, seconds).times

        with ThreadPoolExecutor(services) as pool:
            times = [time for found in pool.map(ask, started) for time in found]
        memory = [psutil.Process(server.process_id).memory_full_info() for server in started]
    return Together(
        services,
        round(len(times) / seconds, 1),
        round(median(times), 1),
        round(quantiles(times, n=20)[-1], 1),
        [round(one.rss / 1e6) for one in memory],
        [round(one.uss / 1e6) for one in memory],
        round(os.getloadavg()[0], 1),
    )


def main() -> None:
    """Print a line for each number of services."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, required=True, help="the index to serve")
    parser.add_argument("--seconds", type=float, default=20, help="how long to ask each number")
    options = parser.parse_args()
    for services in (1, 2, 3):
        print(asked_together(options.index, services, options.seconds), flush=True)


if __name__ == "__main__":
    main()
