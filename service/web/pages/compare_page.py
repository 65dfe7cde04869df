"""Serve /compare: the best sentence of every report for one question, as a page and as files."""

import io
from functools import partial

from flask import Blueprint, Response, render_template, request, send_file
from pydantic import TypeAdapter
from werkzeug.datastructures import MultiDict

from corpus.errors import BadRequest
from corpus.settings import Settings
from index.store.protocol import View
from service.answers.answer import Citation
from service.answers.asked import Asked
from service.answers.citation import place_of
from service.answers.engine import Engine
from service.answers.vocabulary import FORM_WORDS
from service.batch.progress import STATUS_LABELS
from service.compare.comparison import Comparison, compare
from service.compare.table import comparison_table, tally_of
from service.exports import MEDIA_TYPES
from service.exports.escape import safe_file_name
from service.exports.layout import Layout, checked_columns
from service.exports.tables import csv_lines
from service.exports.workbook import workbook
from service.web.address import site_address
from service.web.api.ask_api import asked_of, check_parameters
from service.web.api.query import canonical, prefers_json, wants_json
from service.web.pages.ask_page import filter_choices

COMPARISON = TypeAdapter(Comparison)
_PARAMETERS = ("q", "report", "publisher", "from", "to", "spelling", "scope")
_WRITERS = {".xlsx": workbook, ".csv": csv_lines}


def blueprint(settings: Settings, engine: Engine) -> Blueprint:
    """Return the routes of the page and of its files; they have the filters of /ask."""
    routes = Blueprint("compare", __name__)

    @routes.get("/compare")
    def page() -> Response:
        given = request.args.copy()
        if wants_json() or prefers_json():
            given.poplist("format")
            return _json(_compared(settings, engine, given))
        return _page(settings, engine)

    @routes.get("/compare.json")
    def as_json() -> Response:
        return _json(_compared(settings, engine, request.args))

    @routes.get("/compare<any('.xlsx', '.csv'):ending>")
    def as_file(ending: str) -> Response:
        given = request.args.copy()
        layout = Layout(checked_columns("".join(given.poplist("columns"))), site_address(settings))
        found = _compared(settings, engine, given)
        content = b"".join(_WRITERS[ending](comparison_table(found, layout)))
        name = safe_file_name(found.question) + ending
        return send_file(
            io.BytesIO(content), MEDIA_TYPES[ending], as_attachment=True, download_name=name
        )

    return routes


def _compared(settings: Settings, engine: Engine, given: MultiDict[str, str]) -> Comparison:
    check_parameters(given, _PARAMETERS)
    return _compare(settings, engine, asked_of(engine, canonical(given), all_reports=True))


def _compare(settings: Settings, engine: Engine, asked: Asked) -> Comparison:
    # Half of the time is left for the last group of reports and for the response.
    return compare(engine, asked, settings.max_compared, settings.request_seconds / 2)


def _json(found: Comparison) -> Response:
    return Response(COMPARISON.dump_json(found), mimetype="application/json")


def _page(settings: Settings, engine: Engine) -> Response:
    opened = engine.opened
    # A form also sends its empty fields.
    filled = MultiDict((name, text) for name, text in request.args.items(multi=True) if text)
    shown = {"max_chars": settings.max_question_chars, "given": filled, "reports": []}
    try:
        shown |= {"given": (given := canonical(filled)), **_choices(opened.generation, given)}
        if not any(name in request.args for name in ("q", "question")):
            return Response(render_template("compare.html", **shown))
        found = _compare(settings, engine, asked_of(engine, given, opened, all_reports=True))
    except BadRequest as error:
        return Response(render_template("compare.html", error=error, **shown), 422)
    return Response(
        render_template(
            "compare.html",
            found=found,
            tally=tally_of(found),
            place=partial(_place, opened.generation),
            words=STATUS_LABELS,
            unread=FORM_WORDS.get(found.question_form) if found.question_form else None,
            **shown,
        )
    )


def _place(generation: View, citation: Citation) -> str:
    return place_of(citation, has_lines=generation.reports[citation.report.id].has_lines)


def _choices(generation: View, given: MultiDict[str, str]) -> dict[str, object]:
    """Return the template values of the form: the choices, and what was chosen."""
    return {
        "question": given.get("q", ""),
        "filtered": any(name in given for name in ("report", "publisher", "from", "to")),
        "as_asked": [pair for pair in given.items(multi=True) if pair[0] in _PARAMETERS],
        **filter_choices(generation, given.getlist("report")),
    }
