"""Read questions from JSON, and write answers and problems as JSON."""

import json
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
)

from corpus.errors import BadRequest
from index.search.scope import DATE_PATTERN, Scope
from service.answers.answer import Answer
from service.answers.problems import Problem

ANSWER = TypeAdapter(Answer)
PROBLEM = TypeAdapter(Problem)
DATE_SCHEMA = {"type": "string", "pattern": f"^{DATE_PATTERN}$"}

_PROBLEM_FIELDS: dict[int | str, str] = {
    **{name: name for name in ("question", "k", "from", "to", "spelling", "scope")},
    "reports": "report",
    "publishers": "publisher",
}
"""Names of body fields in a problem."""

_Date = Annotated[str, WithJsonSchema(DATE_SCHEMA)]


class QuestionFields(BaseModel):
    """The fields of a question in JSON."""

    model_config = ConfigDict(strict=True)

    question: str
    k: int | None = None
    reports: list[str] | None = None
    publishers: list[str] | None = None
    since: _Date | None = Field(default=None, alias="from")
    until: _Date | None = Field(default=None, alias="to")

    def scope(self) -> Scope:
        """Return the filters.

        Raises:
            BadRequest: when a date is not valid; see ``Scope``.
        """
        return Scope(
            None if self.reports is None else tuple(self.reports),
            None if self.publishers is None else tuple(self.publishers),
            self.since,
            self.until,
        )


class AskRequest(QuestionFields):
    """The body of POST /ask."""

    model_config = ConfigDict(extra="forbid")

    spelling: Literal["as_written"] | None = None
    all_reports: Literal["all"] | None = Field(default=None, alias="scope")


def answer_json(answer: Answer) -> bytes:
    """Return an answer as JSON; the order of the fields is stable."""
    return ANSWER.dump_json(answer)


def answer_dict(answer: Answer) -> dict[str, Any]:
    """Return an answer as a JSON object."""
    content: dict[str, Any] = ANSWER.dump_python(answer, mode="json")
    return content


def json_line(content: dict[str, Any]) -> str:
    """Return an object as one line of JSON, without line separators of Unicode."""
    text = json.dumps(content, ensure_ascii=False)
    for mark in "\u0085\u2028\u2029":  # str.splitlines splits at these
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text + "\n"


def problem_json(content: Problem) -> bytes:
    """Return a problem as JSON."""
    return PROBLEM.dump_json(content, exclude=content.absent)


def validation_detail(error: ValidationError) -> str:
    """Return the first validation error as "field: message"."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    message = first["msg"].removesuffix(".")
    return f"{where}: {message}" if where else message


def invalid_fields(error: ValidationError, where: str) -> BadRequest:
    """Return the error for a question whose JSON is not valid.

    Args:
        where: start of the message, such as "row 3".
    """
    first = error.errors(include_url=False, include_input=False)[0]["loc"][:1]
    field = next((_PROBLEM_FIELDS[name] for name in first if name in _PROBLEM_FIELDS), None)
    return BadRequest(f"{where}: {validation_detail(error)}", field=field)


def is_not_json(error: ValidationError) -> bool:
    """Return whether the text was not JSON at all."""
    return any(item["type"] == "json_invalid" for item in error.errors(include_url=False))
