"""Every door says what supersedes the report of an answer, in the same words."""

import csv
import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from flask.testing import FlaskClient
from lxml import html
from openpyxl import load_workbook

import pincite
from corpus.settings import load_settings
from index.build.build import build_index
from index.works import Edition
from service.answers.citation import edition_info, full_label, superseded_words
from service.answers.engine import Engine
from service.answers.result import Result, from_line
from service.citations.cited import find_cited
from service.citations.formats import FORMATS
from service.citecheck.check import check_draft
from service.citecheck.doors.drafts import files_of, read_draft
from service.citecheck.output.word_comments import comments
from service.exports import WRITERS
from service.exports.layout import Layout
from service.mcp import tools
from service.mcp.desk import watched
from service.mcp.results import ToolResult
from service.packs.contents import packed_answer
from service.packs.pack import PackOptions, write_pack
from service.shell.main import main
from service.web.app import create_app
from tests.conftest import FERRY
from tests.fakes import BagOfWords

QUESTION = "How long is the pier of Gull Rock?"
LONG, SHORT = "The pier of Gull Rock is 90 meters long.", "The pier of Gull Rock is 45 meters long."
ONLY_OLD = "Its planks are painted green each spring."
NAME = "Piers & <i>boats</i> {:DOI: x}"
WORDS = f"superseded by {NAME}, 9 Feb. 2026"
SENTENCE = f"S{WORDS[1:]}"
CATALOG = f"""
[[report]]
file = "piers.txt"
title = "Piers"
number = "P-1"
date = 2027

[[report]]
file = "boats.txt"
title = "{NAME}"
number = "Q-7"
date = 2026-02-09
supersedes = "P-1"
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine over a report, one that supersedes it by the catalog alone, and another one."""
    folder = tmp_path_factory.mktemp("superseded")
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / "ferry.txt").write_text(FERRY)
    (corpus / "piers.txt").write_text(f"{LONG}\n\n{ONLY_OLD}\n")
    (corpus / "boats.txt").write_text(f"{SHORT}\n\nTwo electric boats came last year.\n")
    (corpus / "catalog.toml").write_text(CATALOG)
    settings = load_settings(
        {}, corpus=corpus, index=folder / "index", job_folder=folder / "jobs", reranker="none"
    )
    build_index(settings, BagOfWords())
    return Engine(settings, BagOfWords())


@pytest.fixture(scope="module")
def client(engine: Engine) -> FlaskClient:
    return create_app(engine.settings, engine).test_client()


@pytest.fixture(scope="module")
def rows(engine: Engine) -> list[Result]:
    """The results of a question that an older edition answers, and of another one."""
    asked = [engine.asked(one, 1) for one in (ONLY_OLD, "Two electric boats")]
    found = [Result(at, one.question, one) for at, one in enumerate(engine.ask(asked), 1)]
    ids = [one.answer.passages[0].citation.id for one in found if one.answer]
    assert ids == ["piers#s2", "boats#s2"]
    return found


def told(page: str | bytes) -> list[tuple[str, str]]:
    """Return the lines of a page that say what supersedes a report, each with its link."""
    return [
        (one.text_content(), one.xpath("string(.//a/@href)"))
        for one in html.fromstring(page).find_class("edition")
    ]


LINE = (SENTENCE, "/reports/boats")


def test_the_words_name_title_or_number_or_id_and_the_date_that_is_known(engine: Engine) -> None:
    boats = engine.opened.generation.reports["boats"].source
    whole = edition_info(Edition("boats", "2026-02-09"), boats)
    assert superseded_words(whole) == WORDS
    assert superseded_words(edition_info(Edition("x", "2026-02"), None)) == (
        "superseded by x, Feb. 2026"
    )
    assert superseded_words(edition_info(Edition("x", ""), None)) == "superseded by x"
    assert superseded_words(None) is None
    cited = find_cited(engine.opened.generation, "piers#s1")
    assert cited is not None
    assert full_label(cited.citation) == f"{cited.citation.label}; {WORDS}"


def test_the_json_of_an_answer_has_the_words_and_the_edition(client: FlaskClient) -> None:
    found = client.get("/ask", query_string={"q": QUESTION, "k": 9}).get_json()
    reports = {one["quote"]: one["citation"]["report"] for one in found["passages"]}
    assert reports[LONG]["superseded"] == WORDS
    assert reports[LONG]["newer_edition"] == {
        "id": "boats", "date": "2026-02-09", "url": "/reports/boats", "title": NAME,
        "number": "Q-7",
    }  # fmt: skip
    newest = reports[SHORT]
    assert (newest["superseded"], newest["newer_edition"]) == (None, None)


