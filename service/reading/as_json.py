"""Write a report, one of its sentences, a page or the findings in it as JSON."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from corpus.readers.pdf.page_view import PageImage
from corpus.report import Passage
from service.answers.citation import drawn_in_quote, read_by_ocr
from service.reading.find import Finding
from service.reading.layout import ReadableReport, Sentence
from service.reading.links import Resolved
from service.reading.works import WorkInfo


def report_json(report: ReadableReport, work: WorkInfo, generation: str) -> str:
    """Return a whole report: its facts, its work, headings and sentences."""
    about = report.about
    return _json(
        {
            **asdict(report.source),
            "path": about.path,
            "source_sha256": about.source_sha256,
            "text_sha256": about.text_sha256,
            "generation": generation,
            **asdict(work),
            "omissions": [asdict(one) for one in report.omissions],
            "ocr_pages": about.ocr_pages,
            "tokenised": about.style.tokenised,
            "lower_cased": about.style.lower_cased,
            "pages": report.pages,
            "contents": [
                {"sentence": block.sentences[0].number, "level": block.level, "title": block.text}
                for block in report.contents
            ],
            "sentences": [_sentence(report, sentence) for sentence in report.sentences],
        }
    )


def sentence_json(report: ReadableReport, sentence: Sentence) -> str:
    """Return one sentence."""
    return _json(_sentence(report, sentence))


def findings_json(words: str, findings: Iterable[Finding]) -> str:
    """Return the numbers of the sentences with the words, and the places of the words there."""
    rows = [{"number": found.sentence.number, "spans": found.spans} for found in findings]
    return _json({"find": words, "sentences": rows})


def link_json(found: Resolved) -> str:
    """Return what a link points to."""
    return _json(asdict(found))


def page_json(page: int, image: PageImage, passages: Iterable[Passage]) -> str:
    """Return the size of a page, and the printed lines of the sentences on it."""
    rows = [
        {
            "number": passage.number,
            "lines": [
                {"box": place.box, "text": text}
                for place, text in passage.printed_lines
                if place.page == page
            ],
            "cells": [
                [place.box for place in cell.boxes if place.page == page]
                for cell in (passage.row.cells if passage.row else ())
            ],
        }
        for passage in passages
    ]
    return _json({"page": page, "width": image.width, "height": image.height, "sentences": rows})


def _sentence(report: ReadableReport, sentence: Sentence) -> dict[str, Any]:
    passage = sentence.passage
    return {
        "number": sentence.number,
        "anchor": passage.anchor or None,
        "kind": passage.kind,
        "paragraph": passage.paragraph,
        "section": passage.section,
        "pages": passage.pages,
        "lines": passage.lines,
        "start": passage.start,
        "end": passage.end,
        "quote": passage.quote,
        "display": sentence.text,
        "ocr": read_by_ocr(passage, report.about.ocr_pages),
        "drawn": drawn_in_quote(passage),
        "row": passage.row
        and {
            "title": passage.row.title,
            "cells": [
                {
                    "start": cell.start,
                    "end": cell.end,
                    "row": cell.row,
                    "column": cell.column,
                    "text": passage.quote[cell.start - passage.start : cell.end - passage.start],
                }
                for cell in passage.row.cells
            ],
        },
    }


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
