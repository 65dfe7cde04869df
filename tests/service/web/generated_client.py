"""A client made of nothing but an OpenAPI document: one function for each operation."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from flask.testing import FlaskClient
from openapi_schema_validator import OAS31Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012
from werkzeug.test import TestResponse

Document = dict[str, Any]


def schema_errors(document: Document, schema: Document, content: object) -> list[str]:
    """Return what is wrong with content that should have a schema of the document."""
    resource = DRAFT202012.create_resource(document)
    registry: Registry[Any] = Registry().with_resource("urn:document", resource)
    at = repr(schema).replace("'$ref': '#/", "'$ref': 'urn:document#/")
    found = OAS31Validator(_absolute(schema), registry=registry)
    return [f"{error.message} in {at}" for error in found.iter_errors(content)]


def _absolute(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {
            name: f"urn:document{value}" if name == "$ref" else _absolute(value)
            for name, value in schema.items()
        }
    return [_absolute(one) for one in schema] if isinstance(schema, list) else schema


class GeneratedClient:
    """Calls the operations of a document, and checks what is sent and what comes back."""

    def __init__(self, document: Document, site: FlaskClient) -> None:
        self._document = document
        self._site = site
        self.operations: dict[str, Callable[..., TestResponse]] = {
            operation["operationId"]: self._function(method, path, operation)
            for path, item in document["paths"].items()
            for method, operation in item.items()
        }

    def _function(self, method: str, path: str, operation: Document) -> Callable[..., TestResponse]:
        known = {one["name"]: one for one in operation["parameters"]}
        required = {name for name, one in known.items() if one["required"]}

        def call(body: Any = None, **given: Any) -> TestResponse:
            assert required <= set(given) <= set(known), operation["operationId"]
            for name, value in given.items():
                assert schema_errors(self._document, known[name]["schema"], value) == []
            address = re.sub(r"{(\w+)}", lambda part: quote(str(given[part[1]]), safe=""), path)
            query = {name: one for name, one in given.items() if known[name]["in"] == "query"}
            response = self._site.open(
                address, method=method.upper(), query_string=query, **self._body(operation, body)
            )
            self._check(operation, response)
            return response

        return call

    def _body(self, operation: Document, body: Any) -> dict[str, Any]:
        if "requestBody" not in operation:
            assert body is None
            return {}
        media_type, described = next(iter(operation["requestBody"]["content"].items()))
        if media_type != "multipart/form-data":  # a file is no JSON
            assert schema_errors(self._document, described["schema"], body) == []
        if media_type == "application/json":
            return {"json": body}
        return {"data": body, "content_type": media_type}

    def _check(self, operation: Document, response: TestResponse) -> None:
        described = operation["responses"][str(response.status_code)]
        content = described.get("content", {})
        if response.status_code == 303:
            assert set(described["headers"]) <= set(response.headers.keys())
            return
        media_type = response.mimetype or ""
        assert media_type in content or "*/*" in content
        if media_type.endswith("json"):
            schema = content[media_type].get("schema", {})
            assert schema_errors(self._document, schema, response.get_json()) == []
