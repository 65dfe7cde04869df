"""RFC 9457 problems: the one shape of an error, at every door."""

from dataclasses import dataclass
from http import HTTPStatus

from corpus.errors import PinciteError

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
        field: which part of a question is wrong: question, k, report, publisher, from, to or
            spelling, whatever it is called where it was sent. Left out where it is no single one.
        remedy: the part of ``detail`` that says how to put it right; left out where none does.
    """

    type: str
    title: str
    status: int
    detail: str
    request_id: str | None = None
    field: str | None = None
    remedy: str | None = None

    @property
    def unknown(self) -> set[str]:
        """Return the members that are left out, since nothing is known of them."""
        return {name for name in ("field", "remedy") if getattr(self, name) is None}


def problem(
    status: int, detail: str, request_id: str | None = None, error: PinciteError | None = None
) -> Problem:
    """Return the problem of an HTTP status.

    Args:
        error: what it tells of, with the field and the remedy.
    """
    field, remedy = (error.field, error.remedy or None) if error else (None, None)
    phrase = HTTPStatus(status).phrase
    return Problem("about:blank", phrase, status, detail, request_id, field, remedy)
