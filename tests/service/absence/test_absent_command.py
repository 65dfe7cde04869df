"""The command absent as a process: what it prints and writes, and its exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from service.records.canonical import canonical, is_intact

pytestmark = pytest.mark.slow
NO_ANSWER = "How do I bake a chocolate cake with walnuts?"
ANSWERED = "How many U.S. troops are stationed in Japan?"


def absent(
    index: Path, *arguments: str | Path, cwd: Path | None = None, **environ: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "service", "absent", *map(str, arguments), "--index", str(index)],
        capture_output=True, text=True, check=False, cwd=cwd or Path.cwd(),
        env={**os.environ, "PYTHONPATH": str(Path.cwd()), **environ},
    )  # fmt: skip


def record_in(path: Path) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(path.read_bytes())
    assert path.read_bytes() == canonical(record) + b"\n"
    assert is_intact(record)
    return record


def test_phrases_of_a_file_are_certified_and_run_again(
    alliance_index: Path, tmp_path: Path
) -> None:
    phrases = tmp_path / "phrases.txt"
    phrases.write_text("# animals\nzebra crossing | zebra-crossing\n\nunicorn\n", encoding="utf-8")
    done = absent(alliance_index, "--phrases", phrases, "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "Absent: zebra crossing" in done.stdout
    assert "5 of 5 controls found" in done.stdout
    record = record_in(tmp_path / "out" / "certificate.json")
    assert [one["text"] for one in record["phrases"]] == ["zebra crossing", "unicorn"]
    assert record["phrases"][0]["variants"] == ["zebra-crossing"]
    assert record["record_id"] in (tmp_path / "out" / "certificate.html").read_text("utf-8")
    again = absent(alliance_index, "--rerun", tmp_path / "out" / "certificate.json")
    assert (again.returncode, again.stdout) == (0, "same\n")
    changed = absent(
        alliance_index, "--rerun", tmp_path / "out" / "certificate.json", PINCITE_CANDIDATES="50"
    )
    assert changed.returncode == 1
    assert changed.stdout == "changed: engine\nEngine: candidates changed.\n"


def test_a_phrase_that_stands_is_told_with_its_place_and_exit_code_1(alliance_index: Path) -> None:
    done = absent(alliance_index, "--phrase", "ABOUT 50\u202f000 U.S. TROOPS", "--phrase", "zebra")
    assert done.returncode == 1
    assert "Stands: ABOUT 50\u202f000 U.S. TROOPS: “about 50,000 u.s. troops”" in done.stdout
    assert "sentence 2" in done.stdout
    assert "Absent: zebra" in done.stdout


def test_a_question_is_certified_with_the_measured_miss_rate(
    alliance_index: Path, tmp_path: Path
) -> None:
    done = absent(alliance_index, NO_ANSWER, "--json")
    assert done.returncode == 0, done.stdout
    record = json.loads(done.stdout)
    assert record["strength"] == "question"
    assert "“miss_rate” states how often" in record["statement"]
    assert {one["set"] for one in record["miss_rate"]} >= {"squad2_dev_half"}
    assert all(one["limit"] == record["limit"] for one in record["miss_rate"])
    assert record["answerable"] <= record["limit"]


def test_a_question_with_an_answer_is_refused(alliance_index: Path) -> None:
    done = absent(alliance_index, ANSWERED)
    assert done.returncode == 1
    assert done.stdout.startswith("No certificate is given.\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "give either a question, or phrases"),
        (("Who?", "--phrase", "zebra"), "give either a question, or phrases"),
        (("--phrases", "missing.txt"), "missing.txt does not exist"),
        (("--phrase", "x"), "too short"),
        (("--phrase", "zebra", "--report", "none"), "no report"),
        (("--phrase", "zebra", "-o", "missing/one.json"), "create it first"),
        (("--rerun", "missing.json"), "missing.json does not exist"),
        (("--rerun", "changed.json"), "was changed"),
        (("--rerun", "other.json"), "is no certificate of absence"),
        (("--rerun", "lacking.json"), "lacks"),
    ],
)
def test_wrong_usage_has_the_exit_code_2_and_one_line(
    alliance_index: Path, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    from service.records.canonical import identified

    bare = identified({"type": "pincite/absence/1", "statement": "Nothing."})
    (tmp_path / "lacking.json").write_bytes(canonical(bare) + b"\n")
    (tmp_path / "changed.json").write_bytes(canonical({**bare, "statement": "All."}) + b"\n")
    (tmp_path / "other.json").write_bytes(b"{}")
    done = absent(alliance_index, *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
