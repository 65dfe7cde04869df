"""The tools ``ask`` and ``search``: find the sentences that answer a question."""

from typing import Any

from corpus.errors import BadRequest
from index.search.scope import EVERYWHERE, Scope
from index.types import Key
from service.answers.answer import Answer, AnswerPassage, Differing, verdict_line
from service.answers.citation import full_label
from service.mcp.arguments import Ask, Search
from service.mcp.desk import Desk, checked_scope
from service.mcp.results import UNTRUSTED, Link, Text, ToolResult, compact_json, fitted, present
from service.mcp.results import sentence_uri as uri_of
from service.mcp.wording import answer_passage_fields, blocks_of

_CLOSEST = "No sentence seems to answer. The sentences below are the closest ones, not answers."


def ask(desk: Desk, given: Ask) -> ToolResult:
    """Return the sentences that answer a question, best first."""
    answer = _answer(desk, given.question, given.k, given.scope)
    most, limit = len(answer.passages), desk.settings.mcp_max_answer_bytes
    return fitted(lambda count: _result(desk, answer, count, limit), most, limit)


def search(desk: Desk, given: Search) -> ToolResult:
    """Return the same sentences as links, in the shape that ChatGPT's connectors read."""
    answer = _answer(desk, given.query, None, EVERYWHERE)

    def made(count: int) -> ToolResult:
        rows = [_row(desk, one) for one in answer.passages[:count]]
        found = {"results": rows}
        meta = {**UNTRUSTED, "status": answer.status}
        return ToolResult((Text(compact_json(found), untrusted=True),), found, meta=meta)

    return fitted(made, len(answer.passages), desk.settings.mcp_max_answer_bytes)


def _answer(desk: Desk, question: str, k: int | None, scope: Scope) -> Answer:
    settings, opened = desk.settings, desk.opened
    most = settings.mcp_max_k
    if k is not None and k > most:
        raise BadRequest("k is too large", f"use a number from 1 to {most}", "k")
    scope = checked_scope(opened.generation, scope)
    k = min(settings.k, most) if k is None else k
    asked = desk.engine.asked(question, k, scope, opened=opened)
    (answer,) = desk.engine.ask([asked])
    return answer


def _row(desk: Desk, passage: AnswerPassage) -> dict[str, str]:
    citation = passage.citation
    key = Key(citation.report.id, citation.sentence)
    url = desk.permalink(citation.url) or uri_of(key)
    return {"id": citation.id, "title": full_label(citation), "url": url}


def _result(desk: Desk, answer: Answer, count: int, limit: int) -> ToolResult:
    shown, rest = answer.passages[:count], answer.passages[count:]
    blocks: list[Text | Link] = [Text(verdict_line(answer) + ".")]
    if answer.status == "no_answer" and shown:
        blocks.append(Text(_CLOSEST))
    for one in shown:
        blocks += blocks_of(one.quote, one.citation)
    blocks += [Text(_differing_words(one), untrusted=True) for one in answer.differing]
    left_out = [one.citation.id for one in rest]
    if left_out:
        blocks.append(Text(_left_out_words(left_out, limit)))
    return ToolResult(tuple(blocks), _fields(desk, answer, shown, left_out))


def _fields(
    desk: Desk, answer: Answer, shown: list[AnswerPassage], left_out: list[str]
) -> dict[str, Any]:
    index, form = answer.index, answer.question_form
    parts = [
        {"question": one.question, "status": one.status, "confidence": round(one.confidence, 4)}
        for one in answer.part_answers
    ]
    unread = answer.partly_read
    return UNTRUSTED | present(
        {
            "question": answer.question,
            "searched_for": answer.searched_for,
            "question_form": None if form == "question" else form,
            "status": answer.status,
            "confidence": round(answer.confidence, 4),
            "answerable": None if answer.answerable is None else round(answer.answerable, 4),
            "searched_in": [one.reports for one in answer.searched_in],
            "part_answers": parts,
            "differing": [_differing_fields(one) for one in answer.differing],
            "partly_read": unread and {"reports": unread.reports, "searched": unread.searched},
            "left_out": left_out,
            "index": {"generation": index.generation, "fingerprint": index.fingerprint},
        }
    ) | {"passages": [answer_passage_fields(one, desk) for one in shown]}  # fmt: skip


def _differing_fields(one: Differing) -> dict[str, Any]:
    ids = [passage.citation.id for passage in one.passages]
    return {"ids": ids, "figures": one.figures, "dates": one.dates, "note": one.note}


def _differing_words(one: Differing) -> str:
    first, second = (passage.citation.id for passage in one.passages)
    figures = f'"{one.figures[0]}" in [{first}], "{one.figures[1]}" in [{second}]'
    return f"{one.note} {figures}"


def _left_out_words(ids: list[str], limit: int) -> str:
    single = len(ids) == 1
    return (
        f"{len(ids)} more sentence{'' if single else 's'} {'is' if single else 'are'} left out to "
        f"keep the answer below {limit:,} bytes; read_passage reads {'it' if single else 'them'}: "
        f"{', '.join(ids)}"
    )
