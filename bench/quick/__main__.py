"""Measure a change in under three minutes: python -m bench.quick [--table].

Exit code 1 tells that instructions rose or a ratio fell against the last kept commit.
"""

import argparse
import os
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bench.peers.doors import build_own
from bench.peers.figures import ratios, table
from bench.peers.inputs import own_questions, own_report
from bench.quick.clock import FIRST_STAGE, OURS, SHIPPED, SIZE, measure
from bench.quick.counting import NOT_COUNTED, Counts, Plan, count
from bench.quick.kept import TABLE, Line, before, keep, measured_commit, read
from bench.quick.losses import losses, verdict
from bench.quick.machine_code import vector_instructions
from bench.quick.shown import beside, instruction_rows
from bench.results import machine

_PATIENCE = 600
"""Seconds that counting may take: 45 on a quiet machine, and other work slows it."""
_SHOWN = 6


def plans() -> list[Plan]:
    """Return what is asked under callgrind, where a second stage takes seconds a question.

    Of the second stage two questions count: for one it reads few candidates, for one many.
    """
    questions = own_questions()
    few, many, warm = questions[15], questions[0], questions[10]
    return [
        Plan(SHIPPED, [warm], [few, many], 1),
        Plan(FIRST_STAGE, questions[:3], questions[3:7], 3),
    ]


def run(*, instructions_alone: bool) -> Line:
    """Measure, and return the line of this commit."""
    started, load = time.perf_counter(), os.getloadavg()[0]

    def say(what: str) -> None:
        print(f"[{time.perf_counter() - started:4.0f} s] {what}", flush=True)

    commit = measured_commit(Path.cwd())
    with tempfile.TemporaryDirectory() as work:
        figures = {} if instructions_alone else measure(Path(work), SIZE, say)
        if instructions_alone:
            say("building over our report")
            build_own([SHIPPED], own_report(Path(work)), Path(work))
        say("counting instructions")
        counts = count(plans(), Path(work), _PATIENCE)
    say("done")
    compared = ratios(figures, OURS)
    if figures:
        print("", *table(figures), "", *table(compared), sep="\n")
    print()
    if isinstance(counts, str):
        print(NOT_COUNTED + counts)
        counts = Counts("", {})
    else:
        print(*instruction_rows(counts.parts), f"\nCounted by {counts.counted_by}.", sep="\n")
    day = datetime.now(UTC).date().isoformat()
    return Line(
        *(commit, day, machine(), _vectors(), round(load, 2), figures, compared),
        *(counts.counted_by, counts.parts),
    )


def _vectors() -> str:
    """Return the vector instructions of this machine."""
    flags = Path("/proc/cpuinfo").read_text(encoding="utf-8").split()
    try:
        found = vector_instructions()
    except OSError:
        return "unknown vectors"
    return f"{found} with VNNI" if {"avx512_vnni", "avx_vnni"} & set(flags) else found


def main() -> None:
    """Run and keep the line, or show those that are kept; tell by the exit code of a loss."""
    parser = argparse.ArgumentParser(prog="python -m bench.quick")
    parser.add_argument(
        "--table", action="store_true", help="measure nothing; print the last kept commits"
    )
    parser.add_argument(
        "--instructions", action="store_true", help="take no times, for a busy machine"
    )
    parser.add_argument("--last", type=int, default=_SHOWN, help="commits in the table")
    options = parser.parse_args()
    if options.table:
        lines = read(TABLE)
        if not lines:
            sys.exit(f"{TABLE} holds no commit yet: python -m bench.quick")
        print(*beside(lines[-options.last :]), "", sep="\n")
        line = lines[-1]
    else:
        line = run(instructions_alone=options.instructions)
        if line.is_dirty:
            print("\nNOT kept: files differ from the commit. Commit them, and run it again.")
        else:
            keep(TABLE, line)
            print(f"\nKept in {TABLE}: commit it.")
        lines = read(TABLE)
    earlier = before(lines, line)
    print("", *verdict(line, earlier), sep="\n")
    sys.exit(any(True for _ in losses(line, earlier)))


if __name__ == "__main__":
    main()
