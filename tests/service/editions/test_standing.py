"""Standing questions."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.settings import Settings
from service.answers import engine
from service.answers.engine import Engine
from service.records.canonical import is_intact
from service.shell.main import main
from tests.fakes import BagOfWords

Say = Callable[..., tuple[int, list[dict[str, object]]]]


@pytest.fixture(autouse=True)
def small_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command answer with the small embedder and without the reranker."""
    monkeypatch.setenv("PINCITE_RERANKER", "none")
    monkeypatch.setattr(engine, "Engine", lambda settings: Engine(settings, BagOfWords()))


@pytest.fixture
def file(settings: Settings, build: Callable[[], object], tmp_path: Path) -> Path:
    """A file with one accepted answer."""
    build()
    (tmp_path / "q.txt").write_text("What do tickets cost?\n")
    path = tmp_path / "watch.toml"
    assert watch(settings, "--init", str(tmp_path / "q.txt"), "-o", str(path)) == 0
    return path


def watch(settings: Settings, *arguments: str) -> int:
    return main(["watch", "--index", str(settings.index), *arguments])


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        ("", "", "same"),
        ("Tickets cost", "A new start. Tickets cost", "moved"),
        ("twelve", "thirteen", "number_changed"),
        ("Tickets cost twelve dollars", "Tickets now cost twelve dollars", "reworded"),
    ],
)
def test_a_change_of_the_text_is_named(
    settings: Settings, corpus: Path, build: Callable[[], object], file: Path,
    capsys: pytest.CaptureFixture[str], old: str, new: str, verdict: str,
) -> None:  # fmt: skip
    ferry = corpus / "ferry.txt"
    ferry.write_text(ferry.read_text().replace(old, new, 1) if old else ferry.read_text())
    build()
    capsys.readouterr()
    assert watch(settings, str(file), "--json") == int(verdict != "same")
    record = json.loads(capsys.readouterr().out)
    assert is_intact(record)
    [found] = record["questions"]
    assert found["verdict"] == verdict
    assert found["cause"] == (None if verdict == "same" else "text")
    watch(settings, str(file), "--accept", "-o", str(file.parent / "out"))
    assert json.loads((file.parent / "out/questions.json").read_bytes()) == record
    assert watch(settings, str(file)) == 0


@pytest.mark.parametrize("content", ["a = ", "type = 'x'", "\n"])
def test_another_file_is_refused(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    (tmp_path / "bad.toml").write_text(content)
    assert watch(settings, str(tmp_path / "bad.toml")) == 2
    assert "bad.toml is not" in capsys.readouterr().err
