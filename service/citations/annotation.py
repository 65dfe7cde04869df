"""Write a citation as an annotation of the Web Annotation Data Model."""

import base64
import json
import uuid
from pathlib import PurePosixPath
from typing import Any

from service.citations.cited import Cited
from service.exports.escape import address

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
    """Return an annotation that marks the quote in its source and says what it is.

    Its id is made of the quote's place and the text's hash: the same passage always has the same.
    """
    citation = cited.citation
    place = f"{citation.id} {citation.start} {citation.end} {citation.text_sha256}"
    content = {
        "@context": _CONTEXT,
        "id": uuid.uuid5(uuid.NAMESPACE_URL, place).urn,
        "type": "Annotation",
        "motivation": "describing",
        "body": {
            "type": "TextualBody",
            "value": citation.label,
            "format": "text/plain",
            "purpose": "describing",
        },
        "target": {
            "type": "SpecificResource",
            "source": _source(cited),
            "state": {"type": "oa:State", "schema:sha256": cited.source_sha256},
            "selector": _selectors(cited),
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _source(cited: Cited) -> dict[str, Any]:
    """Return the report's file: by its address where that is known, else by its hash."""
    report = cited.citation.report
    digest = base64.urlsafe_b64encode(bytes.fromhex(cited.source_sha256)).decode().rstrip("=")
    content = {
        "id": address(report.url) if report.url else f"ni:///sha-256;{digest}",
        "type": "Text",
        "format": _MEDIA_TYPES.get(PurePosixPath(cited.path).suffix.lower()),
        "schema:name": report.title,
    }
    return {name: value for name, value in content.items() if value}


def _selectors(cited: Cited) -> list[dict[str, Any]]:
    """Return the ways to find the quote, each enough by itself.

    Positions count code points, as the data model asks, into the report's canonical text.
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
    # A page holds a quote only where the whole quote stands on it.
    if citation.pages and citation.pages[0] == citation.pages[1]:
        selectors.append(
            {
                "type": "FragmentSelector",
                "conformsTo": _PDF_FRAGMENTS,
                "value": f"page={citation.pages[0]}",
                # Without what stands beside it, which may stand on the page before or after.
                "refinedBy": {"type": "TextQuoteSelector", "exact": cited.quote},
            }
        )
    return selectors
