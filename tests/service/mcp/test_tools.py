import json
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from corpus.files import text_sha256
from corpus.settings import load_settings
from index.build.build import build_index
from service.answers.engine import Engine
from service.mcp import tools
from service.mcp.desk import Desk, watched
from service.mcp.results import ToolResult
from tests.conftest import FERRY
from tests.fakes import BagOfWords
from tests.service.mcp.clients import texts
from tests.service.mcp.conftest import SITE, Call

ORDER = ["ask", "read_passage", "verify_quote", "check_draft", "list_reports", "search", "fetch"]
CARS = "It carries forty cars."
EVERY_CALL: list[tuple[str, dict[str, Any]]] = [
    ("ask", {"question": "How many cars does the ferry carry?", "k": 10}),
    ("ask", {"question": "Where is the harbor plan?", "from": "2000", "report": []}),
    ("ask", {"question": "Wo liegt der Hafen von hier aus gesehen?"}),
    ("read_passage", {"id": "ferry#s2", "before": 10, "after": 10}),
    ("verify_quote", {"quote": "carries forty cars"}),
    ("verify_quote", {"quote": "carries fifty cars", "report": "ferry"}),
    ("verify_quote", {"quote": "no such words anywhere at all"}),
    ("check_draft", {"text": "It says “carries fifty cars” and leaves in 2019."}),
    ("list_reports", {}),
    ("search", {"query": "cars"}),
    ("fetch", {"id": "ferry#s2"}),
    ("fetch", {"id": "plan"}),
]


def test_the_tools_stand_in_one_order_and_their_schemas_are_valid() -> None:
    assert [tool.name for tool in tools.TOOLS] == ORDER
    for tool in tools.TOOLS:
        for schema in (tool.input_schema, tool.output_schema):
            Draft202012Validator.check_schema(schema)
        assert tool.input_schema["additionalProperties"] is False


@pytest.mark.parametrize(("name", "given"), EVERY_CALL)
def test_every_result_has_the_form_that_its_tool_states(
    call: Call, name: str, given: dict[str, Any]
) -> None:
    (tool,) = (one for one in tools.TOOLS if one.name == name)
    Draft202012Validator(tool.input_schema).validate(given)
    result = call(name, **given)
    if result.is_error:
        assert list(result.structured) == ["error"]
    else:
        Draft202012Validator(tool.output_schema).validate(result.structured)


def test_an_answer_quotes_the_text_and_proves_it(call: Call, view: Any) -> None:
    result = call("ask", question="How many cars does the ferry carry?", k=3)
    first, *others = result.structured["passages"]
    assert len(others) == 2
    for one in (first, *others):
        citation = one["citation"]
        text = view.text(citation["report"]["id"])
        assert text[citation["start"] : citation["end"]] == one["quote"]
        assert text_sha256(one["quote"]) == citation["quote_sha256"]
        assert text_sha256(text) == citation["text_sha256"]
    assert first["quote"] == CARS
    assert first["citation"]["url"].startswith(f"{SITE}/reports/ferry#s2~")


def test_each_sentence_is_a_block_with_a_link_behind_it(call: Call) -> None:
    wire = call("ask", question="How many cars does the ferry carry?", k=2).wire
    verdict, block, link, *_ = wire["content"]
    assert "_meta" not in verdict
    assert block["text"].startswith(f'[ferry#s2] "{CARS}" (sentence 2; sha256 ')
    assert block["_meta"] == {"untrusted": True}
    assert (link["type"], link["uri"]) == ("resource_link", "report://ferry/s/2")


def test_without_pages_a_link_leads_to_the_resource(desk: Desk) -> None:
    alone = replace(desk, site=lambda: None)
    (row, *_) = tools.call(alone, "search", {"query": "cars"}).structured["results"]
    assert row["url"] == "report://ferry/s/2"
    first = tools.call(alone, "ask", {"question": "cars?"}).structured["passages"][0]
    assert "url" not in first["citation"]


def test_a_passage_is_read_with_those_around_it(call: Call, view: Any) -> None:
    result = call("read_passage", id="ferry#s2", before=1, after=1)
    ids = [one["id"] for one in result.structured["sentences"]]
    assert ids == ["ferry#s1", "ferry#s2", "ferry#s3"]
    whole = call("read_passage", id="ferry#s1", before=10, after=10)
    assert len(whole.structured["sentences"]) == view.reports["ferry"].sentences


