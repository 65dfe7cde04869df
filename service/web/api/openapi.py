"""Serve the OpenAPI document: every route that programs call."""

import json

from flask import Blueprint, Response

from corpus.settings import Settings
from service import __version__
from service.answers.engine import Engine
from service.answers.problems import MEDIA_TYPE
from service.web.api.operation import Operation
from service.web.api.operations import TAGS, operations
from service.web.api.parameters import Json
from service.web.api.schemas import REFERENCE, schemas

_KEYS: dict[str, Json] = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "header": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
    "basic": {"type": "http", "scheme": "basic", "description": "the key is the password"},
}


def blueprint(settings: Settings, _engine: Engine) -> Blueprint:
    """Return the route of the document."""
    routes = Blueprint("openapi", __name__)
    document = json.dumps(openapi(settings))

    @routes.get("/openapi.json")
    def openapi_document() -> Response:
        return Response(document, mimetype="application/json")

    return routes


def openapi(settings: Settings) -> Json:
    """Return the OpenAPI 3.1 document of the service."""
    paths: dict[str, Json] = {}
    for operation in operations(settings):
        paths.setdefault(operation.path, {})[operation.method] = _described(operation, settings)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Pincite",
            "version": __version__,
            "description": "Ask reports; get the sentences that answer, each with its citation.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": settings.public_url.rstrip("/") or "/"}],
        "tags": [{"name": name, "description": text} for name, text in TAGS.items()],
        "paths": paths,
        "components": {"schemas": schemas(settings), "securitySchemes": _KEYS},
        **({"security": [{name: []} for name in _KEYS]} if settings.api_key else {}),
    }


def _described(operation: Operation, settings: Settings) -> Json:
    found: Json = {
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.summary,
        "parameters": operation.parameters,
        "responses": _responses(operation, with_key=bool(settings.api_key)),
    }
    if operation.body:
        found["requestBody"] = operation.body
    if operation.keyless:
        found["security"] = []
    return found


def _responses(operation: Operation, *, with_key: bool) -> Json:
    success: Json = {"description": "Success.", "content": operation.content}
    if operation.success == 303:
        location = {"description": "the page of the result", "schema": {"type": "string"}}
        success = {"description": "Success; see Location.", "headers": {"Location": location}}
    failed = {
        "description": "An error: its reason and its remedy.",
        "content": {MEDIA_TYPE: {"schema": {"$ref": REFERENCE.format(model="Problem")}}},
    }
    errors = sorted({*operation.errors, *((401,) if with_key and not operation.keyless else ())})
    return {
        str(operation.success): success,
        **{str(status): failed for status in errors},
        "default": failed,
    }
