"""Runs the halves of the chain, each in a process of its own.

A process that is started anew imports the functions it runs by the name of their module; a
package's ``__main__`` cannot be imported there.
"""

import multiprocessing
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from io import TextIOBase
from typing import TextIO

from training.chain.plan import AGAIN, ENCODER, SHARES, Plan

LOG = "log.jsonl"


class _Both(TextIOBase):
    """Writes to the screen and to the log."""

    def __init__(self, screen: TextIO, log: TextIO) -> None:
        self._streams = (screen, log)

    def write(self, text: str) -> int:
        for stream in self._streams:
            stream.write(text)
            stream.flush()
        return len(text)


def first_half(plan: Plan) -> None:
    """Run the stages of the encoder; they have a process of their own."""
    from training.chain.first import run_first

    _logged(plan, run_first)


def second_half(plan: Plan) -> None:
    """Run the stages of the reranker."""
    from training.chain.second import run_second

    _logged(plan, run_second)


def _logged(plan: Plan, half: Callable[[Plan], None]) -> None:
    with (
        (plan.out / LOG).open("a", encoding="utf-8") as log,
        redirect_stdout(_Both(sys.stdout, log)),
    ):
        half(plan)


def run_chain(plan: Plan) -> None:
    """Run what is still to run.

    Raises:
        RuntimeError: when a half of the chain ends with an error.
    """
    plan.out.mkdir(parents=True, exist_ok=True)
    halves = (
        (first_half, {ENCODER, AGAIN}),
        (second_half, set(SHARES) - {ENCODER, AGAIN}),
    )
    for half, stages in halves:
        if not stages.intersection(plan.todo()):
            continue
        # A process of its own, so that the workers of the second half are started before the
        # device is used.
        process = multiprocessing.get_context("spawn").Process(target=half, args=(plan,))
        process.start()
        process.join()
        if process.exitcode:
            raise RuntimeError("the chain stopped: the error is printed above; run it again")
