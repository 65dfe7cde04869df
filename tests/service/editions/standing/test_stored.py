"""Stored answers that are taken as the accepted ones."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus.settings import Settings
from index.build.build import build_index
from service.answers.engine import Engine
from service.answers.result import Result, to_line
from tests.fakes import BagOfWords
from tests.service.editions.standing.conftest import QUESTION, Watch


@pytest.fixture
def answers(settings: Settings, build: Callable[[], object], tmp_path: Path) -> Path:
    """A file of two answers, one of them none."""
    build()
    engine = Engine(settings, BagOfWords())
    path = tmp_path / "answers.jsonl"
    asked = engine.ask([engine.asked(one) for one in (QUESTION, "Zebra xylophone quantum?")])
    path.write_text("".join(to_line(Result(at, one.question, one)) for at, one in enumerate(asked)))
    assert asked[1].status == "no_answer"
    return path


def accept(watch: Watch, answers: Path) -> tuple[int, Path]:
    target = answers.with_name("watch.toml")
    return watch("--init", answers, "-o", target), target


def test_answers_of_this_index_are_accepted_as_they_stand(
    watch: Watch, answers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, target = accept(watch, answers)
    assert code == 0
    told = capsys.readouterr().out
    assert "2 answers accepted" in told
    assert "1 same, 0 moved, 0 superseded, 0 gone, 1 without an answer" in told
    assert "partly_known" not in target.read_text()
    assert watch(target) == 0


@pytest.mark.parametrize(
    ("old", "new", "keep", "fate"),
    [
        ("Tickets cost", "A new start. Tickets cost", 10**6, "moved"),
        ("twelve dollars", "thirteen dollars", 10**6, "superseded"),
        ("twelve dollars", "thirteen dollars", 0, "gone"),
    ],
)
def test_what_became_of_a_citation_is_told_at_once(
    watch: Watch, answers: Path, settings: Settings, corpus: Path,
    capsys: pytest.CaptureFixture[str], old: str, new: str, keep: int, fate: str,
) -> None:  # fmt: skip
    ferry = corpus / "ferry.txt"
    ferry.write_text(ferry.read_text().replace(old, new))
    build_index(replace(settings, former_text_bytes=keep), BagOfWords())
    code, target = accept(watch, answers)
    assert code == int(fate != "moved")
    told = capsys.readouterr().out
    assert f"{fate}: {QUESTION}" in told
    assert f"1 {fate}" in told
    assert "   was: Tickets cost twelve dollars." in told
    assert watch(target, "--json") == 1
    [first, second] = json.loads(capsys.readouterr().out)["questions"]
    assert first["accepted"]["quote"] == "Tickets cost twelve dollars."
    assert first["cause"] == "cannot be told apart"
    assert "--accept" in first["reason"]
    assert second["verdict"] == "same"
    watch(target, "--accept")
    assert watch(target) == 0


def test_answers_that_the_engine_no_longer_gives_are_told(
    watch: Watch, answers: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    rows = list(map(json.loads, answers.read_text().splitlines()))
    rows[0]["passages"] = rows[0]["passages"][2:]
    answers.write_text("".join(json.dumps(row) + "\n" for row in rows))
    code, target = accept(watch, answers)
    assert code == 1
    assert "answers 1 of them otherwise now" in capsys.readouterr().out
    assert "partly_known = true" in target.read_text()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda row: row.update(error={"detail": "x"}), "not an answer"),
        (lambda row: row["passages"][0].update(quote="Other."), "does not have its quote_sha256"),
        (lambda row: row.update(passages=3), "not an answer"),
    ],
)
def test_another_file_is_refused(
    watch: Watch, answers: Path, change: Callable[[dict[str, Any]], None], reason: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    row = json.loads(answers.read_text().splitlines()[0])
    change(row)
    answers.write_text(json.dumps(row) + "\n")
    code, target = accept(watch, answers)
    assert code == 2
    assert reason in capsys.readouterr().err
    assert not target.exists()


def test_a_citation_of_an_old_version_gets_its_anchor(watch: Watch, answers: Path) -> None:
    row = json.loads(answers.read_text().splitlines()[0])
    anchor = row["passages"][0]["citation"]["anchor"]
    for passage in row["passages"]:
        passage["citation"]["anchor"] = None
    answers.write_text(json.dumps(row) + "\n")
    code, target = accept(watch, answers)
    assert code == 0
    assert f'anchor = "{anchor}"' in target.read_text()
