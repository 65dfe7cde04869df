"""The JSON door against what schemathesis makes of its own OpenAPI document."""

import os
from collections.abc import Callable
from typing import Any

import hypothesis
import pytest
import schemathesis
from flask.testing import FlaskClient
from schemathesis.specs.openapi.checks import positive_data_acceptance

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "40"))


@pytest.fixture
def schema(guarded: Callable[..., FlaskClient]) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_wsgi("/openapi.json", guarded().application)


wrapped = schemathesis.pytest.from_fixture("schema")


@wrapped.parametrize()
@hypothesis.settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(hypothesis.HealthCheck),
)
def test_every_answer_is_what_the_document_says(case: "schemathesis.Case[Any]") -> None:
    # A schema cannot know which reports there are, nor that a question of spaces asks nothing.
    case.call_and_validate(excluded_checks=[positive_data_acceptance])
