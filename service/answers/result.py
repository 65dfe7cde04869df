"""A row of a question file with what came of it, as the line of JSON that it is kept as."""

from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import TypeAdapter

from service.answers.answer import Answer, Status
from service.answers.as_json import ANSWER, PROBLEM, answer_dict, json_line
from service.answers.problems import Problem

_LINE = TypeAdapter(dict[str, Any])

NOT_ASKED: Literal["not_asked"] = "not_asked"
"""The status of a row that could not be asked."""


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a row, or why it was not asked.

    Attributes:
        id: the row's own, else its number among the rows.
        question: as it was answered; of a row that was not asked, as far as it could be read.
        answer, error: the one or the other.
        columns: what else the row held.
    """

    id: str | int
    question: str
    answer: Answer | None = None
    error: Problem | None = None
    columns: dict[str, Any] = field(default_factory=dict)

    @property
    def status(self) -> Status | Literal["not_asked"]:
        """Return the status of the answer, or that there is none."""
        return self.answer.status if self.answer else NOT_ASKED


def result_dict(result: Result) -> dict[str, Any]:
    """Return a result as a JSON object: ``id``, the answer or ``error``, ``columns``."""
    content: dict[str, Any] = {"id": result.id}
    if result.answer is not None:
        content |= answer_dict(result.answer)
    else:
        content |= {"question": result.question} if result.question else {}
    if result.error is not None:  # a row has no request
        hidden = {"request_id", *result.error.unknown}
        content["error"] = PROBLEM.dump_python(result.error, mode="json", exclude=hidden)
    if result.columns:
        content["columns"] = result.columns
    return content


def to_line(result: Result) -> str:
    """Return a result as a line of JSON; see ``result_dict``."""
    return json_line(result_dict(result))


def from_line(line: str | bytes) -> Result:
    """Read a line that ``to_line`` of this version wrote, or of another.

    Fields that are unknown here are left out, and those that an older version did not write
    are null.

    Raises:
        ValueError: when it is no such line.
    """
    content = _LINE.validate_json(line)
    columns = content.get("columns", {})
    if "error" in content:
        error = PROBLEM.validate_python(content["error"])
        return Result(content["id"], content.get("question", ""), error=error, columns=columns)
    answer = ANSWER.validate_python(content)
    return Result(content["id"], answer.question, answer, columns=columns)
