"""RFC 9457 problems: the one shape of an error, at every door."""

from dataclasses import dataclass
from http import HTTPStatus

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong; ``detail`` says how to put it right."""

    type: str
    title: str
    status: int
    detail: str


def problem(status: int, detail: str) -> Problem:
    """Return the problem of an HTTP status."""
    return Problem("about:blank", HTTPStatus(status).phrase, status, detail)
