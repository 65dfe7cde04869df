"""Build the tables of answers that CSV files and workbooks contain, and write CSV."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from service.answers.answer import Answer, AnswerPassage, Citation, verdict
from service.answers.citation import superseded_words
from service.answers.compound import parts_note
from service.answers.differing.words import in_one_line
from service.answers.index_info import IndexInfo
from service.answers.result import Result
from service.answers.tally import Tally
from service.exports.column_names import distinct_names
from service.exports.escape import escape_cell
from service.exports.layout import Layout

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
    "url": "the link to the sentence; a path where the address of the service is unknown",
    "report_title": "the title of the report",
    "report_number": "the number of the report",
    "report_date": "the date of the report: year, year-month or year-month-day",
    "report_publisher": "the publisher of the report",
}
"""The columns of a passage, each with its description."""
REMARK_COLUMNS = {
    "table_title": "the caption of the table, if the sentence is a row of one",
    "table_row": "the head of the row",
    "table_column": "the head of the column of the cell that answers",
    "ocr": "yes if OCR read the sentence",
    "report_omissions": "what could not be read in the report, or was left out",
    "superseded": "which newer edition supersedes the report",
}
"""More columns of a passage, each in a table where it has a value."""

_SHORT_COLUMNS = (
    *("quote", "short_answer", "score", "label", "url"),
    *("report_title", "report_number", "report_date", "page", "section"),
)
_BEFORE, _AFTER = ("id", "question"), ("status", "confidence", "answerable", "error")
_WHERE_ANY = ("searched_for", "parts", "different_numbers")
"""Columns of a table only where a question was corrected, has several parts, or has sentences that
give different numbers."""
_HOW_TO_FILTER = (
    'In the sheet "Answers", filter the column "status": uncertain is to check, no_answer is '
    "without an answer, and an empty status is failed."
)
_REPEATED = "|".join(PASSAGE_COLUMNS | REMARK_COLUMNS)
_OUR_COLUMNS = re.compile(f"{'|'.join(_BEFORE + _WHERE_ANY + _AFTER)}|({_REPEATED})(_[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of answers.

    Attributes:
        header: the column names, unique regardless of case.
        lines: rows of ``len(header)`` cells; None and "" are empty cells.
        height: the number of lines.
        about: facts about the whole table, as (name, value).
        summary: what comes before the table in a workbook, as (name, value); empty for none.
    """

    header: list[str]
    lines: Iterable[list[Cell]]
    height: int
    about: list[tuple[str, Cell]]
    summary: tuple[tuple[str, Cell], ...] = ()


def question_table(rows: Iterable[Result], layout: Layout) -> Table:
    """Return a table with one line per question: the user's columns, then the passages.

    Args:
        rows: iterated over twice, for the header and for the lines.
    """
    columns: dict[str, None] = {}
    indexes: dict[IndexInfo, None] = {}
    extra: set[str] = set()
    statuses: Counter[str] = Counter()
    max_passages = 0
    noted: set[str] = set()
    for row in rows:
        columns |= dict.fromkeys(row.columns)
        statuses[row.status] += 1
        if row.answer is not None:
            extra.update(name for name, cell in _where_any(row.answer).items() if cell)
            indexes[row.answer.index] = None
            max_passages = max(max_passages, len(row.answer.passages))
            noted.update(remark_columns(row.answer.passages))
    remarks = tuple(name for name in REMARK_COLUMNS if name in noted)
    layout = replace(layout, remarks=remarks)
    shown = [name for name in _WHERE_ANY if name in extra]
    own = distinct_names(columns, _OUR_COLUMNS.fullmatch, str.casefold)
    header = [*_BEFORE, *own, *shown, *_AFTER]
    for rank in range(1, max_passages + 1):
        header += [name if rank == 1 else f"{name}_{rank}" for name in passage_columns(layout)]
    lines = (_question_line(row, list(columns), shown, layout, len(header)) for row in rows)
    height = statuses.total()
    about: list[tuple[str, Cell]] = [("questions", height), *index_facts(indexes)]
    return Table(header, lines, height, about, counts_summary(Tally.of(statuses)))


