"""Lay answers out as tables, for CSV and spreadsheets alike."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from service.answers.answer import STATUS_WORDS, Answer, AnswerPassage, IndexInfo
from service.answers.result import Result
from service.exports.column_names import distinct_names
from service.exports.escape import cell

Cell = str | int | float | None

PASSAGE_COLUMNS = {
    "quote": "the sentence, verbatim",
    "display": "the sentence made readable",
    "short_answer": "the short answer inside the sentence, where one is marked",
    "score": "the probability that it answers, 0 to 1",
    "citation": "its id",
    "label": "the citation as one would write it",
    "report": "the report's id",
    "sentence": "its number in the report, from 1",
    "lines": "the lines of the report's text that it stands on",
    "page": "the page that it begins on, where the source has pages",
    "section": "the headings above it",
    "start": "its first character in the report's text, in code points from 0",
    "end": "the first character after it",
    "quote_sha256": "sha256 of the quote in UTF-8",
    "text_sha256": "sha256 of the report's text in UTF-8",
    "url": "its place in the report, on the service",
    "report_title": "the report's title",
    "report_number": "the report's number",
    "report_date": "the report's date, year-month-day",
    "report_publisher": "the report's publisher",
}
"""What is said of a passage, by the names of its columns."""

_BEFORE, _BEHIND = ("id", "question"), ("status", "confidence", "error")
_OURS = re.compile(f"{'|'.join(_BEFORE + _BEHIND)}|({'|'.join(PASSAGE_COLUMNS)})(_[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Table:
    """Answers as lines of cells.

    Attributes:
        header: the columns' names, different from each other in lower case, too.
        lines: as long as the header each; None and "" are empty cells.
        height: how many lines there are.
        about: what holds for the whole table, as (name, value).
    """

    header: list[str]
    lines: Iterable[list[Cell]]
    height: int
    about: list[tuple[str, Cell]]


def question_table(rows: Iterable[Result]) -> Table:
    """Return a line a question: its own columns, then its best passages side by side.

    Args:
        rows: read once for the header, and once more for the lines.
    """
    kept: dict[str, None] = {}
    indexes: dict[IndexInfo, None] = {}
    height = most = 0
    for row in rows:
        kept |= dict.fromkeys(row.columns)
        height += 1
        if row.answer is not None:
            indexes[row.answer.index] = None
            most = max(most, len(row.answer.passages))
    header = [*_BEFORE, *distinct_names(kept, _OURS.fullmatch, str.casefold), *_BEHIND]
    for rank in range(1, most + 1):
        header += [name if rank == 1 else f"{name}_{rank}" for name in PASSAGE_COLUMNS]
    lines = (_question_line(row, list(kept), len(header)) for row in rows)
    return Table(header, lines, height, [("questions", height), *_about(indexes)])


def _question_line(row: Result, kept: Sequence[str], width: int) -> list[Cell]:
    answer = row.answer
    cells: list[Any] = [row.id, row.question or None, *map(row.columns.get, kept)]
    cells += [answer.status, answer.confidence] if answer else [None, None]
    cells.append(row.error.detail if row.error else None)
    for passage in answer.passages if answer else ():
        cells += _passage_cells(passage)
    return [_cell(value) for value in cells] + [None] * (width - len(cells))


def passage_table(answer: Answer) -> Table:
    """Return a line a passage of the answer to one question."""
    lines = [
        [answer.question, answer.status, passage.rank, *_passage_cells(passage)]
        for passage in answer.passages
    ]
    about: list[tuple[str, Cell]] = [
        ("question", answer.question),
        ("searched for", answer.searched_for),
        ("status", STATUS_WORDS[answer.status]),
        ("confidence", answer.confidence),
    ]
    header = ["question", "status", "rank", *PASSAGE_COLUMNS]
    return Table(header, lines, len(lines), about + _about([answer.index]))


def _passage_cells(passage: AnswerPassage) -> list[Cell]:
    """Return the cells of ``PASSAGE_COLUMNS``."""
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
    """Return what a row held as something that a cell can hold."""
    if value is None or (isinstance(value, str | int | float) and not isinstance(value, bool)):
        return value
    return json.dumps(value, ensure_ascii=False)


def _about(indexes: Iterable[IndexInfo]) -> list[tuple[str, Cell]]:
    """Return which index answered; a build may have published another one meanwhile."""
    return [
        (f"index {name}" if name != "passages" else "sentences in the index", value)
        for index in indexes
        for name, value in asdict(index).items()
    ]


def csv_lines(table: Table) -> Iterator[bytes]:
    """Yield a table as CSV in UTF-8, with the mark by which Excel knows that it is."""
    yield "\ufeff".encode()
    yield _csv_line(table.header)
    yield from map(_csv_line, table.lines)


def _csv_line(cells: Sequence[Cell]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerow([cell(one) if isinstance(one, str) else one for one in cells])
    return stream.getvalue().encode("utf-8", "replace")
