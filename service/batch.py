"""Question files in, answers out, in order: a bad row becomes an error row and the rest go on."""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import from_json

from corpus.errors import BadRequest
from corpus.layout import LINE_END
from corpus.text import decode
from service.answer import Answer
from service.calibration import load_calibration
from service.engine import Engine
from service.problems import Problem, problem
from service.schema import answer_dict, validation_detail

READABLE = (".txt", ".csv", ".jsonl")
_DELIMITERS = (",", ";", "\t")
_QUESTIONS_AT_A_TIME = 64


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a question file.

    Attributes:
        id: the row's own id, else its number among the rows, from 1.
        k, reports: the row's own options, else None.
        columns: what else the row holds, kept beside its answer.
        error: why the row cannot be asked, or None.
    """

    id: str | int
    question: str = ""
    k: int | None = None
    reports: tuple[str, ...] | None = None
    columns: dict[str, Any] = field(default_factory=dict)
    error: Problem | None = None


Result = dict[str, Any]
"""A row's answer or error as the JSON object that stands for it, its ``id`` first."""


class _JsonRow(BaseModel):
    model_config = ConfigDict(strict=True, extra="allow")

    question: str
    id: str | int | None = None
    k: int | None = None
    reports: list[str] | None = None


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
            return [
                _csv_row(number, dict(zip(names, cells, strict=False)))
                for number, cells in enumerate(filter(any, reader), start=1)
            ]
        except csv.Error as error:
            where = f"{name}, line {reader.line_num}"
            raise BadRequest(f"{where}: {error}: correct the line") from error
    raise BadRequest(f'{name} has no column "question": name it so in the first line')


def _csv_row(number: int, cells: dict[str, str]) -> Row:
    own = {key.lower(): key for key in cells}
    question = cells.get(own.get("question", ""), "").strip()
    row_id = cells.get(own.get("id", ""), "") or number
    kept = {key: value for key, value in cells.items() if key.lower() not in ("question", "id")}
    return Row(row_id, question, columns=kept)


def _json_row(number: int, line: str) -> Row:
    try:
        found = from_json(line, allow_inf_nan=False)
    except ValueError as error:
        return Row(number, error=problem(422, f"row {number} is not JSON: {error}"))
    try:
        row = _JsonRow.model_validate(found)
    except ValidationError as error:
        own = found.get("id") if isinstance(found, dict) else None
        row_id = own if isinstance(own, str | int) else number
        return Row(row_id, error=problem(422, f"row {number}: {validation_detail(error)}"))
    return Row(
        id=number if row.id is None else row.id,
        question=row.question,
        k=row.k,
        reports=None if row.reports is None else tuple(row.reports),
        columns=row.model_extra or {},
    )


def answer_rows(
    engine: Engine,
    rows: Sequence[Row],
    k: int | None = None,
    reports: Sequence[str] | None = None,
) -> Iterator[list[Result]]:
    """Yield the results of the rows in order, some at a time.

    Args:
        k, reports: for the rows that do not say.
    """
    for first in range(0, len(rows), _QUESTIONS_AT_A_TIME):
        yield _answer_some(engine, rows[first : first + _QUESTIONS_AT_A_TIME], k, reports)


def _answer_some(
    engine: Engine, rows: Sequence[Row], k: int | None, reports: Sequence[str] | None
) -> list[Result]:
    errors: dict[int, Problem] = {}
    questions = {}
    for at, row in enumerate(rows):
        if row.error is not None:
            errors[at] = row.error
            continue
        try:
            questions[at] = engine.question(
                row.question,
                k if row.k is None else row.k,
                reports if row.reports is None else row.reports,
            )
        except BadRequest as error:
            errors[at] = problem(422, str(error))
    answers = dict(zip(questions, engine.ask(list(questions.values())), strict=True))
    return [_result(row, answers.get(at), errors.get(at)) for at, row in enumerate(rows)]


def _result(row: Row, answer: Answer | None, error: Problem | None) -> Result:
    content: Result = {"id": row.id}
    if answer is not None:
        content |= answer_dict(answer)
    else:
        content |= {"question": row.question} if row.question else {}
        content["error"] = None if error is None else asdict(error)
    if row.columns:
        content["columns"] = row.columns
    return content


def run_batch(
    engine: Engine,
    questions: Path,
    output: Path,
    write: Callable[[Iterable[Result]], Iterable[str]],
    k: int | None,
    reports: Sequence[str] | None,
    progress: Callable[[int, int], None],
) -> tuple[int, int]:
    """Answer a question file into an output file; a run that was interrupted goes on.

    The answers so far lie in ``<output>.partial``; the output itself appears
    whole, at the end.

    Args:
        write: makes the lines of the output from the results.
        progress: called with (rows answered since the last call, rows in all).

    Returns:
        The number of rows, and how many of them failed.

    Raises:
        BadRequest: when the file, k or reports cannot be used.
    """
    content = questions.read_bytes()
    rows = read_rows(questions.name, content)
    journal = output.with_name(output.name + ".partial")
    engine.question("are these options right?", k, reports)
    header = {
        "questions_sha256": hashlib.sha256(content).hexdigest(),
        "index": engine.generation.manifest.fingerprint,
        "k": k or engine.settings.k,
        "reports": list(reports) if reports else None,
        "search": [engine.settings.candidates, engine.settings.lexical_weight],
        "calibration": asdict(load_calibration()),
    }
    done = _resume(journal, header)
    progress(done, len(rows))
    with journal.open("a", encoding="utf-8") as stream:
        for results in answer_rows(engine, rows[done:], k, reports):
            stream.writelines(map(json_line, results))
            stream.flush()
            progress(len(results), len(rows))
    finished = output.with_name(output.name + ".finished")
    with finished.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(write(_journal_rows(journal)))
    finished.replace(output)
    failed = sum("error" in row for row in _journal_rows(journal))
    journal.unlink()
    return len(rows), failed


def json_line(content: dict[str, Any]) -> str:
    """Return an object as a line of JSON, a single one by anyone's rules of lines."""
    text = json.dumps(content, ensure_ascii=False)
    for mark in "\u0085\u2028\u2029":  # which Python's splitlines, among others, splits at
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text + "\n"


def _resume(journal: Path, header: dict[str, Any]) -> int:
    """Return how many rows the journal of the same run holds; start it anew when there is none."""
    if journal.exists():
        lines = journal.read_bytes().splitlines(keepends=True)
        # A line that was cut off while it was written is written again.
        whole = [line for line in lines if line.endswith(b"\n")]
        if whole and whole[0] == json_line(header).encode():
            journal.write_bytes(b"".join(whole))
            return len(whole) - 1
    journal.write_text(json_line(header), encoding="utf-8")
    return 0


def _journal_rows(journal: Path) -> Iterator[Result]:
    with journal.open(encoding="utf-8") as stream:
        next(stream)
        yield from map(json.loads, stream)
