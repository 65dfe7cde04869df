import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import pytest
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator
from werkzeug.test import TestResponse

from corpus.settings import Settings
from index.build.build import build_index
from index.types import AdapterIdentity
from service.answers.engine import Engine
from service.web.app import create_app
from tests.fakes import BagOfWords
from tests.service.web.generated_client import schema_errors as errors_of

INDEX_FIELDS = {
    *("generation", "fingerprint", "passages", "model", "reader"),
    *("model_sha256", "adapter", "adapter_sha256", "reader_sha256"),
}
ANSWER_FIELDS = [
    *("question", "status", "confidence", "answerable", "passages", "index", "took_ms"),
    *("searched_for", "parts", "question_form", "part_answers", "searched_in"),
    *("partly_read", "differing"),
]
PASSAGE_FIELDS = {
    *("rank", "score", "quote", "display", "answer", "matches", "context", "citation"),
    *("display_matches", "display_answer", "also_at", "places", "why", "status"),
    *("part", "ocr"),
}
CITATION_FIELDS = {
    *("id", "report", "start", "end", "lines", "page", "section", "sentence"),
    *("quote_sha256", "text_sha256", "label", "url"),
}


def assert_problem(response: TestResponse, status: int, detail: str) -> None:
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    content = json.loads(response.data)
    known = {"type", "title", "status", "detail", "request_id"}
    assert known <= set(content) <= known | {"field", "remedy"}
    assert None not in content.values()
    assert content["request_id"] == response.headers["X-Request-Id"]
    assert content["status"] == status
    assert detail in content["detail"]


def schema_errors(document: dict[str, Any], model: str, content: object) -> list[str]:
    return errors_of(document, {"$ref": f"#/components/schemas/{model}"}, content)


@pytest.mark.parametrize("adapter", [None, AdapterIdentity("models/own", "5" * 64)])
def test_every_door_names_the_encoder_and_its_adapter_with_their_hashes(
    settings: Settings, adapter: AdapterIdentity | None
) -> None:
    embedder = BagOfWords()
    embedder.identity = replace(embedder.identity, adapter=adapter)
    build_index(settings, embedder)
    client = create_app(settings, Engine(settings, embedder)).test_client()
    name, sha256 = (adapter.name, adapter.sha256) if adapter else (None, None)
    promised = {
        "model": "bag-of-words",
        "model_sha256": BagOfWords().identity.sha256,
        "adapter": name,
        "adapter_sha256": sha256,
        "reader": None,
        "reader_sha256": None,
    }
    for page in ("/ask?q=ferry", "/about?format=json", "/reports?format=json"):
        content: Any = client.get(page).json
        assert {field: content["index"][field] for field in promised} == promised, page
    assert (sha256 or "<dt>Adapter</dt><dd>none</dd>") in client.get("/about").text
    assert f'{{adapter="{name or ""}",generation=' in client.get("/metrics").text
    written = client.get("/ask.md?q=ferry").text
    assert written.endswith(f", model bag-of-words{f', adapter {name}' if name else ''}.\n")


def test_get_and_post_give_the_promised_answer(client: FlaskClient) -> None:
    got = client.get("/ask?q=When does the ferry leave?&k=2&report=ferry").json
    posted = client.post(
        "/ask", json={"question": "When does the ferry leave?", "k": 2, "reports": ["ferry"]}
    ).json
    assert got is not None
    assert posted is not None
    assert list(got) == ANSWER_FIELDS
    assert set(got["passages"][0]) >= PASSAGE_FIELDS
    assert set(got["passages"][0]["citation"]) >= CITATION_FIELDS
    assert set(got["passages"][0]["context"]) >= {"before", "after"}
    assert set(got["index"]) >= INDEX_FIELDS
    assert len(got["passages"]) == 2
    assert got["passages"] == posted["passages"]


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ("question=cars&reports=ferry&k=1", {"q": "cars", "report": "ferry", "k": 1}),
        ("q=cars&reports=ferry&k=1", {"question": "cars", "report": ["ferry"], "k": 1}),
        (
            "q=cars&question=cars&report=ferry&reports=ferry&k=1",
            {"q": "cars", "question": "cars", "report": "ferry", "reports": ["ferry"], "k": 1},
        ),
    ],
)
def test_both_names_of_a_field_mean_the_same_at_both_doors(
    client: FlaskClient, query: str, body: dict[str, Any]
) -> None:
    expected = client.get("/ask?q=cars&report=ferry&k=1").get_json()["passages"]
    assert expected[0]["quote"] == "It carries forty cars."
    assert client.get(f"/ask?{query}").get_json()["passages"] == expected
    assert client.post("/ask", json=body).get_json()["passages"] == expected


