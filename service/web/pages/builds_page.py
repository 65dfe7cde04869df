"""Add and remove reports, and show the builds that follow: /reports, /remove and /builds."""

from dataclasses import asdict

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.exceptions import Conflict, NotFound

from corpus.errors import BadRequest
from corpus.settings import Settings
from service.answers.engine import Engine
from service.answers.serving import NotReady
from service.builds.build import TAKEN, Build, Received
from service.builds.runner import Builder
from service.builds.shelf import REMOVED, Shelf, is_inside, leads_inside
from service.web.api.query import json_page, wants_json
from service.web.managers import Managers
from service.web.pages.build_rows import build_values
from service.web.pages.report_upload import form_values, take_upload

_NAME = "builds"
UPLOAD = f"{_NAME}.add"
"""The endpoint that takes reports."""
UPLOAD_PATH = "/reports"
"""Its path."""


def blueprint(settings: Settings, engine: Engine, builder: Builder) -> Blueprint:
    """Return the routes."""
    routes = Blueprint(_NAME, __name__)
    managers = Managers(settings)
    routes.add_app_template_global(managers.include_client, "may_manage")
    routes.add_app_template_global(lambda: _serves(engine), "searches_reports")

    @routes.get("/builds/<int:number>")
    def build(number: int) -> Response:
        found = builder.get(number)
        if wants_json() or not _for_page():
            page = _json(found)
        else:
            page = Response(
                render_template("build.html", still="still" in request.args, **build_values(found))
            )
        page.headers["Cache-Control"] = "private, no-cache"
        return page

    @routes.post("/builds")
    def build_again() -> Response:
        managers.check()
        return _accepted(builder.request("request"))

    @routes.post(UPLOAD_PATH)
    def add() -> Response:
        managers.check()
        try:
            received = take_upload(settings, engine)
            _check_taken(received)
        except BadRequest as error:
            if not _for_page():
                raise
            shown = form_values(settings, engine)
            page = render_template("add.html", error=error, **shown)
            return Response(page, 422)
        return _accepted(builder.request("upload", received))

    @routes.get("/remove")
    def ask_to_remove() -> str:
        managers.check()
        path = _file_of(engine, request.args.get("report", ""))
        return render_template(
            "remove.html",
            report=request.args.get("report"),
            path=path,
            others=_other_files(engine, request.args.get("report", "")),
            removed=REMOVED,
            corpus=engine.corpus.absolute(),
        )

    @routes.post("/remove")
    def remove_by_form() -> Response:
        return remove(request.form.get("report", ""))

    @routes.delete("/reports/<path:report_id>")
    def remove(report_id: str) -> Response:
        managers.check()
        kept = Shelf(engine.corpus).remove(_file_of(engine, report_id))
        return _accepted(builder.request("removal", removed=[kept] if kept else []))

    return routes


def _serves(engine: Engine) -> bool:
    try:
        engine.serving.require()
    except NotReady:
        return False
    return True


def _for_page() -> bool:
    """Return whether the client prefers a page to JSON."""
    preferred = request.accept_mimetypes.best_match(["application/json", "text/html"])
    return preferred == "text/html"


def _json(build: Build) -> Response:
    return json_page({**asdict(build), "url": f"/builds/{build.number}"})


def _accepted(build: Build) -> Response:
    """Return 202 with the build; a browser goes to its page."""
    address = f"/builds/{build.number}"
    if _for_page():
        return make_response(redirect(address, 303))
    response = _json(build)
    response.status_code = 202
    response.headers["Location"] = address
    return response


def _check_taken(received: list[Received]) -> None:
    """Check that there is something to build.

    Raises:
        BadRequest: when no file was taken.
    """
    if any(one.outcome in TAKEN for one in received):
        return
    reasons = "; ".join(f"{one.path}: {one.reason}" for one in received[:10])
    more = f"; and {len(received) - 10:,} more" if len(received) > 10 else ""
    raise BadRequest(
        f"no file was added: {reasons}{more}" if received else "the .zip file is empty"
    )


def _other_files(engine: Engine, report_id: str) -> list[str]:
    """Return the paths of the other files of a report's work."""
    reports = engine.opened.generation.reports
    report = reports.get(report_id)
    files = report.work.files if report else ()
    return [reports[one].path for one in files if one != report_id]


def _file_of(engine: Engine, report_id: str) -> str:
    """Return the path of a report's file, or of a file that could not be read.

    Raises:
        NotFound: when there is no such report.
        Conflict: when it is the only one.
        NotReady: while no generation serves.
    """
    generation = engine.opened.generation
    report = generation.reports.get(report_id)
    if report is None:
        refused = (failure.path for failure in generation.manifest.failures)
        if report_id in refused and is_inside(engine.corpus, report_id):
            return report_id
        raise NotFound("unknown report: choose one from /reports")
    if len(generation.reports) == 1:
        raise Conflict("this is the only report: add another one before you remove it")
    path: str = report.path
    if not leads_inside(engine.corpus, path):  # an index from elsewhere may state any path
        raise NotFound(f"the file {path} is not in the corpus folder: build the index again")
    return path
