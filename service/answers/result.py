"""The result of a row of a question file, its line of JSON, and files of such lines."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter
from pydantic_core import from_json

from corpus.errors import BadRequest
from service.answers.answer import Answer, Status
from service.answers.as_json import ANSWER, PROBLEM, answer_dict, json_line
from service.answers.problems import Problem

_LINE = TypeAdapter(dict[str, Any])

NOT_ASKED: Literal["not_asked"] = "not_asked"
"""The status of a row that has an error instead of an answer."""

_REMEDY = "give a .jsonl file that batch wrote"


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a row, or the error that prevented it.

    Attributes:
        id: the id in the row, or the row number from 1.
        question: the question as it was answered; with an error, the part that could be read.
        answer, error: exactly one is set.
        columns: the other columns of the row.
    """

    id: str | int
    question: str
    answer: Answer | None = None
    error: Problem | None = None
    columns: dict[str, Any] = field(default_factory=dict)

    @property
    def status(self) -> Status | Literal["not_asked"]:
        """Return the status of the answer, or ``not_asked``."""
        return self.answer.status if self.answer else NOT_ASKED


def result_dict(result: Result) -> dict[str, Any]:
    """Return a result as a JSON object: ``id``, the answer or ``error``, ``columns``."""
    content: dict[str, Any] = {"id": result.id}
    if result.answer is not None:
        content |= answer_dict(result.answer)
    else:
        content |= {"question": result.question} if result.question else {}
    if result.error is not None:  # a row has no request
        left_out = {"request_id", *result.error.absent}
        content["error"] = PROBLEM.dump_python(result.error, mode="json", exclude=left_out)
    if result.columns:
        content["columns"] = result.columns
    return content


def to_line(result: Result) -> str:
    """Return a result as a line of JSON; see ``result_dict``."""
    return json_line(result_dict(result))


def from_line(line: str | bytes) -> Result:
    """Read a line that ``to_line`` wrote in this or another version.

    Unknown fields are ignored. Fields that an older version did not write are null.

    Raises:
        ValueError: when the line is not a result.
    """
    content = _LINE.validate_json(line)
    columns = content.get("columns", {})
    if "error" in content:
        error = PROBLEM.validate_python(content["error"])
        return Result(content["id"], content.get("question", ""), error=error, columns=columns)
    answer = ANSWER.validate_python(content)
    return Result(content["id"], answer.question, answer, columns=columns)


def read_answers(path: Path) -> Iterator[tuple[str, Any]]:
    """Yield (where, passage) for each passage in a file of answers.

    Args:
        path: JSON lines that ``batch`` wrote, or one answer that ``ask --json`` printed.

    Raises:
        BadRequest: when the file cannot be read, is empty, or has other content.
    """
    return cited_in(read_rows(path), path)


def read_rows(path: Path) -> list[Any]:
    """Return the values of a file of JSON lines, or the one value of a JSON file.

    Raises:
        BadRequest: when the file cannot be read, is empty, or is not JSON.
    """
    not_answers = BadRequest(f"{path} is not a file of answers", _REMEDY)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadRequest(
            f"{path} cannot be read: {error.strerror}", "make it readable, or choose another file"
        ) from error
    except UnicodeDecodeError as error:
        raise not_answers from error
    try:
        # Not splitlines: JSON does not escape the line separators of Unicode.
        rows = [from_json(line) for line in text.split("\n") if line.strip()]
    except ValueError:
        try:
            rows = [from_json(text)]
        except ValueError as error:
            raise not_answers from error
    if not rows:
        raise BadRequest(f"{path} is empty", _REMEDY)
    return rows


def cited_in(rows: list[Any], path: Path) -> Iterator[tuple[str, Any]]:
    """Yield (where, passage) for each passage in the rows of a file of answers.

    Raises:
        BadRequest: when a row is not an answer.
    """
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            raise BadRequest(f"row {number} of {path} is not an answer", _REMEDY)
        passages = row.get("passages", [] if "error" in row else None)
        if not isinstance(passages, list):
            raise BadRequest(f"row {number} of {path} is not an answer", _REMEDY)
        for rank, passage in enumerate(passages, start=1):
            yield f"{row.get('id', number)}, rank {rank}", passage
