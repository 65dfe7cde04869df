"""The page that takes question files, and the page of each: its progress and its answers."""

import time
from dataclasses import asdict
from functools import partial
from itertools import chain
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.exceptions import NotFound, ServiceUnavailable

from corpus.errors import BadRequest, UnreadableFile
from corpus.settings import Settings
from service.answers.engine import Engine
from service.answers.problems import MEDIA_TYPE
from service.answers.serving import NotReady
from service.batch import progress as job_view
from service.batch.jobs import UNFINISHED, Job, JobStore, QueueFull
from service.batch.run import Stored
from service.batch.runner import JobRunner
from service.exports import MEDIA_TYPES, WRITERS
from service.web.batch_form import choices, choose_column, columns, send, table_of
from service.web.query import json_page, page_number, wants_json

_RETRY_SECONDS = 60
_FULL = "The queue is full. Try again in a few minutes."


def blueprint(settings: Settings, engine: Engine) -> Blueprint:
    """Return the routes of the pages."""
    routes = Blueprint("batch", __name__)
    store = JobStore(settings)
    runner = JobRunner(engine, store)
    for helper in (job_view.duration, job_view.pace):
        routes.add_app_template_global(helper)

    @routes.get("/batch")
    def form() -> Response:
        shown = choices(settings, engine.opened.generation)
        return Response(render_template("batch.html", **shown))

    @routes.post("/batch")
    def send_file() -> Response:
        try:
            job = send(settings, engine, store)
        except (BadRequest, UnreadableFile, QueueFull) as error:
            return _refuse(error, choices(settings, engine.opened.generation))
        runner.wake()
        return _see(job)

    @routes.get("/batch/<job_id>")
    def job_page(job_id: str) -> Response:
        job = _job(store, job_id)
        page = _choosing(store, job) if job.state == "choosing" else _job_page(store, job, engine)
        page.headers["Cache-Control"] = "private, no-cache"
        return page

    @routes.get("/batch/<job_id>/answers<ending>")
    def answers(job_id: str, ending: str) -> Response:
        job = _job(store, job_id)
        if ending not in WRITERS or job.state == "choosing":
            raise NotFound
        return _download(store, job, ending)

    _add_buttons(routes, settings, store, runner)
    return routes


def _add_buttons(routes: Blueprint, settings: Settings, store: JobStore, runner: JobRunner) -> None:
    """Add what the buttons of a job's page do."""

    @routes.post("/batch/<job_id>/column")
    def column(job_id: str) -> Response:
        job = _job(store, job_id)
        if job.state == "choosing":
            try:
                choose_column(settings, store, job)
            except BadRequest as error:
                return _choosing(store, job, str(error))
            except QueueFull as error:
                raise ServiceUnavailable(_FULL, retry_after=_RETRY_SECONDS) from error
            runner.wake()
        return _see(job)

    @routes.post("/batch/<job_id>/cancel")
    def cancel(job_id: str) -> Response:
        job = _job(store, job_id)
        store.change(job.id, UNFINISHED, state="cancelled", ended=time.time())
        return _see(job)

    @routes.post("/batch/<job_id>/resume")
    def resume(job_id: str) -> Response:
        job = _job(store, job_id)
        try:
            store.change(job.id, ("cancelled", "failed"), state="queued", queued=time.time())
        except QueueFull as error:
            raise ServiceUnavailable(_FULL, retry_after=_RETRY_SECONDS) from error
        runner.wake()
        return _see(job)

    @routes.post("/batch/<job_id>/remove")
    def remove(job_id: str) -> Response:
        store.remove(_job(store, job_id).id)
        return make_response(redirect("/batch", 303))


def _job(store: JobStore, job_id: str) -> Job:
    try:
        return store.get(job_id)
    except KeyError:
        raise NotFound from None


def _see(job: Job) -> Response:
    return make_response(redirect(f"/batch/{job.id}", 303))


def _refuse(error: BadRequest | UnreadableFile | QueueFull, shown: dict[str, Any]) -> Response:
    """Say what is wrong with a form: on its page to a browser, as a problem to everyone else."""
    full = isinstance(error, QueueFull)
    if request.accept_mimetypes.best_match([MEDIA_TYPE, "text/html"]) != "text/html":
        if isinstance(error, QueueFull):
            raise ServiceUnavailable(_FULL, retry_after=_RETRY_SECONDS) from error
        raise BadRequest(error.reason, error.remedy, error.field) from error
    page = render_template("batch.html", error=_FULL if full else str(error), **shown)
    response = Response(page, 503 if full else 422)
    if full:
        response.headers["Retry-After"] = str(_RETRY_SECONDS)
    return response


def _choosing(store: JobStore, job: Job, error: str = "") -> Response:
    table = table_of(store, job)
    found = columns(table)
    if wants_json():
        listed = [asdict(column) for column in found]
        return json_page({"job": job.id, "name": job.name, "state": job.state, "columns": listed})
    page = render_template("batch_column.html", job=job, columns=found, table=table, error=error)
    return Response(page, 422 if error else 200)


def _job_page(store: JobStore, job: Job, engine: Engine) -> Response:
    status = request.args.get("status") or None
    if status is not None and status not in job_view.WORDS:
        raise BadRequest(f"unknown status {status}: use one of {', '.join(job_view.WORDS)}")
    journal = store.journal(job.id)
    done = journal.refresh()
    numbers = journal.numbers(status)
    pages = max(1, -(-len(numbers) // job_view.RESULTS_A_PAGE))
    page = min(pages, page_number(request.args.get("page", "")))
    first = (page - 1) * job_view.RESULTS_A_PAGE
    results = job_view.skim(journal, numbers[first : first + job_view.RESULTS_A_PAGE])
    progress = job_view.progress_of(job, done, store)
    counts = journal.counts()
    if wants_json():
        content = {
            "job": job.id, "name": job.name, "state": job.state, "failure": job.failure,
            **asdict(progress),
            "counts": {name: counts[name] for name in job_view.WORDS},
            "generations": journal.generations, "downloads": job_view.downloads(job),
            "page": page, "pages": pages, "results": list(map(asdict, results)),
        }  # fmt: skip
        return json_page(content)
    return Response(
        render_template(
            "batch_job.html",
            job=job, progress=progress, shares=job_view.shares(counts, job.rows),
            generations=journal.generations, serving=_serving(engine), results=results,
            page=page, pages=pages, status=status, words=job_view.WORDS,
            downloads=job_view.downloads(job), still="still" in request.args,
        )
    )  # fmt: skip


def _serving(engine: Engine) -> str:
    try:
        return engine.opened.generation.manifest.generation
    except NotReady:
        return ""


def _download(store: JobStore, job: Job, ending: str) -> Response:
    journal = store.journal(job.id)
    known = range(journal.refresh())  # while it is written, more may come
    pieces = WRITERS[ending](Stored(partial(journal.results, known)))
    first = next(pieces, b"")  # what cannot be written is refused before anything is sent
    response = Response(chain([first], pieces), mimetype=MEDIA_TYPES[ending])
    response.headers["Content-Disposition"] = f'attachment; filename="answers{ending}"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response
