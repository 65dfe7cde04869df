"""The door that gives the answer to one question as a file: /ask.csv and its siblings."""

import io

from flask import Blueprint, Response, request, send_file

from corpus.settings import Settings
from service.answers.engine import Engine
from service.exports import LISTS, MEDIA_TYPES
from service.exports.escape import file_name
from service.web.ask_api import question_of


def blueprint(_settings: Settings, engine: Engine) -> Blueprint:
    """Return the routes; their parameters are those of /ask."""
    routes = Blueprint("answer_list", __name__)

    @routes.get(f"/ask<any({', '.join(map(repr, LISTS))}):ending>")
    def answer_list(ending: str) -> Response:
        asked = question_of(engine, request.args)
        (answer,) = engine.ask([asked])
        content = b"".join(LISTS[ending](answer))
        return send_file(
            io.BytesIO(content),
            MEDIA_TYPES[ending],
            as_attachment=True,
            download_name=file_name(asked.text) + ending,
        )

    return routes