def _question_line(
    row: Result, columns: Sequence[str], shown: Sequence[str], layout: Layout, width: int
) -> list[Cell]:
    answer = row.answer
    cells: list[Any] = [row.id, row.question or None, *map(row.columns.get, columns)]
    cells += map(_where_any(answer).get, shown) if answer else [None] * len(shown)
    cells += [answer.status, answer.confidence, answer.answerable] if answer else [None] * 3
    cells.append(row.error.detail if row.error else None)
    for passage in answer.passages if answer else ():
        cells += passage_cells(passage, layout)
    return [_cell(value) for value in cells] + [None] * (width - len(cells))


def _where_any(answer: Answer) -> dict[str, str | None]:
    """Return the cells of the columns ``_WHERE_ANY``."""
    parts = " | ".join(answer.parts) or None
    cells = (answer.searched_for, parts, in_one_line(answer.differing))
    return dict(zip(_WHERE_ANY, cells, strict=True))


def counts_summary(tally: Tally) -> tuple[tuple[str, Cell], ...]:
    """Return the counts that a workbook begins with, and how to find the rows behind them."""
    return (
        ("Answered", tally.answered),
        ("To check", tally.to_check),
        ("Without an answer", tally.without_answer),
        ("Failed", tally.failed),
        ("", None),
        ("To see some of them", _HOW_TO_FILTER),
    )


def passage_table(answer: Answer, layout: Layout) -> Table:
    """Return a table with one line per passage of one answer."""
    layout = replace(layout, remarks=remark_columns(answer.passages))
    lines = [
        [answer.question, answer.status, passage.rank, *passage_cells(passage, layout)]
        for passage in answer.passages
    ]
    about: list[tuple[str, Cell]] = [
        ("question", answer.question),
        ("searched for", answer.searched_for),
        ("searched in", ", ".join(name.words for name in answer.searched_in) or None),
        ("note", parts_note(answer)),
        ("different numbers", in_one_line(answer.differing)),
        ("partly read", answer.partly_read.text if answer.partly_read else None),
        ("status", verdict(answer)),
        ("confidence", answer.confidence),
        ("answerable", answer.answerable),
    ]
    header = ["question", "status", "rank", *passage_columns(layout)]
    return Table(header, lines, len(lines), about + index_facts([answer.index]))


def passage_columns(layout: Layout) -> Sequence[str]:
    """Return the names of the columns of a passage."""
    chosen = _SHORT_COLUMNS if layout.columns == "short" else PASSAGE_COLUMNS
    return (*chosen, *layout.remarks)


def remark_columns(passages: Iterable[AnswerPassage]) -> tuple[str, ...]:
    """Return the ``REMARK_COLUMNS`` that have a value in one of these passages."""
    found = [_remarks(passage.citation) for passage in passages]
    return tuple(
        name for at, name in enumerate(REMARK_COLUMNS) if any(cells[at] for cells in found)
    )


def _remarks(citation: Citation) -> list[Cell]:
    return [
        citation.table, citation.row, citation.column,
        "yes" if citation.ocr else None,
        " ".join(one.text for one in citation.report.omissions) or None,
        superseded_words(citation.report.newer_edition),
    ]  # fmt: skip


def passage_cells(passage: AnswerPassage, layout: Layout) -> list[Cell]:
    """Return one cell for each of ``passage_columns``."""
    citation = passage.citation
    report = citation.report
    first, last = citation.lines
    cells: list[Cell] = [
        passage.quote, passage.display, passage.answer.text if passage.answer else None,
        passage.score, citation.id, citation.label, report.id, citation.sentence,
        str(first) if first == last else f"{first}–{last}", citation.page,
        citation.section, citation.start, citation.end,
        citation.quote_sha256, citation.text_sha256, f"{layout.site}{citation.url}",
        report.title, report.number, report.date, report.publisher,
        *_remarks(citation),
    ]  # fmt: skip
    named = dict(zip((*PASSAGE_COLUMNS, *REMARK_COLUMNS), cells, strict=True))
    return [named[name] for name in passage_columns(layout)]


def _cell(value: object) -> Cell:
    """Return a value as a cell; lists, objects and booleans become JSON."""
    if value is None or (isinstance(value, str | int | float) and not isinstance(value, bool)):
        return value
    return json.dumps(value, ensure_ascii=False)


def index_facts(indexes: Iterable[IndexInfo]) -> list[tuple[str, Cell]]:
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
