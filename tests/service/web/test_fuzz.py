"""The JSON door against what schemathesis makes of its own OpenAPI document."""

import os
from typing import Any

import hypothesis
import pytest
import schemathesis
from flask.testing import FlaskClient
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import positive_data_acceptance

from service.builds import runner

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "40"))


@pytest.mark.slow
@pytest.mark.parametrize("mode", GenerationMode)
def test_every_answer_is_what_the_document_says(
    own_client: FlaskClient, mode: GenerationMode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "CHILD", "tests.service.builds.small_child")
    schema = schemathesis.openapi.from_wsgi("/openapi.json", own_client.application)
    asked = 0
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        if mode is GenerationMode.NEGATIVE and operation.path != "/ask":
            continue  # pages ignore what they do not know

        @hypothesis.settings(
            max_examples=EXAMPLES if operation.path == "/ask" else EXAMPLES // 4,
            deadline=None,
            database=None,
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
        def check(case: Any) -> None:
            nonlocal asked
            asked += 1
            # No schema knows which reports there are, nor that a question of spaces asks nothing.
            case.call_and_validate(excluded_checks=[positive_data_acceptance])

        check()
    assert asked > EXAMPLES
