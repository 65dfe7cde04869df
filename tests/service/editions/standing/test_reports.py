"""A watch tells which of its reports have another text or a newer edition."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html

from service.editions.atom import ATOM
from service.editions.standing import verdicts
from service.records.canonical import is_intact
from tests.conftest import FERRY
from tests.service.editions.standing.conftest import Watch

Build = Callable[[], object]
NUMBER = "KF-7"


def entry(file: str, date: str) -> str:
    return f'[[report]]\nfile = "{file}"\ntitle = "Ferries"\nnumber = "{NUMBER}"\ndate = "{date}"\n'


@pytest.fixture
def corpus(corpus: Path) -> Path:
    """The small corpus, in which the ferry's report has a number and a date."""
    (corpus / "catalog.toml").write_text(entry("ferry.txt", "2020-05-01"))
    return corpus


def reports(watch: Watch, file: Path, capsys: pytest.CaptureFixture[str], code: int) -> Any:
    capsys.readouterr()
    assert watch(file, "--json") == code
    record = json.loads(capsys.readouterr().out)
    assert is_intact(record)
    return record["reports"]


def test_a_report_with_another_text_is_compared_with_the_accepted_one(
    watch: Watch, corpus: Path, build: Build, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert reports(watch, file, capsys, 0) == []
    (corpus / "ferry.txt").write_text(FERRY.replace("forty", "fifty"))
    build()
    [found] = reports(watch, file, capsys, 1)
    assert (found["report"], found["fate"], found["newer"]) == ("ferry", "replaced", "ferry")
    assert (found["questions"], found["reason"]) == ([1], None)
    [change] = found["comparison"]["changes"]
    assert (change["kind"], change["numbers"]) == ("reworded", True)
    assert watch(file) == 1
    out = capsys.readouterr().out
    assert "another text: ferry (question 1)\n   1 reworded; 3 sentences the same." in out
    assert watch(file, "--accept") == 1
    assert reports(watch, file, capsys, 0) == []


def test_a_newer_edition_beside_an_accepted_report_is_told_of(
    watch: Watch, corpus: Path, build: Build, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (corpus / "ferry-2.txt").write_text(FERRY.replace(" It carries forty cars.", ""))
    with (corpus / "catalog.toml").open("a") as catalog:
        catalog.write(entry("ferry-2.txt", "2021-05-01"))
    build()
    [found] = reports(watch, file, capsys, 1)
    assert (found["report"], found["fate"], found["newer"]) == ("ferry", "superseded", "ferry-2")
    assert found["comparison"]["counts"]["gone"] == 1
    watch(file, "--accept")
    assert reports(watch, file, capsys, 0) == []


@pytest.mark.parametrize("margin", [0.0, 1.0], ids=["first", "tie"])
@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("Tickets cost twelve dollars", "moved"),
        ("Tickets cost twelve", "reworded"),
        ("Tickets cost thirteen dollars", "number_changed"),
    ],
)
def test_an_answer_is_followed_into_the_newer_edition(
    watch: Watch, corpus: Path, build: Build, file: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch, words: str, verdict: str, margin: float,
) -> None:  # fmt: skip
    monkeypatch.setattr(verdicts, "TIE_MARGIN", margin)
    (corpus / "a-ferry.txt").write_text(FERRY.replace("Tickets cost twelve dollars", words))
    with (corpus / "catalog.toml").open("a") as catalog:
        catalog.write(entry("a-ferry.txt", "2021-05-01"))
    build()
    capsys.readouterr()
    assert watch(file, "--json") == 1
    [found] = json.loads(capsys.readouterr().out)["questions"]
    assert found["now"]["report"] == "a-ferry"
    assert (found["verdict"], found["cause"]) == (verdict, "text")


