"""The second half of the chain: the teacher, its students, and the scores of each.

The processes that make batches are started before the device is used, and serve all
trainings of this half.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import torch

from training.batches import Batch, batches
from training.chain.first import wordnet
from training.chain.plan import AGAIN, SCORES, STUDENTS, TEACHER, Plan
from training.chain.scores import parts_of, write_scores
from training.data import RANKED, ExampleSet, read_examples
from training.forms import Thesaurus
from training.groups import Groups
from training.loop import Learner, run
from training.loss import with_labels, with_teacher
from training.network import HALF, WEIGHTS, Network, load, student, teacher
from training.pack.parts import PART
from training.pack.weights import packed_student, unpacked_model

# Of each student, its highest rate of learning.
_RATES = {6: 2e-4, 3: 4e-4}
_TEACHER_RATE, _LAYER_DECAY = 6e-5, 0.92
_TRAININGS = (TEACHER, *STUDENTS)


def run_second(plan: Plan) -> None:
    """Run the stages of this half that are still to run."""
    todo = plan.todo()
    model = unpacked_model("default", plan.pack)
    parts = []
    if SCORES in todo:
        parts = parts_of(_sets(plan, "measured"), model, plan.device, plan.workers)
    if set(todo).intersection(_TRAININGS):
        sets, thesaurus = _sets(plan, "examples"), Thesaurus(wordnet(plan.pack))
        with batches(
            lambda seed: Groups(sets, thesaurus, model, seed, plan.negatives),
            questions=plan.questions,
            workers=plan.workers,
            device=plan.device,
            seed=1000,
        ) as made:
            _train(plan, made)
    if SCORES in todo:
        with plan.running(SCORES):
            for name, network in _networks(plan):
                path = plan.folder(SCORES) / f"{name}.jsonl.gz"
                if not path.is_file():
                    ready = network.to(plan.device, HALF[plan.device])
                    write_scores(ready, parts, path, plan.device)


def _sets(plan: Plan, kind: str) -> list[ExampleSet]:
    """Return the sets as the stage before ranked them, or as they were ranked in the pack."""
    paths = sorted(plan.folder(AGAIN).glob(f"{kind}-*.jsonl.gz"))
    paths = paths or sorted(plan.pack.glob(f"{PART}*/{RANKED}{kind}-*.jsonl.gz"))
    if not paths:
        raise FileNotFoundError(
            f"{plan.folder(AGAIN)} has no {kind}: run the stage {AGAIN} first, "
            "or pack with --ranked"
        )
    return [read_examples(path) for path in paths]


def _train(plan: Plan, made: Iterator[Batch]) -> None:
    model = unpacked_model("default", plan.pack)
    taught_by = teacher(unpacked_model("teacher", plan.pack), model, device=plan.device)
    if TEACHER in plan.todo():
        with plan.running(TEACHER) as figures:
            torch.manual_seed(0)
            _go_on(plan, taught_by, plan.folder(TEACHER))
            learner = Learner(taught_by, _TEACHER_RATE, layer_decay=_LAYER_DECAY)
            figures["steps"] = run(
                [learner],
                [with_labels],
                made,
                [plan.folder(TEACHER)],
                minutes=plan.minutes(TEACHER),
                steps=plan.steps,
            )
    load(taught_by, plan.folder(TEACHER))
    taught_by.to(HALF[plan.device]).eval().requires_grad_(requires_grad=False)
    for seed, stage in enumerate(STUDENTS, start=1):
        if stage in plan.todo():
            with plan.running(stage) as figures:
                torch.manual_seed(seed)
                figures["steps"] = _teach(plan, taught_by, stage, made)


def _teach(plan: Plan, taught_by: Network, stage: str, made: Iterator[Batch]) -> int:
    """Train students of six and of three layers side by side, on the same batches."""
    model = unpacked_model("default", plan.pack)
    folders = {layers: _of_student(plan, stage, layers) for layers in _RATES}
    learners = []
    for layers, rate in _RATES.items():
        network = student(model, layers, device=plan.device)
        for start in plan.pack.glob(f"{PART}*/{packed_student(layers)}"):
            load(network, start)
            print(json.dumps({"layers": layers, "starts from": start.name}), flush=True)
        _go_on(plan, network, folders[layers])
        learners.append(Learner(network, rate))
    return run(
        learners,
        [with_teacher(taught_by)] * len(learners),
        made,
        list(folders.values()),
        minutes=plan.minutes(stage),
        steps=plan.steps,
    )


def _go_on(plan: Plan, network: Network, folder: Path) -> None:
    """Load what a cut-off run left, and compile the network where that is wanted."""
    if (folder / WEIGHTS).is_file():
        load(network, folder)
        print(json.dumps({"goes on from": str(folder)}), flush=True)
    if plan.compiler:
        network.compile(backend=plan.compiler, dynamic=True)


def _of_student(plan: Plan, stage: str, layers: int) -> Path:
    return plan.folder(stage) / f"reranker-{layers}"


def _networks(plan: Plan) -> Iterator[tuple[str, Network]]:
    """Yield every network that has been trained, with a name."""
    model = unpacked_model("default", plan.pack)
    if (plan.folder(TEACHER) / WEIGHTS).is_file():
        network = teacher(unpacked_model("teacher", plan.pack), model, device=plan.device)
        load(network, plan.folder(TEACHER))
        yield TEACHER, network
    for stage in STUDENTS:
        for layers in _RATES:
            folder = _of_student(plan, stage, layers)
            if (folder / WEIGHTS).is_file():
                network = student(model, layers, device=plan.device)
                load(network, folder)
                yield f"{stage}-{layers}", network
