"""Train the reranker: python -m training.train --help; some three hours on two cores.

Examples, groups, loss and network have their modules; here is the loop. The index
over each training set is built first, and kept in var/bench.
"""

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from bench.sets import DATA, WORK
from index.rerank.model import PACKAGED_RERANKER
from training.examples import TRAINING_SETS, example_set
from training.forms import Thesaurus
from training.groups import Group, Groups
from training.loss import loss_of
from training.network import Network
from training.restore import restore

QUESTIONS_A_STEP = 16
FROZEN_LAYERS = 2
OUT = WORK.parent / "training"
CHECKPOINT = "network.pt"
_STEPS_A_LINE = 50


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of the training.

    Attributes:
        schedule: steps after which the rate of learning would be nought.
        first_stage: see ``loss_of``.
        rate: highest rate of learning.
    """

    steps: int
    schedule: int
    seed: int
    first_stage: bool
    rate: float


# First to read at all, then to add to what the first stage knows, then the same for longer.
READ = Phase(400, 1700, 7, first_stage=False, rate=1e-4)
ADD = Phase(1300, 1300, 8, first_stage=True, rate=1e-4)
REFINE = Phase(1400, 1400, 9, first_stage=True, rate=8e-5)


def train(network: Network, groups: Groups, phase: Phase, out: Path) -> None:
    """Train for one phase, with an optimiser of its own, and keep checkpoints."""
    head = list(network.head.parameters())
    # The lowest layers know words already; leaving them alone saves a fifth of the time.
    network.transformer.encoder.layer[:FROZEN_LAYERS].requires_grad_(requires_grad=False)
    body = [one for one in network.transformer.parameters() if one.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": body}, {"params": head}],
        weight_decay=0.01,
        fused=True,
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer,
        [phase.rate, phase.rate * 10],
        total_steps=phase.schedule,
        pct_start=0.06,
        anneal_strategy="linear",
    )
    started = time.monotonic()
    totals: dict[str, float] = {}
    for step, batch in enumerate(_batches(groups, phase.steps), start=1):
        loss, figures = loss_of(network, batch, first_stage=phase.first_stage)
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_([*body, *head], 1.0)
        optimizer.step()
        optimizer.zero_grad()
        schedule.step()
        for name, value in figures.items():
            totals[name] = totals.get(name, 0.0) + value / _STEPS_A_LINE
        if step % _STEPS_A_LINE == 0:
            seconds = round(time.monotonic() - started)
            line = {"step": step, "seconds": seconds} | {k: round(v, 3) for k, v in totals.items()}
            print(json.dumps(line), flush=True)
            totals = {}
            torch.save(network.state_dict(), out / CHECKPOINT)
    torch.save(network.state_dict(), out / CHECKPOINT)


def main() -> None:
    """Train through all phases, or the reranker that ships through the last."""
    parser = argparse.ArgumentParser(prog="python -m training.train")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the question sets")
    parser.add_argument("--wordnet", type=Path, default=Path("/usr/share/wordnet"))
    parser.add_argument("--out", type=Path, default=OUT, help="folder of the checkpoint")
    parser.add_argument(
        "--refine", action="store_true", help="start from the reranker that ships: last phase only"
    )
    parser.add_argument("--steps", type=int, default=REFINE.steps, help="of the last phase")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    sets = [example_set(name, options.data) for name in TRAINING_SETS]
    thesaurus = Thesaurus(options.wordnet)
    torch.set_num_threads(options.threads)  # the first stage has set its own
    last = replace(REFINE, steps=options.steps, schedule=options.steps)
    torch.manual_seed(READ.seed)
    network = Network()
    if options.refine:
        restore(network, PACKAGED_RERANKER)
    for phase in (last,) if options.refine else (READ, ADD, last):
        groups = Groups(sets, thesaurus, phase.seed)
        train(network, groups, phase, options.out)


def _batches(groups: Groups, steps: int) -> Iterator[list[Group]]:
    batch: list[Group] = []
    made = 0
    while True:
        for group in groups.epoch():
            batch.append(group)
            if len(batch) == QUESTIONS_A_STEP:
                yield batch
                batch, made = [], made + 1
                if made == steps:
                    return


if __name__ == "__main__":
    main()
