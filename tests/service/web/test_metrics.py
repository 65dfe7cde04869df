from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from corpus.settings import Settings
from index.build.build import BuildSummary
from service.answers.engine import Engine
from service.web.app import create_app
from service.web.metrics import Metrics
from tests.fakes import BagOfWords
from tests.service.until import until_serving, until_tried

Guarded = Callable[..., FlaskClient]


def read(text: str) -> dict[str, list[tuple[dict[str, str], float]]]:
    """Return the samples of a text in Prometheus' format by name, as its own parser reads them."""
    found: dict[str, list[tuple[dict[str, str], float]]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, []).append((sample.labels, sample.value))
    return found


def counted(samples: list[tuple[dict[str, str], float]], **labels: str) -> float:
    return sum(value for given, value in samples if labels.items() <= given.items())


def test_requests_are_counted_by_door_and_status_and_stages_by_name(guarded: Guarded) -> None:
    client = guarded()
    for _ in range(3):
        client.get("/ask?q=ferry")
    client.get("/ask")
    client.get("/nothing")
    client.open("/ask", method="BREW")
    response = client.get("/metrics")
    assert response.headers["Content-Type"].startswith("text/plain; version=")
    found = read(response.text)
    requests = found["pincite_request_seconds_count"]
    assert counted(requests, door="api.ask", status="200") == 3
    assert counted(requests, door="api.ask", status="422") == 1
    assert counted(requests, door="none", status="404") == 1
    assert counted(requests, method="other", status="405") == 1
    for stage in ("embed", "search", "compose"):
        assert counted(found["pincite_stage_seconds_count"], stage=stage) == 3
    assert (
        counted(found["pincite_request_seconds_bucket"], door="api.ask", status="200", le="+Inf")
        == 3
    )
    assert 0 < counted(found["pincite_request_seconds_sum"], door="api.ask", status="200") < 60
    assert found["pincite_ready"] == [({}, 1)]
    assert found["process_resident_memory_bytes"][0][1] > 1e6


def test_no_label_holds_what_a_client_wrote(guarded: Guarded) -> None:
    client = guarded()
    for at in range(30):
        client.get(f"/strange-{at}?q=strange-{at}", headers={"X-Request-Id": f"strange-{at}"})
        client.open("/ask", method=f"STRANGE{at}")
    text = client.get("/metrics").text
    assert "strange" not in text.lower()


def test_what_failed_is_counted(guarded: Guarded, monkeypatch: pytest.MonkeyPatch) -> None:
    client = guarded()
    monkeypatch.setattr("service.answers.engine.Engine.asked", None)
    assert client.get("/ask?q=x").status_code == 500
    found = read(client.get("/metrics").text)
    assert counted(found["pincite_request_seconds_count"], status="500") == 1


def test_a_service_without_an_index_has_figures_too(unready: FlaskClient) -> None:
    found = read(unready.get("/metrics").text)
    assert found["pincite_ready"] == [({}, 0)]
    assert "pincite_generation_info" not in found


def test_two_services_share_no_figure() -> None:
    one, two = Metrics(), Metrics()
    one.count_refusal(503, "full")
    assert counted(read(one.text().decode())["pincite_refused_total"], reason="full") == 1
    assert "pincite_refused_total" not in read(two.text().decode())


def test_a_refused_generation_is_told_with_its_reason(
    settings: Settings, build: Callable[..., BuildSummary], corpus: Path
) -> None:
    first = build().generation
    engine = Engine(settings, BagOfWords())
    client = create_app(settings, engine).test_client()
    ready = {"status": "ready", "generation": first, "refused": None, "corpus": None}
    assert client.get("/readyz").json == ready
    (corpus / "ferry.txt").write_text("The ferry leaves at midnight.")
    second = build().generation
    vectors = settings.index / second / "vectors.faiss"
    vectors.write_bytes(vectors.read_bytes()[:-1])
    until_tried(engine)
    content = client.get("/readyz").json
    assert content is not None
    assert (content["status"], content["generation"]) == ("ready", first)
    assert "vectors.faiss is damaged" in content["refused"]
    found = read(client.get("/metrics").text)
    assert found["pincite_generation_refused"] == [({}, 1)]
    assert [labels["generation"] for labels, _ in found["pincite_generation_info"]] == [first]
    # It finds the damage and builds again.
    until_serving(engine, build().generation)
    content = client.get("/readyz").json
    assert content is not None
    assert content["generation"] != first
    assert content["refused"] is None
    assert read(client.get("/metrics").text)["pincite_generation_refused"] == [({}, 0)]
