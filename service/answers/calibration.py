"""Turn search scores into the probabilities that the reports and a passage answer.

``python -m bench.fit`` fits logistic models (Platt, 1999) to the scores of both stages, on
development questions with and without an answer. calibration.json contains the weights and the
names of the question sets. Some models are for the packaged reranker. The others are for the first
stage, and for a reranker without models of its own.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate
from math import exp, log
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
_LARGEST = 50.0

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
    """

    answerable: Chance
    confidence: Chance
    mark: Chance | None
    answered: float
    no_answer: float
    marked: float

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
        silent = answerable <= self.no_answer
        statuses = [
            self._status(
                score,
                # The first passage stays uncertain where the reports seem to answer.
                silent=silent or (rank > 0 and score <= self.no_answer),
                # A passage that lacks names of the question may be about something similar.
                lacks=score >= self.answered and missing(hit) > 0,
            )
            for rank, (score, hit) in enumerate(zip(scores, hits, strict=False))
        ]
        marked = [
            self.mark is not None and not silent and self.mark.of(own) >= self.marked
            for own in of_hits
        ]
        return Verdict(statuses[0], answerable, scores, statuses, marked)

    def _status(self, score: float, *, silent: bool, lacks: bool) -> Status:
        if silent:
            return "no_answer"
        return "answered" if score >= self.answered and not lacks else "uncertain"


def features(words: QuestionWords, hits: Sequence[Hit], missing: Missing) -> list[dict[str, float]]:
    """Return the features of each hit of a question, by name.

    Args:
        words: the words of the question.
        hits: the hits of the question, best first.
        missing: called for the first hit.

    Returns:
        For each hit, of its own: ``score``; ``lead``, the difference to the best other score;
        ``fused``, ``cosine``, ``share`` and ``carried`` (``Hit``); ``relevance`` and ``answers``
        of the reranker, 0 where it did not read the passage; ``answer odds`` of its short answer
        (``RerankResult``); the logarithms of the words of the short answer and of the sentence.
        And of all hits, the same for each: the highest and the second highest
        ``answers`` and the logarithm of the sum of their exponentials; the probability of
        "none" beside them in a softmax; the highest ``relevance`` above the median one; the
        highest and the mean ``cosine`` and ``share``; how far the first hit is behind the best
        of the first stage. And of the question: the number of its ``words``, of the ``names``
        and numbers among them, and of those that are ``missing`` in the first hit.
    """
    if not hits:
        return []
    every = [_own(hit) for hit in hits]
    read = [own for own, hit in zip(every, hits, strict=True) if hit.reranked] or every
    answers = sorted((own["answers"] for own in read), reverse=True)
    relevance = sorted(own["relevance"] for own in read)
    cosines, shares = ([own[name] for own in read] for name in ("cosine", "share"))
    total = answers[0] + log(sum(exp(one - answers[0]) for one in answers))
    common = {
        "best answers": answers[0],
        "second answers": answers[1] if len(answers) > 1 else answers[0],
        "sum of answers": total,
        "none": 1 / (1 + exp(min(total, _LARGEST))),
        "relevance above median": relevance[-1] - relevance[len(relevance) // 2],
        "best cosine": max(cosines),
        "mean cosine": sum(cosines) / len(cosines),
        "best share": max(shares),
        "mean share": sum(shares) / len(shares),
        "fused behind": hits[0].fused - max(hit.fused for hit in hits),
        "words": log(1 + len(words.terms)),
        "names": float(len(words.specific)),
        "missing": float(missing(hits[0])),
        "share missing": missing(hits[0]) / max(len(words.specific), 1),
    }
    scores = [hit.score for hit in hits]
    return [
        {**own, "lead": lead(hit.score, [*scores[:at], *scores[at + 1 :]]), **common}
        for at, (hit, own) in enumerate(zip(hits, every, strict=True))
    ]


def _own(hit: Hit) -> dict[str, float]:
    reranked = hit.reranked
    start, end = (reranked.answer if reranked else None) or (0, 0)
    return {
        "score": hit.score,
        "fused": hit.fused,
        "cosine": hit.cosine,
        "share": hit.share,
        "carried": hit.carried,
        "relevance": reranked.relevance if reranked else 0.0,
        "answers": (reranked.answers or 0.0) if reranked else 0.0,
        "answer odds": reranked.answer_odds if reranked else 0.0,
        "answer words": log(1 + len(hit.passage.quote[start:end].split())),
        "sentence words": log(1 + len(hit.passage.quote.split())),
    }


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
