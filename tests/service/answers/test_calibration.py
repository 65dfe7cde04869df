import json
from collections.abc import Sequence
from dataclasses import asdict

import pytest

from corpus.report import Passage
from index.types import Hit, Key, RerankResult
from index.words.acronyms import Acronyms
from index.words.question_words import QuestionWords
from service.answers.answer import Status
from service.answers.calibration import (
    CALIBRATION_FILE,
    Calibration,
    calibration_for,
    features,
    missing_names,
    worth_for,
)
from service.answers.chance import Chance

WORDS = QuestionWords("How many troops are in Japan in 2016?")
# The confidence is the score itself.
PLAIN = Calibration(Chance(0.0, {"score": 1.0}, ((0.0, 0.0), (1.0, 1.0))), 0.8, 0.3)


def hit(score: float, quote: str = "Quote.", number: int = 1, answers: float = 0.0) -> Hit:
    passage = Passage("r", number, 0, len(quote), quote, (1, 1))
    return Hit(passage, score, score / 2, 0.25, 0.5, (), RerankResult(3.0, answers), 0.125)


def test_the_confidence_is_that_of_the_best_passage_and_falls_with_the_rank() -> None:
    verdict = PLAIN.judge(WORDS, [hit(0.9), hit(0.5), hit(0.61239), hit(0.1)], 4, lambda _: 0)
    assert verdict.scores == [0.9, 0.5, 0.5, 0.1]
    assert verdict.confidence == 0.9
    assert verdict.statuses == ["answered", "uncertain", "uncertain", "no_answer"]
    assert verdict.status == "answered"
    assert verdict.marked == [True, True, True, False]
    assert verdict.answerable == 0.9


@pytest.mark.parametrize(
    ("score", "missing", "status"),
    [
        (0.8, 0, "answered"),
        (0.8, 1, "uncertain"),
        (0.7999, 0, "uncertain"),
        (0.3, 0, "uncertain"),
        (0.2999, 0, "no_answer"),
        (0.2999, 1, "no_answer"),
    ],
)
def test_a_passage_that_lacks_a_name_is_at_most_uncertain(
    score: float, missing: int, status: Status
) -> None:
    assert PLAIN.judge(WORDS, [hit(score)], 1, lambda _: missing).status == status


def test_only_the_passages_shown_are_judged_and_a_question_without_any_has_no_answer() -> None:
    asked: list[int] = []

    def missing(one: Hit) -> int:
        asked.append(one.key.number)
        return 0

    hits = [hit(0.9, number=1), hit(0.85, number=2), hit(0.83, number=3)]
    assert PLAIN.judge(WORDS, hits, 2, missing).scores == [0.9, 0.85]
    assert set(asked) == {1, 2}
    nothing = PLAIN.judge(WORDS, [], 0, missing)
    assert (nothing.status, nothing.answerable, nothing.confidence) == ("no_answer", 0.0, 0.0)
    assert (nothing.scores, nothing.statuses, nothing.marked) == ([], [], [])


def test_the_features_are_those_of_each_hit_among_the_others_and_of_the_question() -> None:
    first, second = features(WORDS, [hit(1.0, answers=2.5), hit(0.5)], lambda _: 1)
    assert first == {
        "score": 1.0,
        "lead": 0.5,
        "fused": 0.5,
        "fused behind": 0.0,
        "cosine": 0.25,
        "share": 0.5,
        "carried": 0.125,
        "relevance": 3.0,
        "answers": 2.5,
        "words": 4.0,
        "names": 2.0,
        "missing": 1.0,
    }
    assert (second["lead"], second["fused behind"], second["missing"]) == (-0.5, -0.25, 1.0)


def test_a_name_may_stand_in_the_sentence_before() -> None:
    one = hit(0.9, "In 2016 they were 50,000.", number=7)
    before = hit(0.0, "Troops are in Japan.", number=6).passage

    def missing(sentences: Sequence[Passage]) -> int:
        found = {Key.of(sentence): sentence for sentence in sentences}
        return missing_names(WORDS, found, Acronyms([]))(one)

    assert missing([before]) == 0
    assert missing([]) == 1


def test_every_model_in_the_file_reads_features_that_exist() -> None:
    names = features(WORDS, [hit(1.0)], lambda _: 0)[0].keys()
    kinds = json.loads(CALIBRATION_FILE.read_text(encoding="utf-8"))
    assert set(kinds) == {"first stage", "pincite-reader"}
    for kind in kinds:
        assert set(calibration_for(kind).confidence.weights) <= names
    assert calibration_for("unknown/reranker") == calibration_for(None)


def test_only_models_that_were_measured_have_a_worth() -> None:
    content = json.loads(CALIBRATION_FILE.read_text(encoding="utf-8"))
    worth = worth_for("pincite-reader")
    assert worth is not None
    assert asdict(worth) == content["pincite-reader"]["worth"]
    assert worth_for("unknown/reranker") is None
