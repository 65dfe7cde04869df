import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from math import exp, log

import pytest

from corpus.report import Passage
from index.types import Hit, Key, RerankResult
from index.words.acronyms import Acronyms
from index.words.identities import Identities
from index.words.question_words import QuestionWords
from service.answers.answer import Status
from service.answers.verdict.calibration import (
    CALIBRATION_FILE,
    Calibration,
    calibration_for,
    worth_for,
)
from service.answers.verdict.chance import Chance
from service.answers.verdict.features import features, missing_names

WORDS = QuestionWords("How many troops are in Japan in 2016?")
LINE = ((0.0, 0.0), (1.0, 1.0))
PLAIN = Calibration(
    answerable=Chance(0.0, {"best cosine": 1.0}, LINE),
    confidence=Chance(0.0, {"score": 1.0}, LINE),
    mark=Chance(0.0, {"answers": 1.0}, LINE),
    answered=0.8,
    no_answer=0.3,
    marked=0.9,
)
"""Its chances are features themselves: the confidence is the score, and so on."""


def hit(
    score: float, quote: str = "Quote.", number: int = 1, answers: float = 0.0, cosine: float = 0.5
) -> Hit:
    passage = Passage("r", number, 0, len(quote), quote, (1, 1))
    result = RerankResult(3.0, answers, (0, 5), -0.25)
    return Hit(passage, score, score / 2, cosine, 0.5, (), result, 0.125)


def test_the_confidence_is_that_of_the_best_passage_and_falls_with_the_rank() -> None:
    verdict = PLAIN.judge(WORDS, [hit(0.9), hit(0.5), hit(0.61239), hit(0.1)], 4, lambda _: 0)
    assert verdict.scores == [0.9, 0.5, 0.5, 0.1]
    assert verdict.confidence == 0.9
    assert verdict.statuses == ["answered", "uncertain", "uncertain", "no_answer"]
    assert verdict.status == "answered"


@pytest.mark.parametrize(
    ("score", "answerable", "status"),
    [
        (0.8, 0.9, "answered"),
        (0.7999, 0.9, "uncertain"),
        (0.1, 0.3001, "uncertain"),
        (0.1, 0.3, "no_answer"),
        (0.29, 0.1, "no_answer"),
    ],
)
def test_the_status_follows_from_both_chances(
    score: float, answerable: float, status: Status
) -> None:
    assert PLAIN.judge(WORDS, [hit(score, cosine=answerable)], 1, lambda _: 0).status == status


def test_a_passage_that_lacks_a_name_is_at_most_uncertain() -> None:
    # "Troops in Japan" is no answer to "troops in South Korea?".
    assert PLAIN.judge(WORDS, [hit(0.8)], 1, lambda _: 1).status == "uncertain"
    statuses = PLAIN.judge(WORDS, [hit(0.9), hit(0.9, number=2)], 2, lambda one: one.key.number - 1)
    assert statuses.statuses == ["answered", "uncertain"]


def test_what_a_passage_answers_the_reports_answer() -> None:
    verdict = PLAIN.judge(WORDS, [hit(0.9, cosine=0.2)], 1, lambda _: 0)
    assert (verdict.answerable, verdict.status) == (0.9, "answered")


