"""Serve cite-check: the page that takes a draft, the page of its findings, and the API."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, render_template, request
from werkzeug.exceptions import NotFound, RequestEntityTooLarge, ServiceUnavailable

from corpus.errors import BadRequest, UnreadableFile
from corpus.extract import READABLE
from corpus.settings import Settings
from service.answers.as_json import problem_json
from service.answers.engine import Engine
from service.answers.problems import MEDIA_TYPE, problem
from service.citecheck.doors.drafts import MEDIA_TYPES, files_of
from service.citecheck.doors.held import Checks, ChecksFull
from service.citecheck.doors.kept import UNFINISHED, Check, State
from service.citecheck.output.as_json import findings_json
from service.citecheck.output.html import TEMPLATES, shown
from service.citecheck.output.verdict_words import tally
from service.web.address import site_address
from service.web.api.query import json_page, wants_json
from service.web.pages.check_form import DraftTooLarge, SentDraft, sent_draft

NAME = "citecheck"
SEND = f"{NAME}.send"
SEND_PATH = "/citecheck"
"""The endpoint that takes drafts, and its path."""
_JSON = "application/json"
_RETRY_SECONDS = 60
_PRIVATE = "private, no-store"


@dataclass(frozen=True, slots=True)
class CheckState:
    """A draft that was sent, and how far its check is.

    Attributes:
        check: the id of the check.
        done, total: steps of the check that are done, and in all; both are 0 at first.
        failure: why the draft could not be checked, or kept; "" without a failure.
        url: path of its page.
        counts: number of findings of each verdict; empty until all are known.
        downloads: the paths of the files that the check gives, by the end of their names.
    """

    check: str
    name: str
    state: State
    done: int
    total: int
    failure: str
    url: str
    counts: dict[str, int]
    downloads: dict[str, str]


def blueprint(settings: Settings, engine: Engine) -> Blueprint:
    """Return the routes of cite-check."""
    routes = Blueprint(
        NAME, __name__, template_folder=TEMPLATES, static_folder=TEMPLATES,
        static_url_path="/static/citecheck",
    )  # fmt: skip
    checks = Checks(engine)

    @routes.get(SEND_PATH)
    def form() -> Response:
        return _form_page(settings)

    @routes.post(SEND_PATH)
    def send() -> Response:
        preferred = request.accept_mimetypes.best_match([_JSON, MEDIA_TYPE, "text/html"])
        for_page = preferred == "text/html" and request.mimetype != _JSON
        try:
            sent = sent_draft(settings, engine)
            check = checks.add(sent.name, sent.content, keep=sent.keep, reports=sent.reports)
        except (BadRequest, ChecksFull) as error:
            return _refused(settings, error, for_page=for_page)
        if for_page:
            return make_response(redirect(f"/citecheck/{check.id}", 303))
        return _answer(checks, checks.wait(check.id, settings.request_seconds), sent)

    @routes.get("/citecheck/<check_id>")
    def check_page(check_id: str) -> Response:
        return _check_page(settings, checks.get(check_id))

    @routes.get(f"/citecheck/<check_id>/draft.<any({_listed(MEDIA_TYPES)}):ending>")
    def download(check_id: str, ending: str) -> Response:
        return _download(settings, checks.get(check_id), ending)

    @routes.post("/citecheck/<check_id>/remove")
    def remove(check_id: str) -> Response:
        checks.remove(check_id)
        return make_response(redirect("/citecheck", 303))

    return routes


def _listed(names: Sequence[str] | dict[str, str]) -> str:
    return ", ".join(map(repr, names))


def _form_page(settings: Settings, error: str = "", field: str = "", status: int = 200) -> Response:
    page = render_template(
        "citecheck.html", settings=settings, suffixes=READABLE, error=error, field=field,
        given=request.form,
    )  # fmt: skip
    return Response(page, status)


def _refused(settings: Settings, error: BadRequest | ChecksFull, *, for_page: bool) -> Response:
    """Return a refusal: on the page for browsers, as a problem for other clients."""
    full, large = isinstance(error, ChecksFull), isinstance(error, DraftTooLarge)
    if not for_page:
        if full:
            raise ServiceUnavailable(str(error), retry_after=_RETRY_SECONDS) from error
        if large:
            raise RequestEntityTooLarge(str(error)) from error
        raise error
    status = 503 if full else 413 if large else 422
    response = _form_page(settings, str(error), error.field or "file", status)
    if full:
        response.headers["Retry-After"] = str(_RETRY_SECONDS)
    return response


def _answer(checks: Checks, check: Check, sent: SentDraft) -> Response:
    """Return the findings for a program, or the state of a check that takes longer."""
    if check.state in UNFINISHED:
        response = json_page(asdict(state_of(check)))
        response.status_code = 202
        response.headers["Location"] = f"/citecheck/{check.id}?format=json"
        return response
    if not sent.keep:
        checks.remove(check.id)
    if check.checked is None:
        return _failed(check)
    return _private(Response(findings_json(check.checked), mimetype=_JSON))


def _failed(check: Check) -> Response:
    content = problem(check.status, check.failure, g.request_id)
    return Response(problem_json(content), status=check.status, mimetype=MEDIA_TYPE)


def state_of(check: Check) -> CheckState:
    """Return the state of a check, for programs and for the page."""
    at = f"/citecheck/{check.id}"
    ends = [end for end in MEDIA_TYPES if end != "annotated.docx" or check.content]
    checked = check.checked
    return CheckState(
        check.id, check.name, check.state, check.done, check.total, check.failure, at,
        {str(verdict): count for verdict, count in tally(checked).items()} if checked else {},
        {end: f"{at}/draft.{end}" for end in ends} if checked else {},
    )  # fmt: skip


def _check_page(settings: Settings, check: Check) -> Response:
    state = state_of(check)
    if wants_json():
        return _private(json_page(asdict(state)))
    found: dict[str, Any] = {}
    if check.checked and check.draft:
        found = shown(check.checked, check.draft)
    page = render_template(
        "citecheck_job.html", check=state, kept=check.keep, minutes=settings.check_minutes,
        days=settings.keep_job_days, site="", still="still" in request.args, **found,
    )  # fmt: skip
    return _private(Response(page))


def _download(settings: Settings, check: Check, ending: str) -> Response:
    if check.checked is None or check.draft is None:
        raise NotFound
    site = site_address(settings)
    made = files_of(settings, check.checked, check.draft, check.content, site).get(ending)
    if made is None:
        raise NotFound
    try:
        content = made()
    except UnreadableFile as error:
        raise BadRequest(error.reason, error.remedy) from error
    response = Response(content, mimetype=MEDIA_TYPES[ending])
    response.headers["Content-Disposition"] = f'attachment; filename="draft.{ending}"'
    return _private(response)


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = _PRIVATE
    return response
