"""Serve /reports/<id>/changes: two editions side by side, as a page, JSON or one HTML file."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, current_app, g, render_template, request
from pydantic import TypeAdapter
from werkzeug.exceptions import NotFound, ServiceUnavailable

from corpus.errors import BadRequest
from corpus.settings import Settings
from corpus.text.fold import composed
from index.store.protocol import View
from service.answers.engine import Engine
from service.editions.as_record import editions_record
from service.editions.changes import KINDS, Change
from service.editions.comparison import Comparison, compared
from service.editions.editions import named_edition, present_edition
from service.editions.others import OtherEdition, other_editions
from service.editions.page import TEMPLATES, runs, shown, watch_html
from service.exports.escape import safe_file_name
from service.reading.cache import SizedCache
from service.records.canonical import canonical
from service.web.address import site_address
from service.web.api.query import json_page, number_in, page_number, prefers_json
from service.web.pages.report_cache import UNKNOWN_REPORT

FORMATS = {"json": "application/json", "html": "text/html"}
KINDS_SHOWN = ("numbers", *(kind for kind in KINDS if kind != "same"))
"""What the parameter ``kind`` may choose."""
_REPORT = "report.report"
"""The endpoint of the page of a report."""
_CHANGES_SHOWN = 200
_MOST_SAME = 40
"""Sentences that are the same and follow each other, of which the page lists all."""
_RETRY_SECONDS = 60
_OTHERS = TypeAdapter(list[OtherEdition])


def blueprint(settings: Settings, engine: Engine) -> Blueprint:
    """Return the route of the page."""
    routes = Blueprint(
        "changes", __name__, template_folder=TEMPLATES, static_folder=TEMPLATES,
        static_url_path="/static/editions",
    )  # fmt: skip
    held = SizedCache[Comparison](settings.report_cache_chars, _length)

    @routes.get("/reports/<path:report_id>/changes")
    def changes(report_id: str) -> Response:
        view = engine.opened.generation
        own = composed(f"{report_id}/changes")
        old = request.args.get("from", "")
        if own in view.reports and (old[:1] in ("", "/") or report_id not in view.reports):
            show_report: Any = current_app.view_functions[_REPORT]
            response: Response = show_report(report_id=own)
            return response
        if report_id not in view.reports:
            raise NotFound(UNKNOWN_REPORT)
        wanted = _format()
        if not old:
            return _choices(view, report_id, wanted)
        key = view.manifest.generation, report_id, old
        found = held.get(key, lambda: _compared(settings, view, old, report_id))
        return _file(settings, found, wanted) if wanted else _page(view, found, report_id, old)

    return routes


def _format() -> str:
    """Return the format that is asked for; "" for the page."""
    wanted = request.args.get("format", "")
    if wanted not in ("", *FORMATS):
        raise BadRequest(
            f"unknown format {wanted}", "use json or html, or leave it out for the page", "format"
        )
    return "json" if not wanted and prefers_json() else wanted


def _compared(settings: Settings, view: View, old: str, report_id: str) -> Comparison:
    """Compare two editions in half of the time of a request; the rest is left for the page.

    Raises:
        NotFound: when the index has no such edition.
        BadRequest: when an edition is too long.
        ServiceUnavailable: when the comparison takes longer.
    """
    edition = named_edition(view, old, report_id)
    if edition is None:
        raise NotFound(
            f"the index has no report and no former text {old}: choose another edition on the "
            f"page /reports/{report_id}/changes"
        )

    new = present_edition(view, report_id)
    longest = max(len(edition.sentences), len(new.sentences))
    if longest > settings.max_edition_sentences:
        raise BadRequest(
            f"an edition has {longest:,} sentences, and the page compares at most "
            f"{settings.max_edition_sentences:,}",
            "use the command pincite watch --editions, or raise PINCITE_MAX_EDITION_SENTENCES",
        )

    def step() -> None:
        if time.monotonic() - g.arrived > settings.request_seconds / 2:
            raise ServiceUnavailable(_LATE, retry_after=_RETRY_SECONDS)

    return compared(edition, new, step)


_LATE = (
    "too much differs between these editions to be compared here: use the command pincite watch "
    "--editions, or raise PINCITE_REQUEST_SECONDS"
)


def _length(found: Comparison) -> int:
    sides = (found.old, found.new)
    return sum(len(one.quote) + len(one.compared) for side in sides for one in side.sentences)


def _choices(view: View, report_id: str, wanted: str) -> Response:
    others = other_editions(view, report_id)
    if wanted == "json":
        listed = _OTHERS.dump_python(others)
        return json_page({"report": report_id, "editions": listed})
    return _rendered(view, report_id, {"found": None})


def _file(settings: Settings, found: Comparison, form: str) -> Response:
    record = editions_record([found])
    if form == "json":
        return Response(canonical(record), mimetype=FORMATS[form])
    title = f"{found.new.title}: {'changes' if found.is_changed else 'no changes'}"
    page = watch_html(title, [found], record["record_id"], site_address(settings))
    response = Response(page, mimetype=FORMATS[form])
    name = f"changes-{safe_file_name(found.new.source.id)}.html"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _page(view: View, found: Comparison, report_id: str, old: str) -> Response:
    kind = request.args.get("kind", "")
    if kind not in ("", *KINDS_SHOWN):
        raise BadRequest(f"unknown kind {kind}", f"use one of {', '.join(KINDS_SHOWN)}", "kind")
    changes = [one for one in found.alignment.changes if not kind or _is_of(one, kind)]
    number = number_in("sentence", len(found.old.sentences))
    asked = (one for one in found.alignment.changes if number and number - 1 in one.old)
    pages = max(1, -(-sum(one.kind != "same" for one in changes) // _CHANGES_SHOWN))
    page = min(page_number(request.args.get("page", "1")), pages)
    values = {
        "found": found,
        "old": old,
        "number": number,
        "asked": next(asked, None),
        "listed": runs(_of_page(changes, page, pages), _MOST_SAME),
        "kind": kind,
        "kinds": {one: _count(found.alignment.changed, one) for one in KINDS_SHOWN},
        "page": page,
        "pages": pages,
        "is_backwards": _is_backwards(found),
        **shown(),
    }
    return _rendered(view, report_id, values)


def _is_of(change: Change, kind: str) -> bool:
    return change.numbers if kind == "numbers" else change.kind == kind


def _count(changes: Sequence[Change], kind: str) -> int:
    return sum(_is_of(one, kind) for one in changes)


def _of_page(changes: Sequence[Change], page: int, pages: int) -> list[Change]:
    """Return the changes of one page; what is the same comes with the change that follows it."""
    found, told = [], 0
    for one in changes:
        if min(told // _CHANGES_SHOWN, pages - 1) == page - 1:
            found.append(one)
        told += one.kind != "same"
    return found


def _is_backwards(found: Comparison) -> bool:
    """Tell whether both are reports, and the one before has the later date."""
    old, new = found.old.source.date or "", found.new.source.date or ""
    length = min(len(old), len(new))
    return found.old.url is not None and old[:length] > new[:length]


def _rendered(view: View, report_id: str, values: Mapping[str, Any]) -> Response:
    source = view.reports[report_id].source
    others = other_editions(view, report_id)
    page = render_template("changes.html", source=source, others=others, site="", **values)
    response = Response(page)
    response.add_etag()
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    return response
