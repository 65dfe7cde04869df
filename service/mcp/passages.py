"""The tools ``read_passage`` and ``fetch``: read sentences where they stand."""

from dataclasses import dataclass
from typing import Any

from corpus.errors import BadRequest
from corpus.report import Passage
from index.store.protocol import View
from index.types import Key
from service.answers.citation import full_label, report_info, report_url
from service.mcp.arguments import Fetch, ReadPassage
from service.mcp.desk import Desk, known_report, passage_of
from service.mcp.results import (
    UNTRUSTED,
    Link,
    Text,
    ToolResult,
    compact_json,
    fitted,
    present,
    report_uri,
    sentence_uri,
)
from service.mcp.wording import blocks_of, cited, sentence_fields
from service.reading.links import LinkStatus, resolve

_FETCHED_AROUND = 3
"""Sentences before and after one that is fetched."""
_FORM = "write it as report#s2 or report#s2~mu3mmntlqdlv, as the other tools give it"


@dataclass(frozen=True, slots=True)
class Found:
    """What an id points to now; see ``service.reading.links``.

    Attributes:
        key: the sentence; None when it is gone.
        message: what has changed; empty where nothing has.
        former: the words that the id pointed to, where no sentence has them alone.
    """

    key: Key | None
    status: LinkStatus
    message: str = ""
    former: str | None = None


def found_by(view: View, given: str) -> Found:
    """Return what an id points to, in the index alone.

    Raises:
        BadRequest: when it does not have the form of an id, or nothing is known of it; the
            message does not repeat it.
    """
    report, _, link = given.rpartition("#")
    try:
        if "~" in link:
            known = resolve(view, report, link)
            place = Key(known.report, known.sentence) if known.report and known.sentence else None
            return Found(place, known.status, known.message, known.former_quote)
        parsed = Key.parse(given)
    except KeyError:
        raise BadRequest("the index knows no report with this id", _FORM, "id") from None
    except (ValueError, BadRequest):
        raise BadRequest("this is not the id of a sentence", _FORM, "id") from None
    key = Key(known_report(view, parsed.report, "id"), parsed.number)
    passage_of(view, key)
    return Found(key, "same")


def read_passage(desk: Desk, given: ReadPassage) -> ToolResult:
    """Return a sentence and those around it."""
    view, limit = desk.opened.generation, desk.settings.mcp_max_answer_bytes
    found = found_by(view, given.id)
    if found.key is None:
        return _gone(found)
    around = _around(view, found.key, given.before, given.after)
    return fitted(
        lambda count: _read(desk, view, found, around[:count], around[count:]), len(around), limit
    )


def _around(view: View, key: Key, before: int, after: int) -> list[Passage]:
    """Return a sentence and its neighbours, the nearest first."""
    first, last = max(1, key.number - before), key.number + after
    found = view.fetch(Key(key.report, number) for number in range(first, last + 1))
    return sorted(found.values(), key=lambda one: (abs(one.number - key.number), one.number))


def _read(
    desk: Desk, view: View, found: Found, near: list[Passage], rest: list[Passage]
) -> ToolResult:
    assert found.key is not None  # noqa: S101  # for the type checker
    report = view.reports[found.key.report]
    shown = sorted(near, key=lambda one: one.number)
    left_out = [one.id for one in sorted(rest, key=lambda one: one.number)]
    blocks: list[Text | Link] = [Text(found.message, untrusted=True)] if found.message else []
    for one in shown:
        blocks += blocks_of(one.quote, cited(view, one))
    if left_out:
        blocks.append(Text(f"Left out to keep the answer small: {', '.join(left_out)}"))
    fields = present(
        {
            "id": found.key.id,
            "link": found.status,
            "message": found.message,
            "former_quote": found.former,
            "text_sha256": report.text_sha256,
            "sentences_in_report": report.sentences,
            "superseded": report_info(report).superseded,
            "left_out": left_out,
        }
    )
    sentences = [sentence_fields(one, report, desk) for one in shown]
    return ToolResult(tuple(blocks), {**UNTRUSTED, **fields, "sentences": sentences})


def _gone(found: Found) -> ToolResult:
    blocks = [Text(found.message, untrusted=True)]
    if found.former:
        blocks.append(Text(found.former, untrusted=True))
    fields = {"link": found.status, "message": found.message, "former_quote": found.former}
    return ToolResult(tuple(blocks), {**UNTRUSTED, **present(fields), "sentences": []})


def fetch(desk: Desk, given: Fetch) -> ToolResult:
    """Return a sentence with those around it, or the start of a report, in ChatGPT's shape."""
    view, limit = desk.opened.generation, desk.settings.mcp_max_answer_bytes
    if "#" not in given.id:
        report = known_report(view, given.id, "id")
        passages = list(view.sentences(report))
        return fitted(
            lambda count: _start(desk, view, report, passages, count), len(passages), limit
        )
    found = found_by(view, given.id)
    if found.key is None:
        raise BadRequest("the sentence is no longer in the index", "search again", "id")
    key = found.key
    return fitted(lambda count: _fetched(desk, view, key, count), _FETCHED_AROUND, limit)


def _start(desk: Desk, view: View, report: str, passages: list[Passage], count: int) -> ToolResult:
    about = view.reports[report]
    end = passages[count - 1].end if count else 0
    left_out = len(passages) - count
    url = desk.permalink(report_url(report)) or report_uri(report)
    metadata = {
        "text_sha256": about.text_sha256,
        "sentences": str(len(passages)),
        "superseded": report_info(about).superseded,
        "left_out": f"sentences {count + 1} to {len(passages)}" if left_out else None,
    }
    title = about.source.title or report
    return _document(report, title, view.text(report, 0, end), url, metadata)


def _fetched(desk: Desk, view: View, key: Key, around: int) -> ToolResult:
    near = _around(view, key, around, around)
    start, end = min(one.start for one in near), max(one.end for one in near)
    passage = next(one for one in near if one.number == key.number)
    citation = cited(view, passage)
    url = desk.permalink(citation.url) or sentence_uri(key)
    metadata = {
        "quote": passage.quote,
        "quote_sha256": citation.quote_sha256,
        "text_sha256": citation.text_sha256,
        "superseded": citation.report.superseded,
    }
    text = view.text(key.report, start, end)
    return _document(passage.id, full_label(citation), text, url, metadata)


def _document(id: str, title: str, text: str, url: str, metadata: dict[str, Any]) -> ToolResult:
    about = UNTRUSTED | present(metadata)
    found = {"id": id, "title": title, "text": text, "url": url, "metadata": about}
    return ToolResult((Text(compact_json(found), untrusted=True),), found)
