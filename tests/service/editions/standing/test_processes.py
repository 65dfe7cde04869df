"""The command watch as a process, with the packaged model."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from service.editions.atom import ATOM
from service.records.canonical import canonical, is_intact
from tests.conftest import REPORTS

pytestmark = pytest.mark.slow
ROOT = REPORTS.parents[1]
QUESTION = "How many U.S. military personnel are stationed in Japan?"


class Shell:
    """Runs commands over an index of its own."""

    def __init__(self, index: Path) -> None:
        self.index = index

    def run(self, code: int, *arguments: object, **environ: str) -> str:
        command = [sys.executable, *map(str, arguments), "--index", str(self.index)]
        ran = subprocess.run(
            command, cwd=ROOT, env={**os.environ, **environ}, text=True, capture_output=True,
            check=False,
        )  # fmt: skip
        assert ran.returncode == code, ran.stdout + ran.stderr
        return ran.stdout


def test_stored_answers_are_watched_over_a_change_of_text_and_engine(
    alliance_index: Path, tmp_path: Path
) -> None:
    shutil.copytree(alliance_index, tmp_path / "index")
    shutil.copytree(REPORTS, tmp_path / "corpus")
    shell, out = Shell(tmp_path / "index"), tmp_path / "out"
    answer, file = tmp_path / "answer.json", tmp_path / "watch.toml"
    answer.write_text(shell.run(0, "-m", "service", "ask", "--json", QUESTION))
    first = json.loads(answer.read_text())["passages"][0]["quote"]
    told = shell.run(0, "-m", "service", "watch", "--init", answer, "-o", file)
    assert "1 same, 0 moved, 0 superseded, 0 gone" in told
    assert "No answer of 1 question has changed." in shell.run(
        0, "-m", "service", "watch", file, "-o", out
    )
    report = tmp_path / "corpus" / "us-japan-alliance.txt"
    text = report.read_text()
    number = next(word for word in first.split() if "," in word and word[0].isdigit())
    line = next(one for one in text.splitlines() if one in first and number in one)
    report.write_text(text.replace(line, line.replace(number, "77,777")))
    shell.run(0, "build_index.py", "--corpus", tmp_path / "corpus", "--replace")
    engine = {"PINCITE_LEXICAL_WEIGHT": "0.39"}
    told = shell.run(1, "-m", "service", "watch", file, "-o", out, **engine)
    assert f"number changed: {QUESTION} (cause: text)" in told
    record = json.loads((out / "questions.json").read_text())
    assert is_intact(record)
    assert (out / "questions.json").read_bytes() == canonical(record) + b"\n"
    assert record["questions"][0]["accepted"]["quote"] == first
    assert "77,777" in record["questions"][0]["now"]["quote"]
    assert "<del" in (out / "questions.html").read_text()
    feed = (out / "questions.atom").read_bytes()
    entries = etree.fromstring(feed).iterfind(f"{{{ATOM}}}entry")
    titles = [one.findtext(f"{{{ATOM}}}title") for one in entries]
    assert sorted(titles) == [
        "another text: us-japan-alliance",
        f"number changed: {QUESTION}",
    ]
    shell.run(1, "-m", "service", "watch", file, "-o", out, **engine)
    assert (out / "questions.atom").read_bytes() == feed
