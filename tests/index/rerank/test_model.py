"""The packaged reranker: its scores and answer spans, and that neither depends on the call."""

from pathlib import Path

import numpy as np
import pytest

from corpus.errors import SettingError
from index.rerank.model import PACKAGED_RERANKER, OnnxReranker, answer_span
from index.types import Key

SENTENCES = {
    Key("bay", 10): "The ferry to Kestrel Bay leaves at nine in the morning.",
    Key("bay", 11): "It carries forty cars.",
    Key("bay", 20): "Tickets cost twelve dollars for adults.",
    Key("bay", 30): "The harbor master, Ada Lindqvale, was appointed in 2011.",
    Key("bay", 40): "Gulls nest on the northern cliffs in spring.",
}


@pytest.fixture(scope="module")
def reranker() -> OnnxReranker:
    return OnnxReranker(PACKAGED_RERANKER, threads=1)


@pytest.mark.parametrize(
    ("question", "number", "answer"),
    [
        ("When does the ferry leave?", 10, "morning"),
        ("How much does a ticket cost?", 20, "twelve dollars"),
        ("Who is the harbor master?", 30, "Ada Lindqvale"),
        ("In what year was the harbor master appointed?", 30, "2011"),
    ],
)
def test_the_sentence_that_answers_is_told_and_its_answer_marked(
    reranker: OnnxReranker, question: str, number: int, answer: str
) -> None:
    results = reranker.score(question, SENTENCES, SENTENCES)
    assert sorted(results) == sorted(SENTENCES)
    assert max(results, key=lambda one: results[one].answers or 0.0) == Key("bay", number)
    span = results[Key("bay", number)].answer
    assert span is not None
    assert answer in SENTENCES[Key("bay", number)][slice(*span)]


def test_a_question_that_nothing_answers_is_told_from_one_that_something_does(
    reranker: OnnxReranker,
) -> None:
    def surest(question: str) -> float:
        results = reranker.score(question, SENTENCES, SENTENCES).values()
        return max(result.answers for result in results if result.answers is not None)

    assert surest("How much does a ticket cost?") > surest("What is the boiling point of lead?")


def test_the_order_and_number_of_the_candidates_change_nothing(reranker: OnnxReranker) -> None:
    question = "When does the ferry leave?"
    keys = [Key("bay", number) for number in (10, 20, 30, 40)]
    together = reranker.score(question, [keys[at] for at in (3, 1, 0, 2)], SENTENCES)
    for key in keys:
        alone = reranker.score(question, [key], SENTENCES)[key]
        # Eight-bit arithmetic rounds by what is read together.
        assert alone.relevance == pytest.approx(together[key].relevance, abs=0.5)
    assert reranker.score(question, keys, SENTENCES) == together


def test_odd_text_is_read(reranker: OnnxReranker) -> None:
    texts = ("", "\n", "😀 " * 500, "\u202e\u0000x", "word " * 2000)
    odd = {Key("odd", number): text for number, text in enumerate(texts, start=1)}
    results = reranker.score("?" * 900, odd, odd)
    assert sorted(results) == sorted(odd)
    assert all(np.isfinite(result.relevance) for result in results.values())
    for key, result in results.items():
        if result.answer:
            start, end = result.answer
            assert 0 <= start <= end <= len(odd[key])


def test_no_candidates_give_no_results(reranker: OnnxReranker) -> None:
    assert reranker.score("who?", [], {}) == {}


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"network\.onnx is missing: restore it"):
        OnnxReranker(tmp_path, threads=1)


def numbers(start: list[float], end: list[float]) -> np.ndarray:
    return np.array([[0, 0, *both] for both in zip(start, end, strict=True)], dtype=np.float32)


def test_the_answer_is_the_best_first_and_last_token_in_order() -> None:
    sentence = "about 50,000 troops left"
    offsets = [(0, 5), (6, 8), (8, 9), (9, 12), (13, 19), (20, 24)]
    # The best last token stands before the best first one: the best pair in order wins.
    found, odds = answer_span(numbers([1, 0, 0, 0, 3, 0], [0, 5, 0, 4, 0, 0]), offsets, sentence)
    assert found is not None
    assert sentence[slice(*found)] == "about 50"[:5] + " 50"
    starts, ends = (np.exp(one).sum() for one in ([1, 0, 0, 0, 3, 0], [0, 5, 0, 4, 0, 0]))
    assert odds == pytest.approx(np.log(np.exp(1) / starts * np.exp(5) / ends), abs=1e-5)


def test_an_answer_is_made_of_whole_words() -> None:
    sentence = "okinawan governors"
    offsets = [(0, 6), (6, 8), (9, 17), (17, 18)]
    found, _ = answer_span(numbers([0, 5, 0, 0], [0, 0, 5, 0]), offsets, sentence)
    assert found == (0, 18)
    assert answer_span(numbers([], []), [], "") == (None, 0.0)
