"""Run all trainings one after another, from a pack: python -m training.chain --help.

The encoder's adapter, the first stage with it, the teacher on the first stage's candidates,
students of six and three layers twice, and the scores of each network on the questions to
measure with. Each stage that is over is left out when the command is run again; one that was
cut off goes on from its last checkpoint.
"""

import argparse
import multiprocessing
import os
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from io import TextIOBase
from pathlib import Path
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


def main() -> None:
    """Run the chain."""
    parser = argparse.ArgumentParser(prog="python -m training.chain")
    parser.add_argument("--pack", type=Path, required=True, help="folder of training.pack")
    parser.add_argument("--out", type=Path, required=True, help="folder of all that is made")
    parser.add_argument("--device", default="cuda", choices=("cpu", "cuda"))
    parser.add_argument("--minutes", type=float, default=12, help="for all stages together")
    parser.add_argument("--stages", nargs="+", default=list(SHARES), choices=SHARES)
    parser.add_argument("--steps", type=int, help="of a training, at most")
    parser.add_argument("--workers", type=int, default=max((os.cpu_count() or 2) - 2, 1))
    parser.add_argument("--questions", type=int, default=32, help="of a step of the reranker")
    parser.add_argument("--negatives", type=int, default=11, help="of a question, at most")
    parser.add_argument("--sentences", type=int, default=900, help="of a step of the encoder")
    parser.add_argument("--held", type=int, default=6000, help="passages that hold the encoder")
    parser.add_argument(
        "--compiler", default="", help="backend of torch.compile for the rerankers, as inductor"
    )
    options = vars(parser.parse_args())
    stages = options.pop("stages")
    run_chain(
        Plan(
            ends=time.time() + 60 * options.pop("minutes"),
            stages=tuple(one for one in SHARES if one in stages),
            **options,
        )
    )


if __name__ == "__main__":
    main()
