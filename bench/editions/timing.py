"""Measure how long editions of 10,000 sentences take."""

import random
import time

from service.editions.alignment import align

_SENTENCES = 10_000


def print_times(chance: random.Random) -> None:
    """Print how long editions of 10,000 sentences take."""
    words = [f"w{number}" for number in range(5000)]
    old = [" ".join(chance.choices(words, k=25)) + "." for _ in range(_SENTENCES)]
    for name, every in (("nothing changed", 0), ("1 in 10", 10), ("all", 1)):
        new = list(old)
        for at in range(0, len(new) if every else 0, every or 1):
            new[at] = new[at].rsplit(" ", 4)[0] + " otherwise than before."
        started = time.perf_counter()
        align(old, new)
        print(f"{_SENTENCES:,} sentences, {name}: {time.perf_counter() - started:.1f} s")
