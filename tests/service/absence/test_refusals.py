"""When a certificate of absence is refused, and when it is given all the same."""

from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock

from index.build.build import build_index
from index.search.scope import Scope
from service.absence import scan
from service.absence.certify import Record, certify
from service.absence.document import certificate_html, certificate_text
from service.absence.phrases import phrases_of
from service.absence.request import Request
from service.absence.rerun import rerun
from service.answers import opened
from service.answers.engine import Engine
from tests.fakes import BagOfWords
from tests.service.small_calibration import CALIBRATION

NO_ANSWER = "Who ate the zebra?"
MORE = """The crew of the Kestrel met in the old customs house again.
Nobody had ever seen the northern light before the storm came.
Its captain wrote every evening into a long blue book.
"""


@pytest.fixture
def engine(own_engine: Engine) -> Engine:
    """An engine over reports with enough sentences for the controls."""
    (own_engine.settings.corpus / "crew.txt").write_text(MORE)
    build_index(own_engine.settings, BagOfWords())
    return Engine(own_engine.settings, BagOfWords())


def certified(engine: Engine, *phrases: str, scope: Scope | None = None) -> Record:
    chosen = phrases_of(phrases or ["zebra"], engine.settings)
    return certify(engine, Request(chosen, None, scope or Scope()))


def codes(record: Record) -> list[str]:
    assert (record["statement"] is None) == (record["status"] == "refused")
    assert (record["status"] == "refused") == bool(record["reasons"])
    return [one["code"] for one in record["reasons"]]


def test_while_a_build_runs_no_certificate_is_given(engine: Engine) -> None:
    (engine.settings.index / ".unfinished").mkdir()  # as it is until a build ends
    with FileLock(engine.settings.index / ".lock"):
        record = certified(engine)
    assert codes(record) == ["build_running"]
    assert [one["text"] for one in record["phrases"]] == ["zebra"]
    assert codes(certified(engine)) == []  # the build was killed


@pytest.mark.parametrize("change", ["new", "changed", "gone"])
def test_an_index_older_than_the_folder_is_refused_whatever_changed(
    engine: Engine, change: str
) -> None:
    corpus = engine.settings.corpus
    if change == "new":
        (corpus / "new.txt").write_text("A new report.")
    elif change == "changed":
        (corpus / "crew.txt").write_text(MORE + "A zebra came.\n")
    else:
        (corpus / "crew.txt").unlink()
    assert codes(certified(engine)) == ["index_older"]
    build_index(engine.settings, BagOfWords())
    again = codes(certified(Engine(engine.settings, BagOfWords())))
    assert again == (["stands"] if change == "changed" else [])


def test_a_folder_that_cannot_be_compared_is_refused(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Engine, "corpus_changes", lambda *_: None)
    assert codes(certified(engine)) == ["index_unknown"]


def test_a_scan_that_finds_nothing_is_refused(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "stands", lambda *_: None)
    record = certified(engine, "customs house")
    assert codes(record) == ["control_failed"]
    assert "5 of 5 controls were not found" in record["reasons"][0]["text"]
    assert "0 of 5 controls found" in certificate_text(record)


def test_too_few_sentences_for_the_controls_are_refused(engine: Engine) -> None:
    record = certified(engine, scope=Scope(("notes/harbor",)))
    assert codes(record) == ["control_failed"]
    assert "give only 2 of 5 controls" in record["reasons"][0]["text"]
    assert record["outside_filters"] == ["crew", "ferry"]


def test_a_filter_that_leaves_the_words_out_is_part_of_what_is_certified(engine: Engine) -> None:
    scope = Scope(("crew", "ferry"))
    record = certified(engine, "Lindqvale", "customs house", scope=scope)
    assert codes(record) == []
    assert [one["text"] for one in record["phrases"]] == ["Lindqvale"]
    assert [one["text"] for one in record["standing"]] == ["customs house"]
    assert "outside_filters" in record["statement"]
    assert codes(certified(engine, "Lindqvale")) == ["stands"]


def test_a_filter_by_date_leaves_out_reports_without_one(engine: Engine) -> None:
    (engine.settings.corpus / "catalog.toml").write_text(
        '[[report]]\nfile = "crew.txt"\nid = "crew"\ndate = "2020-05-01"\n'
        '[[report]]\nfile = "ferry.txt"\nid = "ferry"\ndate = "2021-05-01"\n'
    )
    build_index(engine.settings, BagOfWords())
    dated = Engine(engine.settings, BagOfWords())
    record = certified(dated, "Lindqvale", scope=Scope(since="2020"))
    assert codes(record) == []
    assert record["outside_filters"] == ["notes/harbor"]
    assert record["filters"] == {"reports": [], "publishers": [], "from": "2020", "to": None}
    assert rerun(dated, record).same


def test_a_question_whose_limit_was_not_measured_says_so(engine: Engine) -> None:
    record = certify(engine, Request((), NO_ANSWER))
    assert codes(record) == []
    assert record["miss_rate"] == []
    assert "was not measured" in record["statement"]
    assert "“miss_rate”" not in record["statement"]
    assert "The miss rate of this limit was not measured." in certificate_html(record)


def test_several_questions_are_refused(engine: Engine) -> None:
    asked = "Who ate the zebra? When did the unicorn come?"
    assert "compound" in codes(certify(engine, Request((), asked)))


def test_a_rerun_tells_an_engine_and_a_limit_that_changed(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    question, words = certify(engine, Request((), NO_ANSWER)), certified(engine)
    assert rerun(engine, question).same
    limit = CALIBRATION.no_answer
    assert limit
    monkeypatch.setattr(
        opened, "calibration_for", lambda _: replace(CALIBRATION, no_answer=limit - 0.01)
    )
    found = rerun(engine, question)
    assert found.changed == ("limit",)
    assert f"it was {limit} and is {limit - 0.01}" in found.details[0]
    assert rerun(engine, words).same
    other = Engine(replace(engine.settings, candidates=50), BagOfWords())
    assert rerun(other, words).changed == ("engine",)
    assert rerun(other, question).changed == ("engine", "limit")


def test_a_rerun_after_another_model_names_the_engine(engine: Engine, tmp_path: Path) -> None:
    record = certified(engine)
    other = replace(engine.settings, index=tmp_path / "other")
    build_index(other, BagOfWords("another model"))
    found = rerun(Engine(other, BagOfWords("another model")), record)
    assert found.changed == ("engine",)
    assert found.details == ("Engine: model, model_sha256 changed.",)


def test_a_rerun_after_a_text_that_changes_nothing_names_the_text_alone(engine: Engine) -> None:
    record = certified(engine)
    (engine.settings.corpus / "crew.txt").write_text(MORE + "Then nothing happened.\n")
    build_index(engine.settings, BagOfWords())
    found = rerun(Engine(engine.settings, BagOfWords()), record)
    assert found.changed == ("text",)
    assert found.details == ("Text: 1 reports changed, 0 are new and 0 are gone.",)
