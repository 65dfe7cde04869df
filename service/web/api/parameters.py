"""Describe the parameters of the routes for the OpenAPI document."""

from typing import Any

from corpus.quotes.anchors import ANCHOR
from corpus.settings import Settings
from service.answers.as_json import DATE_SCHEMA
from service.citations.formats import FORMATS
from service.web.api.schemas import k_limits, question_limits

Json = dict[str, Any]
TEXT: Json = {"type": "string"}
_NUMBER: Json = {"type": "integer", "minimum": 1}
_TEXTS: Json = {"type": "array", "items": TEXT}


def parameter(
    name: str,
    description: str,
    schema: Json,
    *,
    place: str = "query",
    required: bool = False,
    example: object = None,
) -> Json:
    """Return one parameter; a part of the path is always required."""
    found: Json = {
        "name": name,
        "in": place,
        "required": required or place == "path",
        "description": description,
        "schema": schema,
    }
    return found if example is None else {**found, "example": example}


def question_parameters(settings: Settings) -> list[Json]:
    """Return the parameters of /ask, without k."""
    return [
        parameter(
            "q",
            "the question; question is accepted in place of q",
            {**TEXT, **question_limits(settings)},
            required=True,
            example="How many troops are in Japan?",
        ),
        parameter(
            "report",
            "id of a report to search in; may be repeated; reports is accepted in place of report",
            _TEXTS,
        ),
        parameter(
            "publisher",
            "name of a publisher whose reports to search in; may be repeated; publishers is "
            "accepted in place of publisher",
            _TEXTS,
        ),
        parameter("from", "first year, month or day of the reports' dates", DATE_SCHEMA),
        parameter("to", "last year, month or day of the reports' dates", DATE_SCHEMA),
        parameter("spelling", "as_written: do not correct the spelling", {"enum": ["as_written"]}),
        parameter("scope", "all: also where the question names reports", {"enum": ["all"]}),
    ]


def k_parameter(settings: Settings) -> Json:
    """Return the parameter k of /ask."""
    return parameter(
        "k",
        f"maximum number of passages ({settings.k} if it is missing)",
        {"type": "integer", **k_limits(settings)},
        example=settings.k,
    )


AS_JSON = parameter(
    "format", "json: the content of this page", {**TEXT, "enum": ["json"]}, required=True
)
COLUMNS = parameter(
    "columns",
    "the columns of a table: the main ones, or every one",
    {**TEXT, "enum": ["short", "full"], "default": "short"},
)
REPORT = parameter("report", "id of the report", TEXT, place="path", example="us-japan-alliance")
JOB = parameter("job", "id of the question file", TEXT, place="path", example="0" * 32)
CHECK = parameter("check", "id of the check of a draft", TEXT, place="path", example="0" * 32)
BUILD = parameter("number", "number of the build", _NUMBER, place="path", example=1)
PAGE = parameter("page", "number of the page, from 1", _NUMBER, place="path", example=1)
SENTENCE = parameter("sentence", "number of a sentence, from 1", _NUMBER)
LINK = parameter(
    "link",
    "fragment of a link to a sentence, to learn what it points to now",
    {**TEXT, "pattern": f"^s[1-9][0-9]{{0,8}}~{ANCHOR}$"},
)
CELL = parameter("cell", "number of a cell of the sentence, from 1", _NUMBER)
CITATION = (
    parameter("id", "id of the citation", TEXT, required=True, example="us-japan-alliance#s2"),
    parameter(
        "format",
        "the format, or json for all of them",
        {**TEXT, "enum": [*FORMATS, "json"]},
        required=True,
    ),
    parameter("download", "1: send the citation as a file", {**TEXT, "enum": ["1"]}),
)
REPORT_LIST = (
    AS_JSON,
    parameter("find", "words of title, publisher, number, date or id", TEXT),
    parameter(
        "sort",
        "the column to sort by",
        {**TEXT, "enum": ["title", "publisher", "date", "pages", "sentences"]},
    ),
    parameter("order", "the direction of the sort", {**TEXT, "enum": ["asc", "desc"]}),
)
JOB_RESULTS = (
    AS_JSON,
    parameter(
        "status",
        "list only results of this status",
        {**TEXT, "enum": ["answered", "uncertain", "no_answer", "not_asked"]},
    ),
    parameter("page", "page of the results, from 1", _NUMBER),
)
