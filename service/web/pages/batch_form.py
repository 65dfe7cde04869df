"""Fill the upload form for question files, and make jobs from what it sends."""

import io
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from flask import request
from werkzeug.datastructures import FileStorage, MultiDict

from corpus.errors import BadRequest, UnreadableFile
from corpus.settings import Settings
from index.store.protocol import View
from service.answers.engine import Engine
from service.batch.job import Job
from service.batch.jobs import JobStore
from service.batch.progress import shorten
from service.batch.question_files import (
    SUFFIXES,
    Row,
    check_suffix,
    no_questions,
    read_rows,
    table_rows,
)
from service.batch.question_tables import TABLE_SUFFIXES, Table, read_table
from service.web.api.ask_api import scope_of, whole_number
from service.web.api.query import canonical
from service.web.pages.ask_page import filter_choices

_SAMPLES = 3
_SAMPLE_CHARACTERS = 90


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a person can choose as the question column.

    Attributes:
        number: the index of the column, from 0.
        samples: the first non-empty cells, shortened.
        likeliest: whether the form suggests this column.
    """

    number: int
    name: str
    samples: list[str]
    likeliest: bool


class FileTooLarge(BadRequest):
    """The question file has more bytes than an upload may have."""


def form_values(settings: Settings, generation: View) -> dict[str, Any]:
    """Return the template values of the form: limits, reports, filters, and what was filled in."""
    given = given_fields()
    choices = filter_choices(generation, given.getlist("report"))
    return {"settings": settings, "suffixes": SUFFIXES, "given": given, **choices}


def given_fields() -> MultiDict[str, str]:
    """Return the fields of the form of the current request that were filled in."""
    # A form also sends its empty fields.
    return MultiDict((field, text) for field, text in request.form.items(multi=True) if text)


def upload(settings: Settings, engine: Engine, store: JobStore) -> Job:
    """Store the question file of the current request as a job.

    Returns:
        A job in state ``queued``, or ``choosing`` when a person must choose the question column.

    Raises:
        FileTooLarge: when the file has more than ``max_upload_bytes``.
        BadRequest: when the file or an option is not valid.
        UnreadableFile: when the bytes of the file cannot be decoded.
        QueueFull: when the queue is full.
        JobFolderError: when the job cannot be stored.
    """
    file = request.files.get("file")
    if file is None or not file.filename:
        raise BadRequest("no file chosen", "choose a question file")
    name = file.filename
    check_suffix(name)
    given = canonical(given_fields())
    scope = scope_of(given)
    options = {"k": engine.check_options(whole_number(given.get("k")), scope), "scope": scope}
    content = _read(file, settings.max_upload_bytes)
    if Path(name).suffix.lower() in TABLE_SUFFIXES:
        table = read_table(name, content)
        if len(table.questions) != 1:
            # Without rows, the first line may itself be the only question.
            _checked_count(settings, name, table.rows or table.names)
            return store.add(name, content, state="choosing", sheet=table.sheet, **options)
        options["sheet"] = table.sheet
        rows = table_rows(table)
    else:
        rows = read_rows(name, content)
    return store.add(
        name, content, state="queued", rows=_checked_count(settings, name, rows), **options
    )


def _read(file: FileStorage, most: int) -> bytes:
    size = file.stream.seek(0, io.SEEK_END)
    if size > most:
        has, limit = _sizes(size, most)
        raise FileTooLarge(
            f"{file.filename} has {has}; at most {limit}",
            "divide it, or use python -m service batch",
        )
    file.stream.seek(0)
    content: bytes = file.read()
    return content


def _sizes(*sizes: int) -> list[str]:
    """Return sizes in words, in bytes where they would look alike."""
    words = [
        f"{size / 1e6:.1f} MB".replace(".0 ", " ") if size >= 1e6 else f"{size / 1e3:.0f} KB"
        for size in sizes
    ]
    return words if len(set(words)) == len(words) else [f"{size:,} bytes" for size in sizes]


def choose_column(settings: Settings, store: JobStore, job: Job) -> None:
    """Queue a job with the question column that the form of the current request chooses.

    Raises:
        BadRequest: when the table does not have the column, or the column has no questions.
        QueueFull: when the queue is full.
        JobNotFound: when the job was removed.
        JobFolderError: when the job cannot be stored.
    """
    chosen = request.form.get("column", "")
    if not re.fullmatch("[0-9]{1,4}", chosen):
        raise BadRequest("no column chosen", "choose the column that holds the questions")
    number = int(chosen)
    headed = "headless" not in request.form
    rows: Sequence[Row] = table_rows(table_of(store, job), number, headed=headed)
    store.change(
        job.id,
        ("choosing",),
        state="queued",
        queued=time.time(),
        rows=_checked_count(settings, job.name, rows),
        column=number,
        headed=headed,
    )


def table_of(store: JobStore, job: Job) -> Table:
    """Return the table of the uploaded file of a job.

    Raises:
        BadRequest: when the file can no longer be read.
        JobNotFound: when the job was removed.
    """
    try:
        return read_table(job.name, store.questions(job.id))
    except UnreadableFile as error:
        raise BadRequest(error.reason, error.remedy) from error


def columns(table: Table) -> list[Column]:
    """Return the columns of a table, each with its first non-empty cells."""
    likeliest = table.likeliest_column()
    return [
        Column(number, name, list(islice(_cells(table, number), _SAMPLES)), number == likeliest)
        for number, name in enumerate(table.names)
    ]


def _cells(table: Table, number: int) -> Iterator[str]:
    for row in table.rows:
        if number < len(row) and row[number].strip():
            yield shorten(row[number].strip(), _SAMPLE_CHARACTERS)


def _checked_count(settings: Settings, name: str, rows: Sequence[object]) -> int:
    if not rows:
        raise no_questions(name)
    if len(rows) > settings.max_upload_rows:
        raise BadRequest(
            f"{name} has {len(rows)} questions",
            f"upload at most {settings.max_upload_rows}, or use python -m service batch",
        )
    return len(rows)
