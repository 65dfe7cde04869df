"""RFC 9457 problems: the one shape of an error, at every door."""

from dataclasses import dataclass
from http import HTTPStatus

MEDIA_TYPE = "application/problem+json"

TOO_LARGE = (
    "the body is too large: send less, or raise PINCITE_MAX_UPLOAD_BYTES for question files "
    "with their form, and PINCITE_MAX_BODY_BYTES for all else"
)
"""What a 413 says, wherever it is noticed."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong; ``detail`` says how to put it right.

    Attributes:
        request_id: what the log calls the request, where it is known.
    """

    type: str
    title: str
    status: int
    detail: str
    request_id: str | None = None


def problem(status: int, detail: str, request_id: str | None = None) -> Problem:
    """Return the problem of an HTTP status."""
    return Problem("about:blank", HTTPStatus(status).phrase, status, detail, request_id)
