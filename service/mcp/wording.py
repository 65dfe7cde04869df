"""Write sentences of reports as blocks and as fields."""

from typing import Any

from corpus.files import text_sha256
from corpus.report import Passage
from corpus.table_rows import readable_passage
from index.store.protocol import View
from index.types import IndexedReport, Key
from service.answers.answer import AnswerPassage, Citation
from service.answers.citation import cite, readable_date, superseded_words
from service.mcp.desk import Desk
from service.mcp.results import Link, Text, present

_HASH_SHOWN = 8


def sentence_block(quote: str, citation: Citation) -> Text:
    """Return a sentence as a block: its id, its words byte for byte, and where they stand."""
    report = citation.report
    date = report.date and readable_date(report.date).replace(".", "")
    page = f"p. {citation.page_label or citation.page}" if citation.page else None
    said = (report.number, date, page, f"sentence {citation.sentence}")
    place = ", ".join(one for one in said if one)
    sha256 = citation.quote_sha256[:_HASH_SHOWN]
    told = "; ".join(filter(None, (place, superseded_words(report.newer_edition))))
    return Text(f'[{citation.id}] "{quote}" ({told}; sha256 {sha256}…)', untrusted=True)


def blocks_of(quote: str, citation: Citation) -> tuple[Text, Link]:
    """Return the block of a sentence and the link to it."""
    return sentence_block(quote, citation), Link(Key(citation.report.id, citation.sentence))


def citation_fields(citation: Citation, desk: Desk) -> dict[str, Any]:
    """Return a citation: what finds the words again, and what proves them."""
    report = citation.report
    return present(
        {
            "id": citation.id,
            "start": citation.start,
            "end": citation.end,
            "quote_sha256": citation.quote_sha256,
            "text_sha256": citation.text_sha256,
            "anchor": citation.anchor,
            "sentence": citation.sentence,
            "page": citation.page,
            "page_label": citation.page_label,
            "label": citation.label,
            "url": desk.permalink(citation.url),
            "report": present(
                {
                    "id": report.id,
                    "number": report.number,
                    "date": report.date,
                    "newer_edition": report.newer_edition and report.newer_edition.id,
                    "superseded": superseded_words(report.newer_edition),
                }
            ),
        }
    )


def answer_passage_fields(passage: AnswerPassage, desk: Desk) -> dict[str, Any]:
    """Return a sentence of an answer, with the field names of its JSON."""
    span = passage.answer
    return present(
        {
            "rank": passage.rank,
            "score": round(passage.score, 4),
            "status": passage.status,
            "part": passage.part,
            "quote": passage.quote,
            "display": passage.display if passage.row else None,
            "answer": span and {"start": span.start, "end": span.end, "text": span.text},
            "why": passage.why,
            "ocr": passage.ocr or None,
            "places": passage.places if passage.places > 1 else None,
            "citation": citation_fields(passage.citation, desk),
        }
    )


def sentence_fields(passage: Passage, report: IndexedReport, desk: Desk) -> dict[str, Any]:
    """Return a sentence as it is read in its report."""
    readable = readable_passage(passage, report.style).text if passage.row else None
    citation = cite(passage, report)
    return present(
        {
            "id": passage.id,
            "quote": passage.quote,
            "display": readable,
            "start": passage.start,
            "end": passage.end,
            "quote_sha256": text_sha256(passage.quote),
            "page": citation.page,
            "page_label": citation.page_label,
            "url": desk.permalink(citation.url),
        }
    )


def cited(view: View, passage: Passage) -> Citation:
    """Return the citation of a sentence."""
    return cite(passage, view.reports[passage.report_id])
