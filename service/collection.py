"""The page that says what is indexed."""

from flask import Blueprint, Response, render_template

from corpus.settings import Settings
from service.loader import EngineLoader


def blueprint(_settings: Settings, loader: EngineLoader) -> Blueprint:
    """Return the routes of the page."""
    routes = Blueprint("collection", __name__)

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

    return routes
