"""Serve /reports/<id>: the text of a report, or one page of it as an image."""

import re
from functools import partial

from flask import Blueprint, Response, render_template, request
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from corpus.errors import BadRequest
from corpus.settings import Settings
from index.store.protocol import View
from service.answers.engine import Engine
from service.reading.as_json import findings_json, report_json, sentence_json
from service.reading.cache import SizedCache
from service.reading.find import MAX_CHARS, find_words
from service.reading.layout import ReadableReport, Sentence, readable_report
from service.reading.works import work_info

FORMS = {"readable": "Readable", "source": "Source", "both": "Both"}
_MAX_FINDINGS_SHOWN = 200


class _ReportCache:
    """The reports that were read last, as layouts and as HTML; each up to the same size."""

    def __init__(self, max_chars: int) -> None:
        self._reports = SizedCache[ReadableReport](max_chars, lambda report: report.length)
        self._texts = SizedCache[Markup](max_chars, len)

    def report(self, generation: View, report_id: str) -> ReadableReport:
        if report_id not in generation.reports:
            raise NotFound("unknown report: choose one from /reports")
        key = generation.manifest.generation, report_id
        return self._reports.get(key, lambda: readable_report(generation, report_id))

    def text(self, generation: View, report: ReadableReport, form: str) -> Markup:
        key = generation.manifest.generation, report.source.id, form
        render = partial(render_template, "report_text.html", report=report, form=form)
        # The template escapes every text of the report.
        return self._texts.get(key, lambda: Markup(render()))  # noqa: S704


def blueprint(settings: Settings, engine: Engine) -> Blueprint:
    """Return the routes of the page."""
    routes = Blueprint("report", __name__)
    cached = _ReportCache(settings.report_cache_chars)

    @routes.get("/reports/<path:report_id>")
    def report(report_id: str) -> Response:
        generation = engine.opened.generation
        shown = cached.report(generation, report_id)
        form = _form(shown)
        work = work_info(generation, report_id)
        number = number_in("sentence", len(shown.sentences))
        chosen = shown.sentences[number - 1] if number else None
        words = request.args.get("find", "").strip()
        found = find_words(shown, words, in_source=form == "source") if words else []
        if request.args.get("format") == "json":
            if words:
                content = findings_json(words, found)
            elif chosen:
                content = sentence_json(chosen)
            else:
                content = report_json(shown, work, generation.manifest.generation)
            return Response(content, mimetype="application/json")
        if "page" in request.args:
            return _page(shown, chosen)
        page = render_template(
            "report.html",
            report=shown,
            work=work,
            text=cached.text(generation, shown, form),
            forms=FORMS if shown.changed else {},
            form=form,
            chosen=chosen,
            words=words,
            found=found,
            listed=_MAX_FINDINGS_SHOWN,
            longest=MAX_CHARS,
        )
        response = Response(page)
        response.add_etag()
        response.headers["Cache-Control"] = "no-cache"
        response.make_conditional(request)
        return response

    return routes


def _page(report: ReadableReport, chosen: Sentence | None) -> Response:
    if report.pages is None or not report.has_page_images:
        raise NotFound("this report has no page images: leave out the parameter page")
    page = number_in("page", report.pages) or 1
    return Response(
        render_template(
            "report_page.html",
            report=report,
            page=page,
            chosen=chosen,
            sentences=[
                sentence
                for sentence in report.sentences
                if sentence.passage.pages and _spans(sentence.passage.pages, page)
            ],
        )
    )


def _spans(pages: tuple[int, int], page: int) -> bool:
    return pages[0] <= page <= pages[1]


def _form(report: ReadableReport) -> str:
    form = request.args.get("form") or "readable"
    if form not in FORMS:
        raise BadRequest(f"unknown form {form}: use one of {', '.join(FORMS)}")
    return form if report.changed else "readable"


def number_in(name: str, last: int) -> int | None:
    """Return a number from the query string, or None when the parameter is missing.

    Args:
        name: the parameter, also named in errors, as "page".
        last: the largest number that exists.

    Raises:
        BadRequest: when the value is not a whole number.
        NotFound: when the number is not from 1 to ``last``.
    """
    text = request.args.get(name)
    if not text:
        return None
    if not re.fullmatch("[0-9]{1,9}", text):
        raise BadRequest(f"{name} must be a whole number, as in {name}=1")
    if not 1 <= int(text) <= last:
        raise NotFound(f"this report has no {name} {int(text)}: its last {name} is {last}")
    return int(text)
