"""Serve evidence packs: of the answers to a question file, and of questions asked again."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from tempfile import TemporaryFile
from typing import IO
from urllib.parse import parse_qsl, urlsplit

from flask import Blueprint, Response, abort, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound, UnsupportedMediaType

from corpus.errors import BadRequest
from corpus.settings import Settings
from service.answers.as_json import AskRequest, invalid_fields, is_not_json
from service.answers.asked import Asked
from service.answers.engine import Engine
from service.answers.opened import Opened
from service.batch.jobs import JobStore
from service.packs.contents import Answers, StoredAnswers, packed_answer, packed_result
from service.packs.pack import PackOptions, write_pack
from service.web.api.ask_api import asked_of
from service.web.api.query import canonical

MEDIA_TYPE = "application/zip"
_NAME = "evidence-pack"  # not the id of the job: who knows it can read and delete the job
_BLOCK_BYTES = 2**16
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class PackRequest(BaseModel):
    """The body of POST /pack."""

    model_config = ConfigDict(extra="forbid")

    questions: list[AskRequest] = Field(min_length=1)


class PackForm(BaseModel):
    """The form of POST /pack."""

    url: list[str] = Field(
        min_length=1, description="the address of each question on the ask page, or its query"
    )


def blueprint(settings: Settings, engine: Engine) -> Blueprint:
    """Return the routes of packs."""
    routes = Blueprint("packs", __name__)
    store = JobStore(settings)
    routes.add_app_template_global(lambda: settings.max_pack_questions, "most_packed")

    @routes.get("/batch/<job_id>/pack.zip")
    def pack_of_job(job_id: str) -> Response:
        return _sent(engine, _answers_of(settings, store, job_id))

    @routes.post("/pack")
    def pack_of_questions() -> Response:
        opened = engine.opened
        asked = _asked(settings, engine, opened)
        answers = engine.ask(asked)
        return _sent(engine, [packed_answer(at, one) for at, one in enumerate(answers, start=1)])

    return routes


def _answers_of(settings: Settings, store: JobStore, job_id: str) -> Answers:
    """Return the answers so far to a question file."""
    job = store.get(job_id)
    if job.state == "choosing":
        raise NotFound
    journal = store.journal(job.id)
    count = journal.refresh()
    if not count:
        raise BadRequest("the question file has no answers yet", "try again in a moment")
    if count > settings.max_pack_answers:
        raise BadRequest(
            f"the question file has {count:,} answers; a pack holds {settings.max_pack_answers:,}",
            "upload a shorter file, or raise PINCITE_MAX_PACK_ANSWERS",
        )
    return StoredAnswers(count, lambda: map(packed_result, journal.results(range(count))))


def _asked(settings: Settings, engine: Engine, opened: Opened) -> list[Asked]:
    """Return the questions of the request, of JSON or of a form."""
    given = _given(settings)
    found = []
    for number, one in enumerate(given, start=1):
        try:
            found.append(_one_asked(engine, one, opened))
        except BadRequest as error:
            raise BadRequest(
                f"question {number}: {error.reason}", error.remedy, error.field
            ) from error
    return found


def _given(settings: Settings) -> Sequence[AskRequest | str]:
    """Return the questions of a body of JSON, or the addresses of a form."""
    given: Sequence[AskRequest | str]
    if request.mimetype == "application/json":
        try:
            given = PackRequest.model_validate_json(request.get_data()).questions
        except ValidationError as error:
            refused = invalid_fields(error, "invalid body")
            if is_not_json(error):
                abort(400, str(refused))
            raise refused from error
    elif request.mimetype in _FORMS:
        given = request.form.getlist("url")
    else:
        raise UnsupportedMediaType("unsupported Content-Type: send a form, or application/json")
    if not given:
        raise BadRequest("no questions are given", "send one url for each question", "url")
    if len(given) > settings.max_pack_questions:
        raise BadRequest(
            f"{len(given):,} questions are more than {settings.max_pack_questions:,}",
            "send fewer, upload a question file, or raise PINCITE_MAX_PACK_QUESTIONS",
        )
    return given


def _one_asked(engine: Engine, given: AskRequest | str, opened: Opened) -> Asked:
    if isinstance(given, str):
        try:
            query = MultiDict(parse_qsl(urlsplit(given).query, errors="strict"))
        except ValueError as error:  # no address, or not UTF-8
            raise BadRequest("the url cannot be read", "send the address of the page") from error
        return asked_of(engine, canonical(query), opened)
    return engine.asked(
        given.question,
        given.k,
        given.scope(),
        as_written=given.spelling is not None,
        all_reports=given.all_reports is not None,
        opened=opened,
    )


def _sent(engine: Engine, answers: Answers) -> Response:
    """Write a pack to a temporary file, and send it from there."""
    stream = TemporaryFile()  # noqa: SIM115  # the response closes it
    try:
        write_pack(engine, answers, stream, PackOptions(_NAME, datetime.now(UTC).date()))
        size = stream.tell()
        stream.seek(0)
    except BaseException:
        stream.close()
        raise
    response = Response(_blocks(stream), mimetype=MEDIA_TYPE)
    response.call_on_close(stream.close)  # also where nobody reads it, as with HEAD
    response.content_length = size
    response.headers["Content-Disposition"] = f'attachment; filename="{_NAME}.zip"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _blocks(stream: IO[bytes]) -> Iterator[bytes]:
    with stream:
        while block := stream.read(_BLOCK_BYTES):
            yield block
