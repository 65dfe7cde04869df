"""Read the rows of question files: text, CSV, Excel and JSON lines."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, ValidationError
from pydantic_core import from_json

from corpus.errors import BadRequest
from corpus.extract import READABLE
from corpus.text.decode import decode
from corpus.text.layout import LINE_END
from index.search.scope import EVERYWHERE, Scope
from service.answers.as_json import QuestionFields, invalid_fields
from service.answers.problems import Problem, problem
from service.answers.vocabulary import field_named
from service.batch.question_tables import (
    KNOWN_COLUMNS,
    TABLE_SUFFIXES,
    Table,
    check_columns,
    read_table,
)
from service.exports.column_names import distinct_names

SUFFIXES = (".txt", ".csv", ".jsonl", ".xlsx")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a question file.

    Attributes:
        id: the id in the row, or the row number from 1.
        k: the k in the row, or None.
        scope: the filters in the row.
        columns: the other columns; they are copied to the result.
        error: why the row cannot be asked, or None.
    """

    id: str | int
    question: str = ""
    k: int | None = None
    scope: Scope = EVERYWHERE
    columns: dict[str, Any] = field(default_factory=dict)
    error: Problem | None = None


class _JsonRow(QuestionFields):
    model_config = ConfigDict(extra="allow")

    id: str | int | None = None


def read_rows(
    name: str,
    content: bytes,
    column: int | None = None,
    *,
    headed: bool = True,
    tell: Callable[[str], None] = lambda _text: None,
) -> list[Row]:
    """Read a question file: one question per line (.txt), a table (.csv, .xlsx) or .jsonl.

    Args:
        column: index of the question column of a table, from 0; None means "question".
        headed: whether the first line of a table contains the column names.
        tell: called with the sheet that is read, where it is not the first of its workbook.

    Raises:
        BadRequest: when the format or the columns of the file are not supported.
        UnreadableFile: when the bytes of the file cannot be decoded.
    """
    check_suffix(name)
    suffix = Path(name).suffix.lower()
    if suffix in TABLE_SUFFIXES:
        table = read_table(name, content)
        if table.sheet:
            tell(f"{table.name}: the sheets before it are hidden, empty or charts")
        return table_rows(table, column, headed=headed)
    lines = [line for line in LINE_END.split(decode(content)) if line.strip()]
    if suffix == ".jsonl":
        rows = [_json_row(number, line) for number, line in enumerate(lines, start=1)]
        check_columns(name, {"question"}.union(*(row.columns for row in rows)))
        return rows
    return [Row(number, line.strip()) for number, line in enumerate(lines, start=1)]


def check_suffix(name: str) -> None:
    """Check that a file name ends as a question file does.

    Raises:
        BadRequest: when it does not; names the way to add a report, if it ends as one does.
    """
    suffix = Path(name).suffix.lower()
    if suffix in SUFFIXES:
        return
    remedy = f"save it as one of {', '.join(SUFFIXES)}"
    if suffix in READABLE:
        remedy = f"to add a report, see /reports; a question file ends in {', '.join(SUFFIXES)}"
    raise BadRequest(f"{name} is not a question file", remedy)


def no_questions(name: str) -> BadRequest:
    """Return the error for a question file without a question."""
    return BadRequest(f"{name} has no questions", "add at least one question")


def table_rows(table: Table, column: int | None = None, *, headed: bool = True) -> list[Row]:
    """Return the rows of a table; see ``read_rows``.

    Raises:
        BadRequest: when the table does not have the column, or has two called "question".
    """
    if column is None:
        if len(table.questions) > 1:
            raise BadRequest(f'{table.name} has two columns "question"', "rename one of them")
        if not table.questions:
            raise BadRequest(
                f'{table.name} has no column "question"',
                "give the column of the questions this name in the first line",
            )
        (column,) = table.questions
    if not 0 <= column < len(table.names):
        raise BadRequest(f"{table.name} has no column {column + 1}", "choose another column")
    table = table if headed else table.with_letters_as_names()
    own = {field_named(name.lower()): at for at, name in enumerate(table.names) if at != column}
    own = {name: own[name] for name in KNOWN_COLUMNS if name in own} | {"question": column}
    names = distinct_names(table.names)
    return [
        _table_row(number, table, names, cells, own)
        for number, cells in enumerate(table.rows, start=1)
    ]


def _table_row(
    number: int, table: Table, names: list[str], cells: list[str], own: dict[str, int]
) -> Row:
    if len(names) == 1:  # a single column: commas are part of the question
        cells = [table.delimiter.join(cells).rstrip(table.delimiter)]
    given = {name: cells[at].strip() for name, at in own.items() if at < len(cells)}
    row_id = (cells[own["id"]] if "id" in given else "") or number
    if any(map(str.strip, cells[len(names) :])):
        too_many = BadRequest(
            f"{table.place(number)} has more fields than columns",
            "put quotation marks around a field that contains commas",
        )
        return Row(row_id, error=problem(422, str(too_many), error=too_many))
    columns = {
        name: cell
        for at, (name, cell) in enumerate(zip(names, cells, strict=False))
        if at not in own.values()
    }
    question = given.get("question", "")
    try:
        return Row(row_id, question, _k(given.get("k")), _scope(given), columns)
    except BadRequest as error:
        wrong = problem(422, f"{table.place(number)}: {error}", error=error)
        return Row(row_id, question, columns=columns, error=wrong)


def _k(text: str | None) -> int | None:
    if not text:
        return None
    if not re.fullmatch("[0-9]{1,9}", text):
        raise BadRequest("k is not a positive whole number", "write digits, as in 5", "k")
    return int(text)


def _scope(given: dict[str, str]) -> Scope:
    """Return the filters of a row; ``|`` separates values, an empty cell sets no filter."""

    def values(name: str) -> tuple[str, ...] | None:
        return tuple(filter(None, map(str.strip, given.get(name, "").split("|")))) or None

    return Scope(
        values("report"), values("publisher"), given.get("from") or None, given.get("to") or None
    )


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
        refused = invalid_fields(error, f"row {number}")
        return Row(row_id, error=problem(422, str(refused), error=refused))
    except BadRequest as error:
        return Row(row_id, error=problem(422, f"row {number}: {error}", error=error))
    return Row(
        id=row_id,
        question=row.question,
        k=row.k,
        scope=scope,
        columns=row.model_extra or {},
    )
