"""Serve certificates of absence: a form, the certificate or its refusal, and both as files."""

import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, g, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound, ServiceUnavailable, UnsupportedMediaType

from corpus.errors import BadRequest
from corpus.settings import Settings
from service.absence.certify import Record, certify
from service.absence.document import TEMPLATES, certificate_html, certificate_json, shown
from service.absence.phrases import phrases_of
from service.absence.request import Request
from service.answers.engine import Engine
from service.reading.cache import SizedCache
from service.web.api.ask_api import check_names, is_set, scope_of
from service.web.api.query import canonical, prefers_json
from service.web.pages.ask_page import filter_choices
from service.web.pages.filter_chips import FILTERS
from service.web.request_log import DeadlineExceeded

PARAMETERS = ("q", "phrases", *FILTERS, "partial", "format", "record")
FORMATS = {"json": "application/json", "html": "text/html"}
_RETRY_SECONDS = 60


def blueprint(settings: Settings, engine: Engine) -> Blueprint:
    """Return the routes of the page."""
    routes = Blueprint("absent", __name__, template_folder=TEMPLATES)
    held = SizedCache[bytes](settings.certificate_cache_bytes, len)

    @routes.route("/absent", methods=["GET", "POST"])
    def absent() -> Response:
        if request.is_json:
            raise UnsupportedMediaType("unsupported Content-Type: send the fields of a form")
        given = request.form if request.method == "POST" else request.args
        wanted = _format_of(given)
        if not wanted:
            return _page(settings, engine, held, given)
        check_names(given, PARAMETERS)
        try:
            return _file(_content(settings, engine, held, canonical(given)), wanted)
        except DeadlineExceeded as error:
            raise ServiceUnavailable(_late(settings), retry_after=_RETRY_SECONDS) from error

    return routes


def _format_of(given: MultiDict[str, str]) -> str:
    """Return the format that is asked for; "" for the page."""
    wanted = given.get("format", "")
    if wanted not in ("", *FORMATS):
        raise BadRequest(
            f"unknown format {wanted}", "use json or html, or leave it out for the page", "format"
        )
    return "json" if not wanted and prefers_json() else wanted


def _content(
    settings: Settings, engine: Engine, held: SizedCache[bytes], given: MultiDict[str, str]
) -> bytes:
    """Return the file of a record: the one that is named, or a new one.

    Raises:
        NotFound: when the one that is named is not held, and nothing else is asked.
    """
    name = given.get("record", "")
    content = held.peek(name)
    if content is not None:
        return content
    if name and not (given.get("q") or given.get("phrases")):
        raise NotFound("this certificate is no longer held: certify again, or use its saved file")
    return certificate_json(_certified(settings, engine, given))


def _certified(settings: Settings, engine: Engine, given: MultiDict[str, str]) -> Record:
    def go_on(_done: int, _total: int) -> None:
        if time.monotonic() - g.arrived > settings.request_seconds:
            raise DeadlineExceeded

    asked = _asked(settings, given)
    # Half of the time is left for the search.
    return certify(engine, asked, wait_seconds=settings.request_seconds / 2, progress=go_on)


def _asked(settings: Settings, given: MultiDict[str, str]) -> Request:
    question, lines = given.get("q", "").strip(), given.get("phrases", "").splitlines()
    scope, partial = scope_of(_filled(given)), is_set(given, "partial", "1")
    phrases = any(map(str.strip, lines))
    if question and phrases:
        raise BadRequest(
            "a question and phrases are given", "certify one of them at a time", "question"
        )
    if question:
        return Request((), question, scope, partial)
    if not phrases:
        raise BadRequest(
            "there is nothing to certify",
            "write phrases, one on each line, or a question",
            "phrases",
        )
    return Request(phrases_of(lines, settings), None, scope, partial)


def _filled(given: MultiDict[str, str]) -> MultiDict[str, str]:
    """Return a form without its empty fields."""
    return MultiDict((name, text) for name, text in given.items(multi=True) if text)


def _file(content: bytes, form: str) -> Response:
    record = json.loads(content)
    if form == "html":
        content = certificate_html(record).encode()
    response = Response(content, mimetype=FORMATS[form])
    name = f"certificate-{record['record_id'][:12]}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _late(settings: Settings) -> str:
    return (
        f"the certificate took longer than {settings.request_seconds:g} seconds: choose fewer "
        "reports or phrases, or use the command pincite absent"
    )


def _page(
    settings: Settings, engine: Engine, held: SizedCache[bytes], sent: MultiDict[str, str]
) -> Response:
    generation, filled = engine.opened.generation, _filled(sent)
    values: dict[str, Any] = {"settings": settings, "given": filled, "reports": []}
    try:
        values |= {"given": (given := canonical(filled))}
        values |= filter_choices(generation, given.getlist("report"))
        values["filtered"] = any(name in given for name in FILTERS)
        if not sent.keys() & {"q", "question", "phrases", "record"}:
            return _rendered(values)
        content = _content(settings, engine, held, given)
    except BadRequest as error:
        return _rendered({**values, "error": error}, 422)
    except DeadlineExceeded:
        return _rendered({**values, "late": _late(settings)}, 503)
    record = json.loads(content)
    held.get(record["record_id"], lambda: content)
    return _rendered({**values, **shown(record), "files": _links(settings, record, given)})


def _links(settings: Settings, record: Record, given: MultiDict[str, str]) -> dict[str, str]:
    """Return the addresses of the files of a record, by their format.

    They repeat the request, for when the record is no longer held; a longer one names its record.
    """
    pairs = [pair for pair in given.items(multi=True) if pair[0] not in ("format", "record")]
    pairs = pairs if len(urlencode(pairs)) <= settings.max_certificate_link_chars else []
    return {
        form: "/absent?" + urlencode([*pairs, ("record", record["record_id"]), ("format", form)])
        for form in FORMATS
    }


def _rendered(values: Mapping[str, Any], status: int = 200) -> Response:
    response = Response(render_template("absent.html", **values), status)
    response.headers["Cache-Control"] = "no-store"
    return response
