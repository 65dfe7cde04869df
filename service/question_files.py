"""Read question files: text, CSV and JSON lines, row by row."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, ValidationError
from pydantic_core import from_json

from corpus.errors import BadRequest
from corpus.layout import LINE_END
from corpus.text import decode
from index.scope import EVERYWHERE, Scope
from service.problems import Problem, problem
from service.schema import Asked, validation_detail

READABLE = (".txt", ".csv", ".jsonl")
_DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a question file.

    Attributes:
        id: the row's own id, else its number among the rows, from 1.
        k: the row's own, else None.
        scope: the row's own filters.
        columns: what else the row holds, kept beside its answer.
        error: why the row cannot be asked, or None.
    """

    id: str | int
    question: str = ""
    k: int | None = None
    scope: Scope = EVERYWHERE
    columns: dict[str, Any] = field(default_factory=dict)
    error: Problem | None = None


class _JsonRow(Asked):
    model_config = ConfigDict(extra="allow")

    id: str | int | None = None


def read_rows(name: str, content: bytes) -> list[Row]:
    """Read a question file: .txt (a question a line), .csv (column question) or .jsonl.

    Raises:
        BadRequest: when the file as a whole cannot be used.
        UnreadableFile: when it is not text.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in READABLE:
        raise BadRequest(f"{name} is no question file: use one of {', '.join(READABLE)}")
    text = decode(content)
    if suffix == ".csv":
        return _csv_rows(name, text)
    lines = [line for line in LINE_END.split(text) if line.strip()]
    if suffix == ".jsonl":
        return [_json_row(number, line) for number, line in enumerate(lines, start=1)]
    return [Row(number, line.strip()) for number, line in enumerate(lines, start=1)]


def _csv_rows(name: str, text: str) -> list[Row]:
    for delimiter in _DELIMITERS:
        reader = csv.reader(io.StringIO(LINE_END.sub("\n", text)), delimiter=delimiter)
        try:
            names = [cell.strip() for cell in next(reader, [])]
            if "question" not in map(str.lower, names):
                continue
            _refuse_twins(name, names)
            return [
                _csv_row(number, names, cells, delimiter)
                for number, cells in enumerate(filter(any, reader), start=1)
            ]
        except csv.Error as error:
            where = f"{name}, line {reader.line_num}"
            raise BadRequest(f"{where}: {error}: correct the line") from error
    raise BadRequest(f'{name} has no column "question": name it so in the first line')


def _refuse_twins(name: str, names: Sequence[str]) -> None:
    for own in ("question", "id"):
        if [column.lower() for column in names].count(own) > 1:
            raise BadRequest(f'{name} has two columns "{own}": rename one of them')


def _csv_row(number: int, names: Sequence[str], cells: Sequence[str], delimiter: str) -> Row:
    if len(names) == 1:  # nothing is separated, so a question may hold commas as it is
        cells = [delimiter.join(cells)]
    content = dict(zip(names, cells, strict=False))
    own = {column.lower(): column for column in names}
    row_id = content.get(own.get("id", ""), "") or number
    if len(cells) > len(names):
        detail = f"row {number} has more fields than columns: put quotes round a field with commas"
        return Row(row_id, error=problem(422, detail))
    question = content.pop(own["question"], "").strip()
    content.pop(own.get("id", ""), None)
    return Row(row_id, question, columns=content)


def _json_row(number: int, line: str) -> Row:
    try:
        found = from_json(line, allow_inf_nan=False)
    except ValueError as error:
        return Row(number, error=problem(422, f"row {number} is not JSON: {error}"))
    own = found.get("id") if isinstance(found, dict) else None
    row_id = own if isinstance(own, str | int) else number
    try:
        row = _JsonRow.model_validate(found)
        scope = row.scope()
    except ValidationError as error:
        return Row(row_id, error=problem(422, f"row {number}: {validation_detail(error)}"))
    except BadRequest as error:
        return Row(row_id, error=problem(422, f"row {number}: {error}"))
    return Row(
        id=row_id,
        question=row.question,
        k=row.k,
        scope=scope,
        columns=row.model_extra or {},
    )
