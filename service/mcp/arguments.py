"""Define the arguments of the tools, and refuse others without repeating them."""

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, WithJsonSchema

from corpus.errors import BadRequest
from index.search.scope import Scope
from service.answers.as_json import DATE_SCHEMA

MOST_AROUND = 10
"""Most sentences before and after a passage."""
_Date = Annotated[str | None, WithJsonSchema(DATE_SCHEMA)]
_Text = Annotated[str, Field(min_length=1)]
_AROUND = Field(0, ge=0, le=MOST_AROUND)
_PassageId = Annotated[
    str, Field(min_length=1, description="id of a sentence: report#s2 or report#s2~anchor")
]


class Arguments(BaseModel):
    """The arguments of a tool; other names are refused."""

    model_config = ConfigDict(strict=True, extra="forbid")


class Filters(Arguments):
    """Filters on the reports."""

    report: Annotated[list[str] | None, WithJsonSchema(
        {"type": "array", "items": {"type": "string"}, "description": "only these report ids"}
    )] = None  # fmt: skip
    publisher: Annotated[list[str] | None, WithJsonSchema(
        {"type": "array", "items": {"type": "string"}, "description": "only these publishers"}
    )] = None  # fmt: skip
    since: _Date = Field(None, alias="from", description="first date: 2016, 2016-02 or 2016-02-09")
    until: _Date = Field(None, alias="to", description="last date")

    @property
    def scope(self) -> Scope:
        """Return the filters.

        Raises:
            BadRequest: when a date is not valid.
        """
        reports, publishers = tuple(self.report or ()), tuple(self.publisher or ())
        return Scope(reports, publishers, self.since, self.until)


class Ask(Filters):
    """The arguments of ``ask``."""

    question: _Text
    k: Annotated[int | None, WithJsonSchema(
        {"type": "integer", "minimum": 1, "description": "most sentences"}
    )] = None  # fmt: skip


class ReadPassage(Arguments):
    """The arguments of ``read_passage``."""

    id: _PassageId
    before: int = _AROUND
    after: int = _AROUND


class VerifyQuote(Arguments):
    """The arguments of ``verify_quote``."""

    quote: Annotated[str, Field(min_length=1, description="the words, without quotation marks")]
    report: Annotated[str | None, WithJsonSchema(
        {"type": "string", "description": "id of the report that is said to have the words"}
    )] = None  # fmt: skip


class CheckDraft(Arguments):
    """The arguments of ``check_draft``."""

    text: Annotated[str, Field(min_length=1, description="plain text or Markdown")]
    start: int = Field(1, ge=1, description="number of the first finding to return")


class ListReports(Filters):
    """The arguments of ``list_reports``."""

    words: Annotated[str, Field(description="only reports with these in id, title or number")] = ""
    after: Annotated[str, Field(description="`next` of the list before")] = ""


class Search(Arguments):
    """The arguments of ``search``."""

    query: _Text


class Fetch(Arguments):
    """The arguments of ``fetch``."""

    id: Annotated[str, Field(min_length=1, description="id of a sentence or of a report")]


_Model = TypeVar("_Model", bound=Arguments)


def parsed(model: type[_Model], given: object) -> _Model:
    """Return the arguments of a tool.

    Raises:
        BadRequest: when they are not valid; the message does not repeat a value, nor an unknown
            name, as either may be text that steers whoever reads it.
    """
    try:
        return model.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        names = [one.alias or name for name, one in model.model_fields.items()]
        field = next((part for part in first["loc"] if part in names), None)
        if field is None:
            raise BadRequest("an argument is unknown", f"use {', '.join(names)}") from error
        missing = first["type"] == "missing"
        reason = "is missing" if missing else f"is not valid: {first['msg'].lower()}"
        raise BadRequest(f"{field} {reason}", field=str(field)) from error


def input_schema(model: type[Arguments]) -> dict[str, Any]:
    """Return the JSON schema of the arguments, without the titles that pydantic adds."""
    schema = model.model_json_schema(by_alias=True)
    properties = {
        name: {key: value for key, value in one.items() if key not in ("title", "default")}
        | ({"default": one["default"]} if one.get("default") else {})
        for name, one in schema["properties"].items()
    }
    required = {"required": schema["required"]} if "required" in schema else {}
    return {
        "type": "object",
        "properties": properties,
        **required,
        "additionalProperties": False,
    }
