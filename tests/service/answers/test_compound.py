"""A compound question is answered part by part, at every door."""

from dataclasses import replace
from itertools import zip_longest
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.answers.answer import Answer
from service.answers.compound import MOST_PARTS
from service.answers.engine import Engine
from service.answers.result import Result, from_line, to_line
from tests.fakes import BagOfWords

COMPOUND = "Who is the harbor master and when was she appointed?"
PARTS = ["Who is the harbor master?", "When was she appointed?"]
SEARCHED = "When was the harbor master appointed?"
MIXED = "Who is the harbor master? What is the price of tea in Peru?"
ORDER = ["no_answer", "uncertain", "answered"]


def ask(engine: Engine, question: str, k: int | None = None) -> Answer:
    (answer,) = engine.ask([engine.asked(question, k)])
    return answer


def places(passages: list[Any]) -> list[str]:
    return [passage.citation.id for passage in passages]


def test_each_part_is_answered_as_a_question_of_its_own(engine: Engine) -> None:
    answer = ask(engine, COMPOUND)
    assert answer.parts == PARTS
    assert [part.question for part in answer.part_answers] == PARTS
    assert [part.searched_for for part in answer.part_answers] == [None, SEARCHED]
    for part, alone in zip(answer.part_answers, (PARTS[0], SEARCHED), strict=True):
        own = ask(engine, alone)
        assert part.passages == own.passages
        assert (part.status, part.confidence) == (own.status, own.confidence)
        assert part.answerable == own.answerable


@pytest.mark.parametrize("question", [COMPOUND, MIXED])
def test_the_whole_is_never_better_than_its_worst_part(engine: Engine, question: str) -> None:
    answer = ask(engine, question)
    parts = answer.part_answers
    assert answer.status == min((part.status for part in parts), key=ORDER.index)
    assert answer.confidence == min(part.confidence for part in parts)
    assert answer.answerable == min(part.answerable or 0 for part in parts)


def test_a_part_without_an_answer_leaves_the_whole_without_one(engine: Engine) -> None:
    answer = ask(engine, MIXED)
    assert [part.status for part in answer.part_answers] == ["uncertain", "no_answer"]
    assert answer.status == "no_answer"


def test_the_passages_of_the_parts_come_in_turn_and_once(engine: Engine) -> None:
    answer = ask(engine, "Who is the harbor master and when does the ferry leave?", 4)
    turns = zip_longest(*(places(part.passages) for part in answer.part_answers))
    expected = list(dict.fromkeys(place for turn in turns for place in turn))[:4]
    assert places(answer.passages) == expected
    assert [passage.rank for passage in answer.passages] == [1, 2, 3, 4]
    for passage in answer.passages:
        own = answer.part_answers[(passage.part or 0) - 1].passages
        assert replace(passage, rank=0, part=None) in [replace(one, rank=0) for one in own]
    assert {passage.part for passage in answer.passages[:2]} == {1, 2}


def test_a_single_question_has_no_parts_and_searches_once(engine: Engine) -> None:
    encoded = BagOfWords()
    answer = ask(engine, "Who is the harbor master?")
    assert (answer.parts, answer.part_answers) == ([], [])
    assert {passage.part for passage in answer.passages} == {None}
    own = Engine(engine.settings, encoded)
    ask(own, "Who is the harbor master?")
    assert encoded.encoded == ["Who is the harbor master?"]
    ask(own, COMPOUND)
    assert encoded.encoded[1:] == [PARTS[0], SEARCHED]  # at most one search for each part


def test_a_question_of_very_many_parts_is_answered_as_a_whole(engine: Engine) -> None:
    many = " ".join(["Who is the harbor master?"] * (MOST_PARTS + 1))
    answer = ask(engine, many)
    assert len(answer.parts) == MOST_PARTS + 1
    assert answer.part_answers == []
    assert answer.status != "answered"
    assert len(ask(engine, " ".join([PARTS[0]] * MOST_PARTS)).part_answers) == MOST_PARTS


def test_questions_asked_together_keep_their_own_parts(engine: Engine) -> None:
    questions = [PARTS[0], COMPOUND, "Tickets?", MIXED]
    together = engine.ask([engine.asked(question) for question in questions])
    alone = [ask(engine, question) for question in questions]
    assert [replace(one, took_ms=0) for one in together] == [replace(o, took_ms=0) for o in alone]


def test_rows_of_a_question_file_and_their_lines_have_the_parts(engine: Engine) -> None:
    rows: list[Any] = [Result("x", COMPOUND, ask(engine, COMPOUND))]
    read = from_line(to_line(rows[0]))
    assert read.answer is not None
    assert [part.question for part in read.answer.part_answers] == PARTS
    assert read.answer == rows[0].answer


def test_the_doors_show_the_parts(
    client: FlaskClient, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    query = {"q": COMPOUND, "k": "2", "report": "notes/harbor"}
    answer = client.get("/ask", query_string=query).get_json()
    assert answer["parts"] == PARTS
    assert [part["question"] for part in answer["part_answers"]] == PARTS
    assert len(answer["part_answers"][1]["passages"]) == 2
    posted = client.post("/ask", json={"question": COMPOUND, "k": 2, "reports": ["notes/harbor"]})
    assert posted.get_json()["part_answers"] == answer["part_answers"]
    page = client.get("/", query_string=query).text
    for part in PARTS:
        assert part in page
    text = client.get("/ask.md", query_string=query).text
    assert "This asks 2 questions: “Who is the harbor master?” (Uncertain answer, " in text
    assert client.get("/ask", query_string={"q": PARTS[0]}).get_json()["part_answers"] == []
