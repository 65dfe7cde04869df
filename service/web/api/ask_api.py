"""Serve the JSON API: /ask, /healthz and /readyz."""

import re
from collections.abc import Sequence

from flask import Blueprint, Response, abort, request
from pydantic import BaseModel, Field, ValidationError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import UnsupportedMediaType

from corpus.errors import BadRequest
from corpus.settings import Settings
from index.search.scope import Scope
from service.answers.as_json import (
    AskRequest,
    answer_json,
    invalid_fields,
    is_not_json,
)
from service.answers.asked import Asked
from service.answers.engine import Engine
from service.answers.opened import Opened
from service.answers.vocabulary import field_named
from service.web.api.query import canonical, parameter_of

NAME = "api"
PARAMETERS = ("q", "k", "report", "publisher", "from", "to", "spelling", "scope")
_REPEATABLE = ("report", "publisher")


class Health(BaseModel):
    """The state of the service."""

    status: str
    generation: str | None = Field(default=None, description="the index generation that answers")
    refused: str | None = Field(
        default=None, description="why a newer generation cannot be opened, if there is one"
    )
    corpus: str | None = Field(
        default=None,
        description="what has changed in the corpus folder since the index was built; null when "
        "nothing has, or when it is not known yet",
    )


def blueprint(_settings: Settings, engine: Engine) -> Blueprint:
    """Return the routes of the JSON API."""
    routes = Blueprint(NAME, __name__)

    @routes.get("/ask")
    def ask() -> Response:
        return _answer(engine, question_of(engine, request.args))

    @routes.post("/ask")
    def ask_with_body() -> Response:
        if request.mimetype != "application/json":
            raise UnsupportedMediaType(
                "unsupported Content-Type: send the body as application/json"
            )
        try:
            body = AskRequest.model_validate_json(request.get_data())
        except ValidationError as error:
            refused = invalid_fields(error, "invalid body")
            if is_not_json(error):
                abort(400, str(refused))
            raise refused from error
        as_written = body.spelling is not None
        return _answer(
            engine,
            engine.asked(
                body.question,
                body.k,
                body.scope(),
                as_written=as_written,
                all_reports=body.all_reports is not None,
            ),
        )

    @routes.get("/healthz")
    def healthz() -> Response:
        return _health(Health(status="ok"))

    @routes.get("/readyz")
    def readyz() -> Response:
        opened = engine.serving.ready
        changes = engine.corpus_changes(opened, wait_seconds=0)
        return _health(
            Health(
                status="ready",
                generation=opened.generation.manifest.generation,
                refused=engine.serving.refusal,
                corpus=changes.sentence if changes else None,
            )
        )

    return routes


def question_of(engine: Engine, given: MultiDict[str, str]) -> Asked:
    """Return the question of a query; every parameter must be known.

    Raises:
        BadRequest: when a parameter is unknown, missing, repeated or not valid.
        NotReady: while no generation serves.
    """
    check_parameters(given)
    return asked_of(engine, canonical(given))


def asked_of(
    engine: Engine,
    given: MultiDict[str, str],
    opened: Opened | None = None,
    *,
    all_reports: bool = False,
) -> Asked:
    """Return the question of a query or a form; other fields are ignored.

    Args:
        opened, all_reports: see ``Engine.asked``.

    Raises:
        BadRequest: when a field is not valid.
        NotReady: while no generation serves.
    """
    return engine.asked(
        given.get("q", ""),
        whole_number(given.get("k")),
        scope_of(given),
        as_written=is_set(given, "spelling", "as_written"),
        all_reports=is_set(given, "scope", "all") or all_reports,
        opened=opened,
    )


def check_parameters(given: MultiDict[str, str], known: Sequence[str] = PARAMETERS) -> None:
    """Check the parameters of a query that asks a question; see ``check_names``.

    Raises:
        BadRequest: when a parameter is unknown or repeated, or the question is missing.
    """
    check_names(given, known)
    if not any(parameter_of(name) == "q" for name in given):
        raise BadRequest("the parameter q is missing", "write the question as /ask?q=…", "question")


def check_names(given: MultiDict[str, str], known: Sequence[str]) -> None:
    """Check the names of the parameters of a query, and that each is given as often as it may be.

    Raises:
        BadRequest: when a parameter is unknown or repeated.
    """
    unknown = sorted(name for name in given if parameter_of(name) not in known)
    if unknown:
        raise BadRequest(f"unknown parameter {unknown[0]}", f"use {', '.join(known)}")
    for name, values in given.lists():
        if parameter_of(name) not in _REPEATABLE and len(values) > 1:
            raise BadRequest(
                f"the parameter {name} appears twice", "send it once", field_named(name)
            )


def scope_of(given: MultiDict[str, str]) -> Scope:
    """Return the filters of a query or a form.

    Raises:
        BadRequest: when a date is not valid; see ``Scope``.
    """
    return Scope(
        tuple(given.getlist("report")),
        tuple(given.getlist("publisher")),
        given.get("from"),
        given.get("to"),
    )


def is_set(given: MultiDict[str, str], name: str, value: str) -> bool:
    """Return whether a parameter of a query has its one value; it may be missing or empty.

    Raises:
        BadRequest: when it has another value.
    """
    found = given.get(name)
    if found not in (None, "", value):
        raise BadRequest(f"unknown {name} {found}", f"use {value}, or leave it out", name)
    return bool(found)


def whole_number(text: str | None) -> int | None:
    """Return the value of k in a query or a form; None when it is missing or empty.

    Raises:
        BadRequest: when the value is not a whole number of at most nine digits.
    """
    if not text:
        return None
    if not re.fullmatch(r"-?[0-9]{1,9}", text):
        raise BadRequest("k is not a whole number", "write digits, as in k=5", "k")
    return int(text)


def _answer(engine: Engine, asked: Asked) -> Response:
    (answer,) = engine.ask([asked])
    return Response(answer_json(answer), mimetype="application/json")


def _health(health: Health) -> Response:
    return Response(health.model_dump_json(), mimetype="application/json")
