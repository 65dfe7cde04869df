"""Standing questions."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from service.records.canonical import is_intact
from tests.service.editions.standing.conftest import Watch


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
    watch: Watch, corpus: Path, build: Callable[[], object], file: Path,
    capsys: pytest.CaptureFixture[str], old: str, new: str, verdict: str,
) -> None:  # fmt: skip
    ferry = corpus / "ferry.txt"
    ferry.write_text(ferry.read_text().replace(old, new, 1) if old else ferry.read_text())
    build()
    capsys.readouterr()
    assert watch(file, "--json") == int(verdict != "same")
    record = json.loads(capsys.readouterr().out)
    assert is_intact(record)
    [found] = record["questions"]
    assert found["verdict"] == verdict
    assert found["cause"] == (None if verdict == "same" else "text")
    watch(file, "--accept", "-o", file.parent / "out")
    assert json.loads((file.parent / "out/questions.json").read_bytes()) == record
    assert watch(file) == 0


@pytest.mark.parametrize("content", ["a = ", "type = 'x'", "\n"])
def test_another_file_is_refused(
    watch: Watch, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    (tmp_path / "bad.toml").write_text(content)
    assert watch(tmp_path / "bad.toml") == 2
    assert "bad.toml is not" in capsys.readouterr().err