def test_the_page_has_a_line_with_a_link_beside_an_answer(client: FlaskClient) -> None:
    assert told(client.get("/", query_string={"q": ONLY_OLD, "k": 1}).data) == [LINE]
    assert told(client.get("/", query_string={"q": "Two electric boats", "k": 1}).data) == []


def test_a_report_and_the_list_of_reports_say_it(client: FlaskClient) -> None:
    assert told(client.get("/reports/piers").data) == [LINE]
    assert told(client.get("/reports/boats").data) == [("Supersedes Piers, 2027", "/reports/piers")]
    rows = client.get("/reports?format=json").get_json()["reports"]
    assert {row["id"]: row["superseded"] for row in rows} == {
        "boats": None, "ferry": None, "piers": WORDS,
    }  # fmt: skip
    page = html.fromstring(client.get("/reports").data)
    (known,) = (one for one in page.find_class("known") if "uperseded" in one.text_content())
    assert WORDS in known.text_content()
    assert client.get("/reports/piers?format=json").get_json()["superseded"] == WORDS


def test_the_page_and_the_json_of_a_citation_say_it(client: FlaskClient) -> None:
    assert told(client.get("/cite?id=piers%23s1").data) == [LINE]
    assert told(client.get("/cite?id=boats%23s1").data) == []
    found = client.get("/cite?id=piers%23s1&format=json").get_json()
    assert found["citation"]["report"]["superseded"] == WORDS


