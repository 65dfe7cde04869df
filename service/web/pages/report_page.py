"""Serve /reports/<id>: the text of a report, or one page of it as an image."""

import re
from collections.abc import Mapping

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import HTTPException, NotFound

from corpus.errors import BadRequest
from corpus.settings import Settings
from index.store.protocol import View
from service.answers.citation import sentence_url
from service.answers.engine import Engine
from service.editions.others import other_editions
from service.reading.as_json import findings_json, link_json, report_json, sentence_json
from service.reading.find import MAX_CHARS, find_words
from service.reading.layout import ReadableReport, Sentence
from service.reading.links import resolve
from service.reading.works import work_info
from service.web.api.query import number_in
from service.web.pages import page_images
from service.web.pages.page_images import MOST_CELLS, PageImages
from service.web.pages.report_cache import UNKNOWN_REPORT, ReportCache

FORMS = {"readable": "Readable", "source": "Source", "both": "Both"}
_MAX_FINDINGS_SHOWN = 200
# A browser reads "//host" and "/\host" as the address of another service.
_LOCAL_ADDRESS = re.compile(r"/(?![/\\])[^\x00-\x1f\x7f]{0,4000}")


def blueprint(settings: Settings, engine: Engine) -> Blueprint:
    """Return the routes of the page and of its images."""
    routes = Blueprint("report", __name__)
    routes.add_app_template_global(sentence_url)
    cached = ReportCache(settings.report_cache_chars)
    images = PageImages(settings, engine)
    page_images.add_routes(routes, engine, images, cached)

    @routes.get("/reports/<path:report_id>")
    def report(report_id: str) -> Response:
        generation = engine.opened.generation
        as_json = request.args.get("format") == "json"
        if as_json and "link" in request.args:
            return _resolved(engine, report_id, request.args["link"])
        shown = cached.report(generation, report_id)
        form = _form(shown)
        origin = _origin()
        work = work_info(generation, report_id)
        number = number_in("sentence", len(shown.sentences))
        chosen = shown.sentences[number - 1] if number else None
        words = request.args.get("find", "").strip()
        found = find_words(shown, words, in_source=form == "source") if words else []
        if as_json:
            if words:
                content = findings_json(words, found)
            elif chosen:
                content = sentence_json(shown, chosen)
            else:
                content = report_json(shown, work, generation.manifest.generation)
            return Response(content, mimetype="application/json")
        head: dict[str, object] = {
            "report": shown,
            "chosen": chosen,
            "origin": origin,
            "kept": [
                *([("from", origin)] if origin else []),
                *([("form", form)] if form != "readable" else []),
            ],
            "max_chars": settings.max_question_chars,
        }
        if "page" in request.args:
            return Response(_page(images, generation, shown, chosen, head))
        page = render_template(
            "report.html",
            work=work,
            others=other_editions(generation, report_id),
            text=cached.text(generation, shown, form, origin),
            forms=FORMS if shown.changed else {},
            form=form,
            words=words,
            found=found,
            listed=_MAX_FINDINGS_SHOWN,
            longest=MAX_CHARS,
            **head,
        )
        response = Response(page)
        response.add_etag()
        response.headers["Cache-Control"] = "no-cache"
        response.make_conditional(request)
        return response

    return routes


def _resolved(engine: Engine, report_id: str, link: str) -> Response:
    opened = engine.opened
    try:
        found = resolve(opened.generation, report_id, link)
        # The link may come from another server, which serves a newer generation by then.
        if found.status == "gone" and (newer := engine.serving.caught_up()) is not opened:
            found = resolve(newer.generation, report_id, link)
    except KeyError as error:
        raise NotFound(UNKNOWN_REPORT) from error
    return Response(link_json(found), mimetype="application/json")


def _page(
    images: PageImages,
    generation: View,
    report: ReadableReport,
    chosen: Sentence | None,
    head: Mapping[str, object],
) -> str:
    if report.pages is None or not report.has_page_images:
        raise NotFound("this report has no page images: leave out the parameter page")
    page = number_in("page", report.pages) or 1
    cell = number_in("cell", MOST_CELLS) if chosen else None
    problem = None
    try:
        # The browser asks for the image next, and gets it from the cache.
        images.draw(generation, report, page, chosen.number if chosen else None, cell)
    except HTTPException as error:
        problem = error.description
    return render_template(
        "report_page.html",
        page=page,
        cell=cell,
        problem=problem,
        sentences=report.on_page(page),
        **head,
    )


def _form(report: ReadableReport) -> str:
    form = request.args.get("form") or "readable"
    if form not in FORMS:
        raise BadRequest(f"unknown form {form}: use one of {', '.join(FORMS)}")
    return form if report.changed else "readable"


def _origin() -> str | None:
    """Return the address of the answer whose link led here, or None."""
    given = request.args.get("from")
    if given and not _LOCAL_ADDRESS.fullmatch(given):
        raise BadRequest(
            "from must be an address of this service: use its path and query, as in from=/%3Fq%3D…"
        )
    return given or None