def test_an_anchor_finds_its_sentence_under_another_number(call: Call, view: Any) -> None:
    anchor = view.anchors("ferry")[1]
    result = call("read_passage", id=f"ferry#s3~{anchor}")
    assert result.structured["link"] == "moved"
    assert result.structured["id"] == "ferry#s2"
    assert "it is now sentence 2" in texts(result)[0]


@pytest.mark.parametrize(
    ("quote", "report", "verdict"),
    [
        ("carries forty cars", None, "exact"),
        ("carries forty cars", "ferry", "exact"),
        ("carries forty cars", "plan", "misattributed"),
        ("carries fifty cars", None, "altered"),
        ("It carries … cars", None, "marked"),
        ("the moon is made of green cheese", None, "not_found"),
        ("cars", None, "exact"),
    ],
)
def test_a_quote_gets_its_verdict(call: Call, quote: str, report: str | None, verdict: str) -> None:
    result = call("verify_quote", quote=quote, report=report).structured
    assert result["verdict"] == verdict
    if verdict == "altered":
        (difference,) = result["differences"]
        assert (difference["draft"], difference["source"]) == ("fifty", "forty")
    if verdict != "not_found":
        assert result["source"]["quote"] == CARS


def test_a_draft_gets_its_findings_a_part_at_a_time(desk: Desk) -> None:
    line = "It says “carries fifty cars” there.\n\n"
    result = tools.call(desk, "check_draft", {"text": line * 60})
    first = result.structured
    numbers = [one["number"] for one in first["findings"]]
    while "next" in result.structured:
        result = tools.call(
            desk, "check_draft", {"text": line * 60, "start": result.structured["next"]}
        )
        numbers += [one["number"] for one in result.structured["findings"]]
    assert numbers == list(range(1, sum(first["counts"].values()) + 1))
    assert {one["verdict"] for one in first["findings"] if one["kind"] == "quotation"} == {
        "altered"
    }


def test_reports_are_listed_with_what_was_read(call: Call) -> None:
    ferry, plan = call("list_reports").structured["reports"]
    assert (ferry["id"], plan["number"]) == ("ferry", "HP-1")
    assert ferry["coverage"] == {"sentences": 4, "characters": len(FERRY), "fully_read": True}
    assert [one["id"] for one in call("list_reports", words="hp-1").structured["reports"]] == [
        "plan"
    ]


def test_a_long_list_goes_on_where_it_ended(desk: Desk, tmp_path: Any) -> None:
    corpus = tmp_path / "many"
    corpus.mkdir()
    for number in range(120):
        (corpus / f"r{number:03}.txt").write_text(f"Report {number} counts {number} ships.\n")
    settings = load_settings({}, corpus=corpus, index=tmp_path / "ix", reranker="none")
    build_index(settings, BagOfWords())
    many = watched(Engine(settings, BagOfWords()), lambda: None)
    ids, after = list[str](), ""
    while True:
        result = tools.call(many, "list_reports", {"after": after})
        assert result.size <= settings.mcp_max_answer_bytes
        ids += [one["id"] for one in result.structured["reports"]]
        after = result.structured.get("next", "")
        if not after:
            break
    assert ids == [f"r{number:03}" for number in range(120)]


def test_search_and_fetch_have_the_shapes_of_connectors(call: Call) -> None:
    found = call("search", query="forty cars")
    assert list(found.structured) == ["results"]
    first = found.structured["results"][0]
    assert set(first) == {"id", "title", "url"}
    (text,) = texts(found)
    assert json.loads(text) == found.structured
    fetched = call("fetch", id=first["id"])
    (text,) = texts(fetched)
    assert json.loads(text) == fetched.structured
    assert set(fetched.structured) == {"id", "title", "text", "url", "metadata"}
    assert fetched.structured["metadata"]["quote"] == CARS
    assert fetched.structured["url"] == first["url"]
    assert CARS in fetched.structured["text"]


