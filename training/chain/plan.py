"""The stages of the chain, the time of each, and what tells that one is over."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ENCODER, AGAIN, TEACHER, SCORES = "encoder", "first-stage", "teacher", "scores"
STUDENTS = ("students-1", "students-2")
SHARES = {
    ENCODER: 0.16,
    AGAIN: 0.05,
    TEACHER: 0.3,
    STUDENTS[0]: 0.23,
    STUDENTS[1]: 0.23,
    SCORES: 0.03,
}
_DONE = "done.json"


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run, from where, and how.

    Attributes:
        pack: folder that ``training.pack`` wrote.
        out: folder of all that is made.
        ends: when the time is over, by ``time.time``.
        stages: those to run, in order.
        workers: processes that make batches.
        questions, negatives: of a step of the reranker, and of a question.
        sentences, held: of a step of the encoder, and passages that it is held to.
        steps: of a training at most; as many as there is time for when None.
        compiler: backend of ``torch.compile`` for the rerankers' networks; none when empty.
    """

    pack: Path
    out: Path
    device: str
    ends: float
    stages: tuple[str, ...]
    workers: int
    questions: int
    negatives: int
    sentences: int
    held: int
    steps: int | None
    compiler: str

    def folder(self, stage: str) -> Path:
        """Return the folder of what a stage makes."""
        return self.out / stage

    def todo(self) -> list[str]:
        """Return the stages that are still to run."""
        return [one for one in self.stages if not (self.folder(one) / _DONE).is_file()]

    def minutes(self, stage: str) -> float:
        """Return the stage's part of the time that is left."""
        left = [SHARES[one] for one in self.todo()]
        return max(self.ends - time.time(), 1.0) / 60 * SHARES[stage] / sum(left)

    @contextmanager
    def running(self, stage: str) -> Iterator[dict[str, int]]:
        """Time a stage; its end is written down with the figures that are put in."""
        started = time.time()
        figures: dict[str, int] = {}
        print(json.dumps({"stage": stage, "minutes": round(self.minutes(stage), 2)}), flush=True)
        yield figures
        line = {"stage": stage, "seconds": round(time.time() - started), **figures}
        print(json.dumps(line), flush=True)
        self.folder(stage).mkdir(parents=True, exist_ok=True)
        (self.folder(stage) / _DONE).write_text(json.dumps(line) + "\n", encoding="utf-8")
