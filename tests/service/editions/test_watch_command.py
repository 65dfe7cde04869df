"""The command watch."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.settings import Settings
from service.records.canonical import canonical, is_intact
from service.shell.main import main


@pytest.fixture
def editions(corpus: Path, settings: Settings, build: Callable[[], object]) -> Settings:
    """An index with two editions of the report on the ferry."""
    text = (corpus / "ferry.txt").read_text()
    (corpus / "ferry-2.txt").write_text(text.replace("forty", "fifty &"))
    build()
    return settings


def watch(settings: Settings, *arguments: str) -> int:
    return main(["watch", "--index", str(settings.index), *arguments])


def test_a_changed_number_is_named_and_the_exit_code_is_one(
    editions: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert watch(editions, "--editions", "ferry", "ferry-2", "-o", str(out), "--json") == 1
    record = json.loads(capsys.readouterr().out)
    assert is_intact(record)
    assert record["type"] == "pincite/watch/1"
    assert (out / "watch.json").read_bytes() == canonical(record) + b"\n"
    [change] = record["editions"][0]["changes"]
    assert (change["kind"], change["numbers"]) == ("reworded", True)
    assert change["old_quotes"] == ["It carries forty cars."]
    page = (out / "watch.html").read_text()
    assert '<del class="number">' in page
    assert "default-src 'none'" in page
    assert "& </ins>" not in page
    assert "&amp;" in page
    feed = (out / "watch.atom").read_bytes()
    assert watch(editions, "--editions", "ferry", "ferry-2", "-o", str(out)) == 1
    assert (out / "watch.atom").read_bytes() == feed


def test_the_same_edition_has_no_change(
    editions: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert watch(editions, "--editions", "ferry", "ferry") == 0
    assert "no sentence has changed; 4 sentences the same" in capsys.readouterr().out


def test_the_last_former_text_is_compared_with_the_present_one(
    editions: Settings, corpus: Path, build: Callable[[], object],
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    text = (corpus / "ferry.txt").read_text()
    (corpus / "ferry.txt").write_text(text.replace(" It carries forty cars.", ""))
    build()
    assert watch(editions, "--editions", "ferry") == 1
    assert "1 gone; 3 sentences the same" in capsys.readouterr().out


def test_without_ids_all_editions_and_former_texts_of_the_index_are_compared(
    editions: Settings, corpus: Path, build: Callable[[], object], tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    assert watch(editions, "--editions") == 0
    assert "No report of the index has another edition" in capsys.readouterr().out
    stated = "".join(
        f'[[report]]\nfile = "{name}"\nnumber = "KF-7"\ndate = "{date}"\n'
        for name, date in (("ferry.txt", "2020"), ("ferry-2.txt", "2021"))
    )
    (corpus / "catalog.toml").write_text(stated)
    (corpus / "notes" / "Harbor.txt").write_text("The harbor master is Bo Ek.")
    build()
    out = tmp_path / "out"
    assert watch(editions, "--editions", "-o", str(out)) == 1
    first, second = capsys.readouterr().out.splitlines()
    assert first == ("ferry-2: ferry, 2020 → ferry-2, 2021: 1 reworded; 3 sentences the same.")
    assert second.startswith("notes/harbor: notes/harbor, text ")
    record = json.loads((out / "watch.json").read_bytes())
    assert is_intact(record)
    assert [one["new"]["report"] for one in record["editions"]] == ["ferry-2", "notes/harbor"]
    page = (out / "watch.html").read_text()
    assert page.count('<section aria-label="') == 2
    assert "2 of 2 editions of the index differ" in (out / "watch.atom").read_text()


@pytest.mark.parametrize(
    ("ids", "reason"),
    [(["ferry", "boat"], "boat is not in"), (["ferry"], "no former text"), (["a"] * 3, "one or")],
)
def test_wrong_usage_is_refused(
    editions: Settings, ids: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert watch(editions, "--editions", *ids) == 2
    assert reason in capsys.readouterr().err
