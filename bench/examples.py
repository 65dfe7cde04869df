"""What the two stages say of the first passages of labelled questions, and which are right."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bench.metrics import relevant_passages
from bench.sets import ANSWERS, LabelledQuestion
from index.search.scope import EVERYWHERE, Scope
from service.answers.calibration import features, missing_names
from service.answers.engine import Engine

Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]

_AT_A_TIME = 64


@dataclass(frozen=True, slots=True)
class Examples:
    """The passages that the first stage brought for every question, best first.

    Attributes:
        questions: in order.
        features: of each passage, by name.
        owner: the number of each passage's question.
        right: whether the passage answers it.
    """

    questions: list[LabelledQuestion]
    features: dict[str, Floats]
    owner: npt.NDArray[np.int64]
    right: Booleans

    @property
    def answerable(self) -> Booleans:
        """Return whether each question has an answer."""
        return np.array([question.answerable for question in self.questions])


def gather(
    engine: Engine, questions: Sequence[LabelledQuestion], *, within_document: bool
) -> Examples:
    """Ask every question and keep what the stages say of its first passages.

    Args:
        within_document: search only the document that the question was asked of.
    """
    opened = engine.opened
    generation = opened.generation
    passages = {report: list(generation.sentences(report)) for report in generation.reports}
    rows: list[dict[str, float]] = []
    right: list[bool] = []
    owner: list[int] = []
    for first in range(0, len(questions), _AT_A_TIME):
        some = questions[first : first + _AT_A_TIME]
        asked = [
            engine.asked(
                one.text,
                scope=Scope((one.report,)) if within_document else EVERYWHERE,
                opened=opened,
            )
            for one in some
        ]
        for at, (question, one, hits) in enumerate(
            zip(some, asked, engine.rank(asked), strict=True), start=first
        ):
            relevant = relevant_passages(question, passages)
            before = generation.fetch({hit.key.before for hit in hits[:1]})
            missing = missing_names(one.words, before, generation.acronyms)
            rows += features(one.words, hits, missing)
            right += [
                relevant.get(f"{hit.passage.report_id}#s{hit.passage.number}", 0) >= ANSWERS
                for hit in hits
            ]
            owner += [at] * len(hits)
    names = rows[0]
    return Examples(
        list(questions),
        {name: np.array([row[name] for row in rows]) for name in names},
        np.array(owner),
        np.array(right),
    )
