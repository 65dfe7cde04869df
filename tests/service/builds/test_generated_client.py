"""A client made of the OpenAPI document brings reports and takes them away again."""

import io
import json
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.service.builds.conftest import TRAM, Desk, word
from tests.service.web.generated_client import GeneratedClient


@pytest.mark.slow
def test_a_generated_client_adds_builds_and_removes_reports(desk: Desk) -> None:
    document: Any = desk.client.get("/openapi.json").json
    call = GeneratedClient(document, desk.client).operations

    def ended(response: TestResponse) -> Any:
        number = json.loads(response.text)["number"]
        desk.ended(number)
        return call["getBuild"](number=number).json

    files = [(io.BytesIO(TRAM), "tram.txt"), (io.BytesIO(word()), "crane.docx")]
    assert ended(call["addReports"](body={"file": files}))["state"] == "done"
    assert ended(call["buildAgain"]())["state"] == "done"
    assert call["removeReport"](report="none").status_code == 404
    removed = ended(call["removeReport"](report="crane"))
    assert [file["path"] for file in removed["files"]] == ["tram.txt"]
