"""Define what a certificate of absence is asked for."""

from dataclasses import dataclass
from typing import Any

from corpus.settings import Settings
from index.search.scope import EVERYWHERE, Scope
from service.absence.phrases import Phrase, phrases_of


@dataclass(frozen=True, slots=True)
class Request:
    """What to certify: the absence of phrases, or of an answer to a question.

    Attributes:
        phrases: empty for a question.
        question: None for phrases.
        scope: the reports to search.
        partial: whether files and pages that were not read may stay out.
    """

    phrases: tuple[Phrase, ...] = ()
    question: str | None = None
    scope: Scope = EVERYWHERE
    partial: bool = False

    @property
    def strength(self) -> str:
        """Return how strong the certificate is: "phrase" or "question"."""
        return "phrase" if self.question is None else "question"


def filters_json(scope: Scope) -> dict[str, Any]:
    """Return filters as the field "filters" of a record."""
    return {
        "reports": list(scope.reports or ()),
        "publishers": list(scope.publishers or ()),
        "from": scope.since,
        "to": scope.until,
    }


def request_of(record: dict[str, Any], settings: Settings) -> Request:
    """Return what a record was asked for.

    Raises:
        KeyError, TypeError: when a field is missing or has another form.
        BadRequest: when the settings no longer allow it.
    """
    chosen = record["filters"]
    scope = Scope(
        tuple(chosen["reports"]), tuple(chosen["publishers"]), chosen["from"], chosen["to"]
    )
    if record["strength"] == "question":
        return Request((), record["question"], scope, record["partial"])
    lines = (" | ".join((one["text"], *one["variants"])) for one in record["asked"])
    return Request(phrases_of(lines, settings), None, scope, record["partial"])