def test_a_short_answer_is_marked_where_it_is_probably_right() -> None:
    def marked(*hits: Hit) -> list[bool]:
        return PLAIN.judge(WORDS, hits, len(hits), lambda _: 0).marked

    assert marked(hit(0.9, answers=0.9), hit(0.8, answers=0.89)) == [True, False]
    # Nothing is marked as the answer where the verdict is that there is none.
    assert marked(hit(0.1, answers=0.9, cosine=0.2)) == [False]


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
    hits = [hit(1.0, answers=2.0, cosine=0.5), hit(0.5, "One two three.", cosine=0.25)]
    first, second = features(WORDS, hits, lambda _: 1)
    common = {
        "best answers": 2.0,
        "second answers": 0.0,
        "sum of answers": log(exp(2.0) + 1),
        "relevance above median": 0.0,
        "best cosine": 0.5,
        "mean cosine": 0.375,
        "best share": 0.5,
        "mean share": 0.5,
        "fused behind": 0.0,
        "words": log(5),
        "names": 2.0,
        "missing": 1.0,
    }
    own = {
        "score": 1.0,
        "lead": 0.5,
        "fused lead": 0.25,
        "fused": 0.5,
        "cosine": 0.5,
        "share": 0.5,
        "carried": 0.125,
        "relevance": 3.0,
        "answers": 2.0,
        "answer odds": -0.25,
        "answer words": log(2),
        "sentence words": log(2),
    }
    assert first == pytest.approx(own | common)
    changed = {
        "score": 0.5,
        "lead": -0.5,
        "fused lead": -0.25,
        "fused": 0.25,
        "cosine": 0.25,
        "answers": 0.0,
    }
    lengths = {"answer words": log(3), "sentence words": log(4)}  # "One t" of three words
    assert second == pytest.approx(own | common | changed | lengths)


def test_of_candidates_that_nothing_read_only_what_the_first_stage_says_counts() -> None:
    unread = replace(hit(0.1, number=2, cosine=0.9), reranked=None)
    first, _ = features(WORDS, [hit(1.0, answers=-2.0, cosine=0.5), unread], lambda _: 0)
    assert (first["second answers"], first["best cosine"]) == (-2.0, 0.9)


def test_a_name_may_stand_in_the_sentence_before() -> None:
    one = hit(0.9, "In 2016 they were 50,000.", number=7)
    before = hit(0.0, "Troops are in Japan.", number=6).passage

    def missing(sentences: Sequence[Passage]) -> int:
        found = {Key.of(sentence): sentence for sentence in sentences}
        return missing_names(WORDS, found, Acronyms([]), Identities({}, []))(one)

    assert missing([before]) == 0
    assert missing([]) == 1


def test_every_model_in_the_file_reads_features_that_exist() -> None:
    names = features(WORDS, [hit(1.0)], lambda _: 0)[0].keys()
    kinds = json.loads(CALIBRATION_FILE.read_text(encoding="utf-8"))
    assert set(kinds) == {"first stage", "pincite-reader"}
    for kind in kinds:
        fitted = calibration_for(kind)
        for chance in (fitted.answerable, fitted.confidence, fitted.mark):
            assert set(chance.weights if chance else ()) <= names
        if fitted.answered is None or fitted.no_answer is None:
            assert kind == "first stage"  # which cannot promise what a status says
        else:
            assert 0 < fitted.no_answer < fitted.answered < 1
    assert calibration_for("unknown/reranker") == calibration_for(None)


def test_what_cannot_be_promised_is_never_said() -> None:
    unsure = replace(PLAIN, answered=None, no_answer=None, marked=None)
    for score, chance in ((1.0, 1.0), (0.0, 0.0)):
        verdict = unsure.judge(WORDS, [hit(score, cosine=chance, answers=1.0)], 1, lambda _: 0)
        assert (verdict.status, verdict.marked) == ("uncertain", [False])


def test_another_rerankers_scores_do_not_enter_the_models_of_the_first_stage() -> None:
    # A cross-encoder's scores have a scale of their own.
    fitted = calibration_for("another/reranker")
    for chance in (fitted.answerable, fitted.confidence):
        near, far = (
            features(WORDS, [hit(one), hit(0.5, number=2)], lambda _: 0)[0] for one in (0.6, 9.0)
        )
        same = {"fused": 0.3, "fused lead": 0.05}
        assert chance.of(near | same) == chance.of(far | same)


def test_only_models_that_were_measured_have_a_worth() -> None:
    content = json.loads(CALIBRATION_FILE.read_text(encoding="utf-8"))
    worth = worth_for("pincite-reader")
    assert worth is not None
    assert asdict(worth) == content["pincite-reader"]["worth"]
    assert worth_for("unknown/reranker") is None
