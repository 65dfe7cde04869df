"""Turn search scores into the probabilities that the reports and a passage answer.

``python -m bench.fit`` fits logistic models (Platt, 1999) to the scores of both stages, on
development questions with and without an answer. calibration.json contains the weights and the
names of the question sets. Some models are for the packaged reranker. The others are for the first
stage, and for a reranker without models of its own.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from index.types import Hit
from index.words.question_words import QuestionWords
from service.answers.answer import Status
from service.answers.verdict.chance import Chance
from service.answers.verdict.features import Missing, features

CALIBRATION_FILE = Path(__file__).parent / "calibration.json"
FIRST_STAGE = "first stage"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the scores say of a question and of its first passages.

    Attributes:
        status: status of the question.
        answerable: probability that the reports answer the question, 0 to 1.
        scores: for each passage, the probability that it answers, 0 to 1; not increasing.
        statuses: status of each passage.
        marked: for each passage, whether its short answer is shown.
    """

    status: Status
    answerable: float
    scores: list[float]
    statuses: list[Status]
    marked: list[bool]

    @property
    def confidence(self) -> float:
        """Return the probability that the first passage answers; 0 without passages."""
        return self.scores[0] if self.scores else 0.0

    def silent(self) -> "Verdict":
        """Return the verdict on a question that was not understood: nothing answers it."""
        count = len(self.scores)
        return replace(
            self, status="no_answer", statuses=["no_answer"] * count, marked=[False] * count
        )


@dataclass(frozen=True, slots=True)
class Calibration:
    """The fitted models.

    Attributes:
        answerable: the probability that the reports answer, from ``features`` of the first hit.
        confidence: the probability that a passage answers, from its ``features``.
        mark: the probability that its short answer is right; None without short answers.
        answered: minimum confidence of the status "answered", 0 to 1.
        no_answer: maximum ``answerable`` of the status "no_answer", 0 to 1.
        marked: minimum probability of a short answer that is shown, 0 to 1.

    A limit is None where no limit keeps what the status or the mark promises.
    """

    answerable: Chance
    confidence: Chance
    mark: Chance | None
    answered: float | None
    no_answer: float | None
    marked: float | None

    def judge(
        self, words: QuestionWords, hits: Sequence[Hit], shown: int, missing: Missing
    ) -> Verdict:
        """Judge a question and its first passages.

        Args:
            words: the words of the question.
            hits: all hits of the question, best first.
            shown: number of passages to judge, from the first.
            missing: called for the first passage, and for others that seem to answer.
        """
        of_hits = features(words, hits, missing)[:shown]
        if not of_hits:
            return Verdict("no_answer", 0.0, [], [], [])
        scores = [round(score, 4) for score in accumulate(map(self.confidence.of, of_hits), min)]
        # What answers the question is among what answers it at all.
        answerable = max(round(self.answerable.of(of_hits[0]), 4), scores[0])
        silent = self._is_silent(answerable)
        statuses: list[Status] = []
        for rank, (score, hit) in enumerate(zip(scores, hits, strict=False)):
            # The first passage stays uncertain where the reports seem to answer.
            if silent or (rank > 0 and self._is_silent(score)):
                statuses.append("no_answer")
            elif self.answered is None or score < self.answered:
                statuses.append("uncertain")
            else:
                # A passage that lacks names of the question may be about something similar.
                some = of_hits[0]["missing"] if rank == 0 else missing(hit)
                statuses.append("uncertain" if some else "answered")
        marked = [not silent and self._is_marked(own) for own in of_hits]
        return Verdict(statuses[0], answerable, scores, statuses, marked)

    def _is_silent(self, chance: float) -> bool:
        return self.no_answer is not None and chance <= self.no_answer

    def _is_marked(self, own: Mapping[str, float]) -> bool:
        if self.mark is None or self.marked is None:
            return False
        return self.mark.of(own) >= self.marked


@dataclass(frozen=True, slots=True)
class Worth:
    """What the statuses were worth when they were measured on questions of known answers.

    Attributes:
        answered_right: share of the questions "answered" whose first passage answers, 0 to 1.
        no_answer_wrong: share of the questions with "no_answer" that the reports answer, 0 to 1.
    """

    answered_right: float
    no_answer_wrong: float


def worth_for(reranker: str | None) -> Worth | None:
    """Return the worth of the statuses with this reranker, or None where nobody measured it."""
    measured = _models().get(reranker or FIRST_STAGE, {}).get("worth")
    return Worth(**measured) if measured else None


@cache
def calibration_for(reranker: str | None) -> Calibration:
    """Return the fitted model for the reranker with this name, or for the first stage when None."""
    models = _models()
    fitted = models.get(reranker) or models[FIRST_STAGE]
    mark = fitted.get("mark")
    return Calibration(
        Chance.read(fitted["answerable"]),
        Chance.read(fitted["confidence"]),
        Chance.read(mark) if mark else None,
        fitted["answered"],
        fitted["no_answer"],
        fitted["marked"],
    )


def _models() -> dict[str | None, Any]:
    models: dict[str | None, Any] = json.loads(CALIBRATION_FILE.read_text(encoding="utf-8"))
    return models
