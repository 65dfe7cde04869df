"""List the routes of certificates of absence for the OpenAPI document."""

from collections.abc import Iterator

from corpus.settings import Settings
from service.web.api.operation import ASKED, JSON, Operation, file_of
from service.web.api.parameters import TEXT, Json, parameter, question_parameters

_RECORD: Json = {
    "type": "object",
    "description": "a record of type pincite/absence/1: a certificate, or the refusal of one",
    "required": ["type", "status", "reasons", "statement", "strength", "record_id"],
    "properties": {
        "type": {"const": "pincite/absence/1"},
        "status": {"enum": ["certified", "refused"]},
        "reasons": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "text"],
                "properties": {"code": TEXT, "text": TEXT},
            },
        },
        "statement": {"type": ["string", "null"]},
        "strength": {"enum": ["phrase", "question"]},
        "record_id": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    },
}


def absent_operations(settings: Settings) -> Iterator[Operation]:
    """Yield the operations that certify an absence."""
    asked = list(_parameters(settings))
    content = {JSON: {"schema": _RECORD}, **file_of("text/html")}
    yield Operation(
        "get", "/absent", "certify", "absent", "Certify that reports hold no answer.",
        content, asked, errors=(404, *ASKED),
    )  # fmt: skip
    fields = {one["name"]: one["schema"] for one in asked}
    form = {"type": "object", "required": ["format"], "properties": fields}
    body = {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": form}}}
    yield Operation(
        "post", "/absent", "certifyPhrases", "absent", "Certify that reports lack words.",
        content, body=body, errors=(404, 413, 415, *ASKED),
    )  # fmt: skip


def _parameters(settings: Settings) -> Iterator[Json]:
    yield parameter(
        "format", "the record, or its page as a file", {**TEXT, "enum": ["json", "html"]},
        required=True,
    )  # fmt: skip
    for one in question_parameters(settings):
        if one["name"] == "q":
            yield {**one, "required": False}
        elif one["name"] in ("report", "publisher", "from", "to"):
            yield one
    yield parameter("phrases", "words and phrases in place of a question, one on each line", TEXT)
    yield parameter(
        "partial", "1: certify the rest where files or pages were not read", {"enum": ["1"]}
    )
    yield parameter("record", "record_id of a certificate that was just shown", TEXT)
