"""Serve /cite: the citation of one sentence in every format."""

import io
import json
from dataclasses import asdict

from flask import Blueprint, Response, render_template, request, send_file
from werkzeug.exceptions import NotFound

from corpus.errors import BadRequest
from corpus.settings import Settings
from service.answers.citation import cite_url
from service.answers.engine import Engine
from service.citations.cited import Cited, find_cited
from service.citations.formats import FORMATS, Format
from service.exports.escape import safe_file_name


def blueprint(_settings: Settings, engine: Engine) -> Blueprint:
    """Return the routes of the page."""
    routes = Blueprint("cite", __name__)
    routes.add_app_template_global(cite_url)

    @routes.get("/cite")
    def cite() -> Response:
        passage_id = request.args.get("id")
        if not passage_id:
            raise BadRequest(
                "the parameter id is missing: give the id of a sentence, as in /cite?id=report%23s2"
            )
        name = request.args.get("format")
        if name not in (None, "json", *FORMATS):
            known = ", ".join(FORMATS)
            raise BadRequest(f"unknown citation format {name}: use one of {known}, or json")
        cited = find_cited(engine.opened.generation, passage_id)
        if cited is None:
            raise NotFound
        if name == "json":
            return Response(_as_json(cited), mimetype="application/json")
        if name:
            return _citation(cited, FORMATS[name], download=request.args.get("download") == "1")
        return Response(
            render_template(
                "cite.html",
                cited=cited,
                formats={name: (form, form.write(cited)) for name, form in FORMATS.items()},
                question=request.args.get("q"),
            )
        )

    return routes


def _citation(cited: Cited, form: Format, *, download: bool) -> Response:
    content = form.write(cited).encode()
    if not download:
        return Response(content, mimetype=form.media_type)
    name = safe_file_name(cited.citation.id) + form.ending
    return send_file(io.BytesIO(content), form.media_type, as_attachment=True, download_name=name)


def _as_json(cited: Cited) -> str:
    content = {
        "quote": cited.quote,
        "display": cited.display,
        "citation": asdict(cited.citation),
        "source_sha256": cited.source_sha256,
        "formats": {
            name: {"media_type": form.media_type, "text": form.write(cited)}
            for name, form in FORMATS.items()
        },
    }
    return json.dumps(content, ensure_ascii=False)
