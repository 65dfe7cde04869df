"""The resources: the index, its reports and their sentences, each by an address."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from corpus.errors import BadRequest
from index.types import Key
from service.answers.citation import report_info, report_url
from service.mcp.desk import Desk, known_report, passage_of
from service.mcp.listing import about, coverage_fields
from service.mcp.results import UNTRUSTED, compact_json, present

ABOUT = "index://about"
TEMPLATES = (
    ("report://{id}", "report", "The text of a report, after its facts as JSON."),
    ("report://{id}/s/{n}", "sentence", "One sentence of a report, byte for byte."),
)
"""The templates of addresses, with name and description."""
_ADDRESS = re.compile(r"report://(?P<report>.+?)(?:/s/(?P<number>[1-9][0-9]{0,8}))?", re.DOTALL)
_JSON, _PLAIN = "application/json", "text/plain"


@dataclass(frozen=True, slots=True)
class Content:
    """A part of a resource; ``untrusted`` where it holds words of a report."""

    text: str
    media_type: str
    untrusted: bool


def read(desk: Desk, uri: str) -> list[Content]:
    """Return the parts of a resource, in the index alone.

    Raises:
        BadRequest: when there is no such resource; the message does not repeat the address.
    """
    if uri == ABOUT:
        return [Content(about(desk), _JSON, untrusted=False)]
    found = _ADDRESS.fullmatch(uri)
    if found is None:
        known = ", ".join([ABOUT, *(template for template, _, _ in TEMPLATES)])
        raise BadRequest("there is no such resource", f"use {known}", "uri")
    view = desk.opened.generation
    report = known_report(view, unquote(found["report"]), "uri")
    if found["number"] is None:
        return _report(desk, report)
    passage = passage_of(view, Key(report, int(found["number"])))
    return [Content(passage.quote, _PLAIN, untrusted=True)]


def _report(desk: Desk, report: str) -> list[Content]:
    """Return the facts of a report, and its text up to the limit, cut between sentences."""
    view = desk.opened.generation
    indexed, limit = view.reports[report], desk.settings.mcp_max_resource_bytes
    text, source, end, last = view.text(report), indexed.source, 0, 0
    size = 0
    for passage in view.sentences(report):
        size += len(text[end : passage.end].encode("utf-8", "surrogatepass"))
        if size > limit:
            break
        end, last = passage.end, passage.number
    whole = last == indexed.sentences
    left_out = None if whole else f"sentences {last + 1} to {indexed.sentences}: use read_passage"
    facts = present(
        {
            "id": report,
            "title": source.title,
            "number": source.number,
            "publisher": source.publisher,
            "date": source.date,
            "superseded": report_info(indexed).superseded,
            "url": desk.permalink(report_url(report)),
            "text_sha256": indexed.text_sha256,
            "coverage": coverage_fields(view, report),
            "left_out": left_out,
        }
    )
    return [
        Content(compact_json({**UNTRUSTED, **facts}), _JSON, untrusted=True),
        Content(text if whole else text[:end], _PLAIN, untrusted=True),
    ]
