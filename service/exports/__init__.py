"""Write answers as JSON lines, CSV, Markdown and Excel workbooks.

``WRITERS`` write the results of a question file, one line per question. ``ANSWER_WRITERS`` write
the answer to a single question, one line per passage.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from corpus.errors import BadRequest
from service.answers.answer import Answer
from service.answers.as_json import answer_dict, json_line
from service.answers.result import Result, to_line
from service.exports.markdown import answer_markdown, results_markdown
from service.exports.tables import csv_lines, passage_table, question_table
from service.exports.workbook import workbook

Writer = Callable[[Iterable[Result]], Iterator[bytes]]
"""Yields the content of a file from results; it may iterate over them twice."""
AnswerWriter = Callable[[Answer], Iterator[bytes]]
"""Yields the content of a file from one answer."""


def writer_for(name: str) -> Writer:
    """Return the writer for the suffix of a file name.

    Raises:
        BadRequest: when no writer has this suffix.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in WRITERS:
        raise BadRequest(
            f"the format of {name} is not supported",
            f"use a name that ends in {', '.join(WRITERS)}",
        )
    return WRITERS[suffix]


def _jsonl(rows: Iterable[Result]) -> Iterator[bytes]:
    return (to_line(row).encode() for row in rows)


MEDIA_TYPES = {
    ".jsonl": "application/jsonl",
    ".csv": "text/csv",
    ".md": "text/markdown",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

WRITERS: dict[str, Writer] = {
    ".jsonl": _jsonl,
    ".csv": lambda rows: csv_lines(question_table(rows)),
    ".md": results_markdown,
    ".xlsx": lambda rows: workbook(question_table(rows)),
}
"""Writers for the results of a question file, by file suffix."""

ANSWER_WRITERS: dict[str, AnswerWriter] = {
    ".jsonl": lambda answer: iter([json_line(answer_dict(answer)).encode()]),
    ".csv": lambda answer: csv_lines(passage_table(answer)),
    ".md": answer_markdown,
    ".xlsx": lambda answer: workbook(passage_table(answer)),
}
"""Writers for the answer to one question, by file suffix."""
