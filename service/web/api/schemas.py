"""Describe the JSON of every route for the OpenAPI document."""

from typing import Any, Literal

from pydantic import BaseModel, Field, TypeAdapter

from corpus.folder import Failure
from corpus.settings import Settings
from service.answers.answer import Answer, Citation
from service.answers.as_json import AskRequest
from service.answers.problems import Problem
from service.batch.job import State
from service.batch.progress import Summary
from service.builds.build import Build
from service.citecheck.findings import CheckedDraft
from service.citecheck.output.as_json import add_format, add_selectors
from service.compare.comparison import Comparison
from service.reading.links import Resolved
from service.web.api.ask_api import Health
from service.web.api.pack_api import PackForm, PackRequest
from service.web.api.report_schemas import FoundWords, ReportSentence, ReportText
from service.web.pages.check_form import DraftText
from service.web.pages.check_page import CheckState
from service.web.pages.reports_page import ReportRow

REFERENCE = "#/components/schemas/{model}"


class CitationText(BaseModel):
    """A citation in one format."""

    media_type: str
    text: str


class SentenceCitations(BaseModel):
    """The citation of one sentence in every format."""

    quote: str
    display: str
    citation: Citation
    source_sha256: str
    formats: dict[str, CitationText]


class CorpusFacts(BaseModel):
    """The corpus folder, and what has changed in it since the index was built."""

    folder: str
    problem: str | None
    new: list[str]
    changed: list[str]
    gone: list[str]
    summary: str | None
    remedy: str | None


class IndexFacts(BaseModel):
    """The index that serves, its models and their versions."""

    generation: str
    fingerprint: str
    reports: int
    works: int
    sentences: int
    model: str
    model_sha256: str | None
    adapter: str | None
    adapter_sha256: str | None
    reader: str | None
    reader_sha256: str | None
    versions: dict[str, str | int]


class ReportList(BaseModel):
    """The reports of the index, and the files that could not be read."""

    index: IndexFacts
    corpus: CorpusFacts | None
    found: int
    found_works: int
    reports: list[ReportRow]
    failures: list[Failure]


class JobStatus(BaseModel):
    """A question file, its progress and a page of its results."""

    job: str
    name: str
    state: State
    failure: str
    sheet: str
    done: int
    rows: int
    rate: float | None
    seconds_left: int | None
    place: int
    counts: dict[str, int]
    summary: str
    generations: dict[str, int]
    downloads: dict[str, str]
    page: int
    pages: int
    results: list[Summary]


class ColumnChoice(BaseModel):
    """A column that may hold the questions."""

    number: int
    name: str
    samples: list[str]
    likeliest: bool


class JobColumns(BaseModel):
    """A question file whose question column must be chosen."""

    job: str
    name: str
    state: Literal["choosing"]
    columns: list[ColumnChoice]


class About(BaseModel):
    """The version of the service, and its index."""

    name: str
    version: str
    licence: str
    index: IndexFacts | None
    corpus: CorpusFacts | None
    worth: dict[str, float] | None


class Commands(BaseModel):
    """Shell commands that ask a question."""

    get: str
    post: str
    openapi: str


class ColumnForm(BaseModel):
    """The choice of a question column."""

    column: int = Field(description="index of the column, from 0")
    headless: Literal["on"] | None = Field(
        default=None, description="on: the first line is a row, not a list of names"
    )


_RECEIVED = (AskRequest, DraftText, Health, Problem, ColumnForm, PackRequest, PackForm)
_SENT = (
    Answer, Comparison, SentenceCitations, ReportList, ReportText, ReportSentence, FoundWords,
    Resolved, JobStatus, JobColumns, About, Commands, Build, CheckedDraft, CheckState,
)  # fmt: skip


def schemas(settings: Settings) -> dict[str, Any]:
    """Return the JSON schema of every model, with the limits of the settings."""
    models: list[tuple[str, Literal["validation", "serialization"], TypeAdapter[Any]]] = [
        (model.__name__, "validation", TypeAdapter(model)) for model in _RECEIVED
    ]
    models += [(model.__name__, "serialization", TypeAdapter(model)) for model in _SENT]
    _, definitions = TypeAdapter.json_schemas(models, ref_template=REFERENCE)
    found: dict[str, Any] = definitions["$defs"]
    add_selectors(found, REFERENCE)
    add_format(found["CheckedDraft"])
    address = {"type": "string", "description": "address of the build"}
    found["Build"]["properties"]["url"] = address
    properties = found["AskRequest"]["properties"]
    properties["question"] |= question_limits(settings)
    properties["k"]["anyOf"][0] |= k_limits(settings)
    found["PackRequest"]["properties"]["questions"]["maxItems"] = settings.max_pack_questions
    found["PackForm"]["properties"]["url"]["maxItems"] = settings.max_pack_questions
    return found


def question_limits(settings: Settings) -> dict[str, Any]:
    """Return what a JSON schema says of a question."""
    return {"minLength": 1, "maxLength": settings.max_question_chars, "pattern": r"\S"}


def k_limits(settings: Settings) -> dict[str, Any]:
    """Return what a JSON schema says of k."""
    return {"minimum": 1, "maximum": settings.max_k}
