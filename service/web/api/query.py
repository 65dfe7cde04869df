"""Read query parameters that pages share, and return a page's content as JSON."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Response, request

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


def page_number(text: str) -> int:
    """Return a page number from 1; text that is not a number gives 1."""
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 9 else 1
