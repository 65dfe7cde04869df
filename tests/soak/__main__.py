"""Put every promise to the proof and print a table: ``python -m tests.soak --help``.

A family of promises is a module with a tuple ``PROMISES``; it joins the others in ``FAMILIES``.
"""

import argparse
import sys
import time

from tests.soak import builds, damage, load, reload, same, unread
from tests.soak.promise import Promise, table

FAMILIES = (builds, damage, reload, same, unread, load)


def main(arguments: list[str] | None = None) -> int:
    """Run the promises and return 1 when one was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("--only", metavar="WORD", default="", help="promises that hold this word")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="repeats a run")
    parser.add_argument("--scale", type=float, default=1.0, help="0.1 tries a tenth as often")
    options = parser.parse_args(arguments)
    promises: list[Promise] = [
        promise
        for family in FAMILIES
        for promise in family.PROMISES
        if options.only in promise.name
    ]
    print(f"seed {options.seed}", flush=True)
    done = []
    for promise in promises:
        started = time.perf_counter()
        outcome = promise.run(max(1, round(promise.count * options.scale)), options.seed)
        done.append((promise, outcome, time.perf_counter() - started))
        print(f"{promise.name}: {len(outcome.lost)} lost", flush=True)
        for case in outcome.lost:
            print(f"  {case}", flush=True)
    print(f"\n{table(done)}")
    return 1 if any(outcome.lost for _, outcome, _ in done) else 0


if __name__ == "__main__":
    sys.exit(main())
