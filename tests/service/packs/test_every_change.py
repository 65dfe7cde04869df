"""Claims about packs of the product: both verifiers tell a change of any character."""

import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest

import pincite_verify
from corpus.errors import BadRequest
from corpus.settings import load_settings
from service.answers.engine import Engine
from service.answers.result import Result, to_line
from service.packs.check import pack_problems
from service.packs.contents import PackedAnswer
from service.packs.pack import PackOptions, write_pack
from tests.fakes import BagOfWords
from tests.service.packs.given import certificate_of, findings_of
from tests.verification.packs import Files, bagged, changes, write_zip

MOST = 10**8


@pytest.fixture(scope="module")
def files(small_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Return the files of a pack with two answers, a certificate and findings."""
    engine = Engine(load_settings({}, index=small_index, reranker="none"), BagOfWords())
    given = PackOptions(
        "pack",
        date(2026, 1, 2),
        certificates=[certificate_of(engine, tmp_path_factory.mktemp("given"))],
        findings=findings_of(engine, tmp_path_factory.mktemp("checked")),
    )
    asked = [engine.asked(one) for one in ("When does the ferry leave?", "Who is the master?")]
    results = [Result(at, one.question, one) for at, one in enumerate(engine.ask(asked))]
    packed = [PackedAnswer(to_line(one).rstrip("\n"), one) for one in results]
    path = tmp_path_factory.mktemp("packs") / "pack.zip"
    with path.open("wb") as stream:
        write_pack(engine, packed, stream, given)
    with zipfile.ZipFile(path) as zipped:
        found = {name.removeprefix("pack/"): zipped.read(name) for name in zipped.namelist()}
    assert "data/citecheck/findings.json" in found
    assert any(name.startswith("data/certificates/") for name in found)
    return found


def verdicts(path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[bool, bool]:
    """Return whether ``pincite_verify.py`` and ``pincite verify`` find a pack intact."""
    monkeypatch.setattr(sys, "argv", ["pincite_verify.py", str(path)])
    try:
        problems = pack_problems(path, MOST)
    except BadRequest:
        problems = ["unreadable"]
    return pincite_verify.main() == 0, not problems


@pytest.mark.parametrize(
    ("count", "seed"), [(60, 1), pytest.param(1000, 2, marks=pytest.mark.slow)]
)
def test_both_verifiers_tell_every_change(
    files: Files, count: int, seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "pack.zip"
    assert verdicts(write_zip(files, path), monkeypatch) == (True, True)
    for change in changes(files, count, seed):
        changed = write_zip({**files, change.name: change.content}, path)
        assert verdicts(changed, monkeypatch) == (False, False), (change.name, change.words)


def test_both_verifiers_tell_files_that_are_gone_renamed_or_new(
    files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in files:
        less = {one: content for one, content in files.items() if one != name}
        for other in (less, {**less, f"{name}x": files[name]}, {**files, f"{name}.new": b""}):
            path = write_zip(other, tmp_path / "pack.zip")
            assert verdicts(path, monkeypatch) == (False, False), name


@pytest.mark.parametrize("name", ["data/../../evil", "data\\evil", "data/verify.MD"])
def test_both_verifiers_refuse_unsafe_names(
    files: Files, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    payload = {one: content for one, content in files.items() if one.startswith("data/")}
    path = write_zip(bagged({**payload, name: b""}), tmp_path / "pack.zip")
    assert verdicts(path, monkeypatch) == (False, False)


def test_neither_verifies_a_pack_without_evidence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_zip(bagged({"data/answers.jsonl": b""}), tmp_path / "pack.zip")
    assert verdicts(path, monkeypatch) == (False, False)
