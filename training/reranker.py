"""Train the reranker: python -m training.reranker --help.

Students of six and three layers learn from the labels, and from a teacher where one
is named (``training.teacher``). The index over each training set is built first, with
the encoder of the settings, and kept in var/bench; the examples are kept beside it.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch

from bench.sets import DATA, WORK
from index.encode.sentence_transformer import packaged_model_folder
from training.batches import CHUNK_TOKENS, batches
from training.data import ExampleSet, read_examples, write_examples
from training.examples import MADE, example_set
from training.forms import Thesaurus
from training.groups import NEGATIVES, Groups
from training.loop import Learner, run
from training.loss import Loss, with_labels, with_teacher
from training.network import load, student, teacher
from training.texts import TRAINING_SETS

OUT = WORK.parent / "training"
EXAMPLES = "examples"


def examples(data: Path, made: Path, out: Path) -> list[ExampleSet]:
    """Return the examples of all sets; make those whose file is not there yet.

    Args:
        made: folder of the sets that ``training.lists`` made; left out where it is not there.
    """
    folders = [(name, data) for name in TRAINING_SETS]
    folders += [(name, made) for name in MADE if (made / name).is_dir()]
    sets = []
    for name, folder in folders:
        file = out / EXAMPLES / f"{name}.jsonl.gz"
        if not file.is_file():
            write_examples(example_set(name, folder), file)
        sets.append(read_examples(file))
        print(f"{name}: {len(sets[-1].examples)} examples", flush=True)
    return sets


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that teacher and students share."""
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the question sets")
    parser.add_argument(
        "--made", type=Path, default=OUT / "sets", help="folder of the sets of training.lists"
    )
    parser.add_argument("--wordnet", type=Path, default=Path("/usr/share/wordnet"))
    parser.add_argument("--out", type=Path, default=OUT, help="folder of examples and weights")
    parser.add_argument("--device", default="cpu", choices=CHUNK_TOKENS)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--steps", type=int, help="at most; as many as there is time for")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--workers", type=int, default=1, help="processes that make batches")
    parser.add_argument("--questions", type=int, default=16, help="of a step")
    parser.add_argument("--negatives", type=int, default=NEGATIVES, help="of a question, at most")
    parser.add_argument("--seed", type=int, default=1)


def learn(
    options: argparse.Namespace,
    sets: list[ExampleSet],
    learners: Sequence[Learner],
    losses: Sequence[Loss],
    folders: Sequence[Path],
) -> None:
    """Train as the options of ``add_options`` say; a loss and a folder for each learner."""
    thesaurus, model = Thesaurus(options.wordnet), packaged_model_folder()
    with batches(
        lambda seed: Groups(sets, thesaurus, model, seed, options.negatives),
        questions=options.questions,
        workers=options.workers,
        device=options.device,
        seed=1000 * options.seed,
    ) as made:
        run(learners, losses, made, folders, minutes=options.minutes, steps=options.steps)


def main() -> None:
    """Train the students."""
    parser = argparse.ArgumentParser(prog="python -m training.reranker")
    add_options(parser)
    parser.add_argument("--rate", type=float, default=2e-4, help="highest rate of learning")
    parser.add_argument("--layers", type=int, nargs="+", default=[6], help="of each student")
    parser.add_argument("--start", type=Path, help="folder of the weights to train on")
    parser.add_argument("--frozen-layers", type=int, default=0)
    parser.add_argument("--teacher", type=Path, help="folder of the teacher's weights")
    parser.add_argument("--teacher-model", type=Path, help="folder of all-mpnet-base-v2")
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    sets = examples(options.data, options.made, options.out)
    torch.set_num_threads(options.threads)  # the first stage has set its own
    model = packaged_model_folder()
    loss: Loss = with_labels
    if options.teacher:
        taught_by = teacher(options.teacher_model, model, device=options.device)
        load(taught_by, options.teacher)
        loss = with_teacher(taught_by.eval())
    networks = [student(model, layers, device=options.device) for layers in options.layers]
    if options.start:
        for network in networks:
            load(network, options.start)
    learners = [
        Learner(network, options.rate, frozen_layers=options.frozen_layers) for network in networks
    ]
    folders = [options.out / f"reranker-{layers}" for layers in options.layers]
    learn(options, sets, learners, [loss] * len(learners), folders)


if __name__ == "__main__":
    main()
