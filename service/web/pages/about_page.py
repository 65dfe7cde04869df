"""Serve /about, with the versions and the index, and /api, with example commands."""

import json
import re
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request
from werkzeug.datastructures import MultiDict

from corpus.settings import Settings
from service import __version__
from service.answers.engine import Engine
from service.answers.serving import NotReady
from service.answers.verdict.calibration import worth_for
from service.web.address import site_address
from service.web.api.ask_api import PARAMETERS
from service.web.api.query import canonical, json_page, wants_json
from service.web.pages.reports_page import corpus_about, index_about

_LICENCE = "Apache-2.0"
_EXAMPLES = ("How many U.S. troops are stationed in Japan?", "Japan", "?")
"""Example questions, longest first; /api shows the first that ``max_question_chars`` allows."""


def blueprint(settings: Settings, engine: Engine) -> Blueprint:
    """Return the routes of both pages."""
    routes = Blueprint("about", __name__)

    @routes.get("/about")
    def about() -> Response:
        shown = {
            "name": "Pincite",
            "version": __version__,
            "licence": _LICENCE,
            "index": _index(engine),
            "corpus": _corpus(engine),
            "worth": _worth(engine),
        }
        return json_page(shown) if wants_json() else _page("about.html", shown)

    @routes.get("/api")
    def api() -> Response:
        asked = canonical(request.args).items(multi=True)
        given = MultiDict((name, text) for name, text in asked if name in PARAMETERS)
        shown: dict[str, Any] = commands(site_address(settings), given, settings.max_question_chars)
        if wants_json():
            return json_page({**shown, "openapi": "/openapi.json"})
        return _page("api.html", {**shown, "settings": settings, "asked": "q" in given})

    return routes


def commands(address: str, given: MultiDict[str, str], longest: int) -> dict[str, str]:
    """Return the shell commands that ask a question by GET and by POST.

    Args:
        address: URL of the service, without a slash at the end.
        given: parameters of /ask; an example replaces a missing question.
        longest: most characters that a question may have.
    """
    given = MultiDict((name, text) for name, text in given.items(multi=True) if text)
    if "q" not in given:
        example = next(one for one in _EXAMPLES if len(one) <= longest)
        given = MultiDict([("q", example), *given.items(multi=True)])
    query = urlencode([(name, text) for name in PARAMETERS for text in given.getlist(name)])
    body: dict[str, Any] = {"question": given["q"]}
    if re.fullmatch("[0-9]{1,9}", given.get("k", "")):
        body["k"] = int(given["k"])
    for name, key in (("report", "reports"), ("publisher", "publishers")):
        if name in given:
            body[key] = given.getlist(name)
    body |= {name: given[name] for name in ("from", "to", "spelling") if name in given}
    return {
        "get": f"curl {_quoted(f'{address}/ask?{query}')}",
        "post": f"curl {_quoted(f'{address}/ask')} \\\n"
        "  -H 'Content-Type: application/json' \\\n"
        f"  --data-raw {_quoted(json.dumps(body))}",
    }


def _quoted(text: str) -> str:
    """Quote a text for a shell, always with single quotes."""
    return "'" + text.replace("'", "'\"'\"'") + "'"


def _index(engine: Engine) -> dict[str, Any] | None:
    try:
        return index_about(engine.opened)
    except NotReady:
        return None


def _corpus(engine: Engine) -> dict[str, Any] | None:
    try:
        return corpus_about(engine, engine.opened)
    except NotReady:
        return None


def _worth(engine: Engine) -> dict[str, float] | None:
    try:
        reranker = engine.opened.reranker
    except NotReady:
        return None
    worth = worth_for(reranker.identity.name if reranker else None)
    return asdict(worth) if worth else None


def _page(template: str, shown: dict[str, Any]) -> Response:
    return Response(render_template(template, **shown))
