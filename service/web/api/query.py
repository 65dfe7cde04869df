"""Read query parameters that pages share, and return a page's content as JSON."""

import json
import re
from collections.abc import Mapping
from typing import Any

from flask import Response, request
from werkzeug.exceptions import NotFound

from corpus.errors import BadRequest


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
