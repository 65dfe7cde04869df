from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from service.answers.answer import Answer, Status
from service.answers.asked import Asked
from service.answers.engine import Engine
from service.web.pages.answer_view import (
    PERHAPS,
    PROBABLY,
    chance_level,
    headline,
    lay_out,
    lay_out_parts,
    reading_url,
)


def _asked(engine: Engine, text: str) -> tuple[Answer, Asked]:
    asked = engine.asked(text)
    return engine.ask([asked])[0], asked


@pytest.mark.parametrize(
    ("status", "chance", "level"),
    [
        ("answered", 0.86, 4),
        ("uncertain", 0.99, 3),  # a name of the question is missing
        ("uncertain", PROBABLY, 3),
        ("uncertain", PROBABLY - 0.001, 2),
        ("uncertain", PERHAPS, 2),
        ("uncertain", PERHAPS - 0.001, 1),
        ("no_answer", 0.9, 1),
    ],
)
def test_a_chance_has_one_of_four_levels(status: Status, chance: float, level: int) -> None:
    assert chance_level(status, chance) == level


def test_every_sentence_is_shown_once_and_the_best_stand_open(engine: Engine) -> None:
    asked = engine.asked("When does the ferry leave?", 6)
    (answer,) = engine.ask([asked])
    result = lay_out(answer, asked, "/?q=x")
    assert [card.passage for card in result.open + result.folded] == answer.passages
    assert result.open
    assert result.folded


def test_a_question_that_nobody_can_read_has_no_open_sentence(engine: Engine) -> None:
    asked = engine.asked("Wann fährt die Fähre nach Kestrel Bay?")
    (answer,) = engine.ask([asked])
    result = lay_out(answer, asked, "/?q=x")
    assert (result.open, len(result.folded)) == ([], len(answer.passages))


def test_each_part_of_a_compound_question_has_its_own_status_and_sentences(
    client: FlaskClient, engine: Engine
) -> None:
    text = "Who is the harbor master and when does the zebra sleep?"
    asked = engine.asked(text)
    (answer,) = engine.ask([asked])
    parts = lay_out_parts(answer, asked, "/?q=x")
    assert [part.question for part in parts] == answer.parts
    for part, own in zip(parts, answer.part_answers, strict=True):
        assert [card.passage for card in part.open + part.folded] == own.passages
        assert part.status == own.status
    assert parts[1].status == "no_answer"
    anchors = [card.anchor for part in parts for card in part.open + part.folded]
    assert len(set(anchors)) == len(anchors)
    page = client.get("/", query_string={"q": text}).text
    assert f'<h1 id="status" tabindex="-1">{headline(parts)}</h1>' in page
    assert "1 without an answer" in headline(parts)
    assert page.count('<section class="part"') == 2
    assert page.count('<p class="status no_answer">No answer found</p>') == 1
    assert '<a href="/?q=When+does+the+zebra+sleep%3F">' in page
    assert 'href="/reports/notes/harbor?from=%2F%3Fq%3DWho' in page
    assert lay_out_parts(*_asked(engine, "Who is the harbor master?"), "/?q=x") == []


def test_the_names_that_a_sentence_lacks_are_counted(engine: Engine) -> None:
    asked = engine.asked("When does the ferry to Kestrel Bay leave Oslo?", 6)
    (answer,) = engine.ask([asked])
    cards = lay_out(answer, asked, "/?q=x")
    found = {card.passage.citation.id: (card.named, card.missing)
             for card in cards.open + cards.folded}  # fmt: skip
    assert found["ferry#s1"] == (3, 1)
    assert found["ferry#s2"] == (3, 1)  # the sentence before it holds the others
    assert found["ferry#s4"] == (3, 3)


def test_a_link_to_a_report_carries_the_way_back() -> None:
    back = "/?q=Who+%26+why%3F&k=2#a3"
    url = reading_url("/reports/a%20b#s4", back)
    parts = urlsplit(url)
    assert (parts.path, parts.fragment) == ("/reports/a%20b", "s4")
    assert parse_qs(parts.query) == {"from": [back]}
    assert reading_url("/reports/a#s4", "/?q=" + "x" * 4000) == "/reports/a#s4"


def test_a_sentence_of_the_same_report_does_not_name_it_again(client: FlaskClient) -> None:
    page = client.get("/?q=When does the ferry leave?&k=6&report=ferry").text
    assert page.count("<cite><bdi>ferry</bdi></cite>:") == 1
    assert page.count("Same report: ") == 3