def test_a_publisher_may_be_named_in_both_forms_too(client: FlaskClient) -> None:
    for query in ("publisher=N", "publishers=N"):
        assert_problem(client.get(f"/ask?q=x&{query}"), 422, "the publisher 'N'")
    for body in ({"publisher": "N"}, {"publishers": ["N"]}, {"publisher": ["N"]}):
        assert_problem(client.post("/ask", json={"q": "x", **body}), 422, "the publisher 'N'")


def test_the_spelling_is_corrected_unless_the_request_leaves_it_alone(client: FlaskClient) -> None:
    def searched(query: str, body: dict[str, str]) -> list[object]:
        asked = {"q": "When does the ferrry leave?", **parse_qs(query)}
        got = client.get("/ask", query_string=asked).json
        posted = client.post("/ask", json={"question": asked["q"], **body}).json
        return [answer["searched_for"] for answer in (got, posted) if answer is not None]

    assert searched("", {}) == ["When does the ferry leave?"] * 2
    assert searched("spelling=as_written", {"spelling": "as_written"}) == [None, None]
    assert_problem(client.get("/ask?q=ferrry&spelling=wild"), 422, "unknown spelling wild")
    wild = client.post("/ask", json={"question": "ferrry", "spelling": "wild"})
    assert_problem(wild, 422, "spelling")


def test_the_openapi_document_is_valid_and_describes_what_is_sent(
    guarded: Callable[..., FlaskClient],
) -> None:
    client = guarded(reranker="")
    document = client.get("/openapi.json").json
    assert document is not None
    assert document["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(document).validate()
    answer = client.get("/ask?q=ferry").json
    assert schema_errors(document, "Answer", answer) == []
    assert schema_errors(document, "Answer", {**(answer or {}), "status": "maybe"}) != []
    assert schema_errors(document, "Problem", client.get("/ask").json) == []
    assert schema_errors(document, "AskRequest", {"question": "why", "k": 3}) == []
    assert schema_errors(document, "AskRequest", {"question": "why", "k": 51}) != []
    assert schema_errors(document, "Health", client.get("/readyz").json) == []


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("", "the parameter q is missing"),
        ("?q=", "the question is empty"),
        ("?q=" + "x" * 1001, "at most 1000"),
        ("?q=x&k=0", "from 1 to 50"),
        ("?q=x&k=many", "whole number"),
        ("?q=x&k=5.0", "whole number"),
        ("?q=x&k=" + "9" * 5000, "whole number"),
        ("?q=x&report=none", "no report 'none'"),
        ("?q=x&reported=ferry", "unknown parameter reported"),
        ("?question=x&question=y", "the parameter question appears twice"),
        ("?q=x&question=y", "q and question differ: send one of them"),
        ("?q=x&report=ferry&reports=notes/harbor", "report and reports differ: send one"),
        ("?q=a%00b", "control or invalid characters"),
        ("?q=a%01b", "control or invalid characters"),
        ("?q=x&q=y", "twice"),
        ("?q=x&k=1&k=2", "twice"),
    ],
)
def test_a_bad_query_is_refused(client: FlaskClient, query: str, detail: str) -> None:
    assert_problem(client.get("/ask" + query), 422, detail)


