"""Define what a certificate of absence states: one fixed sentence, and its bounds."""

from collections.abc import Mapping, Sequence
from typing import Any

from service.absence.request import Request

TYPE = "pincite/absence/1"
PHRASE_STATEMENT = (
    "No phrase under “phrases” stands, in any of its forms and in any typography, in the text of "
    "any report under “covered”."
)
QUESTION_STATEMENT = (
    "Pincite searched every report under “covered” for an answer to the question, and no sentence "
    "reached the limit; {miss_rate}."
)
_MEASURED = "“miss_rate” states how often this limit misses an answer"
_NOT_MEASURED = "how often this limit misses an answer was not measured"
_FILTERED = " The filters under “filters” chose these reports."
_OUTSIDE = " The reports under “outside_filters” were not asked for and not searched."
_PARTIAL = " What stands under “not_covered” was not searched."


def stated(request: Request, covers: Mapping[str, Any], miss_rate: Sequence[Any]) -> str:
    """Return the statement of a certificate that is given.

    Args:
        covers: the fields of its record that tell what it covers.
        miss_rate: what was measured at its limit; empty where nothing was.
    """
    statement = PHRASE_STATEMENT
    if request.question is not None:
        statement = QUESTION_STATEMENT.format(miss_rate=_MEASURED if miss_rate else _NOT_MEASURED)
    statement += _FILTERED if request.scope.filters else ""
    statement += _OUTSIDE if covers["outside_filters"] else ""
    return statement + (_PARTIAL if covers["not_covered"] else "")