def test_an_older_edition_that_comes_later_is_no_news(
    watch: Watch, corpus: Path, build: Build, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (corpus / "ferry-0.txt").write_text(FERRY.replace("forty", "thirty"))
    with (corpus / "catalog.toml").open("a") as catalog:
        catalog.write(entry("ferry-0.txt", "2019-05-01"))
    build()
    assert watch(file) == 0
    assert reports(watch, file, capsys, 0) == []


def test_a_file_that_takes_the_place_of_another_is_its_newer_edition(
    watch: Watch, corpus: Path, build: Build, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (corpus / "ferry.txt").rename(corpus / "ferry-2021.txt")
    (corpus / "catalog.toml").write_text(entry("ferry-2021.txt", "2021-05-01"))
    (corpus / "ferry-2021.txt").write_text(FERRY.replace("twelve", "thirteen"))
    build()
    [found] = reports(watch, file, capsys, 1)
    assert (found["fate"], found["newer"]) == ("superseded", "ferry-2021")
    assert found["comparison"]["old"]["report"] == "ferry"
    assert found["comparison"]["changes"][0]["numbers"]


def test_a_report_that_is_gone_is_named(
    watch: Watch, corpus: Path, build: Build, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (corpus / "ferry.txt").unlink()
    (corpus / "catalog.toml").unlink()
    build()
    [found] = reports(watch, file, capsys, 1)
    assert (found["fate"], found["newer"], found["comparison"]) == ("gone", None, None)
    assert "neither this report nor a newer edition" in found["reason"]


def test_a_former_text_that_is_not_kept_is_said_with_the_remedy(
    watch: Watch, corpus: Path, build: Build, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = file.read_text()
    file.write_text(text.replace(sha := _text_sha256(text), "0" * 64))
    assert sha in text
    [found] = reports(watch, file, capsys, 1)
    assert (found["fate"], found["comparison"]) == ("replaced", None)
    assert "PINCITE_FORMER_TEXT_BYTES" in found["reason"]


def _text_sha256(text: str) -> str:
    return text.split("[reports.ferry]")[1].split('text_sha256 = "')[1][:64]


def test_another_report_that_was_searched_is_named_and_is_no_change(
    watch: Watch, corpus: Path, build: Build, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (corpus / "notes" / "Harbor.txt").write_text("The harbor master is Bo Ek.")
    build()
    [found] = reports(watch, file, capsys, 0)
    assert (found["report"], found["questions"]) == ("notes/harbor", [])
    assert found["comparison"] is None
    assert watch(file) == 0
    said = (
        "1 other report that had been searched has changed, or has a newer edition: notes/harbor."
    )
    assert said in capsys.readouterr().out


def test_the_page_and_the_feed_tell_of_the_reports(
    watch: Watch, corpus: Path, build: Build, file: Path, tmp_path: Path
) -> None:
    (corpus / "ferry.txt").write_text(FERRY.replace("nine", "ten <b>sharp"))
    build()
    out = tmp_path / "out"
    assert watch(file, "-o", out) == 1
    page = html.fromstring((out / "questions.html").read_text())
    (section,) = page.xpath("//section[@class='renewed']")
    assert section.xpath("string(h3)") == "another text: ferry"
    told = "Ferries: 1 reworded; 3 sentences the same. (question 1)"
    assert section.xpath("string(p)") == told
    assert section.xpath(".//del[@class='number']/text()") == ["nine"]
    assert not section.xpath(".//b[contains(., 'sharp')]")
    feed = (out / "questions.atom").read_bytes()
    titles = etree.fromstring(feed).xpath("//a:entry/a:title/text()", namespaces={"a": ATOM})
    assert titles == ["another text: ferry"]
    assert watch(file, "-o", out) == 1
    assert (out / "questions.atom").read_bytes() == feed
    (corpus / "ferry.txt").write_text(FERRY.replace("nine", "noon"))
    build()
    assert watch(file, "-o", out) == 1
    [entry] = etree.fromstring((out / "questions.atom").read_bytes()).findall(f"{{{ATOM}}}entry")
    assert feed != (out / "questions.atom").read_bytes()
    assert entry.findtext(f"{{{ATOM}}}title") == "another text: ferry"
