"""The Flask application: its limits, its headers and its errors."""

import errno
import logging

from flask import Flask, Response, g, render_template, request
from werkzeug.exceptions import HTTPException

from corpus.errors import BadRequest, NotStarted
from corpus.settings import Settings
from service.answers.as_json import problem_json
from service.answers.engine import Engine
from service.answers.problems import MEDIA_TYPE, TOO_LARGE, problem
from service.answers.serving import NotReady
from service.batch.jobs import NotKept
from service.web import (
    about_page,
    access,
    answer_file,
    ask_api,
    ask_page,
    batch_page,
    cite_page,
    report_page,
    reports_page,
    request_log,
    source_files,
)
from service.web.headers import HEADERS
from service.web.metrics import Metrics

_log = logging.getLogger(__name__)
_RETRY_SECONDS = "2"
_FORM_BLOCK_BYTES = 2**16
"""So much of a form is read at a time; see ``werkzeug.formparser``."""
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_DOORS = (
    ask_api,
    ask_page,
    report_page,
    source_files,
    reports_page,
    batch_page,
    cite_page,
    answer_file,
    about_page,
)


def create_app(settings: Settings, engine: Engine, metrics: Metrics | None = None) -> Flask:
    """Return the application.

    Args:
        engine: answers; what needs it answers 503 while nothing serves.
        metrics: where requests are counted; figures of its own when None.
    """
    app = Flask(__name__)
    # Werkzeug counts what it has read of a file and not passed on, too: a block, and a bit more.
    app.config["MAX_FORM_MEMORY_SIZE"] = settings.max_body_bytes + 2 * _FORM_BLOCK_BYTES
    app.before_request(lambda: _bound_body(settings))
    request_log.install(app, settings, engine, metrics or Metrics())
    access.install(app, settings)
    for door in _DOORS:
        app.register_blueprint(door.blueprint(settings, engine))
    app.add_template_filter(_sentence, "sentence")
    app.after_request(_add_headers)
    app.register_error_handler(BadRequest, lambda error: _fail(422, str(error)))
    app.register_error_handler(NotReady, _not_ready)
    app.register_error_handler(NotStarted, _not_ready)
    app.register_error_handler(request_log.Overdue, lambda _error: _overdue(settings))
    app.register_error_handler(NotKept, lambda error: _fail(507, str(error)))
    app.register_error_handler(OSError, _system_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)
    return app


def _bound_body(settings: Settings) -> None:
    """Let only a form with a file in it be as large as an upload."""
    upload = request.mimetype == "multipart/form-data"
    request.max_content_length = settings.max_upload_bytes if upload else settings.max_body_bytes


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _sentence(text: str) -> str:
    """Write an error text as a sentence: a capital first, a full stop last."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "…")) else ".")


def _fail(status: int, detail: str) -> Response:
    """Return an error as a page to a browser and as problem+json to everyone else."""
    content = problem(status, detail, g.request_id)
    preferred = request.accept_mimetypes.best_match([MEDIA_TYPE, "text/html"])
    if preferred == "text/html" and request.blueprint != ask_api.NAME:
        return Response(render_template("error.html", problem=content), status=status)
    return Response(problem_json(content), status=status, mimetype=MEDIA_TYPE)


def _not_ready(error: NotReady | NotStarted) -> Response:
    response = _fail(503, str(error))
    response.headers["Retry-After"] = _RETRY_SECONDS
    return response


def _overdue(settings: Settings) -> Response:
    response = _fail(
        503,
        f"the answer took longer than {settings.request_seconds:g} seconds: "
        "try again, or ask for fewer sentences",
    )
    response.headers["Retry-After"] = _RETRY_SECONDS
    return response


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return Response(error.get_response().get_data(), status, error.get_response().headers)
    # What was said where it was raised names the fix; what the library says does not.
    own = error.description if error.description != type(error).description else None
    response = _fail(status, own or _DETAILS.get(status) or error.description or "")
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            response.headers.add(name, value)
    return response


_DETAILS = {
    404: "this address does not exist: check it, or start at the home page",
    405: "this address does not accept this method: use one from the Allow header",
    413: TOO_LARGE,
}


def _system_error(error: OSError) -> Response:
    """Name a disk that is full: uploads and workbooks need room for temporary files, too."""
    if error.errno not in _FULL:
        return _unexpected(error)
    return _fail(507, "the disk of the service is full: free some space, and try again")


def _unexpected(error: Exception) -> Response:
    _log.exception("request failed", exc_info=error)
    return _fail(500, "the service failed on this request: see its log for the reason")
