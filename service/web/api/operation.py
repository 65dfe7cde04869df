"""Define an operation of the OpenAPI document."""

from dataclasses import dataclass, field

from service.web.api.parameters import Json
from service.web.api.schemas import REFERENCE

JSON = "application/json"
ASKED = (422, 429, 503)
"""The statuses of every route that searches."""


@dataclass(frozen=True, slots=True)
class Operation:
    """A route that programs call.

    Attributes:
        id: the operationId, which clients make the name of a function from.
        content: the content of a success by media type.
        errors: the statuses that the route answers with, besides those of every route.
        success: the status of a success.
        keyless: whether it needs no key.
    """

    method: str
    path: str
    id: str
    tag: str
    summary: str
    content: Json
    parameters: list[Json] = field(default_factory=list)
    body: Json | None = None
    errors: tuple[int, ...] = ()
    success: int = 200
    keyless: bool = False


def json_of(*models: str) -> Json:
    """Return content of JSON that has one of these models."""
    references = [{"$ref": REFERENCE.format(model=model)} for model in models]
    return {JSON: {"schema": references[0] if len(references) == 1 else {"anyOf": references}}}


def file_of(*media_types: str) -> Json:
    """Return content of files of these media types."""
    return {media_type.partition(";")[0]: {} for media_type in media_types}
