"""Train the support network: python -m training.claims."""

import argparse
import random
import time
from pathlib import Path

import torch

from bench.sets import DATA, REPORT_TRAIN, documents
from training.claims.network import batches, elapsed, loss, maker, scores, support_network
from training.claims.pairs import claims, epoch, texts
from training.forms import Thesaurus
from training.lines import Lines
from training.loop import Learner
from training.network import load

OUT = Path("var/training/support")
WORDNET = Path("/usr/share/wordnet")
_STEPS_A_CHECKPOINT = 200


def fold_of(data: Path, folds: int) -> dict[str, int]:
    """Return the fold of each document; those of one source are in one fold."""
    sources = {row["doc_id"]: row["source"] for _, row in documents(data / REPORT_TRAIN)}
    order = sorted(set(sources.values()))
    random.Random(1).shuffle(order)
    return {one: order.index(source) % folds for one, source in sources.items()}


def train(options: argparse.Namespace) -> None:
    """Train, and write the average of the weights."""
    chance = random.Random(options.seed)
    torch.manual_seed(options.seed)
    folds = fold_of(options.data, options.folds)
    rows = [row for row in claims(options.data) if folds[row["doc_id"]] != options.fold]
    of, thesaurus, make = texts(options.data), Thesaurus(options.thesaurus), maker()
    network = support_network(options.start, dropout=0.1)
    if options.resume:
        load(network, options.resume)
    learner = Learner(network, options.rate, frozen_layers=options.frozen)
    network.train()
    lines, started, step, epochs = Lines(25), time.monotonic(), 0, 0
    while True:
        pairs = epoch(rows, of, thesaurus, chance)
        epochs += 1
        for windows, labels in batches(pairs, make, options.batch, chance):
            done = max(elapsed(started) / options.minutes, step / options.steps)
            if done >= 1:
                learner.save(options.out)
                print(f"{step} steps, {epochs} epochs of {len(pairs)}, {elapsed(started):.1f} min")
                return
            found = scores(network, windows)
            value = loss(found, labels)
            learner.step(value, done)
            right = (found.argmax(1) == labels.clamp_max(2)).float().mean()
            lines.add({"loss": value.detach(), "right": right})
            step += 1
            if step % _STEPS_A_CHECKPOINT == 0:
                learner.save(options.out)


def main() -> None:
    """Parse the options and train."""
    parser = argparse.ArgumentParser(prog="python -m training.claims")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the question sets")
    parser.add_argument("--thesaurus", type=Path, default=WORDNET, help="folder of WordNet")
    parser.add_argument("--start", type=Path, required=True, help="folder of a reranker's weights")
    parser.add_argument("--resume", type=Path, help="folder of a support network's weights")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument(
        "--fold", type=int, default=-1, help="the fold that is left out; none at -1"
    )
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=7e-5)
    parser.add_argument("--frozen", type=int, default=2)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
