"""A work is listed, filtered and cited once, and an older edition says what supersedes it."""

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html

from corpus.files import text_sha256
from corpus.settings import load_settings
from index.build.build import build_index
from service.answers.as_json import ANSWER, answer_json
from service.answers.engine import Engine
from service.answers.verify import Verifier
from service.shell.main import main
from tests.conftest import FERRY
from tests.fakes import BagOfWords
from tests.twins import (
    IN_MARKDOWN,
    NEW,
    NEW_DATE,
    NUMBER,
    OLD_DATE,
    SENTENCES,
    TITLE,
    write_editions,
)

FILES = [
    {"id": "bay.pdf", "format": "PDF", "url": "/reports/bay.pdf"},
    {"id": "bay.md", "format": "Markdown", "url": "/reports/bay.md"},
]
STATED = {"title": TITLE, "number": NUMBER}
NEWER = {"id": "bay.pdf", "date": NEW_DATE, "url": "/reports/bay.pdf", **STATED}
OLDER = {"id": "old", "date": OLD_DATE, "url": "/reports/old", **STATED}
NAME = "Ferries of Kestrel Bay, 9 Feb. 2026"
WORDS = f"superseded by {NAME}"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine over twins, an older edition and another report."""
    folder = tmp_path_factory.mktemp("works")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "ferry.txt").write_text(FERRY)
    write_editions(folder / "corpus")
    settings = load_settings(
        {}, corpus=folder / "corpus", index=folder / "index", job_folder=folder / "jobs",
        reranker="none",
    )  # fmt: skip
    build_index(settings, BagOfWords())
    return Engine(settings, BagOfWords())


def ask(client: FlaskClient, question: str, **options: object) -> list[dict[str, Any]]:
    found = client.get("/ask", query_string={"q": question, "k": 20, **options}).get_json()
    passages: list[dict[str, Any]] = found["passages"]
    return passages


def links(page: str, path: str) -> list[tuple[str, str]]:
    return [(link.text_content(), link.get("href")) for link in html.fromstring(page).xpath(path)]


def test_every_place_of_a_sentence_is_proved_by_its_own_file(
    client: FlaskClient, engine: Engine
) -> None:
    verifier = Verifier(engine.settings)
    proved = 0
    view = engine.opened.generation
    for passage in ask(client, "Where do storms keep the boats?"):
        for citation in (passage["citation"], *passage["also_at"]):
            quote = view.text(citation["report"]["id"], citation["start"], citation["end"])
            assert text_sha256(quote) == citation["quote_sha256"]
            checked = verifier.check("", {"quote": quote, "citation": citation})
            assert (checked.verdict, checked.reason) == ("exact", "")
            proved += 1
    assert proved == sum(report.sentences for report in view.reports.values()) == 35


def test_a_sentence_is_cited_with_page_publisher_and_date(client: FlaskClient) -> None:
    (first,) = [one for one in ask(client, "storms boats") if one["quote"] == SENTENCES[9]]
    assert first["citation"]["label"] == (
        "Harbor Office, Ferries of Kestrel Bay (KB-2026), 9 Feb. 2026, p. 2, sentence 10"
    )
    assert [place["id"] for place in first["also_at"]] == ["bay.md#s11", "old#s10"]
    assert first["places"] == 3
    assert first["citation"]["report"]["newer_edition"] is None
    assert first["also_at"][1]["report"]["newer_edition"] == NEWER


def test_a_sentence_of_one_file_alone_cites_that_one(client: FlaskClient) -> None:
    (only,) = [one for one in ask(client, "subscribe to letters") if one["quote"] == IN_MARKDOWN]
    assert (only["citation"]["id"], only["also_at"]) == ("bay.md#s1", [])


def test_an_answer_from_an_older_edition_says_what_supersedes_it(client: FlaskClient) -> None:
    (old,) = [one for one in ask(client, "When does the pier open?") if one["quote"] == NEW[0]]
    assert old["citation"]["report"]["newer_edition"] == NEWER
    assert old["citation"]["report"]["superseded"] == WORDS
    page = client.get("/?q=When does the new pier open?&k=1").text
    assert links(page, "//p[@class='edition']/a") == [(NAME, "/reports/bay.pdf")]
    assert "uperseded by" not in client.get("/?q=storms&k=1").text


def test_the_shell_says_what_supersedes_an_older_edition(
    engine: Engine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.answers.engine.Engine", lambda _: engine)
    assert main(["ask", "When does the new pier open?", "-k", "1"]) == 0
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert lines[-1] == f"{WORDS} (bay.pdf)"


@pytest.mark.parametrize("report", ["bay.pdf", "bay.md"])
def test_the_id_of_any_file_filters_by_the_whole_work(client: FlaskClient, report: str) -> None:
    found = ask(client, "storms boats", report=report)
    assert {one["citation"]["report"]["id"] for one in found} == {"bay.pdf", "bay.md"}
    assert len(found) == 11
    page = client.get("/", query_string={"q": "storms", "report": report}).text
    assert "Searched 21 sentences in 1 of 3 reports" in page
    boxes = html.fromstring(page).xpath("//input[@name='report']")
    assert [(box.get("value"), box.get("checked")) for box in boxes] == [
        ("bay.pdf", "checked"), ("ferry", None), ("old", None),
    ]  # fmt: skip


def test_each_form_lists_a_work_once(client: FlaskClient) -> None:
    assert "Ask 3 reports a question" in client.get("/").text
    options = html.fromstring(client.get("/batch").text).xpath("//select[@id='report']/option")
    assert [option.get("value") for option in options] == ["", "bay.pdf", "ferry", "old"]


def test_the_list_of_reports_shows_a_work_once_with_its_formats(client: FlaskClient) -> None:
    page = client.get("/reports").text
    assert "3 reports in 4 files with" in page
    assert [address for _, address in links(page, "//tbody//th/a")] == [
        "/reports/bay.pdf", "/reports/ferry", "/reports/old",
    ]  # fmt: skip
    first, second, third = html.fromstring(page).xpath("//span[@class='known']")
    assert "bay.pdf · PDF · Markdown" in first.text_content()
    assert ("Markdown", "/reports/bay.md") in links(page, "//span[@class='known']/a")
    assert "Text" in second.text_content()
    assert WORDS in third.text_content()


def test_a_work_is_found_by_what_is_known_of_any_file(client: FlaskClient) -> None:
    page = client.get("/reports?find=bay.md").text
    assert "1 of 3 reports matches" in page
    assert [address for _, address in links(page, "//tbody//th/a")] == ["/reports/bay.pdf"]


def test_the_json_of_the_reports_has_every_file_and_its_work(client: FlaskClient) -> None:
    found: Any = client.get("/reports?format=json").json
    assert (found["found"], found["found_works"]) == (4, 3)
    assert (found["index"]["reports"], found["index"]["works"]) == (4, 3)
    names = ("work", "files", "newer_edition", "older_editions")
    rows = {row["id"]: [row[name] for name in names] for row in found["reports"]}
    ferry = [{"id": "ferry", "format": "Text", "url": "/reports/ferry"}]
    old = [{"id": "old", "format": "PDF", "url": "/reports/old"}]
    assert rows == {
        "bay.md": ["bay.pdf", FILES, None, [OLDER]],
        "bay.pdf": ["bay.pdf", FILES, None, [OLDER]],
        "ferry": ["ferry", ferry, None, []],
        "old": ["old", old, NEWER, []],
    }


def test_a_report_links_its_other_formats_and_editions(client: FlaskClient) -> None:
    newer = client.get("/reports/bay.md").text
    assert links(newer, "//p[@class='about formats']/a[contains(@href, 'bay')]") == [
        ("PDF", "/reports/bay.pdf"), ("Markdown", "/reports/bay.md"),
    ]  # fmt: skip
    assert re.findall("Supersede[sd]", newer) == ["Supersedes"]
    assert (f"{TITLE}, 1 Mar. 2024", "/reports/old") in links(newer, "//p/a")
    older = client.get("/reports/old").text
    assert re.findall("Supersede[sd]", older) == ["Superseded"]
    assert (NAME, "/reports/bay.pdf") in links(older, "//p[@class='edition']/a")
    assert "Formats:" not in older


def test_the_json_of_a_report_has_its_work(client: FlaskClient) -> None:
    found: Any = client.get("/reports/old?format=json").json
    assert (found["work"], found["newer_edition"], found["older_editions"]) == ("old", NEWER, [])
    assert found["superseded"] == WORDS
    assert client.get("/reports/bay.md?format=json").get_json()["files"] == FILES


def test_an_answer_that_was_stored_before_works_is_read(engine: Engine) -> None:
    (answer,) = engine.ask([engine.asked("storms", 1)])
    stored = json.loads(answer_json(answer))
    report = stored["passages"][0]["citation"]["report"]
    del report["newer_edition"], report["superseded"]
    assert ANSWER.validate_python(stored, strict=False) == answer


def test_a_comparison_has_a_row_for_each_work(client: FlaskClient) -> None:
    found = client.get("/compare.json", query_string={"q": "When does the boat leave?"}).get_json()
    assert (found["reports"], found["compared"]) == (3, 3)
    ids = {row["report"]["id"] for row in found["rows"]}
    assert ids == {"bay.pdf", "ferry", "old"}
