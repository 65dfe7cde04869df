"""Create the Flask application: routes, body limits, response headers and error responses."""

import errno
import logging
import re

from flask import Flask, Response, g, render_template, request
from markupsafe import Markup, escape
from werkzeug.exceptions import HTTPException

from corpus.errors import BadRequest, CorpusError, IndexProblem, NotStarted, PinciteError
from corpus.settings import Settings
from service.answers.as_json import problem_json
from service.answers.engine import Engine
from service.answers.problems import MEDIA_TYPE, TOO_LARGE, problem
from service.answers.serving import NotReady
from service.batch.job import JobFolderError, JobNotFound
from service.builds.build import BuildNotFound
from service.builds.runner import Builder
from service.builds.shelf import CorpusFolderError
from service.citecheck.doors.kept import CheckNotFound
from service.web import access, public_url, request_log
from service.web.api import answer_file, ask_api, openapi, pack_api
from service.web.body_limit import body_limit, draft_limit
from service.web.door import Door
from service.web.headers import HEADERS
from service.web.metrics import Metrics
from service.web.named_reports import find_named
from service.web.pages import (
    about_page,
    absent_page,
    ask_page,
    batch_page,
    builds_page,
    check_page,
    cite_page,
    compare_page,
    report_page,
    reports_page,
    source_files,
)
from service.web.pages.editions import changes_page

_log = logging.getLogger(__name__)
_RETRY_SECONDS = "2"
_FORM_BLOCK_BYTES = 2**16
"""Bytes of a form that Werkzeug reads at a time; see ``werkzeug.formparser``."""
_CODE = re.compile("`([^`]*)`")
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_ROUTES = (
    ask_api,
    openapi,
    ask_page,
    report_page,
    changes_page,
    source_files,
    batch_page,
    check_page,
    compare_page,
    absent_page,
    cite_page,
    answer_file,
    pack_api,
    about_page,
)


def create_app(
    settings: Settings,
    engine: Engine,
    metrics: Metrics | None = None,
    builder: Builder | None = None,
    door: Door | None = None,
) -> Flask:
    """Return the application.

    Args:
        engine: answers questions; routes that need it return 503 until an index is loaded.
        metrics: counts requests; a new ``Metrics`` when None.
        builder: builds the index; a new ``Builder`` when None.
        door: a route besides those of the application.
    """
    app = Flask(__name__)
    # Werkzeug also counts the part of a file that it has buffered: one block and a little more.
    app.config["MAX_FORM_MEMORY_SIZE"] = settings.max_body_bytes + 2 * _FORM_BLOCK_BYTES
    app.before_request(lambda: _bound_body(settings, door))
    request_log.install(app, settings, engine, metrics or Metrics())
    access.install(app, settings)
    app.before_request(lambda: find_named(engine))
    for module in _ROUTES:
        app.register_blueprint(module.blueprint(settings, engine))
    builder = builder or Builder(engine)
    for page in (reports_page, builds_page):
        app.register_blueprint(page.blueprint(settings, engine, builder))
    if door is not None:
        app.register_blueprint(door.blueprint(settings, engine))
    app.add_template_filter(_sentence, "sentence")
    app.add_template_filter(_with_code, "with_code")
    app.after_request(_add_headers)
    public_url.install(app, settings)
    app.register_error_handler(BadRequest, lambda error: _fail(422, str(error), error))
    app.register_error_handler(NotReady, _not_ready)
    app.register_error_handler(NotStarted, _not_ready)
    app.register_error_handler(IndexProblem, _lost_index)
    app.register_error_handler(
        request_log.DeadlineExceeded, lambda _error: _deadline_exceeded(settings)
    )
    for missing in (JobNotFound, BuildNotFound, CheckNotFound):
        app.register_error_handler(missing, lambda error: _fail(404, str(error), error))
    for full in (JobFolderError, CorpusFolderError):
        app.register_error_handler(full, lambda error: _fail(507, str(error), error))
    app.register_error_handler(CorpusError, lambda error: _fail(409, str(error), error))
    app.register_error_handler(OSError, _system_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)
    return app


def _bound_body(settings: Settings, door: Door | None) -> None:
    """Limit the size of a request body; see ``body_limit``."""
    if request.endpoint == builds_page.UPLOAD:
        request.max_content_length = settings.max_report_upload_bytes
    elif request.endpoint == check_page.SEND:
        request.max_content_length = draft_limit(settings)
        request.max_form_memory_size = draft_limit(settings)
    elif door is not None and request.path == door.path:
        request.max_content_length = door.body_bytes
    else:
        request.max_content_length = body_limit(settings, request.mimetype)


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _sentence(text: str) -> str:
    """Return an error text with a capital at the start and a full stop at the end.

    The name of a file or of a setting at the start stays as it is.
    """
    name = "." in text.partition(" ")[0]
    return (text if name else text[:1].upper() + text[1:]) + (
        "" if text.endswith((".", "…")) else "."
    )


def _with_code(text: str) -> Markup:
    """Return a text as HTML in which what stands between back quotes is code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704  # it is escaped


def _fail(status: int, detail: str, error: PinciteError | None = None) -> Response:
    """Return an error as a page for browsers and as problem+json for other clients."""
    content = problem(status, detail, g.request_id, error)
    preferred = request.accept_mimetypes.best_match([MEDIA_TYPE, "text/html"])
    if preferred == "text/html" and request.blueprint != ask_api.NAME:
        return Response(render_template("error.html", problem=content), status=status)
    return Response(problem_json(content), status=status, mimetype=MEDIA_TYPE)


def _not_ready(error: NotReady | NotStarted) -> Response:
    known = error if isinstance(error, NotStarted) else None
    g.no_index = isinstance(error, NotReady) and error.cause == "missing"
    response = _fail(503, str(error), known)
    response.headers["Retry-After"] = _RETRY_SECONDS
    return response


def _lost_index(error: IndexProblem) -> Response:
    """Report a store that failed on this request; the next one may find it well."""
    _log.warning("a request failed: %s", error)
    response = _fail(503, str(error), error)
    response.headers["Retry-After"] = _RETRY_SECONDS
    return response


def _deadline_exceeded(settings: Settings) -> Response:
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
    # A description of our own names the remedy; the default of the library does not.
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
    """Report a full disk as 507: uploads and workbooks need space for temporary files."""
    if error.errno not in _DISK_FULL:
        return _unexpected(error)
    return _fail(507, "the disk of the service is full: free some space, and try again")


def _unexpected(error: Exception) -> Response:
    _log.exception("request failed", exc_info=error)
    return _fail(500, "the service failed on this request: see its log for the reason")
