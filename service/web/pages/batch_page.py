"""Serve the upload page for question files, and a page with progress and answers for each."""

import time
from dataclasses import asdict
from functools import partial
from itertools import chain
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.exceptions import NotFound, RequestEntityTooLarge, ServiceUnavailable

from corpus.errors import BadRequest, UnreadableFile
from corpus.settings import Settings
from service.answers.engine import Engine
from service.answers.problems import MEDIA_TYPE
from service.answers.serving import NotReady
from service.answers.tally import Tally
from service.batch.job import UNFINISHED, Job, QueueFull
from service.batch.jobs import JobStore
from service.batch.progress import (
    RESULTS_PER_PAGE,
    STATUS_LABELS,
    chart,
    downloads,
    duration,
    pace,
    progress_of,
    summaries,
)
from service.batch.run import StoredResults
from service.batch.runner import JobRunner
from service.exports import MEDIA_TYPES, WRITERS
from service.exports.layout import Layout, checked_columns
from service.web.address import site_address
from service.web.api.query import json_page, page_number, wants_json
from service.web.pages.batch_form import (
    FileTooLarge,
    choose_column,
    columns,
    form_values,
    table_of,
    upload,
)

_RETRY_SECONDS = 60
_QUEUE_FULL = "The queue is full. Try again in a few minutes."


def blueprint(settings: Settings, engine: Engine) -> Blueprint:
    """Return the routes of the upload page and of the job pages."""
    routes = Blueprint("batch", __name__)
    store = JobStore(settings)
    runner = JobRunner(engine, store)
    for helper in (duration, pace):
        routes.add_app_template_global(helper)

    @routes.get("/batch")
    def form() -> Response:
        shown = form_values(settings, engine.opened.generation)
        return Response(render_template("batch.html", **shown))

    @routes.post("/batch")
    def send_file() -> Response:
        try:
            job = upload(settings, engine, store)
        except (BadRequest, UnreadableFile, QueueFull) as error:
            return _upload_error(error, form_values(settings, engine.opened.generation))
        runner.wake()
        return _redirect_to(job)

    @routes.get("/batch/<job_id>")
    def job_page(job_id: str) -> Response:
        job = store.get(job_id)
        if job.state in UNFINISHED:
            runner.wake()  # the process that answered it may be gone
        page = (
            _column_page(store, job) if job.state == "choosing" else _job_page(store, job, engine)
        )
        page.headers["Cache-Control"] = "private, no-cache"
        return page

    @routes.get(f"/batch/<job_id>/answers<any({', '.join(map(repr, WRITERS))}):ending>")
    def answers(job_id: str, ending: str) -> Response:
        job = store.get(job_id)
        if job.state == "choosing":
            raise NotFound
        layout = Layout(checked_columns(request.args.get("columns", "")), site_address(settings))
        return _download(store, job, ending, layout)

    _add_buttons(routes, settings, store, runner)
    return routes


def _add_buttons(routes: Blueprint, settings: Settings, store: JobStore, runner: JobRunner) -> None:
    """Add the routes of the buttons on a job page."""

    @routes.post("/batch/<job_id>/column")
    def column(job_id: str) -> Response:
        job = store.get(job_id)
        if job.state == "choosing":
            try:
                choose_column(settings, store, job)
            except BadRequest as error:
                return _column_page(store, job, str(error))
            except QueueFull as error:
                raise ServiceUnavailable(_QUEUE_FULL, retry_after=_RETRY_SECONDS) from error
            runner.wake()
        return _redirect_to(job)

    @routes.post("/batch/<job_id>/cancel")
    def cancel(job_id: str) -> Response:
        job = store.get(job_id)
        store.change(job.id, UNFINISHED, state="cancelled", ended=time.time())
        return _redirect_to(job)

    @routes.post("/batch/<job_id>/resume")
    def resume(job_id: str) -> Response:
        job = store.get(job_id)
        try:
            store.change(job.id, ("cancelled", "failed"), state="queued", queued=time.time())
        except QueueFull as error:
            raise ServiceUnavailable(_QUEUE_FULL, retry_after=_RETRY_SECONDS) from error
        runner.wake()
        return _redirect_to(job)

    @routes.post("/batch/<job_id>/remove")
    def remove(job_id: str) -> Response:
        store.remove(job_id)
        return make_response(redirect("/batch", 303))


