"""The pages: ask and read, without a script."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import NotFound

from corpus.display import readable
from corpus.errors import BadRequest
from corpus.report import Source
from corpus.settings import Settings
from service.answer import AnswerPassage, Span
from service.api import whole_number
from service.citation import readable_date, report_url
from service.engine import Engine
from service.loader import EngineLoader
from service.reading import readable_report

STATUS_WORDS = {
    "answered": "Answered",
    "uncertain": "These may answer it",
    "no_answer": "The reports do not seem to answer this",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage as the page shows it.

    Attributes:
        parts: the readable sentence in pieces; True marks a word of the question.
        before, after: the neighbouring sentences in readable form.
    """

    passage: AnswerPassage
    parts: list[tuple[str, bool]]
    before: str
    after: str


def blueprint(settings: Settings, loader: EngineLoader) -> Blueprint:
    """Return the routes of the pages."""
    routes = Blueprint("pages", __name__)
    routes.add_app_template_global(report_url)
    routes.add_app_template_global(_about, "about")

    @routes.get("/")
    def home() -> Response:
        engine = loader.engine
        reports = list(engine.generation.passages.reports.values())
        text, chosen = request.args.get("q"), request.args.getlist("report")
        shown: dict[str, object] = {
            "question": text or "",
            "chosen": chosen,
            "reports": reports,
            "passages": len(engine.generation.passages),
            "max_chars": settings.max_question_chars,
        }
        if text is None:
            return Response(render_template("ask.html", **shown))
        try:
            question = engine.question(
                text, whole_number(request.args.get("k")), [report for report in chosen if report]
            )
        except BadRequest as error:
            return Response(render_template("ask.html", error=str(error), **shown), 422)
        (answer,) = engine.ask([question])
        results = [_shown(engine, passage) for passage in answer.passages]
        return Response(
            render_template(
                "ask.html",
                answer=answer,
                results=results,
                status=STATUS_WORDS[answer.status],
                **shown,
            )
        )

    @routes.get("/reports")
    def reports() -> Response:
        generation = loader.engine.generation
        return Response(
            render_template(
                "reports.html",
                reports=generation.passages.reports.values(),
                manifest=generation.manifest,
            )
        )

    @routes.get("/reports/<path:report_id>")
    def report(report_id: str) -> Response:
        generation = loader.engine.generation
        if report_id not in generation.passages.reports:
            raise NotFound
        return Response(
            render_template("report.html", report=readable_report(generation, report_id))
        )

    return routes


def _about(source: Source) -> str:
    """Return what is known of a report besides its title, in one line."""
    parts = (source.publisher, source.number, source.date and readable_date(source.date))
    return ", ".join(part for part in parts if part)


def _shown(engine: Engine, passage: AnswerPassage) -> Shown:
    style = engine.generation.passages.reports[passage.citation.report.id].style
    before, after = passage.context.before, passage.context.after
    return Shown(
        passage,
        _parts(passage.display, passage.display_matches),
        readable(before, style).text if before else "",
        readable(after, style).text if after else "",
    )


def _parts(text: str, marked: Sequence[Span]) -> list[tuple[str, bool]]:
    """Cut a text at the ends of the marked spans."""
    parts: list[tuple[str, bool]] = []
    at = 0
    for start, end in marked:
        parts += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [part for part in [*parts, (text[at:], False)] if part[0]]
