"""The JSON of requests and answers."""

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

_FIELDS: dict[int | str, str] = {
    **{name: name for name in ("question", "k", "from", "to", "spelling")},
    "reports": "report",
    "publishers": "publisher",
}
"""What a problem calls the fields of a body."""

_Date = Annotated[str, WithJsonSchema(DATE_SCHEMA)]


class QuestionFields(BaseModel):
    """A question with its options, as JSON."""

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
            BadRequest: see ``Scope``.
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


def answer_json(answer: Answer) -> bytes:
    """Return an answer as JSON, its fields in the promised order."""
    return ANSWER.dump_json(answer)


def answer_dict(answer: Answer) -> dict[str, Any]:
    """Return an answer as a JSON object."""
    content: dict[str, Any] = ANSWER.dump_python(answer, mode="json")
    return content


def json_line(content: dict[str, Any]) -> str:
    """Return an object as a line of JSON, a single one by anyone's rules of lines."""
    text = json.dumps(content, ensure_ascii=False)
    for mark in "\u0085\u2028\u2029":  # which Python's splitlines, among others, splits at
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text + "\n"


def problem_json(content: Problem) -> bytes:
    """Return a problem as JSON."""
    return PROBLEM.dump_json(content, exclude=content.unknown)


def validation_detail(error: ValidationError) -> str:
    """Say in one line what is wrong with a value and where."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    message = first["msg"].removesuffix(".")
    return f"{where}: {message}" if where else message


def refusal(error: ValidationError, where: str) -> BadRequest:
    """Return the error of a question that is not as its JSON must be.

    Args:
        where: what it stands in.
    """
    first = error.errors(include_url=False, include_input=False)[0]["loc"][:1]
    field = next((_FIELDS[name] for name in first if name in _FIELDS), None)
    return BadRequest(f"{where}: {validation_detail(error)}", field=field)


def is_not_json(error: ValidationError) -> bool:
    """Tell whether the value was not even JSON."""
    return any(item["type"] == "json_invalid" for item in error.errors(include_url=False))
