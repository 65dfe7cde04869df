"""Ask an index under callgrind, question by question.

    valgrind --tool=callgrind --instr-atstart=no … python -m bench.quick.counted INDEX PLAN

PLAN is JSON: {"warm": [questions], "counted": [questions], "rounds": 3}. Each counted question
makes a dump that bears its number. What libraries print goes to the standard error.
"""

import json
import os
import sys
from pathlib import Path

from bench.peers.worker import Searcher, open_system
from bench.quick.machine_code import Callgrind, vector_instructions


def ask(system: Searcher, callgrind: Callgrind, plan: dict[str, list[str]], rounds: int) -> None:
    """Ask the questions that warm the process, and then, each round, those that are counted."""
    for question in plan["warm"]:
        system.ask(question)
    callgrind.start()
    for _ in range(rounds):
        for number, question in enumerate(plan["counted"]):
            callgrind.zero()
            system.ask(question)
            callgrind.dump(str(number))
    callgrind.stop()


def main(index: str, plan: str) -> None:
    """Ask, and print the vector instructions of callgrind's processor."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    callgrind = Callgrind()
    if not callgrind.is_running:
        sys.exit("this process does not run under valgrind")
    content = json.loads(plan)
    ask(open_system("ours", Path(index)), callgrind, content, content["rounds"])
    print(vector_instructions(), file=replies, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
