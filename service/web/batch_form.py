"""What the form for question files offers, and the jobs that come of what it sends."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from corpus.errors import BadRequest, UnreadableFile
from corpus.settings import Settings
from index.store.protocol import View
from service.answers.engine import Engine
from service.batch.jobs import Job, JobStore
from service.batch.progress import cut
from service.batch.question_files import Row, read_rows, table_rows
from service.batch.question_tables import TABLES, Table, read_table
from service.web.ask_api import scope_of, whole_number
from service.web.ask_page import filter_choices

_SAMPLES = 3
_SAMPLE_CHARACTERS = 90


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table that may hold the questions; ``number`` counts from 0."""

    number: int
    name: str
    samples: list[str]
    likeliest: bool


def choices(settings: Settings, generation: View) -> dict[str, Any]:
    """Return what the form shows: the limits, and what there is to choose from."""
    sources = generation.sources
    return {"settings": settings, "sources": sources, **filter_choices(generation)}


def send(settings: Settings, engine: Engine, store: JobStore) -> Job:
    """Make a job of the form of this request.

    Returns:
        A job that waits for its turn or, where the column of the questions must be
        chosen, for a person.

    Raises:
        BadRequest: when the file or an option cannot be used.
        UnreadableFile: when the file's bytes cannot be read.
        QueueFull: when too many jobs wait.
    """
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        raise BadRequest("no file chosen", "choose a question file")
    name, content = upload.filename, upload.read()
    # A form sends the fields that nobody filled in, too.
    given = MultiDict((field, text) for field, text in request.form.items(multi=True) if text)
    scope = scope_of(given)
    about = {"k": engine.check_options(whole_number(given.get("k")), scope), "scope": scope}
    if Path(name).suffix.lower() in TABLES:
        table = read_table(name, content)
        if len(table.questions) != 1:
            # A first line that is no names but the only question is a question, too.
            _count(settings, table.rows or table.names)
            return store.add(name, content, state="choosing", **about)
        rows = table_rows(table)
    else:
        rows = read_rows(name, content)
    return store.add(name, content, state="queued", rows=_count(settings, rows), **about)


def choose_column(settings: Settings, store: JobStore, job: Job) -> None:
    """Let a job wait for its turn, with the column that the form of this request names.

    Raises:
        BadRequest: when there is no such column, or no question in it.
        QueueFull: when too many jobs wait.
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
        rows=_count(settings, rows),
        column=number,
        headed=headed,
    )


def table_of(store: JobStore, job: Job) -> Table:
    """Return the table that a job was sent.

    Raises:
        BadRequest: when it could be read once, and cannot any more.
    """
    try:
        return read_table(job.name, store.questions(job.id))
    except UnreadableFile as error:
        raise BadRequest(error.reason, error.remedy) from error


def columns(table: Table) -> list[Column]:
    """Return the columns of a table, each with its first cells that are not empty."""
    likeliest = table.likeliest()
    return [
        Column(number, name, list(islice(_cells(table, number), _SAMPLES)), number == likeliest)
        for number, name in enumerate(table.names)
    ]


def _cells(table: Table, number: int) -> Any:
    for row in table.rows:
        if number < len(row) and row[number].strip():
            yield cut(row[number].strip(), _SAMPLE_CHARACTERS)


def _count(settings: Settings, rows: Sequence[object]) -> int:
    if not rows:
        raise BadRequest("the file has no questions", "write at least one")
    if len(rows) > settings.max_upload_rows:
        raise BadRequest(
            f"the file has {len(rows)} questions",
            f"send at most {settings.max_upload_rows} here, or use python -m service batch",
        )
    return len(rows)