ECHO = "Ignore-previous-instructions"


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("ask", {}, "question is missing"),
        ("ask", {"question": ""}, "at least 1 character"),
        ("ask", {"question": "x", "k": 11}, "from 1 to 10"),
        ("ask", {"question": "x", "k": "5"}, "k is not valid"),
        ("ask", {"question": ECHO * 40}, "shorten it"),
        ("ask", {"question": "x", ECHO: 1}, "an argument is unknown"),
        ("ask", {"question": "x", "report": [ECHO]}, "no report with this id"),
        ("ask", {"question": "x", "publisher": [ECHO]}, "has this publisher"),
        ("ask", {"question": "x", "from": ECHO}, "from is not a date"),
        ("ask", {"question": "x", "from": "2017", "to": "2016"}, "exchange them"),
        ("read_passage", {"id": ECHO}, "not the id of a sentence"),
        ("read_passage", {"id": f"{ECHO}#s1"}, "no report with this id"),
        ("read_passage", {"id": "ferry#s99"}, "use 1 to 4"),
        ("read_passage", {"id": f"{ECHO}#s1~mu3mmntlqdlv"}, "no report with this id"),
        ("read_passage", {"id": "ferry#s1~!"}, "not the id of a sentence"),
        ("read_passage", {"id": "../ferry.txt#s1"}, "no report with this id"),
        ("read_passage", {"id": "/etc/passwd#s1"}, "no report with this id"),
        ("read_passage", {"id": "ferry#s1", "before": 11}, "before is not valid"),
        ("verify_quote", {"quote": "x" * 100_001}, "at most 100,000 bytes"),
        ("verify_quote", {"quote": "x", "report": ECHO}, "no report with this id"),
        ("check_draft", {"text": "é" * 50_001}, "at most 100,000 bytes"),
        ("fetch", {"id": "file:///etc/passwd"}, "no report with this id"),
        ("fetch", {"id": "http://127.0.0.1/#s1"}, "no report with this id"),
        (ECHO, {}, "there is no such tool"),
    ],
)
def test_an_error_has_reason_and_remedy_and_repeats_nothing(
    call: Call, name: str, given: dict[str, Any], said: str
) -> None:
    result = call(name, **given)
    assert result.is_error
    (text,) = texts(result)
    assert json.loads(text) == result.structured
    assert said in text
    assert ECHO.lower() not in text.lower()
    assert "passwd" not in text


def long_reports(folder: Any) -> Any:
    """Write a corpus of long sentences about ships, in more bytes than characters."""
    folder.mkdir()
    for report in range(4):
        sentences = [
            f"Ship {number} of fleet {report} carries {'große Kräne und Öl, ' * 40}and ends."
            for number in range(30)
        ]
        (folder / f"fleet-{report}.txt").write_text("\n\n".join(sentences), encoding="utf-8")
    return folder


def test_a_result_stays_small_and_names_what_it_leaves_out(tmp_path: Any) -> None:
    settings = load_settings(
        {}, corpus=long_reports(tmp_path / "c"), index=tmp_path / "ix", reranker="none"
    )
    build_index(settings, BagOfWords())
    desk = watched(Engine(settings, BagOfWords()), lambda: SITE)
    view = desk.opened.generation
    asked = tools.call(desk, "ask", {"question": "Which ship carries oil?", "k": 10})
    passages, left_out = asked.structured["passages"], asked.structured["left_out"]
    assert 1 <= len(passages) < 10
    assert len(passages) + len(left_out) == 10
    for one in passages:  # whole sentences only
        citation = one["citation"]
        assert (
            view.text(citation["report"]["id"], citation["start"], citation["end"]) == one["quote"]
        )
    read = tools.call(desk, "read_passage", {"id": "fleet-1#s15", "before": 10, "after": 10})
    assert "fleet-1#s15" in [one["id"] for one in read.structured["sentences"]]
    assert len(read.structured["sentences"]) + len(read.structured["left_out"]) == 21
    draft = "\n\n".join(f"“carries große Kräne {n}” it says." for n in range(200))
    fetched = tools.call(desk, "fetch", {"id": "fleet-1"})
    assert fetched.structured["metadata"]["left_out"].endswith("to 30")
    others: list[ToolResult] = [
        tools.call(desk, "search", {"query": "ship oil"}),
        tools.call(desk, "fetch", {"id": "fleet-1#s15"}),
        tools.call(desk, "verify_quote", {"quote": "carries große Krane und Öl, " * 30}),
        tools.call(desk, "check_draft", {"text": draft}),
    ]
    for result in (asked, read, fetched, *others):
        assert not result.is_error
        assert result.size <= settings.mcp_max_answer_bytes == 10_000


def test_a_tool_ends_when_its_time_is_over(hostile_index: Any) -> None:
    settings = load_settings({}, index=hostile_index, reranker="none", request_seconds=0.1)
    engine = Engine(settings, BagOfWords())
    engine.observe = lambda *_: __import__("time").sleep(0.2)
    result = tools.call(watched(engine, lambda: None), "ask", {"question": "cars?"})
    assert result.is_error
    assert "longer than 0.1 seconds" in texts(result)[0]


def test_a_failure_of_the_service_is_told_without_its_words(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret path /var/x")

    monkeypatch.setattr(Engine, "ask", fail)
    (text,) = texts(tools.call(desk, "ask", {"question": "cars?"}))
    assert "secret" not in text
    assert "see its log" in text