@pytest.mark.parametrize(
    ("query", "body", "field", "remedy"),
    [
        ("", {}, "question", "write the question as /ask?q=…"),
        ("q=", {"question": ""}, "question", "write what you want to know"),
        ("q=" + "x" * 1001, {"question": "x" * 1001}, "question", "shorten it to at most 1000"),
        ("q=x&q=y", {"question": 5}, "question", "send it once"),
        ("q=x&k=51", {"question": "x", "k": 51}, "k", "use a number from 1 to 50"),
        ("q=x&k=two", {"question": "x", "k": "two"}, "k", "write digits, as in k=5"),
        ("q=x&report=none", {"question": "x", "reports": ["none"]}, "report",
         "the page /reports lists its reports"),
        ("q=x&publisher=N", {"question": "x", "publishers": ["N"]}, "publisher",
         "none names its publisher; leave the filter out"),
        ("q=x&from=soon", {"question": "x", "from": "soon"}, "from",
         "write a year, a month or a day, as in 2016, 2016-02 or 2016-02-09"),
        ("q=x&from=2017&to=2016", {"question": "x", "from": "2017", "to": "2016"}, "from",
         "exchange them"),
        ("q=x&to=1900", {"question": "x", "to": "1900"}, "to",
         "none has a date; leave the filter out"),
        ("q=x&spelling=wild", {"question": "x", "spelling": "wild"}, "spelling",
         "use as_written, or leave it out"),
        ("q=x&other=1", {"question": "x", "other": 1}, None,
         "use q, k, report, publisher, from, to, spelling, scope"),
    ],
)  # fmt: skip
def test_a_problem_names_the_field_that_is_wrong_and_the_remedy(
    client: FlaskClient, query: str, body: dict[str, Any], field: str | None, remedy: str | None
) -> None:
    got, posted = client.get("/ask?" + query).json, client.post("/ask", json=body).json
    assert got is not None
    assert posted is not None
    assert (got.get("field"), got.get("remedy")) == (field, remedy)
    assert posted.get("field") == field
    assert remedy is None or got["detail"].endswith(f": {remedy}")
    document = client.get("/openapi.json").json or {}
    assert schema_errors(document, "Problem", got) == []


@pytest.mark.parametrize(
    ("body", "status", "detail"),
    [
        ("", 400, "Invalid JSON"),
        ("{", 400, "Invalid JSON"),
        ("[" * 20_000, 400, "Invalid JSON"),
        ('{"question": "\\ud800"}', 400, "Invalid JSON"),
        (b'{"question": "\xff"}', 400, "Invalid JSON"),
        ("[]", 422, "invalid body"),
        ("{}", 422, "question: Field required"),
        ('{"question": NaN}', 422, "question: Input should be a valid string"),
        ('{"question": 5}', 422, "question: Input should be a valid string"),
        ('{"question": "x", "k": true}', 422, "k: Input should be a valid integer"),
        ('{"question": "x", "k": "5"}', 422, "k: Input should be a valid integer"),
        ('{"question": "x", "k": 5.0}', 422, "k: Input should be a valid integer"),
        ('{"question": "x", "k": ' + "9" * 5000 + "}", 400, "Invalid JSON"),
        ('{"question": "x", "reported": "ferry"}', 422, "reported: Extra inputs"),
        ('{"question": "x", "report": 5}', 422, "report: Input should be a valid array"),
        ('{"question": "x", "reports": "ferry"}', 422, "reports: Input should be a valid array"),
        ('{"q": 5}', 422, "q: Input should be a valid string"),
        ('{"question": "x", "q": "y"}', 422, "question and q differ: send one"),
        ('{"q": "x", "report": "a", "reports": ["b"]}', 422, "reports and report differ"),
        ('{"question": "x", "reports": ["none"]}', 422, "no report 'none'"),
        ('{"question": "a\\u0000b"}', 422, "control or invalid characters"),
        ('{"question": "' + "x" * 70_000 + '"}', 413, "too large"),
    ],
)
def test_a_bad_body_is_refused(
    client: FlaskClient, body: str | bytes, status: int, detail: str
) -> None:
    response = client.post("/ask", data=body, content_type="application/json")
    assert_problem(response, status, detail)


def test_a_body_needs_its_media_type(client: FlaskClient) -> None:
    assert_problem(client.post("/ask", data='{"question": "x"}'), 415, "application/json")


def test_unknown_addresses_and_methods_are_problems_too(client: FlaskClient) -> None:
    assert_problem(client.get("/nothing"), 404, "start at the home page")
    assert_problem(client.get("/reports/none"), 404, "/reports")
    response = client.put("/ask")
    assert_problem(response, 405, "Allow")
    assert {"GET", "POST"} <= set(response.headers["Allow"].split(", "))


def test_an_index_that_is_not_there_is_503_with_the_command(unready: FlaskClient) -> None:
    assert unready.get("/healthz").status_code == 200
    for address in ("/readyz", "/ask?q=x"):
        response = unready.get(address)
        assert_problem(response, 503, "run python build_index.py")
        assert response.headers["Retry-After"] == "2"


def test_readiness_names_the_generation(client: FlaskClient) -> None:
    content = client.get("/readyz").json
    assert content is not None
    assert content["status"] == "ready"
    assert content["generation"].startswith("000001-")


def test_every_response_forbids_what_pages_do_not_need(client: FlaskClient) -> None:
    for address in ("/", "/ask?q=x", "/nothing", "/static/style.css"):
        with client.get(address) as response:
            headers = response.headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
