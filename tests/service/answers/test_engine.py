from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import BadRequest, IndexMissing
from corpus.settings import Settings, load_settings
from index.build.build import BuildSummary
from index.search.scope import EVERYWHERE, Scope
from index.store.files.generation import POINTER
from service.answers import opened
from service.answers.answer import Answer
from service.answers.engine import Engine
from service.answers.verdict.calibration import calibration_for
from tests.conftest import ALLIANCE
from tests.fakes import BagOfWords
from tests.service.until import until_serving, until_tried


def test_the_promised_answer_is_given_to_the_character(alliance: Engine) -> None:
    """The example of the design, field by field."""
    (answer,) = alliance.ask([alliance.asked("How many U.S. troops are stationed in Japan?")])
    assert answer.status == "answered"
    assert len(answer.passages) == 5
    first = answer.passages[0]
    text = ALLIANCE.read_text(encoding="utf-8")
    assert first.quote == (
        "under the treaty of mutual cooperation and security , about 50,000 u.s. troops are "
        "stationed in japan ."
    )
    assert first.display == (
        "Under the Treaty of Mutual Cooperation and Security, about 50,000 U.S. troops are "
        "stationed in Japan."
    )
    assert first.matches == [(67, 71), (72, 78), (83, 92), (96, 101)]
    assert [first.display[a:b] for a, b in first.display_matches] == [
        "U.S.",
        "troops",
        "stationed",
        "Japan",
    ]
    citation = first.citation
    assert (citation.id, citation.start, citation.end) == ("us-japan-alliance#s2", 161, 264)
    assert text[161:264] == first.quote
    assert (citation.lines, citation.sentence, citation.page) == ((3, 3), 2, None)
    assert citation.url == "/reports/us-japan-alliance#s2~mu3mmntlqdlv"
    assert citation.label == (
        "Congressional Research Service, The U.S.-Japan Alliance (RL33740), 9 Feb. 2016, "
        "sentence 2, line 3"
    )
    assert first.context.before is not None
    assert first.context.before.startswith("the u.s. - japan alliance , forged")
    scores = [passage.score for passage in answer.passages]
    assert scores == sorted(scores, reverse=True)
    assert answer.confidence == scores[0]


@pytest.mark.parametrize("k", [1, 3, 6])
def test_the_chances_do_not_depend_on_how_many_passages_are_asked_for(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, k: int
) -> None:
    monkeypatch.setattr(opened, "calibration_for", calibration_for)  # the fitted one
    few, usual = engine.ask([engine.asked("When does the ferry leave?", one) for one in (k, 5)])
    assert (few.confidence, few.answerable) == (usual.confidence, usual.answerable)
    assert few.confidence > 0


def test_a_question_that_the_report_does_not_answer_is_known_as_such(alliance: Engine) -> None:
    (answer,) = alliance.ask([alliance.asked("What is the best recipe for banana bread?")])
    assert answer.status == "no_answer"
    assert answer.passages  # the nearest ones, for a person to judge


def test_a_confident_passage_that_lacks_a_name_of_the_question_is_not_called_an_answer(
    alliance: Engine,
) -> None:
    def asked(question: str) -> Answer:
        (answer,) = alliance.ask([alliance.asked(question)])
        return answer

    japan = asked("How many U.S. troops are stationed in Japan?")
    guam = asked("How many U.S. troops are stationed in Japan by the treaty of Tortuga?")
    assert japan.passages[0].citation.id == guam.passages[0].citation.id
    assert japan.status == "answered"
    assert guam.status == "uncertain"
    first_stage = Engine(replace(alliance.settings, reranker="none"), alliance.opened.embedder)
    (alone,) = first_stage.ask([first_stage.asked(guam.question)])
    assert alone.passages[0].citation.id == guam.passages[0].citation.id
    assert alone.status != "answered"
    assert asked("How many U.S. troops are stationed in South Korea?").status != "answered"


def test_the_neighbours_end_where_the_report_ends(engine: Engine) -> None:
    (answer,) = engine.ask([engine.asked("Who is the harbor master?", 1)])
    context = answer.passages[0].context
    assert (context.before, context.after) == (None, "She was appointed in 2011.")


@pytest.mark.parametrize(
    ("text", "k", "scope", "message"),
    [
        ("", None, EVERYWHERE, "is empty"),
        (" \n ", None, EVERYWHERE, "is empty"),
        ("x" * 1001, None, EVERYWHERE, "at most 1000"),
        ("a\0b", None, EVERYWHERE, "control or invalid characters"),
        ("a\ud800b", None, EVERYWHERE, "control or invalid characters"),
        ("x", 0, EVERYWHERE, "from 1 to 50"),
        ("x", 51, EVERYWHERE, "from 1 to 50"),
        ("x", None, Scope(("none",)), "no report 'none'"),
        ("x", None, Scope(tuple(map(str, range(1001)))), "name at most 1000"),
    ],
)
def test_a_bad_question_is_refused_with_the_limit(
    engine: Engine, text: str, k: int | None, scope: Scope, message: str
) -> None:
    with pytest.raises(BadRequest, match=message):
        engine.asked(text, k, scope)


def test_questions_are_answered_in_order_with_their_own_options(engine: Engine) -> None:
    asked = [
        engine.asked("ferry tickets", 2),
        engine.asked("harbor master", 1, Scope(("notes/harbor",))),
        engine.asked("harbor master", 5, Scope(("ferry",))),
    ]
    answers = engine.ask(asked)
    assert [answer.question for answer in answers] == [question.text for question in asked]
    assert [len(answer.passages) for answer in answers] == [2, 1, 4]
    assert {p.citation.report.id for p in answers[2].passages} == {"ferry"}


def test_the_same_question_has_the_same_answer(engine: Engine) -> None:
    question = engine.asked("When does the ferry leave?")
    (one,), (two,) = engine.ask([question]), engine.ask([question])
    assert (one.passages, one.confidence) == (two.passages, two.confidence)


def test_a_new_generation_is_taken_without_a_restart(
    own_engine: Engine, build: Callable[..., BuildSummary], corpus: Path
) -> None:
    (corpus / "ferry.txt").write_text("The ferry leaves at midnight.")
    summary = build()
    until_serving(own_engine, summary.generation)
    (answer,) = own_engine.ask([own_engine.asked("When does the ferry leave?", 1)])
    assert answer.passages[0].quote == "The ferry leaves at midnight."
    assert answer.index.generation == summary.generation


def test_a_bad_new_generation_is_refused_and_the_old_one_kept(
    own_engine: Engine, settings: Settings, build: Callable[..., BuildSummary], corpus: Path
) -> None:
    before = own_engine.opened.generation.manifest.generation
    (corpus / "ferry.txt").write_text("The ferry leaves at midnight.")
    vectors = settings.index / build().generation / "vectors.faiss"
    vectors.write_bytes(vectors.read_bytes()[:-1])
    until_tried(own_engine)
    (answer,) = own_engine.ask([own_engine.asked("When does the ferry leave?", 1)])
    assert answer.index.generation == before
    assert answer.passages[0].quote == "The ferry to Kestrel Bay leaves at nine."
    (settings.index / POINTER).unlink()
    assert own_engine.opened.generation.manifest.generation == before


def test_an_engine_without_an_index_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="run python build_index"):
        Engine(load_settings({}, index=tmp_path), BagOfWords())
