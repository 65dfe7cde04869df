import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from bench.quick import __main__ as command
from bench.quick import kept
from bench.quick.callgrind import ALL
from bench.quick.kept import Line, before, keep, measured_commit, read
from bench.quick.losses import losses, verdict
from bench.quick.shown import beside, instruction_rows

P50, PAIR, OURS = "one question, p50 ms", "ours / script", "ours"


def line(commit: str, ratio: float = 0.5, python: int = 30_000_000, **other: object) -> Line:
    onnxruntime = 70_000_000
    whole = Line(
        commit,
        "2026-01-31",
        "a processor, 2 cores",
        "AVX2",
        0.1,
        {OURS: {P50: 20.0}, "script": {P50: 10.0}},
        {PAIR: {P50: ratio, "cold, s": 9.0}},
        "valgrind-3.19.0, AVX2, Python 3.11.7",
        {OURS: {ALL: onnxruntime + python, "onnxruntime": onnxruntime, "python": python}},
    )
    return replace(whole, **other)  # type: ignore[arg-type]


def test_a_line_is_kept_for_each_commit_and_read_as_it_was(tmp_path: Path) -> None:
    table = tmp_path / "quick.jsonl"
    assert read(table) == []
    keep(table, line("aaa"))
    keep(table, line("bbb", 0.6))
    assert read(table) == [line("aaa"), line("bbb", 0.6)]
    assert [json.loads(one)["commit"] for one in table.read_text().splitlines()] == ["aaa", "bbb"]


def test_a_second_run_of_a_commit_replaces_its_line_where_it_stands(tmp_path: Path) -> None:
    table = tmp_path / "quick.jsonl"
    for one in (line("aaa"), line("bbb"), line("ccc"), line("bbb", 0.7)):
        keep(table, one)
    assert read(table) == [line("aaa"), line("bbb", 0.7), line("ccc")]
    assert list(tmp_path.iterdir()) == [table]


def test_figures_of_changed_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="differ from the commit"):
        keep(tmp_path / "quick.jsonl", line("aaa-dirty"))
    assert not any(tmp_path.iterdir())


def test_a_line_is_compared_with_those_before_it_the_newest_first() -> None:
    lines = [line("aaa"), line("bbb"), line("ccc")]
    assert before(lines, lines[1]) == [lines[0]]
    assert before(lines, lines[2]) == [lines[1], lines[0]]
    assert before(lines, line("ddd-dirty")) == lines[::-1]
    assert before([], line("aaa")) == []


@pytest.mark.parametrize(
    ("python", "rises"), [(29_000_000, False), (31_000_000, False), (31_000_001, True)]
)
def test_more_than_one_percent_of_instructions_is_a_loss(python: int, rises: bool) -> None:
    found = list(losses(line("bbb", python=python), [line("aaa")]))
    assert bool(found) == rises


def test_a_loss_of_instructions_names_the_part_that_rose_most() -> None:
    (found,) = losses(line("bbb", python=32_500_000), [line("aaa")])
    assert found == (
        "INSTRUCTIONS ROSE: a question, ours: 102.50 million, 2.5% more than at aaa; "
        "most of it in python (+2.50 million)"
    )


@pytest.mark.parametrize(("ratio", "falls"), [(0.6, False), (0.43, False), (0.42, True)])
def test_a_ratio_that_falls_by_more_than_15_percent_is_a_loss(ratio: float, falls: bool) -> None:
    found = list(losses(line("bbb", ratio), [line("aaa", 0.5)]))
    assert found == (
        ["A RATIO FELL: one question, p50 ms, ours / script: 0.42, 16% less than 0.50 at aaa"]
        if falls
        else []
    )


def test_only_what_compares_is_compared() -> None:
    new = line("ccc", 0.1, 90_000_000)
    other_machine = line("bbb", vectors="AVX-512 with VNNI")
    (found,) = losses(new, [other_machine])
    assert found.startswith("INSTRUCTIONS ROSE")  # callgrind's processor is the same everywhere
    other_counter = line("bbb", counted_by="valgrind-3.24.0, AVX2, Python 3.13.1")
    (found,) = losses(new, [other_counter])
    assert found.startswith("A RATIO FELL")
    assert list(losses(new, [])) == []
    uncounted = replace(new, counted_by="", instructions={})
    assert not any("INSTRUCTIONS" in one for one in losses(uncounted, [replace(uncounted)]))


