"""Give the template of a pack's page its functions."""

import base64
import re
from collections.abc import Sequence
from typing import Any

from service.absence.statements import TYPE
from service.answers.answer import AnswerSpan, verdict_line
from service.citecheck.findings import CheckedDraft, Finding, SourceSentence
from service.citecheck.output.marked_text import changes
from service.citecheck.output.verdict_words import VERDICTS, judged, sign, tally, worst_first
from service.packs.contents import CitedText
from service.packs.crops import CitedPage
from service.packs.overview import images_of
from service.packs.quoted import groups_of

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_PNG_SIZE = 16, 20, 24
"""Where the head of a PNG file has width and height."""


def shown_values(texts: dict[str, CitedText], pages: Sequence[CitedPage]) -> dict[str, Any]:
    """Return the functions that the template ``pack.html`` calls."""
    images = {(one.source_sha256, one.page): at for at, one in enumerate(pages)}
    return {
        "shown": shown,
        "verdict_line": verdict_line,
        "groups_of": groups_of,
        "images_of": lambda citation: images_of(citation, texts, images),
        "parted": parted,
        "meant": meant,
        "encoded": encoded,
        "png_size": png_size,
        "certificate_type": TYPE,
        "verdicts": VERDICTS,
        "judged": judged,
        "sign": sign,
        "tally": tally,
        "judged_findings": judged_findings,
        "changes": changes,
    }


def shown(text: str) -> str:
    """Return a text as the page shows it: control characters have a sign instead."""
    return _CONTROLS.sub("\ufffd", text)


def parted(quote: str, first: int, span: AnswerSpan | None) -> tuple[str, str, str]:
    """Return a quote before, in and after a span of its text.

    Args:
        first: place of the quote in the text, in code points.
    """
    start, end = (span.start - first, span.end - first) if span else (0, 0)
    if not 0 <= start < end <= len(quote):
        return shown(quote), "", ""
    return shown(quote[:start]), shown(quote[start:end]), shown(quote[end:])


def meant(source: SourceSentence) -> AnswerSpan | None:
    """Return the words of a sentence that a finding is about; None for the whole sentence."""
    citation = source.citation
    if (source.start, source.end) == (citation.start, citation.end):
        return None
    return AnswerSpan(source.start, source.end, "")


def judged_findings(checked: CheckedDraft) -> list[tuple[int, Finding]]:
    """Return the findings that have a verdict, from the worst to the best, with their places."""
    places = {one.number: at for at, one in enumerate(checked.findings)}
    found = worst_first(checked.findings)
    judgements = ((places[one.number], one) for one in found)
    return [(at, one) for at, one in judgements if VERDICTS[judged(one)].group != "not_judged"]


def encoded(content: bytes) -> str:
    """Return bytes in base64."""
    return base64.b64encode(content).decode()


def png_size(content: bytes) -> tuple[int, int]:
    """Return width and height of a PNG image, in dots."""
    width, height, end = _PNG_SIZE
    return int.from_bytes(content[width:height]), int.from_bytes(content[height:end])
