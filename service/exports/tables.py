"""Build the tables of answers that CSV files and workbooks contain, and write CSV."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from service.answers.answer import Answer, AnswerPassage, verdict
from service.answers.compound import parts_note
from service.answers.index_info import IndexInfo
from service.answers.result import Result
from service.exports.column_names import distinct_names
from service.exports.escape import escape_cell

Cell = str | int | float | None

PASSAGE_COLUMNS = {
    "quote": "the sentence, verbatim",
    "display": "the sentence in readable form",
    "short_answer": "the short answer inside the sentence, if one is marked",
    "score": "the probability that the sentence answers, 0 to 1",
    "citation": "the id of the citation",
    "label": "the citation in words",
    "report": "the id of the report",
    "sentence": "the number of the sentence in the report, from 1",
    "lines": "the lines of the sentence in the report's text, from 1",
    "page": "the first page of the sentence, if the source has pages",
    "section": "the headings above the sentence",
    "start": "the offset of the sentence in the report's text, in code points from 0",
    "end": "the offset of the first code point after the sentence",
    "quote_sha256": "SHA-256 of the quote in UTF-8",
    "text_sha256": "SHA-256 of the report's text in UTF-8",
    "url": "the path of the sentence on the service",
    "report_title": "the title of the report",
    "report_number": "the number of the report",
    "report_date": "the date of the report, year-month-day",
    "report_publisher": "the publisher of the report",
}
"""The columns of a passage, each with its description."""

_BEFORE, _AFTER = ("id", "question"), ("status", "confidence", "answerable", "error")
_OUR_COLUMNS = re.compile(f"{'|'.join(_BEFORE + _AFTER)}|({'|'.join(PASSAGE_COLUMNS)})(_[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of answers.

    Attributes:
        header: the column names, unique regardless of case.
        lines: rows of ``len(header)`` cells; None and "" are empty cells.
        height: the number of lines.
        about: facts about the whole table, as (name, value).
    """

    header: list[str]
    lines: Iterable[list[Cell]]
    height: int
    about: list[tuple[str, Cell]]


def question_table(rows: Iterable[Result]) -> Table:
    """Return a table with one line per question: the user's columns, then the passages.

    Args:
        rows: iterated over twice, for the header and for the lines.
    """
    columns: dict[str, None] = {}
    indexes: dict[IndexInfo, None] = {}
    height = max_passages = 0
    for row in rows:
        columns |= dict.fromkeys(row.columns)
        height += 1
        if row.answer is not None:
            indexes[row.answer.index] = None
            max_passages = max(max_passages, len(row.answer.passages))
    header = [*_BEFORE, *distinct_names(columns, _OUR_COLUMNS.fullmatch, str.casefold), *_AFTER]
    for rank in range(1, max_passages + 1):
        header += [name if rank == 1 else f"{name}_{rank}" for name in PASSAGE_COLUMNS]
    lines = (_question_line(row, list(columns), len(header)) for row in rows)
    return Table(header, lines, height, [("questions", height), *_about(indexes)])


def _question_line(row: Result, columns: Sequence[str], width: int) -> list[Cell]:
    answer = row.answer
    cells: list[Any] = [row.id, row.question or None, *map(row.columns.get, columns)]
    cells += [answer.status, answer.confidence, answer.answerable] if answer else [None] * 3
    cells.append(row.error.detail if row.error else None)
    for passage in answer.passages if answer else ():
        cells += _passage_cells(passage)
    return [_cell(value) for value in cells] + [None] * (width - len(cells))


def passage_table(answer: Answer) -> Table:
    """Return a table with one line per passage of one answer."""
    lines = [
        [answer.question, answer.status, passage.rank, *_passage_cells(passage)]
        for passage in answer.passages
    ]
    about: list[tuple[str, Cell]] = [
        ("question", answer.question),
        ("searched for", answer.searched_for),
        ("searched in", ", ".join(name.words for name in answer.searched_in) or None),
        ("note", parts_note(answer)),
        ("status", verdict(answer)),
        ("confidence", answer.confidence),
        ("answerable", answer.answerable),
    ]
    header = ["question", "status", "rank", *PASSAGE_COLUMNS]
    return Table(header, lines, len(lines), about + _about([answer.index]))


def _passage_cells(passage: AnswerPassage) -> list[Cell]:
    """Return one cell for each of ``PASSAGE_COLUMNS``."""
    citation = passage.citation
    report = citation.report
    first, last = citation.lines
    return [
        passage.quote, passage.display, passage.answer.text if passage.answer else None,
        passage.score, citation.id, citation.label, report.id, citation.sentence,
        str(first) if first == last else f"{first}–{last}", citation.page,
        citation.section, citation.start, citation.end,
        citation.quote_sha256, citation.text_sha256, citation.url,
        report.title, report.number, report.date, report.publisher,
    ]  # fmt: skip


def _cell(value: object) -> Cell:
    """Return a value as a cell; lists, objects and booleans become JSON."""
    if value is None or (isinstance(value, str | int | float) and not isinstance(value, bool)):
        return value
    return json.dumps(value, ensure_ascii=False)


def _about(indexes: Iterable[IndexInfo]) -> list[tuple[str, Cell]]:
    """Return facts about each index that answered; a build may publish one during a run."""
    return [
        (f"index {name}" if name != "passages" else "sentences in the index", value)
        for index in indexes
        for name, value in asdict(index).items()
    ]


def csv_lines(table: Table) -> Iterator[bytes]:
    """Yield a table as CSV in UTF-8, with the byte order mark that Excel needs."""
    yield "\ufeff".encode()
    yield _csv_line(table.header)
    yield from map(_csv_line, table.lines)


def _csv_line(cells: Sequence[Cell]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerow(
        [escape_cell(cell) if isinstance(cell, str) else cell for cell in cells]
    )
    return stream.getvalue().encode("utf-8", "replace")
