"""Claims about ``pincite pack`` as users run it, over the packaged report with the real models."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest

from service.records.canonical import is_intact

ROOT = Path(__file__).parents[3]
TROOPS = "How many U.S. troops are stationed in Japan?"
MOONS = "How many moons does Jupiter have?"
DAY = ("--date", "2026-01-02")


def run(*arguments: str | Path, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "service", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environ},
    )


def verify(path: Path) -> subprocess.CompletedProcess[str]:
    """Verify a pack as a stranger does, without the product."""
    command = [sys.executable, "-I", str(ROOT / "pincite_verify.py"), str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def files(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as zipped:
        return {name.partition("/")[2]: zipped.read(name) for name in zipped.namelist()}


def answers_in(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in files(path)["data/answers.jsonl"].splitlines()]


def write_questions(path: Path, *questions: str) -> Path:
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in (("id", "question"), *enumerate(questions, 1)):
            book.active.append(row)
        book.save(path)
    elif path.suffix == ".csv":
        path.write_text("".join(f"{one}\n" for one in ("question", *questions)))
    elif path.suffix == ".jsonl":
        path.write_text("".join(json.dumps({"question": one}) + "\n" for one in questions))
    else:
        path.write_text("\n".join(questions))
    return path


@pytest.mark.parametrize("suffix", [".txt", ".csv", ".xlsx", ".jsonl"])
def test_a_question_file_is_asked_and_packed(
    suffix: str, alliance_index: Path, tmp_path: Path
) -> None:
    questions = write_questions(tmp_path / f"q{suffix}", TROOPS, MOONS)
    pack, answers = tmp_path / "pack.zip", tmp_path / "answers.jsonl"
    done = run("pack", questions, "-o", pack, "--index", alliance_index, *DAY)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"Wrote {pack}: 1 answered, 0 to check, 1 without an answer\n"
    run("batch", questions, "-o", answers, "--index", alliance_index)
    given = [json.loads(line) for line in answers.read_text().splitlines()]
    for one, other in zip(answers_in(pack), given, strict=True):
        assert {**one, "took_ms": 0} == {**other, "took_ms": 0}
    assert verify(pack).returncode == 0
    assert not list(tmp_path.glob("*.partial")) + list(tmp_path.glob("*.new"))


def test_an_answer_that_was_not_found_has_its_certificate(
    alliance_index: Path, tmp_path: Path
) -> None:
    questions = write_questions(tmp_path / "q.txt", TROOPS, MOONS)
    pack = tmp_path / "pack.zip"
    done = run("pack", questions, "-o", pack, "--certificates", "--index", alliance_index)
    assert (done.returncode, done.stderr) == (0, "")
    (name,) = (one for one in files(pack) if one.startswith("data/certificates/"))
    record = json.loads(files(pack)[name])
    assert is_intact(record)
    assert name == f"data/certificates/{record['record_id']}.json"
    assert (record["type"], record["status"]) == ("pincite/absence/1", "certified")
    assert (record["strength"], record["question"]) == ("question", MOONS)
    graph = json.loads(files(pack)["data/ro-crate-metadata.json"])["@graph"]
    titles = {one["@id"]: one["name"] for one in graph if "name" in one}
    assert titles[name.removeprefix("data/")] == "Certificate of absence for answer 2"
    told = verify(pack)
    assert (told.returncode, record["record_id"] in told.stdout) == (0, True)
    assert run("verify", pack).stdout.startswith("The pack is intact")


def test_a_certificate_that_may_not_be_given_is_told_with_the_reason(
    alliance_index: Path, tmp_path: Path
) -> None:
    questions = write_questions(tmp_path / "q.txt", MOONS)
    answers, pack = tmp_path / "answers.jsonl", tmp_path / "pack.zip"
    run("batch", questions, "-o", answers, "--index", alliance_index)
    earlier = json.loads(answers.read_text())
    earlier["index"]["fingerprint"] = "0" * 64
    answers.write_text(json.dumps(earlier) + "\n")
    done = run("pack", answers, "-o", pack, "--certificates", "--index", alliance_index)
    assert done.returncode == 0
    assert f"No certificate for answer 1, “{MOONS}”: The index has changed" in done.stderr
    assert not any(name.startswith("data/certificates/") for name in files(pack))


def test_answers_findings_and_given_certificates_are_packed_and_reproducible(
    alliance_index: Path, tmp_path: Path
) -> None:
    index = ("--index", alliance_index)
    questions = write_questions(tmp_path / "q.txt", TROOPS)
    draft, given, answers = tmp_path / "draft.txt", tmp_path / "given", tmp_path / "a.jsonl"
    draft.write_text("The report says that “about 50,000 U.S. troops are stationed in Japan”.\n")
    run("batch", questions, "-o", answers, *index)
    assert run("absent", "--phrase", "zebra crossing", "-o", given, *index).returncode == 0
    assert run("citecheck", draft, "-o", tmp_path / "checked", *index).returncode == 0
    findings = tmp_path / "checked" / "findings.json"
    packs = [tmp_path / "one" / "pack.zip", tmp_path / "other" / "pack.zip"]
    for pack in packs:
        pack.parent.mkdir()
        done = run(
            *("pack", answers, "-o", pack, *index, *DAY, "--findings", findings),
            *("--certificate", given / "certificate.json"),
        )
        assert (done.returncode, done.stdout) == (0, f"Wrote {pack}: 1 answer\n"), done.stderr
    assert packs[0].read_bytes() == packs[1].read_bytes()
    found = files(packs[0])
    assert found["data/answers.jsonl"] == answers.read_bytes()
    assert found["data/citecheck/findings.json"] == findings.read_bytes()
    record = (given / "certificate.json").read_bytes()
    assert found[f"data/certificates/{json.loads(record)['record_id']}.json"] == record
    assert verify(packs[0]).returncode == 0
    assert run("verify", packs[0]).returncode == 0


def test_an_unpacked_pack_is_verified_and_its_changes_are_told(
    alliance_index: Path, tmp_path: Path
) -> None:
    questions = write_questions(tmp_path / "q.txt", TROOPS)
    run("pack", questions, "-o", tmp_path / "pack.zip", "--index", alliance_index)
    with ZipFile(tmp_path / "pack.zip") as zipped:
        zipped.extractall(tmp_path)
    folder = tmp_path / "pack"
    assert run("verify", folder).returncode == 0
    assert verify(folder).returncode == 0
    answers = folder / "data" / "answers.jsonl"
    answers.write_bytes(answers.read_bytes() + b" ")
    done = run("verify", folder, "--json")
    assert done.returncode == 1
    assert "data/answers.jsonl is changed" in json.loads(done.stdout)["problems"]
    assert verify(folder).returncode == 1
    none = run("verify", tmp_path / "pack" / "data" / "texts")
    assert (none.returncode, "choose the folder that holds bagit.txt" in none.stderr) == (2, True)


def test_the_page_alone_and_one_answer_of_ask(alliance_index: Path, tmp_path: Path) -> None:
    asked = run("ask", TROOPS, "--json", "--index", alliance_index)
    (tmp_path / "answer.json").write_text(asked.stdout)
    page, pack = tmp_path / "page.html", tmp_path / "pack.zip"
    index = ("--index", alliance_index)
    for target, more in ((page, ("--one-html", "--name", "pack")), (pack, ())):
        done = run("pack", tmp_path / "answer.json", "-o", target, *index, *DAY, *more)
        assert (done.returncode, done.stderr) == (0, "")
    assert page.read_bytes() == files(pack)["data/index.html"]


@pytest.mark.parametrize(
    ("name", "content", "arguments", "said"),
    [
        ("a.jsonl", '{"question": "?", "passages": 1}\n', (), "is not a file of answers"),
        ("a.jsonl", "", (), "is empty"),
        ("a.md", "# Answers\n", (), "is not a file of answers"),
        ("q.txt", "\n", (), "has no questions"),
        ("q.txt", "Who?\n", ("--name", "../evil"), "cannot have the name"),
        ("q.txt", "Who?\n", ("--findings", "absent.json"), "cannot be read"),
        ("q.txt", "Who?\n", ("--findings", ROOT / "docs" / "findings.schema.json"), "no findings"),
        ("q.txt", "Who?\n", ("--certificate", ROOT / "pyproject.toml"), "is not JSON"),
        ("q.txt", "Who?\nWhat?\n", (), "PINCITE_MAX_PACK_ANSWERS"),
        ("gone.txt", None, (), "does not exist"),
    ],
)
def test_what_cannot_be_packed_is_refused_and_leaves_no_file(
    name: str, content: str | None, arguments: tuple[str | Path, ...], said: str,
    alliance_index: Path, tmp_path: Path,
) -> None:  # fmt: skip
    if content is not None:
        (tmp_path / name).write_text(content)
    pack = tmp_path / "pack.zip"
    done = run(
        *("pack", tmp_path / name, "-o", pack, "--index", alliance_index, *arguments),
        PINCITE_MAX_PACK_ANSWERS="1",
    )
    assert done.returncode == 2, done.stdout
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not pack.exists()


def test_filters_and_k_belong_to_question_files(alliance_index: Path, tmp_path: Path) -> None:
    questions = write_questions(tmp_path / "q.txt", TROOPS)
    index, pack = ("--index", alliance_index), tmp_path / "pack.zip"
    done = run("pack", questions, "-o", pack, "-k", "1", *index)
    assert done.returncode == 0, done.stderr
    (answer,) = answers_in(pack)
    assert len(answer["passages"]) == 1
    run("batch", questions, "-o", tmp_path / "a.jsonl", *index)
    refused = run("pack", tmp_path / "a.jsonl", "-o", pack, "-k", "1", *index)
    assert (refused.returncode, "leave out -k" in refused.stderr) == (2, True)
