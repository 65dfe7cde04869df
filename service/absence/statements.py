"""Define what a certificate of absence states: one fixed sentence, and its bounds."""

from collections.abc import Sequence
from typing import Any

from service.absence.request import Request

TYPE = "pincite/absence/1"
PHRASE_STATEMENT = (
    "No phrase under “phrases” stands, in any of its forms and in any typography, in the text of "
    "any report under “covered”."
)
QUESTION_STATEMENT = (
    "Pincite searched every report under “covered” for an answer to the question, and no sentence "
    "reached the limit; “miss_rate” states how often this limit misses an answer."
)
_FILTERED = " The filters under “filters” chose these reports."
_PARTIAL = " What stands under “not_covered” was not searched."


def stated(request: Request, not_covered: Sequence[dict[str, Any]]) -> str:
    """Return the statement of a certificate that is given."""
    statement = PHRASE_STATEMENT if request.question is None else QUESTION_STATEMENT
    statement += _FILTERED if request.scope.filters else ""
    return statement + (_PARTIAL if not_covered else "")
