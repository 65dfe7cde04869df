"""Turn search scores into the probabilities that the reports and a passage answer.

``python -m bench.calibrate`` fits logistic models (Platt, 1999) to the scores of both stages, on
development questions with and without an answer. calibration.json contains the weights and the
names of the question sets. One model is for the packaged reranker. The other is for the first
stage, and for a reranker without a model of its own.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from corpus.report import Passage
from index.types import Hit, Key
from index.words.acronyms import Acronyms
from index.words.question_words import QuestionWords
from service.answers.answer import Status
from service.answers.chance import Chance

CALIBRATION_FILE = Path(__file__).parent / "calibration.json"
FIRST_STAGE = "first stage"
LARGEST_LEAD = 3.0

Missing = Callable[[Hit], int]
"""Returns the number of names and numbers of the question that are neither in a passage nor in the
sentence before it."""


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


@dataclass(frozen=True, slots=True)
class Calibration:
    """The fitted models.

    Attributes:
        confidence: the probability that a passage answers, from its ``features``.
        answered: minimum confidence of the status "answered", 0 to 1.
        uncertain: minimum confidence of the status "uncertain"; below is "no_answer".
    """

    confidence: Chance
    answered: float
    uncertain: float

    def judge(
        self, words: QuestionWords, hits: Sequence[Hit], shown: int, missing: Missing
    ) -> Verdict:
        """Judge a question and its first passages.

        Args:
            words: the words of the question.
            hits: all hits of the question, best first.
            shown: number of passages to judge, from the first.
            missing: called for the first passage, and for others to judge when they need it.
        """
        chances = map(self.confidence.of, features(words, hits, missing)[:shown])
        scores = [round(score, 4) for score in accumulate(chances, min)]
        statuses = [
            self._status(score, hit, missing)
            for score, hit in zip(scores, hits, strict=False)  # more hits than judged passages
        ]
        return Verdict(
            status=statuses[0] if statuses else "no_answer",
            answerable=scores[0] if scores else 0.0,
            scores=scores,
            statuses=statuses,
            marked=[status != "no_answer" for status in statuses],
        )

    def _status(self, score: float, hit: Hit, missing: Missing) -> Status:
        """Return the status of a passage.

        A passage that lacks names of the question may be about something similar ("troops in
        Japan" for "troops in South Korea?"), so it is at most "uncertain".
        """
        if score >= self.answered and not missing(hit):
            return "answered"
        return "uncertain" if score >= self.uncertain else "no_answer"


def features(words: QuestionWords, hits: Sequence[Hit], missing: Missing) -> list[dict[str, float]]:
    """Return the features of each hit, by name.

    Args:
        words: the words of the question.
        hits: the hits of the question, best first.
        missing: called for the first hit.

    Returns:
        For each hit: the final score (``score``); the score of the first stage (``fused``); the
        difference to the best other score (``lead``); the difference to the best score of the
        first stage, at most 0 (``fused behind``); ``cosine``, ``share`` and ``carried``; and what
        the reranker says, 0 where it did not read the passage: ``relevance`` and ``answers``.
        And of the question, the same for each hit: the number of its ``words``, of the ``names``
        and numbers among them, and of those that are ``missing`` in the first hit.
    """
    if not hits:
        return []
    best = max(hit.fused for hit in hits)
    question = {
        "words": float(len(words.terms)),
        "names": float(len(words.specific)),
        "missing": float(missing(hits[0])),
    }
    return [
        {
            "score": hit.score,
            "lead": lead(hit.score, [other.score for other in hits if other is not hit]),
            "fused": hit.fused,
            "fused behind": hit.fused - best,
            "cosine": hit.cosine,
            "share": hit.share,
            "carried": hit.carried,
            "relevance": hit.reranked.relevance if hit.reranked else 0.0,
            "answers": (hit.reranked.answers or 0.0) if hit.reranked else 0.0,
            **question,
        }
        for hit in hits
    ]


def missing_names(
    words: QuestionWords, sentences: Mapping[Key, Passage], acronyms: Acronyms
) -> Missing:
    """Return the function that counts what a passage lacks of a question's names and numbers.

    Args:
        sentences: has the sentences before the passages, where these exist.
        acronyms: of the index.
    """

    def missing(hit: Hit) -> int:
        before = sentences.get(hit.key.before)
        return words.missing(f"{before.quote if before else ''} {hit.passage.quote}", acronyms)

    return missing


def lead(score: float, others: Sequence[float]) -> float:
    """Return the difference between a score and the best other score, at most LARGEST_LEAD.

    The lead separates a right passage from wrong ones. It says little about whether an answer
    exists at all. The limit keeps a large lead from outweighing the features that do.
    """
    return min(score - max(others), LARGEST_LEAD) if others else LARGEST_LEAD


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
    return Calibration(Chance.read(fitted["confidence"]), fitted["answered"], fitted["uncertain"])


def _models() -> dict[str | None, Any]:
    models: dict[str | None, Any] = json.loads(CALIBRATION_FILE.read_text(encoding="utf-8"))
    return models
