"""The page that asks, without a script."""

from collections.abc import Sequence
from itertools import pairwise

from flask import Blueprint, Response, render_template, request
from werkzeug.datastructures import MultiDict

from corpus.errors import BadRequest
from corpus.report import Source
from corpus.settings import Settings
from index.generation import Generation
from index.scope import DATE_PATTERN
from service.answer import STATUS_WORDS, Span
from service.api import PARAMETERS, scope_of, whole_number
from service.citation import readable_date, report_url
from service.engine import chosen_reports
from service.loader import EngineLoader


def blueprint(settings: Settings, loader: EngineLoader) -> Blueprint:
    """Return the routes of the pages."""
    routes = Blueprint("pages", __name__)
    routes.add_app_template_global(report_url)
    routes.add_app_template_global(_about, "about")
    routes.add_app_template_global(_parts, "parts")

    @routes.get("/")
    def home() -> Response:
        engine = loader.engine
        generation = engine.generation
        # A form sends the fields that nobody filled in, too.
        given = MultiDict((name, value) for name, value in request.args.items(multi=True) if value)
        shown = _form(generation, given) | {"max_chars": settings.max_question_chars}
        text = request.args.get("q")
        if text is None:
            return Response(render_template("ask.html", **shown))
        try:
            question = engine.question(text, whole_number(given.get("k")), scope_of(given))
            chosen = chosen_reports(generation, question.scope)
            (answer,) = engine.ask([question])
        except BadRequest as error:
            return Response(render_template("ask.html", error=str(error), **shown), 422)
        reports = generation.passages.reports
        shown["passages"] = sum(len(reports[report].rows) for report in chosen or reports)
        return Response(
            render_template("ask.html", answer=answer, status=STATUS_WORDS[answer.status], **shown)
        )

    return routes


def _form(generation: Generation, given: MultiDict[str, str]) -> dict[str, object]:
    """Return what the form shows: what was given, and what there is to choose from."""
    reports = list(generation.passages.reports.values())
    names = {report.source.publisher for report in reports}
    return {
        "question": given.get("q", ""),
        "given": given,
        "filtered": any(name in given for name in ("report", "publisher", "from", "to")),
        "as_json": [pair for pair in given.items(multi=True) if pair[0] in PARAMETERS],
        "reports": reports,
        "publishers": sorted(filter(None, names)) if len(names) > 1 else [],
        "dated": any(report.source.date for report in reports),
        "date_pattern": DATE_PATTERN,
        "passages": len(generation.passages),
    }


def _about(source: Source) -> str:
    """Return what is known of a report besides its title, in one line."""
    parts = (source.publisher, source.number, source.date and readable_date(source.date))
    return ", ".join(part for part in parts if part)


def _parts(text: str, matches: Sequence[Span], answer: Span | None) -> list[tuple[str, bool, bool]]:
    """Cut a text at the ends of the marked spans.

    Returns:
        Pieces of the text in order: is it a matched word, is it in the short answer?
    """
    spans = [*matches, *([answer] if answer else [])]
    ends = sorted({0, len(text), *(end for span in spans for end in span)})

    def inside(start: int, end: int, spans: Sequence[Span]) -> bool:
        return any(first <= start and end <= last for first, last in spans)

    return [
        (
            text[start:end],
            inside(start, end, matches),
            inside(start, end, [answer] if answer else []),
        )
        for start, end in pairwise(ends)
    ]
