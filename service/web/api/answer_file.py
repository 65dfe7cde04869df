"""Serve the answer to one question as a file: /ask.csv, /ask.md, /ask.jsonl and /ask.xlsx."""

import io

from flask import Blueprint, Response, request, send_file

from corpus.settings import Settings
from service.answers.engine import Engine
from service.exports import ANSWER_WRITERS, MEDIA_TYPES
from service.exports.escape import safe_file_name
from service.exports.layout import Layout, checked_columns
from service.web.address import site_address
from service.web.api.ask_api import question_of


def blueprint(settings: Settings, engine: Engine) -> Blueprint:
    """Return the routes; they have the parameters of /ask, and the choice of columns."""
    routes = Blueprint("answer_list", __name__)

    @routes.get(f"/ask<any({', '.join(map(repr, ANSWER_WRITERS))}):ending>")
    def answer_list(ending: str) -> Response:
        given = request.args.copy()
        layout = Layout(checked_columns("".join(given.poplist("columns"))), site_address(settings))
        asked = question_of(engine, given)
        (answer,) = engine.ask([asked])
        content = b"".join(ANSWER_WRITERS[ending](answer, layout))
        return send_file(
            io.BytesIO(content),
            MEDIA_TYPES[ending],
            as_attachment=True,
            download_name=safe_file_name(asked.text) + ending,
        )

    return routes
