"""Run all trainings one after another, from a pack: python -m training.chain --help.

The encoder's adapter, the first stage with it, the teacher on the first stage's candidates,
students of six and three layers twice, and the scores of each network on the questions to
measure with. Each stage that is over is left out when the command is run again; one that was
cut off goes on from its last checkpoint.
"""

import argparse
import os
import time
from pathlib import Path

from training.chain.plan import SHARES, Plan
from training.chain.run import run_chain


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
