"""Write answers as files to take away: JSON lines, CSV, Markdown and spreadsheets.

``WRITERS`` are for many questions: a line each. ``LISTS`` are for one: a line a passage.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from corpus.errors import BadRequest
from service.answers.answer import Answer
from service.answers.as_json import answer_dict, json_line
from service.answers.result import Result, to_line
from service.exports.markdown import answer_list, batch
from service.exports.tables import csv_lines, passage_table, question_table
from service.exports.workbook import workbook

Writer = Callable[[Iterable[Result]], Iterator[bytes]]
"""Makes a file, piece by piece, of results, which it may read twice."""
ListWriter = Callable[[Answer], Iterator[bytes]]
"""Makes a file, piece by piece, of the answer to one question."""


def writer_for(name: str) -> Writer:
    """Return what writes the format that a file name's ending stands for.

    Raises:
        BadRequest: when there is no such format.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in WRITERS:
        raise BadRequest(f"{name} has no known format", f"end it in one of {', '.join(WRITERS)}")
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
    ".md": batch,
    ".xlsx": lambda rows: workbook(question_table(rows)),
}
"""What writes the answers to a file of questions in each format."""

LISTS: dict[str, ListWriter] = {
    ".jsonl": lambda answer: iter([json_line(answer_dict(answer)).encode()]),
    ".csv": lambda answer: csv_lines(passage_table(answer)),
    ".md": answer_list,
    ".xlsx": lambda answer: workbook(passage_table(answer)),
}
"""What writes the answer to one question in each format."""
