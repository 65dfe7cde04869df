"""Read query parameters that pages share, and return a page's content as JSON."""

import json
import re
from collections.abc import Mapping
from typing import Any

from flask import Response, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound

from corpus.errors import BadRequest
from service.answers.vocabulary import field_named


def parameter_of(name: str) -> str:
    """Return the parameter of /ask that a name stands for: ``question`` for ``q``, and so on."""
    field = field_named(name)
    return "q" if field == "question" else field


def canonical(given: MultiDict[str, str]) -> MultiDict[str, str]:
    """Return the values of a query or a form under the names that /ask documents.

    Raises:
        BadRequest: when both names of a parameter are given with different values.
    """
    found: MultiDict[str, str] = MultiDict()
    written: dict[str, str] = {}
    for name, values in given.lists():
        own = parameter_of(name)
        other = written.setdefault(own, name)
        if other != name and set(found.getlist(own)) != set(values):
            raise BadRequest(f"{other} and {name} differ", "send one of them", field_named(name))
        found.setlist(own, values)
    return found


def wants_json() -> bool:
    """Return whether the parameter ``format`` is ``json``.

    Raises:
        BadRequest: when it has another value.
    """
    wanted = request.args.get("format", "")
    if wanted not in ("", "json"):
        raise BadRequest(
            f"unknown format {wanted}", "use format=json, or leave it out for the page"
        )
    return wanted == "json"


def prefers_json() -> bool:
    """Return whether the header Accept names JSON, and names it before HTML."""
    accepted = request.accept_mimetypes
    return accepted.best_match(["text/html", "application/json"]) == "application/json"


def json_page(content: Mapping[str, Any]) -> Response:
    """Return a JSON response."""
    return Response(json.dumps(content, ensure_ascii=False), mimetype="application/json")


def number_in(name: str, last: int) -> int | None:
    """Return a number from the query string, or None when the parameter is missing.

    Args:
        name: the parameter, also named in errors, as "page".
        last: the largest number that exists.

    Raises:
        BadRequest: when the value is not a whole number.
        NotFound: when the number is not from 1 to ``last``.
    """
    text = request.args.get(name)
    if not text:
        return None
    if not re.fullmatch("[0-9]{1,9}", text):
        raise BadRequest(f"{name} must be a whole number, as in {name}=1")
    if not 1 <= int(text) <= last:
        raise NotFound(f"this report has no {name} {int(text)}: its last {name} is {last}")
    return int(text)


def page_number(text: str) -> int:
    """Return a page number from 1; text that is not a number gives 1."""
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 9 else 1
