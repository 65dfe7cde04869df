"""What the command verify takes: answers, one citation, a record, and a link to a sentence."""

import json
from pathlib import Path
from typing import Any

import pytest

from index.build.build import build_index
from service.answers.as_json import answer_dict
from service.answers.engine import Engine
from service.records.canonical import canonical, identified
from service.shell.main import main
from tests.fakes import BagOfWords


@pytest.fixture
def passage(engine: Engine) -> dict[str, Any]:
    (answer,) = engine.ask([engine.asked("What do tickets cost?", 1)])
    found: dict[str, Any] = answer_dict(answer)["passages"][0]
    return found


def verified(
    engine: Engine, target: str | Path, capsys: pytest.CaptureFixture[str]
) -> tuple[int, dict[str, Any]]:
    folders = ["--index", str(engine.settings.index), "--corpus", str(engine.settings.corpus)]
    code = main(["verify", str(target), *folders, "--json"])
    printed: dict[str, Any] = json.loads(capsys.readouterr().out)
    return code, printed


def test_a_file_with_one_citation_is_checked(
    own_engine: Engine,
    passage: dict[str, Any],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "citation.json"
    path.write_text(json.dumps(passage, indent=2))
    code, told = verified(own_engine, path, capsys)
    assert (code, told["exact"], told["broken"]) == (0, 1, 0)
    path.write_text(json.dumps({**passage, "quote": "Tickets cost nothing."}))
    code, told = verified(own_engine, path, capsys)
    assert (code, told["exact"], told["broken"]) == (1, 0, 1)


def test_a_record_is_checked_against_its_hash(
    own_engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "certificate.json"
    record = identified({"type": "pincite/absence/1", "statement": "Not found."})
    path.write_bytes(canonical(record) + b"\n")
    assert verified(own_engine, path, capsys) == (
        0,
        {"intact": True, "record_id": record["record_id"]},
    )
    path.write_bytes(canonical({**record, "statement": "Found."}))
    assert verified(own_engine, path, capsys)[0] == 1


@pytest.mark.parametrize(
    "before", ["", "/reports/", "http://127.0.0.1:8000/reports/", "https://x.example/a/reports/"]
)
@pytest.mark.parametrize("query", ["", "?q=a%2Fb"])
def test_a_link_is_followed_through_a_change(
    own_engine: Engine,
    passage: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
    before: str,
    query: str,
) -> None:
    citation, ferry = passage["citation"], own_engine.settings.corpus / "ferry.txt"
    target = f"{before}ferry{query}#s{citation['sentence']}~{citation['anchor']}"
    code, told = verified(own_engine, target, capsys)
    assert (code, told["status"], told["quote"]) == (0, "same", passage["quote"])
    ferry.write_text("A new start.\n\n" + ferry.read_text())
    build_index(own_engine.settings, BagOfWords())
    code, told = verified(own_engine, target, capsys)
    assert (code, told["status"]) == (0, "moved")
    assert told["sentence"] == citation["sentence"] + 1
    ferry.write_text(ferry.read_text().replace(passage["quote"], ""))
    build_index(own_engine.settings, BagOfWords())
    code, told = verified(own_engine, target, capsys)
    assert (code, told["status"], told["former_quote"]) == (1, "gone", passage["quote"])


@pytest.mark.parametrize(
    ("target", "remedy"),
    [
        ("nowhere.jsonl", "an answer file, a file with one citation"),
        ("ferry#s1", "write it as s2~"),
        ("ferry#s1~short", "write it as s2~"),
        ("nothing#s1~mu3mmntlqdlv", "choose another one with --index"),
    ],
)
def test_another_target_is_refused_with_what_verify_takes(
    own_engine: Engine, capsys: pytest.CaptureFixture[str], target: str, remedy: str
) -> None:
    assert main(["verify", target, "--index", str(own_engine.settings.index)]) == 2
    assert remedy in capsys.readouterr().err
