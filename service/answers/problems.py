"""Describe errors as RFC 9457 problems, for every interface."""

from dataclasses import dataclass
from http import HTTPStatus

from corpus.errors import PinciteError

MEDIA_TYPE = "application/problem+json"

TOO_LARGE = (
    "the body is too large: send less, or raise PINCITE_MAX_REPORT_UPLOAD_BYTES for reports, "
    "PINCITE_MAX_UPLOAD_BYTES for question files, PINCITE_MAX_DRAFT_BYTES for drafts, "
    "PINCITE_MCP_MAX_DRAFT_BYTES for drafts of assistants and PINCITE_MAX_BODY_BYTES for other "
    "requests"
)
"""The detail of every 413 response."""


@dataclass(frozen=True, slots=True)
class Problem:
    """An error. Its ``detail`` states the reason and the remedy.

    Attributes:
        request_id: id of the request in the log; null if there is no request.
        field: the wrong part of a question: question, k, report, publisher, from, to or spelling,
            whatever its name in the request. Absent if the error is not in a single part.
        remedy: the part of ``detail`` that states the remedy. Absent if there is none.
    """

    type: str
    title: str
    status: int
    detail: str
    request_id: str | None = None
    field: str | None = None
    remedy: str | None = None

    @property
    def absent(self) -> set[str]:
        """Return the names of the fields that JSON leaves out."""
        return {name for name in ("field", "remedy") if getattr(self, name) is None}


def problem(
    status: int, detail: str, request_id: str | None = None, error: PinciteError | None = None
) -> Problem:
    """Return the problem for an HTTP status.

    Args:
        error: provides ``field`` and ``remedy``.
    """
    field, remedy = (error.field, error.remedy or None) if error else (None, None)
    phrase = HTTPStatus(status).phrase
    return Problem("about:blank", phrase, status, detail, request_id, field, remedy)
