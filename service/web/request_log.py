"""Log and time every request, enforce the deadline of questions, and serve /metrics."""

import time

from flask import Blueprint, Flask, Response, g, has_request_context, request
from pydantic_core import from_json
from werkzeug.exceptions import HTTPException

from corpus.settings import Settings
from service.answers.engine import Engine
from service.answers.serving import NotReady
from service.web.door import MCP
from service.web.log import log_request, request_id
from service.web.metrics import MEDIA_TYPE, Metrics

ARRIVED = "pincite.arrived"
"""Key of the WSGI environment for a request's time of arrival, on the monotonic clock."""
_NO_DEADLINE = ("batch", MCP)
"""Blueprints with bounds of their own: the number of rows, and the time of a tool."""


class DeadlineExceeded(Exception):
    """Answering took longer than ``Settings.request_seconds``."""


def install(app: Flask, settings: Settings, engine: Engine, metrics: Metrics) -> None:
    """Log and measure every request of the application and every stage of its engine."""

    @app.before_request
    def begin() -> None:
        g.arrived = request.environ.get(ARRIVED, time.monotonic())
        g.request_id = request_id(request.headers.get("X-Request-Id"))
        g.stages = {}

    @app.after_request
    def end(response: Response) -> Response:
        seconds = time.monotonic() - g.arrived
        response.headers["X-Request-Id"] = g.request_id
        metrics.observe_request(request.endpoint, request.method, response.status_code, seconds)
        log_request(
            {
                "method": request.method,
                "route": request.url_rule.rule if request.url_rule else None,
                "status": response.status_code,
                "ms": round(1000 * seconds, 2),
                "stages_ms": g.stages or None,
                "generation": _generation(engine),
                "request_id": g.request_id,
                **({"question": _question()} if settings.log_questions else {}),
            }
        )
        return response

    def observe(stage: str, seconds: float) -> None:
        metrics.observe_stage(stage, seconds)
        if not has_request_context():
            return
        g.stages[stage] = round(g.stages.get(stage, 0) + 1000 * seconds, 2)
        late = time.monotonic() - g.arrived > settings.request_seconds
        if late and request.blueprint not in _NO_DEADLINE:
            raise DeadlineExceeded

    engine.observe = observe
    metrics.add_generation(engine)
    app.register_blueprint(_blueprint(metrics))


def _blueprint(metrics: Metrics) -> Blueprint:
    routes = Blueprint("metrics", __name__)

    @routes.get("/metrics")
    def figures() -> Response:
        return Response(metrics.text(), content_type=MEDIA_TYPE)

    return routes


def _generation(engine: Engine) -> str | None:
    try:
        return engine.serving.current.generation.manifest.generation
    except NotReady:
        return None


def _question() -> str | None:
    if not request.is_json:
        return request.args.get("q", request.args.get("question"))
    try:
        content = from_json(request.get_data())
    except (ValueError, HTTPException):
        return None
    return str(content.get("question", content.get("q"))) if isinstance(content, dict) else None
