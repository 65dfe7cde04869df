"""Write a citation as a W3C Web Annotation."""

import json
import uuid
from pathlib import PurePosixPath
from typing import Any

from service.citations.cited import Cited
from service.exports.escape import escape_url
from service.records.canonical import hash_uri

MEDIA_TYPE = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_PDF_FRAGMENTS = "http://tools.ietf.org/rfc/rfc3778"
_MEDIA_TYPES = {
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def annotation(cited: Cited) -> str:
    """Return an annotation whose target is the quote and whose body is the label, as JSON-LD.

    Its id is a UUID of the quote's place and the text's hash, so a passage keeps its id.
    """
    citation = cited.citation
    place = f"{citation.id} {citation.start} {citation.end} {citation.text_sha256}"
    content = {
        "@context": _CONTEXT,
        "id": uuid.uuid5(uuid.NAMESPACE_URL, place).urn,
        "type": "Annotation",
        "motivation": "describing",
        "body": _bodies(cited),
        "target": {
            "type": "SpecificResource",
            "source": _source(cited),
            "state": {"type": "oa:State", "schema:sha256": cited.source_sha256},
            "selector": _selectors(cited),
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _bodies(cited: Cited) -> dict[str, str] | list[dict[str, str]]:
    """Return the label as a body; what supersedes the report is a second one, a comment."""
    label = _body(cited.citation.label, "describing")
    return [label, _body(cited.superseded, "commenting")] if cited.superseded else label


def _body(text: str, purpose: str) -> dict[str, str]:
    return {"type": "TextualBody", "value": text, "format": "text/plain", "purpose": purpose}


def _source(cited: Cited) -> dict[str, Any]:
    """Describe the source file, identified by its URL or else by its hash."""
    report = cited.citation.report
    content = {
        "id": escape_url(report.url) if report.url else hash_uri(cited.source_sha256),
        "type": "Text",
        "format": _MEDIA_TYPES.get(PurePosixPath(cited.path).suffix.lower()),
        "schema:name": report.title,
        "schema:author": list(report.authors),
    }
    return {name: value for name, value in content.items() if value}


def _selectors(cited: Cited) -> list[dict[str, Any]]:
    """Return selectors of the quote, each sufficient by itself.

    Positions are code points in the report's canonical text, as the data model requires.
    """
    citation = cited.citation
    quote: dict[str, Any] = {
        "type": "TextQuoteSelector",
        "exact": cited.quote,
        "prefix": cited.before,
        "suffix": cited.after,
    }
    position: dict[str, Any] = {
        "type": "TextPositionSelector",
        "start": citation.start,
        "end": citation.end,
    }
    selectors = [quote, position]
    # A page fragment can select only a quote that stands on one page.
    if citation.pages and citation.pages[0] == citation.pages[1]:
        selectors.append(
            {
                "type": "FragmentSelector",
                "conformsTo": _PDF_FRAGMENTS,
                "value": f"page={citation.pages[0]}",
                # No prefix and suffix: they may stand on the page before or after.
                "refinedBy": {"type": "TextQuoteSelector", "exact": cited.quote},
            }
        )
    return selectors
