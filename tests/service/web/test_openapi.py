"""The OpenAPI document has every route, and a client generated from it can call each."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator

from service import __version__
from tests.service.batch.test_jobs import finished
from tests.service.web.generated_client import GeneratedClient, schema_errors

FOR_PEOPLE = {
    *("get /", "get /batch", "get /citecheck", "get /remove", "post /remove"),
    *("get /static/{}", "get /static/citecheck/{}", "get /static/editions/{}"),
}
"""Pages without JSON, and the files that they are made of."""
JSON = {"format": "json"}


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    content: dict[str, Any] = client.get("/openapi.json").json  # type: ignore[assignment]
    return content


def without_names(path: str) -> str:
    return re.sub(r"{\w+}", "{}", path)


def routes(client: FlaskClient) -> set[str]:
    """Return the routes of the application; an ending stands for itself."""
    found = set()
    for rule in client.application.url_map.iter_rules():
        endings = re.search(r"<any\((.*)\):\w+>", rule.rule)
        ends = re.findall(r"'([^']*)'", endings[1]) if endings else [""]
        for end in ends:
            path = re.sub(r"<any\(.*\):\w+>", end, rule.rule)
            path = re.sub(r"<[^>]*>", "{}", path)
            found |= {f"{one.lower()} {path}" for one in rule.methods or () if one in METHODS}
    return found


METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


def test_every_route_for_programs_is_in_the_document_and_no_other(
    client: FlaskClient, document: dict[str, Any]
) -> None:
    described = {
        f"{method} {without_names(path)}"
        for path, item in document["paths"].items()
        for method in item
    }
    assert described == routes(client) - FOR_PEOPLE


def test_the_document_is_valid_and_complete(document: dict[str, Any]) -> None:
    OpenAPIV31SpecValidator(document).validate()
    assert document["info"]["version"] == __version__
    tags = {tag["name"] for tag in document["tags"]}
    ids = []
    for path, item in document["paths"].items():
        for method, operation in item.items():
            ids.append(operation["operationId"])
            assert set(operation["tags"]) <= tags, path
            assert operation["summary"].endswith("."), path
            assert "default" in operation["responses"], path
            bare = path == "/builds" or "{" in path
            assert method == "get" or operation.get("requestBody") or bare
    assert len(set(ids)) == len(ids)
    parameters = {one["name"]: one for one in document["paths"]["/ask"]["get"]["parameters"]}
    assert parameters["k"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 50}
    assert parameters["q"]["example"]
    body = document["paths"]["/ask"]["post"]["requestBody"]["content"]["application/json"]
    assert schema_errors(document, body["schema"], body["example"]) == []


def test_the_document_names_the_key_and_the_address(guarded: Callable[..., FlaskClient]) -> None:
    key = "k" * 20
    client = guarded(api_key=key, public_url="https://reports.example.org/")
    assert client.get("/openapi.json").status_code == 401
    document: Any = client.get("/openapi.json", headers={"X-API-Key": key}).json
    OpenAPIV31SpecValidator(document).validate()
    assert document["servers"] == [{"url": "https://reports.example.org"}]
    schemes = document["components"]["securitySchemes"]
    assert [name for one in document["security"] for name in one] == list(schemes)
    sent = {"bearer": {"Authorization": f"Bearer {key}"}, "header": {"X-API-Key": key}}
    assert schemes["header"] == {"type": "apiKey", "in": "header", "name": "X-API-Key"}
    for headers in sent.values():
        assert client.get("/ask?q=ferry", headers=headers).status_code == 200
    assert client.get("/ask?q=ferry", auth=("anyone", key)).status_code == 200
    assert "401" in document["paths"]["/ask"]["get"]["responses"]
    for path in ("/healthz", "/readyz"):
        assert document["paths"][path]["get"]["security"] == []
        assert client.get(path).status_code == 200


ASKED = {"q": "How many cars does the ferry carry?"}
CALLS: dict[str, tuple[dict[str, Any], int]] = {
    "ask": ({**ASKED, "k": 2, "report": ["ferry"]}, 200),
    "askWithBody": ({"body": {"question": "cars", "reports": ["ferry"]}}, 200),
    "packQuestions": ({"body": {"questions": [{"question": "When does the ferry leave?"}]}}, 200),
    **{name: ({**ASKED, "columns": "full"}, 200)
       for name in ("askCsv", "askXlsx", "askMd", "askJsonl", "compareCsv", "compareXlsx")},
    "compare": (ASKED, 200),
    "comparePage": (ASKED | JSON, 200),
    "certify": ({"q": "Who ate the zebra?", **JSON}, 200),
    "certifyPhrases": ({"body": {"phrases": "zebra\r\nunicorn", "partial": "1", **JSON}}, 200),
    "cite": ({"id": "ferry#s1", "format": "json"}, 200),
    "listReports": ({**JSON, "find": "ferry", "sort": "title", "order": "desc"}, 200),
    "readReport": ({"report": "notes/harbor", **JSON}, 200),
    "compareEditions": ({"report": "notes/harbor", "from": "ferry", **JSON}, 200),
    "getSource": ({"report": "notes/harbor"}, 200),
    "getPageImage": ({"report": "notes/harbor", "page": 1}, 404),  # it is no PDF
    "health": ({}, 200),
    "ready": ({}, 200),
    "metrics": ({}, 200),
    "openapi": ({}, 200),
    "about": (JSON, 200),
    "commands": (JSON, 200),
}  # fmt: skip
WITH_A_JOB = {
    *("uploadQuestions", "jobPack", "getJob", "columnJob", "cancelJob", "resumeJob", "removeJob"),
    *("jobAnswersCsv", "jobAnswersXlsx", "jobAnswersMd", "jobAnswersJsonl"),
}

WITH_A_CHECK = {
    *("checkDraft", "getCheck", "removeCheck", "checkAnnotatedHtml", "checkAnnotatedDocx"),
    *("checkFindingsJson", "checkFindingsCsv"),
}
WITH_A_BUILD = {"addReports", "removeReport", "buildAgain", "getBuild"}


@pytest.fixture
def own(own_client: FlaskClient) -> GeneratedClient:
    document: Any = own_client.get("/openapi.json").json
    return GeneratedClient(document, own_client)


def test_a_client_generated_from_the_document_calls_every_operation(own: GeneratedClient) -> None:
    assert set(own.operations) == set(CALLS) | WITH_A_JOB | WITH_A_CHECK | WITH_A_BUILD
    for name, (given, status) in CALLS.items():
        response = own.operations[name](**given)
        assert response.status_code == status, name
        response.close()
    for given in ({"sentence": 1}, {"find": "master"}):
        assert own.operations["readReport"](report="notes/harbor", **JSON, **given).json
    for form in ("bibtex", "apa", "csl", "annotation"):
        assert own.operations["cite"](id="ferry#s1", format=form).data


def test_a_generated_client_takes_a_question_file_from_upload_to_removal(
    own: GeneratedClient, own_client: FlaskClient
) -> None:
    call = own.operations
    content = b"nr,Frage\n1,When does the ferry leave?\n2,\n"
    sent = call["uploadQuestions"](body={"file": (io.BytesIO(content), "q.csv"), "k": "1"})
    job = sent.headers["Location"].removeprefix("/batch/")
    choices: Any = call["getJob"](job=job, **JSON).json
    assert choices["state"] == "choosing"
    call["columnJob"](job=job, body={"column": 1})
    finished(own_client, f"/batch/{job}")
    status: Any = call["getJob"](job=job, **JSON).json
    assert (status["state"], status["rows"]) == ("done", 2)
    for name in ("Csv", "Xlsx", "Md", "Jsonl"):
        assert call[f"jobAnswers{name}"](job=job).data
    assert call["jobPack"](job=job).data
    for deed in ("cancelJob", "resumeJob", "removeJob"):
        assert call[deed](job=job).status_code == 303
    assert call["getJob"](job=job, **JSON).status_code == 404


def test_a_generated_client_checks_a_draft_and_takes_its_files(
    own: GeneratedClient, own_client: FlaskClient
) -> None:
    call = own.operations
    text = "The report says: “It carries forty cars.”"
    found: Any = call["checkDraft"](body={"text": text}).json
    assert [one["verdict"] for one in found["findings"] if one["kind"] == "quotation"] == ["exact"]
    sent = own_client.post("/citecheck", data={"text": text}, headers={"Accept": "text/html"})
    check = sent.headers["Location"].removeprefix("/citecheck/")
    finished(own_client, f"/citecheck/{check}")
    state: Any = call["getCheck"](check=check, **JSON).json
    assert (state["state"], state["name"]) == ("done", "")
    for name in ("AnnotatedHtml", "FindingsJson", "FindingsCsv"):
        assert call[f"check{name}"](check=check).data
    assert call["checkAnnotatedDocx"](check=check).status_code == 404
    assert call["removeCheck"](check=check).status_code == 303
    assert call["getCheck"](check=check, **JSON).status_code == 404


def test_a_generated_client_is_told_what_is_wrong_as_the_document_says(
    own: GeneratedClient,
) -> None:
    wrong = own.operations["ask"](q="x", report=["none"])
    assert (wrong.status_code, wrong.get_json()["field"]) == (422, "report")
    assert own.operations["readReport"](report="none", **JSON).status_code == 404
    with pytest.raises(AssertionError):
        own.operations["ask"](q="x", k=51)
