"""Add up the time that parts of a run take."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds by the clock, and of the processor on all cores."""

    clock: float
    cpu: float


class Stopwatch:
    """Counts while it runs."""

    def __init__(self) -> None:
        """Start at zero, not running."""
        self._clock = self._cpu = 0.0

    @property
    def took(self) -> Took:
        """The time so far."""
        return Took(round(self._clock, 3), round(self._cpu, 3))

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count the time of a block."""
        clock, cpu = time.perf_counter(), time.process_time()
        yield
        self._clock += time.perf_counter() - clock
        self._cpu += time.process_time() - cpu