def test_the_shell_says_it_below_the_citation(
    engine: Engine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.answers.engine.Engine", lambda _: engine)
    assert main(["ask", ONLY_OLD, "-k", "1"]) == 0
    assert f"\n   {WORDS} (boats)\n" in capsys.readouterr().out


def written(rows: list[Result], ending: str) -> bytes:
    return b"".join(WRITERS[ending](rows, Layout()))


def test_the_files_of_a_question_file_say_it(rows: list[Result]) -> None:
    text = written(rows, ".csv").decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [line["superseded"] for line in lines] == [WORDS, ""]
    sheet = load_workbook(io.BytesIO(written(rows, ".xlsx")))["Answers"]
    header, first, second = sheet.iter_rows(values_only=True)
    at = header.index("superseded")
    assert (first[at], second[at]) == (WORDS, None)
    assert "superseded" not in written(rows[1:], ".csv").decode().partition("\n")[0]
    read = [json.loads(line) for line in written(rows, ".jsonl").splitlines()]
    told = [one["passages"][0]["citation"]["report"]["superseded"] for one in read]
    assert told == [WORDS, None]
    assert written(rows, ".md").decode().count("Superseded by Piers") == 1


@pytest.mark.parametrize("ending", [".csv", ".md", ".jsonl"])
def test_the_files_of_one_answer_say_it(client: FlaskClient, ending: str) -> None:
    given = {"q": ONLY_OLD, "k": 1}
    assert "uperseded by Piers" in client.get(f"/ask{ending}", query_string=given).text
    other = client.get(f"/ask{ending}", query_string={"q": "electric boats", "k": 1}).text
    assert "uperseded by" not in other


def test_a_comparison_says_it_of_each_report_even_without_an_answer(client: FlaskClient) -> None:
    given = {"q": "When does the ferry leave?"}
    page = client.get("/compare", query_string=given)
    assert told(page.data) == [LINE]
    found = client.get("/compare.json", query_string=given).get_json()["rows"]
    assert {one["report"]["id"]: one["report"]["superseded"] for one in found}["piers"] == WORDS
    table = client.get("/compare.csv", query_string=given).data.decode("utf-8-sig")
    lines = csv.DictReader(io.StringIO(table, newline=""))
    assert {line["report"]: line["superseded"] for line in lines} == {
        "boats": "", "ferry": "", "piers": WORDS,
    }  # fmt: skip


def cited_as(engine: Engine, name: str, passage: str = "piers#s1") -> str:
    cited = find_cited(engine.opened.generation, passage)
    assert cited is not None
    return FORMATS[name].write(cited)


def test_the_formats_with_a_note_say_it_as_their_readers_see(engine: Engine) -> None:
    (entry,) = parse_string(cited_as(engine, "bibtex")).entries
    assert "sentence 1, line 1; superseded by Piers" in str(entry["note"])
    (record,) = rispy.loads(cited_as(engine, "ris"))
    assert record["notes"][2] == WORDS
    (item,) = json.loads(cited_as(engine, "csl"))
    # Processors take "{:DOI: x}" in a note for a field.
    assert item["note"] == WORDS.replace("{:", "{ :")
    bodies = json.loads(cited_as(engine, "annotation"))["body"]
    assert [one["purpose"] for one in bodies] == ["describing", "commenting"]
    assert bodies[1]["value"] == WORDS
    assert SENTENCE in cited_as(engine, "text")
    assert r"Superseded by Piers \& \<i\>boats" in cited_as(engine, "markdown")


@pytest.mark.parametrize("name", FORMATS)
def test_a_style_and_the_newest_edition_do_not_speak_of_it(engine: Engine, name: str) -> None:
    assert "uperseded" not in cited_as(engine, name, "boats#s1")
    if name in ("chicago", "chicago-bibliography", "apa", "bluebook"):
        assert "uperseded" not in cited_as(engine, name)


DRAFT = f"# Memo\n\nThe report says: “{ONLY_OLD}” (P-1).\n"


def test_a_checked_draft_says_it_beside_the_source_in_every_file(engine: Engine) -> None:
    content = DRAFT.encode()
    draft = read_draft(engine.settings, "memo.md", content)
    checked = check_draft(draft, engine)
    (finding,) = (one for one in checked.findings if one.kind == "quotation")
    warned = [one.message for one in finding.warnings if one.kind == "older_edition"]
    assert warned == [f"Only an older edition has these words; it is {WORDS}."]
    files = files_of(engine.settings, checked, draft, content, "https://x.example")
    page = html.fromstring(files["annotated.html"]())
    assert any(f"· {WORDS}" in one.text_content() for one in page.find_class("cited"))
    assert "https://x.example/reports/boats" in page.xpath("//span[@class='cited']/a/@href")
    (row, *_) = csv.DictReader(io.StringIO(files["findings.csv"]().decode("utf-8-sig")))
    assert row["superseded"] == WORDS
    found = json.loads(files["findings.json"]())["findings"]
    source = next(one["source"] for one in found if one["kind"] == "quotation")
    assert source["citation"]["report"]["superseded"] == WORDS
    assert any(f"; {WORDS}" in comment.text for comment in comments(checked))


def call(engine: Engine, name: str, **given: Any) -> ToolResult:
    return tools.call(watched(engine, lambda: "https://x.example"), name, given)


def test_an_assistant_reads_it_in_each_block_and_list(engine: Engine) -> None:
    asked = call(engine, "ask", question=ONLY_OLD, k=1)
    report = asked.structured["passages"][0]["citation"]["report"]
    assert (report["newer_edition"], report["superseded"]) == ("boats", WORDS)
    assert any(f"; {WORDS}; sha256" in str(one.wire) for one in asked.blocks)
    read = call(engine, "read_passage", id="piers#s2")
    assert read.structured["superseded"] == WORDS
    (row, *_) = call(engine, "search", query=ONLY_OLD).structured["results"]
    assert row["title"].endswith(f"; {WORDS}")
    for one in ("piers#s2", "piers"):
        fetched = call(engine, "fetch", id=one).structured
        assert fetched["metadata"]["superseded"] == WORDS
    listed = call(engine, "list_reports").structured["reports"]
    assert [one.get("superseded") for one in listed] == [None, None, WORDS]
    quoted = call(engine, "verify_quote", quote=ONLY_OLD, report="piers").structured
    assert quoted["source"]["citation"]["report"]["superseded"] == WORDS


def test_the_python_interface_has_the_words(engine: Engine) -> None:
    index = pincite.Index(engine)
    passage = index.ask(ONLY_OLD, 1).passages[0]
    assert passage.citation.report.superseded == WORDS


def test_the_page_of_a_pack_says_it_of_the_sentence_and_of_its_report(
    engine: Engine, rows: list[Result]
) -> None:
    packed = [packed_answer(at, one.answer) for at, one in enumerate(rows, 1) if one.answer]
    stream = io.BytesIO()
    write_pack(engine, packed, stream, PackOptions("pack", date(2026, 3, 1)))
    with zipfile.ZipFile(stream) as zipped:
        page = html.fromstring(zipped.read("pack/data/index.html"))
    # Below the citation, and in the list of the reports.
    assert [one.text_content() for one in page.find_class("edition")] == [SENTENCE] * 2


def test_an_answer_file_of_an_older_version_says_it_with_what_it_knows(
    rows: list[Result],
) -> None:
    stored = json.loads(written(rows[:1], ".jsonl"))
    report = stored["passages"][0]["citation"]["report"]
    del report["superseded"], report["newer_edition"]["title"], report["newer_edition"]["number"]
    read = from_line(json.dumps(stored).encode())
    text = written([read], ".csv").decode("utf-8-sig")
    (line,) = csv.DictReader(io.StringIO(text, newline=""))
    assert line["superseded"] == "superseded by boats, 9 Feb. 2026"
