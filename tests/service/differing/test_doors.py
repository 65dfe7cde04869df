"""Every door shows two sentences that give different numbers, and neither as the right one."""

import csv
import io
import json

import pytest
from flask.testing import FlaskClient
from lxml import html
from openpyxl import load_workbook

from corpus.settings import Settings
from index.encode import choose
from service.answers import engine as engines
from service.answers.engine import Engine
from service.answers.result import Result
from service.exports import WRITERS
from service.exports.layout import Layout
from service.shell.main import main
from tests.fakes import BagOfWords
from tests.service.web.generated_client import schema_errors

QUESTION = "How many passengers did the Larne ferry carry?"
OTHER = "How many ships does the Northern Fleet have?"
OLDER, NEWER = (
    "The Larne ferry carried 310,000 passengers.",
    "In 2018 the Larne ferry carried 402,000 passengers.",
)
TELLS = "These two sentences give different numbers"


def test_the_json_has_the_pair_and_follows_its_schema(paired_client: FlaskClient) -> None:
    content = paired_client.get("/ask", query_string={"q": QUESTION}).get_json()
    (found,) = content["differing"]
    assert list(found) == ["passages", "figures", "dates", "times", "note"]
    assert {one["quote"] for one in found["passages"]} == {OLDER, NEWER}
    document = paired_client.get("/openapi.json").get_json()
    schema = {"$ref": "#/components/schemas/Answer"}
    assert "differing" in document["components"]["schemas"]["Answer"]["properties"]
    assert schema_errors(document, schema, content) == []
    assert paired_client.get("/ask", query_string={"q": OTHER}).get_json()["differing"] == []


def test_the_page_shows_both_sentences_with_their_reports(paired_client: FlaskClient) -> None:
    page = html.fromstring(paired_client.get("/", query_string={"q": QUESTION}).data)
    (section,) = page.find_class("differing")
    assert section.xpath("string(.//h2)") == TELLS
    assert {one.text_content() for one in section.find_class("sentence")} == {OLDER, NEWER}
    assert {one.text_content() for one in section.find_class("short")} == {"310,000", "402,000"}
    sources = " ".join(one.text_content() for one in section.find_class("source"))
    assert "Facts of the year. 1 Mar. 2015" in sources
    assert "Annual review. June 2019" in sources
    assert [one.text_content() for one in section.find_class("remark")] == [
        "The sentence names 2018."
    ]
    without = paired_client.get("/", query_string={"q": OTHER})
    assert html.fromstring(without.data).find_class("differing") == []


def test_the_shell_prints_both_sentences_after_the_answers(
    paired: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(engines, "Engine", lambda given: Engine(given, BagOfWords()))
    monkeypatch.setattr(choose, "encoder_for_serving", lambda *_: BagOfWords())
    assert main(["ask", QUESTION, "--index", str(paired.index)]) == 0
    *_, told = capsys.readouterr().out.partition(TELLS)
    assert "“310,000” (report of 1 Mar. 2015)" in told
    assert all(f"\n   {quote}\n      " in told for quote in (OLDER, NEWER))
    assert main(["ask", QUESTION, "--json", "--index", str(paired.index)]) == 0
    assert len(json.loads(capsys.readouterr().out)["differing"]) == 1


@pytest.fixture
def rows(paired_engine: Engine) -> list[Result]:
    answers = paired_engine.ask([paired_engine.asked(text) for text in (QUESTION, OTHER)])
    return [Result(at, one.question, one) for at, one in enumerate(answers, 1)]


def written(rows: list[Result], ending: str) -> bytes:
    return b"".join(WRITERS[ending](rows, Layout()))


def test_a_column_of_the_results_says_which_numbers_differ(rows: list[Result]) -> None:
    text = written(rows, ".csv").decode("utf-8-sig")
    first, second = csv.DictReader(io.StringIO(text, newline=""))
    assert first["different_numbers"].startswith(f"{TELLS}: ")
    assert OLDER in first["different_numbers"]
    assert NEWER in first["different_numbers"]
    assert second["different_numbers"] == ""
    assert "different_numbers" not in written(rows[1:], ".csv").decode().splitlines()[0]
    sheet = load_workbook(io.BytesIO(written(rows, ".xlsx")))["Answers"]
    header, line, _ = sheet.iter_rows(values_only=True)
    assert dict(zip(header, line, strict=True))["different_numbers"] == first["different_numbers"]


def test_the_results_as_markdown_and_json_lines_have_the_pair(rows: list[Result]) -> None:
    markdown = written(rows, ".md").decode()
    assert markdown.count(TELLS) == 1
    assert f"- “{OLDER}”" in markdown
    lines = [json.loads(line) for line in written(rows, ".jsonl").splitlines()]
    assert [len(line["differing"]) for line in lines] == [1, 0]


@pytest.mark.parametrize("ending", [".csv", ".md", ".jsonl"])
def test_the_files_of_one_answer_have_the_pair_where_the_format_holds_it(
    paired_client: FlaskClient, ending: str
) -> None:
    text = paired_client.get(f"/ask{ending}", query_string={"q": QUESTION}).get_data(as_text=True)
    # A CSV file has a line for each passage, and nothing about the whole answer.
    assert (TELLS in text) == (ending != ".csv")


def test_the_workbook_of_one_answer_names_the_pair_in_its_facts(
    paired_client: FlaskClient,
) -> None:
    got = paired_client.get("/ask.xlsx", query_string={"q": QUESTION}).data
    facts = dict(load_workbook(io.BytesIO(got))["About"].iter_rows(max_col=2, values_only=True))
    assert str(facts["different numbers"]).startswith(TELLS)
