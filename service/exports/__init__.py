"""Write answers as JSON lines, CSV, Markdown and Excel workbooks.

``WRITERS`` write the results of a question file, one line per question. ``ANSWER_WRITERS`` write
the answer to a single question, one line per passage.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from corpus.errors import BadRequest
from service.answers.answer import Answer
from service.answers.as_json import answer_dict, json_line
from service.answers.result import Result, to_line
from service.exports.layout import Layout
from service.exports.markdown import answer_markdown, results_markdown
from service.exports.tables import csv_lines, passage_table, question_table
from service.exports.workbook import workbook

_LAYOUT = Layout()


class Writer(Protocol):
    """Yields the content of a file from results; it may iterate over them twice."""

    def __call__(self, rows: Iterable[Result], layout: Layout = _LAYOUT, /) -> Iterator[bytes]:
        """Yield the file in pieces."""


class AnswerWriter(Protocol):
    """Yields the content of a file from one answer."""

    def __call__(self, answer: Answer, layout: Layout = _LAYOUT, /) -> Iterator[bytes]:
        """Yield the file in pieces."""


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


MEDIA_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv",
    ".md": "text/markdown",
    ".jsonl": "application/jsonl",
}

WRITERS: dict[str, Writer] = {
    ".xlsx": lambda rows, layout=_LAYOUT: workbook(question_table(rows, layout)),
    ".csv": lambda rows, layout=_LAYOUT: csv_lines(question_table(rows, layout)),
    ".md": lambda rows, _layout=_LAYOUT: results_markdown(rows),
    ".jsonl": lambda rows, _layout=_LAYOUT: (to_line(row).encode() for row in rows),
}
"""Writers for the results of a question file, by file suffix."""

ANSWER_WRITERS: dict[str, AnswerWriter] = {
    ".xlsx": lambda answer, layout=_LAYOUT: workbook(passage_table(answer, layout)),
    ".csv": lambda answer, layout=_LAYOUT: csv_lines(passage_table(answer, layout)),
    ".md": lambda answer, _layout=_LAYOUT: answer_markdown(answer),
    ".jsonl": lambda answer, _layout=_LAYOUT: iter([json_line(answer_dict(answer)).encode()]),
}
"""Writers for the answer to one question, by file suffix."""
