"""The page that shows a report for reading."""

from flask import Blueprint, Response, render_template
from werkzeug.exceptions import NotFound

from corpus.settings import Settings
from service.loader import EngineLoader
from service.reading import readable_report


def blueprint(_settings: Settings, loader: EngineLoader) -> Blueprint:
    """Return the routes of the page."""
    routes = Blueprint("report", __name__)

    @routes.get("/reports/<path:report_id>")
    def report(report_id: str) -> Response:
        generation = loader.engine.generation
        if report_id not in generation.passages.reports:
            raise NotFound
        return Response(
            render_template("report.html", report=readable_report(generation, report_id))
        )

    return routes
