"""List the routes of cite-check for the OpenAPI document."""

from collections.abc import Iterator

from service.citecheck.doors.drafts import MEDIA_TYPES
from service.web.api import parameters as given
from service.web.api.operation import ASKED, JSON, Operation, file_of, json_of


def citecheck_operations() -> Iterator[Operation]:
    """Yield the operations of cite-check."""
    fields = {
        "file": {"type": "string", "format": "binary"},
        "text": {"type": "string", "description": "the text, where no file is sent"},
        "keep": {"const": "on", "description": "keep the draft on the service"},
        "report": {"type": "array", "items": given.TEXT},
    }
    form = {"type": "object", "properties": fields}
    body = {
        "required": True,
        "content": {**json_of("DraftText"), "multipart/form-data": {"schema": form}},
    }
    yield Operation(
        "post", "/citecheck", "checkDraft", "citecheck",
        "Check a draft; one that takes long is answered with its state, and 202.",
        json_of("CheckedDraft", "CheckState"), body=body, errors=(400, 413, 415, *ASKED),
    )  # fmt: skip
    yield Operation(
        "get", "/citecheck/{check}", "getCheck", "citecheck", "Get the state of a check.",
        json_of("CheckState"), [given.CHECK, given.AS_JSON], errors=(404, 422),
    )  # fmt: skip
    for ending, media_type in MEDIA_TYPES.items():
        content = json_of("CheckedDraft") if media_type == JSON else file_of(media_type)
        name = "".join(map(str.capitalize, ending.split(".")))
        yield Operation(
            "get", f"/citecheck/{{check}}/draft.{ending}", f"check{name}", "citecheck",
            f"Get what a check gives, {ending}.", content, [given.CHECK], errors=(404, 422, 503),
        )  # fmt: skip
    yield Operation(
        "post", "/citecheck/{check}/remove", "removeCheck", "citecheck",
        "Delete a draft and its findings.", {}, [given.CHECK], success=303, errors=(404,),
    )  # fmt: skip
