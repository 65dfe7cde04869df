"""List the route that compares two editions of a report for the OpenAPI document."""

from collections.abc import Iterator
from typing import get_args

from service.editions.as_record import RECORD_TYPE
from service.editions.changes import KINDS
from service.editions.others import Relation
from service.web.api.operation import ASKED, JSON, Operation, file_of
from service.web.api.parameters import REPORT, TEXT, Json, parameter

_SHA256: Json = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_TEXT_OR_NULL: Json = {"type": ["string", "null"]}


def _object(properties: Json, **more: object) -> Json:
    return {"type": "object", "required": list(properties), "properties": properties, **more}


def _list_of(items: Json) -> Json:
    return {"type": "array", "items": items}


_NUMBERS = _list_of({"type": "integer", "minimum": 1})
_EDITION = _object(
    {
        "report": TEXT,
        "title": _TEXT_OR_NULL,
        "number": _TEXT_OR_NULL,
        "date": _TEXT_OR_NULL,
        "source_sha256": _SHA256,
        "text_sha256": _SHA256,
        "sentences": {"type": "integer"},
    }
)
_PIECE = _object(
    {
        "kind": {"enum": ["same", "removed", "added"]},
        "text": TEXT,
        "number": {"type": "boolean"},
    }
)
_CHANGE = _object(
    {
        "kind": {"enum": [kind for kind in KINDS if kind != "same"]},
        "moved": {"type": "boolean"},
        "numbers": {"type": "boolean"},
        "likeness": {"type": ["number", "null"]},
        "old_sentences": _NUMBERS,
        "new_sentences": _NUMBERS,
        "old_quotes": _list_of(TEXT),
        "new_quotes": _list_of(TEXT),
        "diff": _list_of(_PIECE),
    }
)
_COMPARISON = _object(
    {
        "old": _EDITION,
        "new": _EDITION,
        "counts": _object({kind: {"type": "integer"} for kind in KINDS}),
        "changes": _list_of(_CHANGE),
    }
)
_RECORD = _object(
    {
        "type": {"const": RECORD_TYPE},
        "editions": {**_list_of(_COMPARISON), "minItems": 1, "maxItems": 1},
        "record_id": _SHA256,
    },
    description="what became of each sentence; those that are the same are only counted",
)
_OTHERS = _object(
    {
        "report": TEXT,
        "editions": _list_of(
            _object(
                {
                    "relation": {"enum": list(get_args(Relation))},
                    "old": TEXT,
                    "new": TEXT,
                    "title": TEXT,
                    "date": _TEXT_OR_NULL,
                    "generation": {"type": ["integer", "null"]},
                }
            )
        ),
    },
    description="what the report can be compared with",
)


def changes_operations() -> Iterator[Operation]:
    """Yield the operation that compares two editions."""
    content = {JSON: {"schema": {"anyOf": [_RECORD, _OTHERS]}}, **file_of("text/html")}
    yield Operation(
        "get", "/reports/{report}/changes", "compareEditions", "reports",
        "Compare two editions of a report, or list the editions that it can be compared with.",
        content,
        [
            REPORT,
            parameter(
                "from",
                "the earlier edition: id of a report, or SHA-256 of a former text; without it, "
                "the editions are listed",
                TEXT,
            ),
            parameter(
                "format", "the record, or the page as one file", {**TEXT, "enum": ["json", "html"]},
                required=True,
            ),
        ],
        errors=(404, *ASKED),
    )  # fmt: skip
