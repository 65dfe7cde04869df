"""Read the drafts that the page and the API of cite-check are sent."""

from dataclasses import dataclass

from flask import abort, request
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import BadRequest
from corpus.settings import Settings
from index.search.scope import Scope
from service.answers.as_json import is_not_json, validation_detail
from service.answers.engine import Engine
from service.citecheck.doors.drafts import check_suffix


class DraftTooLarge(BadRequest):
    """The draft has more bytes than one may have."""


class DraftText(BaseModel):
    """The body of POST /citecheck in JSON."""

    model_config = ConfigDict(strict=True, extra="forbid")

    text: str = Field(description="the text of the draft")
    reports: list[str] | None = Field(
        default=None,
        validation_alias=AliasChoices("reports", "report"),
        description="ids of the reports to compare with; all without it",
    )


@dataclass(frozen=True, slots=True)
class SentDraft:
    """A draft as it was sent.

    Attributes:
        name: name of the file; "" for text.
        keep: whether to keep it on the service.
        reports: ids of the reports to compare with; all when empty.
    """

    name: str
    content: bytes
    keep: bool
    reports: tuple[str, ...]


def sent_draft(settings: Settings, engine: Engine) -> SentDraft:
    """Return the draft of the current request.

    Raises:
        DraftTooLarge: when it has more than ``max_draft_bytes``.
        BadRequest: when there is none, or its format or a report is unknown.
        NotReady: while no index is open.
    """
    sent = _from_json() if request.mimetype == "application/json" else _from_form()
    if len(sent.content) > settings.max_draft_bytes:
        raise DraftTooLarge(
            f"the draft has {len(sent.content):,} bytes, "
            f"and at most {settings.max_draft_bytes:,} are read",
            "leave out its images, use the command citecheck, or raise PINCITE_MAX_DRAFT_BYTES",
        )
    if not sent.content.strip():
        raise BadRequest("the draft is empty", "choose a file, or paste its text", "file")
    check_suffix(sent.name)
    engine.check_options(None, Scope(sent.reports or None))
    return sent


def _from_json() -> SentDraft:
    try:
        body = DraftText.model_validate_json(request.get_data())
    except ValidationError as error:
        refused = BadRequest(
            f"invalid body: {validation_detail(error)}", 'send {"text": "…"} with the draft', "text"
        )
        if is_not_json(error):
            abort(400, str(refused))
        raise refused from error
    return SentDraft("", _encoded(body.text), keep=False, reports=tuple(body.reports or ()))


def _from_form() -> SentDraft:
    file = request.files.get("file")
    keep, reports = "keep" in request.form, tuple(filter(None, request.form.getlist("report")))
    if file is not None and file.filename:
        return SentDraft(file.filename, file.read(), keep, reports)
    return SentDraft("", _encoded(request.form.get("text", "")), keep, reports)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")