def _redirect_to(job: Job) -> Response:
    return make_response(redirect(f"/batch/{job.id}", 303))


def _upload_error(
    error: BadRequest | UnreadableFile | QueueFull, shown: dict[str, Any]
) -> Response:
    """Return an upload error: on the upload page for browsers, as a problem for other clients."""
    full, large = isinstance(error, QueueFull), isinstance(error, FileTooLarge)
    if request.accept_mimetypes.best_match([MEDIA_TYPE, "text/html"]) != "text/html":
        if isinstance(error, QueueFull):
            raise ServiceUnavailable(_QUEUE_FULL, retry_after=_RETRY_SECONDS) from error
        if large:
            raise RequestEntityTooLarge(str(error)) from error
        raise BadRequest(error.reason, error.remedy, error.field) from error
    detail = _QUEUE_FULL if isinstance(error, QueueFull) else str(error)
    field = getattr(error, "field", None) or "file"
    page = render_template("batch.html", error=detail, field=field, **shown)
    response = Response(page, 503 if full else 413 if large else 422)
    if full:
        response.headers["Retry-After"] = str(_RETRY_SECONDS)
    return response


def _column_page(store: JobStore, job: Job, error: str = "") -> Response:
    table = table_of(store, job)
    found = columns(table)
    if wants_json():
        listed = [asdict(column) for column in found]
        return json_page({"job": job.id, "name": job.name, "state": job.state, "columns": listed})
    page = render_template("batch_column.html", job=job, columns=found, table=table, error=error)
    return Response(page, 422 if error else 200)


def _job_page(store: JobStore, job: Job, engine: Engine) -> Response:
    status = request.args.get("status") or None
    if status is not None and status not in STATUS_LABELS:
        raise BadRequest(f"unknown status {status}", f"use one of {', '.join(STATUS_LABELS)}")
    journal = store.journal(job.id)
    done = journal.refresh()
    numbers = journal.numbers(status)
    pages = max(1, -(-len(numbers) // RESULTS_PER_PAGE))
    page = min(pages, page_number(request.args.get("page", "")))
    first = (page - 1) * RESULTS_PER_PAGE
    results = summaries(journal, numbers[first : first + RESULTS_PER_PAGE])
    progress = progress_of(job, done, store)
    counts = journal.counts()
    if wants_json():
        content = {
            "job": job.id, "name": job.name, "state": job.state, "failure": job.failure,
            "sheet": job.sheet,
            **asdict(progress),
            "counts": {name: counts[name] for name in STATUS_LABELS},
            "summary": str(Tally.of(counts)),
            "generations": journal.generations, "downloads": downloads(job),
            "page": page, "pages": pages, "results": list(map(asdict, results)),
        }  # fmt: skip
        return json_page(content)
    return Response(
        render_template(
            "batch_job.html",
            job=job, progress=progress, shares=chart(counts, job.rows), tally=Tally.of(counts),
            generations=journal.generations, serving=_serving_generation(engine), results=results,
            page=page, pages=pages, status=status, words=STATUS_LABELS,
            downloads=downloads(job), still="still" in request.args,
        )
    )  # fmt: skip


def _serving_generation(engine: Engine) -> str:
    try:
        return engine.opened.generation.manifest.generation
    except NotReady:
        return ""


def _download(store: JobStore, job: Job, ending: str, layout: Layout) -> Response:
    journal = store.journal(job.id)
    known = range(journal.refresh())  # results that arrive during the download are left out
    pieces = WRITERS[ending](StoredResults(partial(journal.results, known)), layout)
    first = next(pieces, b"")  # raises errors of the writer before the response starts
    response = Response(chain([first], pieces), mimetype=MEDIA_TYPES[ending])
    response.headers["Content-Disposition"] = f'attachment; filename="answers{ending}"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response
