"""Build the OpenAPI document of the JSON API."""

from typing import Any

from pydantic import BaseModel, Field

from corpus.settings import Settings
from service.answers.as_json import ANSWER, DATE_SCHEMA, PROBLEM, AskRequest
from service.answers.problems import MEDIA_TYPE

_REFERENCE = "#/components/schemas/{model}"
_SPELLING_SCHEMA = {"enum": ["as_written", ""]}
_SCOPE_SCHEMA = {"enum": ["all", ""]}


class Health(BaseModel):
    """The state of the service."""

    status: str
    generation: str | None = Field(default=None, description="the index generation that answers")
    refused: str | None = Field(
        default=None, description="why a newer generation cannot be opened, if there is one"
    )


def openapi(settings: Settings) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the service."""
    schemas: dict[str, Any] = {}
    for name, schema in (
        ("Answer", ANSWER.json_schema(ref_template=_REFERENCE, mode="serialization")),
        ("Problem", PROBLEM.json_schema(ref_template=_REFERENCE)),
        ("AskRequest", _request_schema(settings)),
        ("Health", Health.model_json_schema(ref_template=_REFERENCE)),
    ):
        schemas |= schema.pop("$defs", {})
        schemas[name] = schema
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Pincite",
            "version": "1",
            "description": "Ask reports; get the sentences that answer, each with its citation.",
        },
        "paths": {
            "/ask": {"get": _get_ask(settings), "post": _post_ask()},
            "/healthz": {"get": _health("Check that the process runs.")},
            "/readyz": {"get": _health("Check that the service answers questions.", ready=True)},
        },
        "components": {"schemas": schemas},
    }


def _request_schema(settings: Settings) -> dict[str, Any]:
    schema = AskRequest.model_json_schema(ref_template=_REFERENCE)
    properties = schema["properties"]
    properties["question"] |= _question_limits(settings)
    properties["k"]["anyOf"][0] |= _k_limits(settings)
    return schema


def _question_limits(settings: Settings) -> dict[str, Any]:
    return {"minLength": 1, "maxLength": settings.max_question_chars, "pattern": r"\S"}


def _k_limits(settings: Settings) -> dict[str, Any]:
    return {"minimum": 1, "maximum": settings.max_k}


def _get_ask(settings: Settings) -> dict[str, Any]:
    return {
        "operationId": "ask",
        "summary": "Ask one question.",
        "parameters": [
            _parameter(
                "q", "the question", {"type": "string", **_question_limits(settings)}, required=True
            ),
            _parameter(
                "k",
                f"maximum number of passages ({settings.k} if it is empty or missing)",
                {"anyOf": [{"type": "integer", **_k_limits(settings)}, {"const": ""}]},
            ),
            _parameter(
                "report",
                "id of a report to search in; may be repeated",
                {"type": "array", "items": {"type": "string"}},
            ),
            _parameter(
                "publisher",
                "name of a publisher whose reports to search in; may be repeated",
                {"type": "array", "items": {"type": "string"}},
            ),
            _parameter("from", "first year, month or day of the reports' dates", DATE_SCHEMA),
            _parameter("to", "last year, month or day of the reports' dates", DATE_SCHEMA),
            _parameter("spelling", "as_written: do not correct the spelling", _SPELLING_SCHEMA),
            _parameter("scope", "all: also where the question names reports", _SCOPE_SCHEMA),
        ],
        "responses": _responses("Answer", 422, 429, 503),
    }


def _post_ask() -> dict[str, Any]:
    return {
        "operationId": "askWithBody",
        "summary": "Ask one question with a JSON body.",
        "requestBody": {"required": True, "content": _content("AskRequest")},
        "responses": _responses("Answer", 400, 413, 415, 422, 429, 503),
    }


def _health(summary: str, *, ready: bool = False) -> dict[str, Any]:
    return {"summary": summary, "responses": _responses("Health", *((503,) if ready else ()))}


def _parameter(
    name: str, description: str, schema: dict[str, Any], *, required: bool = False
) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": required,
        "description": description,
        "schema": schema,
    }


def _content(model: str, media_type: str = "application/json") -> dict[str, Any]:
    return {media_type: {"schema": {"$ref": _REFERENCE.format(model=model)}}}


def _responses(model: str, *errors: int) -> dict[str, Any]:
    failed = {"description": "An error: its reason and its remedy."}
    return {
        "200": {"description": "Success.", "content": _content(model)},
        **{
            str(status): {**failed, "content": _content("Problem", MEDIA_TYPE)} for status in errors
        },
        "default": {**failed, "content": _content("Problem", MEDIA_TYPE)},
    }
