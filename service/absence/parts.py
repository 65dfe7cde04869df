"""Make the parts of a certificate's record that both strengths have."""

import hashlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from corpus.errors import BadRequest
from corpus.table_rows import searched_text
from index.search.scope import Scope
from index.types import Key
from index.words.question_words import QuestionWords, holds
from index.words.terms import terms
from service import __version__
from service.absence.scan import PhraseScan
from service.absence.standing import Standing
from service.answers.engine import Engine
from service.answers.opened import Opened
from service.answers.verdict.calibration import CALIBRATION_FILE
from service.citecheck.quotations.report_texts import ReportTexts
from service.records.coverage import Coverage, covered_json

NEAREST = 5


def engine_json(engine: Engine, opened: Opened) -> dict[str, Any]:
    """Return everything besides the reports that determines what is found."""
    settings, info = engine.settings, opened.info
    return {
        "version": __version__,
        "versions": dict(opened.generation.manifest.versions),
        "model": info.model,
        "model_sha256": info.model_sha256,
        "adapter_sha256": info.adapter_sha256,
        "reader": info.reader,
        "reader_sha256": info.reader_sha256,
        "calibration_sha256": hashlib.sha256(CALIBRATION_FILE.read_bytes()).hexdigest(),
        "candidates": settings.candidates,
        "lexical_weight": settings.lexical_weight,
        "reader_candidates": settings.reranker_candidates,
        "reader_stop": settings.reranker_stop,
    }


def coverage_json(found: Coverage, outside: Iterable[str]) -> dict[str, Any]:
    """Return the fields of a record that tell what it covers, and what it does not and why.

    Args:
        outside: ids of the reports that the filters leave out: nobody asked for these.
    """
    unread = [
        {"path": None, "report": one.id, "pages": list(one.pages_without_text), "reason": reason}
        for one in found.reports
        if not one.fully_read
        for reason in [" ".join(one.remarks)]
    ]
    files: list[dict[str, Any]] = [
        {"path": one.path, "report": None, "pages": [], "reason": one.reason}
        for one in found.not_read
    ]
    return {
        "covered": covered_json(found.reports),
        "not_covered": [*unread, *files],
        "does_not_cover": [
            f"Does not cover {one['path'] or one['report']}: {one['reason']}"
            for one in (*unread, *files)
        ],
        "outside_filters": sorted(outside),
    }


def place_json(texts: ReportTexts, one: Standing) -> dict[str, Any]:
    """Return a place of a phrase."""
    source = texts.quoted(one.report, (one.start, one.end))
    return {
        "report": one.report,
        "id": source.citation.id,
        "label": source.citation.label,
        "url": source.citation.url,
        "quote": texts.view.text(one.report, one.start, one.end),
        "start": one.start,
        "end": one.end,
        "text_sha256": source.citation.text_sha256,
        "sentence": source.display,
        "differences": list(one.differences),
    }


def standing_json(
    forms: Sequence[str], own: range, scan: PhraseScan, texts: ReportTexts, most: int
) -> dict[str, Any]:
    """Return a phrase that stands in reports, with its places.

    Args:
        own: numbers of its forms in the scan.
        most: most places to list.
    """
    places = [(at, place) for at in own for place in scan.places(at)]
    return {
        "text": forms[0],
        "forms": list(forms),
        "reports": len({place.report for _, place in places}),
        "places": [
            {"form": forms[at - own.start], **place_json(texts, place)}
            for at, place in places[:most]
        ],
    }


def nearest_json(engine: Engine, opened: Opened, text: str, scope: Scope) -> list[dict[str, Any]]:
    """Return the sentences nearest to a text, with the words of it that each lacks."""
    shown = text[: engine.settings.max_question_chars]
    with suppress(BadRequest):  # such as a phrase of signs alone
        k = min(NEAREST, engine.settings.max_k)
        asked = engine.asked(shown, k, scope, as_written=True, all_reports=True, opened=opened)
        (answer,) = engine.ask([asked])
        keys = [Key.parse(one.citation.id) for one in answer.passages]
        passages = opened.generation.fetch(keys)
        return [
            {
                "report": one.citation.report.id,
                "id": one.citation.id,
                "label": one.citation.label,
                "url": one.citation.url,
                "quote": one.quote,
                "sentence": one.display,
                "start": one.citation.start,
                "end": one.citation.end,
                "text_sha256": one.citation.text_sha256,
                "score": one.score,
                "lacks": lacking(shown, searched_text(passages[key])),
            }
            for one, key in zip(answer.passages, keys, strict=True)
        ]
    return []


def lacking(text: str, sentence: str) -> list[str]:
    """Return the words, numbers and names of a text that a sentence lacks in every form."""
    words = QuestionWords(text)
    held = {term.text for term in terms(sentence)}
    pairs = zip(words.terms, words.written, strict=True)
    return list(dict.fromkeys(written for term, written in pairs if not holds(held, term)))