def test_a_line_that_does_not_compare_is_passed_over_for_an_older_one() -> None:
    lines = [line("bbb", 0.1, vectors="AVX-512"), line("aaa", 0.5)]
    assert [one[-3:] for one in losses(line("ccc", 0.2), lines)] == ["aaa"]
    instructions_alone = line("bbb", figures={}, ratios={})
    assert [one[-3:] for one in losses(line("ccc", 0.2), [instructions_alone, lines[1]])] == ["aaa"]


def test_the_verdict_says_what_was_compared() -> None:
    assert list(verdict(line("bbb"), [line("aaa")])) == [
        "bbb: instructions beside aaa, ratios beside aaa",
        "No loss.",
    ]
    nothing = "no kept commit that compares"
    assert list(verdict(line("aaa"), [])) == [
        f"aaa: instructions beside {nothing}, ratios beside {nothing}"
    ]
    busy = list(verdict(line("bbb", load=3.2), [line("aaa")]))
    assert busy[1:] == ["Other work ran at bbb (load 3.2): its ratios say little.", "No loss."]
    uncounted = line("bbb", counted_by="", instructions={})
    assert next(verdict(uncounted, [line("aaa")])) == (
        "bbb: instructions NOT counted, ratios beside aaa"
    )


def test_the_table_has_a_column_a_commit_and_a_dash_where_nothing_was_measured() -> None:
    rows = list(beside([line("aaa"), line("bbb", 0.6, counted_by="", instructions={})]))
    assert rows[:2] == ["| | aaa | bbb |", "|---|---|---|"]
    assert "| millions of instructions, ours, all | 100.000 | – |" in rows
    assert "| times better, ours / script: one question, p50 ms | 0.50 | 0.60 |" in rows
    assert "| script: one question, p50 ms | 10.00 | 10.00 |" in rows
    assert "| instructions counted by | valgrind-3.19.0, AVX2, Python 3.11.7 | – |" in rows


def test_the_instructions_of_a_run_have_a_row_a_part() -> None:
    assert list(instruction_rows({"a": {ALL: 1_500_000, "python": 1_500_000}, "b": {ALL: 2}})) == [
        "| instructions of a question, millions | a | b |",
        "|---|---|---|",
        "| all | 1.500 | 0.000 |",
        "| python | 1.500 | – |",
    ]


@pytest.mark.parametrize(("ratio", "code"), [(0.5, 0), (0.1, 1)])
def test_the_exit_code_of_the_table_tells_of_a_loss(
    ratio: float,
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    table = tmp_path / "quick.jsonl"
    keep(table, line("aaa"))
    keep(table, line("bbb", ratio))
    monkeypatch.setattr(command, "TABLE", table)
    monkeypatch.setattr("sys.argv", ["bench.quick", "--table"])
    with pytest.raises(SystemExit) as ended:
        command.main()
    assert int(ended.value.code or 0) == code
    assert ("A RATIO FELL" in capsys.readouterr().out) == bool(code)


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    command = ["git", "-C", str(folder), *who, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def commit_all(folder: Path, message: str) -> str:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", message)
    return git(folder, "rev-parse", "--short", "HEAD")


def test_a_commit_of_the_table_alone_is_no_commit_to_test(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tmp_path, "init", "-q")
    table = tmp_path / "bench" / "results" / "quick.jsonl"
    table.parent.mkdir(parents=True)
    monkeypatch.setattr(kept, "TABLE", table)
    code = tmp_path / "code.py"
    code.write_text("1\n")
    first = commit_all(tmp_path, "code")
    assert measured_commit(tmp_path) == first
    table.write_text("{}\n")
    assert measured_commit(tmp_path) == first
    assert commit_all(tmp_path, "the line of the first") != first
    table.write_text("{}\n{}\n")
    assert measured_commit(tmp_path) == first
    code.write_text("2\n")
    assert measured_commit(tmp_path) == f"{first}-dirty"
    second = commit_all(tmp_path, "other code")
    assert measured_commit(tmp_path) == second != first


def test_outside_a_repository_nothing_is_kept(tmp_path: Path) -> None:
    assert measured_commit(tmp_path) == "unknown-dirty"
