"""Give what a page shows as JSON, to whoever asks for it with format=json."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Response, request

from corpus.errors import BadRequest


def wants_json() -> bool:
    """Tell whether the request asks for JSON.

    Raises:
        BadRequest: when it asks for a format that there is not.
    """
    wanted = request.args.get("format", "")
    if wanted not in ("", "json"):
        raise BadRequest(f"unknown format {wanted}: use format=json, or leave it out for the page")
    return wanted == "json"


def json_page(content: Mapping[str, Any]) -> Response:
    """Return an object as JSON."""
    return Response(json.dumps(content, ensure_ascii=False), mimetype="application/json")


def page_number(text: str) -> int:
    """Read the number of a page, from 1; what is none is the first."""
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 9 else 1
