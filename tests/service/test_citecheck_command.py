"""The command citecheck as a process, and every command of docs/cite-check.md."""

import csv
import io
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

import pincite
from service.citecheck.output.as_json import findings_schema

ROOT = Path(__file__).parents[2]
TRUE = "The report says that “about 50,000 u.s. troops are stationed in japan .”\n"
ALTERED = TRUE.replace("50,000", "60,000")
NAMES = ["findings.csv", "findings.json", "memo.annotated.html"]


def run(*arguments: str | Path, cwd: Path, index: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "service", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PINCITE_INDEX": str(index), "PYTHONPATH": str(ROOT)},
    )


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def test_a_true_draft_exits_with_0_and_writes_every_file(
    alliance_index: Path, tmp_path: Path
) -> None:
    (tmp_path / "memo.txt").write_text(TRUE)
    done = run("citecheck", "memo.txt", "-o", "out", cwd=tmp_path, index=alliance_index)
    assert done.returncode == 0, done.stdout + done.stderr
    assert sorted(one.name for one in (tmp_path / "out").iterdir()) == NAMES
    assert done.stderr.splitlines() == [
        f"Wrote {Path('out') / name}" for name in (NAMES[2], NAMES[1], NAMES[0])
    ]
    content = json.loads((tmp_path / "out" / "findings.json").read_text())
    jsonschema.validate(content, findings_schema())
    assert content["findings"][0]["verdict"] == "exact"
    assert content["findings"][0]["source"]["citation"]["id"] == "us-japan-alliance#s2"
    rows = table(tmp_path / "out" / "findings.csv")
    assert rows[0]["verdict"] == "exact"
    lines = done.stdout.splitlines()
    assert lines[0].startswith("memo.txt: 1 quotation,")
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80


def test_an_altered_draft_exits_with_1_and_files_of_the_same_names_are_replaced(
    alliance_index: Path, tmp_path: Path
) -> None:
    (tmp_path / "memo.txt").write_text(ALTERED)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "findings.csv").write_text("old")
    done = run("citecheck", "memo.txt", "-o", "out", cwd=tmp_path, index=alliance_index)
    assert done.returncode == 1
    assert "Replaced out/findings.csv" in done.stderr.splitlines()
    assert "altered" in done.stdout
    assert sorted(one.name for one in (tmp_path / "out").iterdir()) == NAMES
    rows = table(tmp_path / "out" / "findings.csv")
    assert rows[0]["verdict"] == "altered"


def test_json_is_what_the_file_holds(alliance_index: Path, tmp_path: Path) -> None:
    (tmp_path / "memo.md").write_text(TRUE)
    options = ("citecheck", "memo.md", "--report", "us-japan-alliance", "--json", "-o", "out")
    done = run(*options, cwd=tmp_path, index=alliance_index)
    assert done.returncode == 0
    assert done.stdout == (tmp_path / "out" / "findings.json").read_text() + "\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["none.txt"], "none.txt does not exist: give an existing draft"),
        (["."], ". is a folder: give a draft in it"),
        (["memo.rtf"], "choose a file that ends in .txt"),
        (["memo.docx"], ": "),
        (["memo.txt", "-o", "no/such"], "the folder no does not exist: create it first"),
        (["memo.txt", "-o", "memo.rtf"], "is not a folder: choose another one with -o"),
        (["memo.txt", "--report", "none"], "none"),
        (["memo.txt", "--index", "none"], "build"),
    ],
)
def test_wrong_usage_exits_with_2_and_a_remedy(
    alliance_index: Path, tmp_path: Path, arguments: list[str], words: str
) -> None:
    for name in ("memo.txt", "memo.rtf", "memo.docx"):
        (tmp_path / name).write_text(TRUE)
    done = run("citecheck", *arguments, cwd=tmp_path, index=alliance_index)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_cannot_be_replaced_is_left(alliance_index: Path, tmp_path: Path) -> None:
    (tmp_path / "memo.txt").write_text(TRUE)
    (tmp_path / "out" / "findings.json").mkdir(parents=True)
    done = run("citecheck", "memo.txt", "-o", "out", cwd=tmp_path, index=alliance_index)
    assert done.returncode == 2
    assert "out/findings.json is not a regular file" in done.stderr
    assert (tmp_path / "out" / "findings.json").is_dir()


def test_embedders_get_the_findings_that_the_command_writes(
    alliance_index: Path, tmp_path: Path
) -> None:
    draft = tmp_path / "memo.txt"
    draft.write_text(ALTERED)
    steps: list[tuple[int, int]] = []
    with pincite.open(alliance_index) as index:
        checked = index.check_draft(draft, progress=lambda *step: steps.append(step))
        with pytest.raises(pincite.PinciteError, match="none"):
            index.check_draft(draft, reports=["none"])
        with pytest.raises(pincite.PinciteError, match="is not a draft"):
            index.check_draft(tmp_path)
    assert [one.verdict for one in checked.findings if one.kind == "quotation"] == ["altered"]
    assert steps[-1][0] == steps[-1][1] > 0
    assert steps == sorted(steps)


def test_the_commands_of_the_document_run(alliance_index: Path, tmp_path: Path) -> None:
    text = (ROOT / "docs" / "cite-check.md").read_text(encoding="utf-8")
    commands = re.findall(r"^    python -m service (citecheck .*)$", text, re.MULTILINE)
    assert len(commands) >= 4
    for name in ("memo.md", "memo.txt"):
        (tmp_path / name).write_text(TRUE)
    _write_word(tmp_path / "memo.docx")
    for command in commands:
        done = run(*shlex.split(command), cwd=tmp_path, index=alliance_index)
        assert done.returncode == 0, command + done.stdout + done.stderr
    assert (tmp_path / "out" / "memo.annotated.docx").is_file()


def _write_word(path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_paragraph(TRUE.strip())
    document.save(str(path))


def test_the_exit_codes_of_the_document_are_those_of_the_help() -> None:
    text = (ROOT / "docs" / "cite-check.md").read_text(encoding="utf-8")
    help_text = subprocess.run(
        [sys.executable, "-m", "service", "citecheck", "--help"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    documented = dict(re.findall(r"^\| ([0-4]) \| (.*) \|$", text, re.MULTILINE))
    assert list(documented) == ["0", "1", "2", "3", "4"]
    for code, meaning in documented.items():
        assert f"\n  {code}    {meaning.replace('`', '')}\n" in help_text.replace("\n       ", " ")


def test_a_draft_above_the_limit_is_refused_before_it_is_read_whole(
    alliance_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PINCITE_MAX_FILE_BYTES", "2000")
    with (tmp_path / "memo.txt").open("wb") as sparse:
        sparse.truncate(2**36)
    done = run("citecheck", "memo.txt", cwd=tmp_path, index=alliance_index)
    assert done.returncode == 2
    assert "PINCITE_MAX_FILE_BYTES" in done.stderr
    assert "Traceback" not in done.stderr
