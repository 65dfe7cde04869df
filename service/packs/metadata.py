"""Describe a pack and its reports: RO-Crate and CSL-JSON."""

import json
from datetime import date
from typing import Any

from service import __version__
from service.answers.answer import Citation
from service.citations.cited import Cited
from service.citations.records import csl
from service.packs.contents import CitedText

_TYPES = {
    "jsonl": "application/jsonl", "txt": "text/plain", "png": "image/png", "html": "text/html",
    "json": "application/json", "md": "text/markdown",
}  # fmt: skip
_NAMES = {
    "answers.jsonl": "The answers, one on each line",
    "reports.csl.json": "The cited reports, for reference managers",
    "citecheck/findings.json": "The findings of a checked draft",
    "index.html": "The answers and their evidence as a page that checks itself",
    "VERIFY.md": "How to check this pack",
}
_VOCABULARY = {
    "sha256": "http://schema.org/sha256",
    "source_sha256": "https://w3id.org/ro/terms/pincite#source_sha256",
}
"""Terms that the context of RO-Crate 1.1 lacks."""


def reports_csl(citations: dict[str, Citation], texts: dict[str, CitedText]) -> bytes:
    """Return the cited reports as CSL-JSON, in order of id, one item for each text.

    Args:
        citations: one of each text, by the hash of the text.
    """
    items: dict[str, dict[str, Any]] = {}
    for sha256, citation in sorted(citations.items(), key=lambda one: (one[1].report.id, one[0])):
        about, name = texts[sha256], citation.report.id
        cited = Cited(
            "", "", citation, "", "",
            has_lines=False, path=about.path, source_sha256=about.source_sha256,
        )  # fmt: skip
        (item,) = json.loads(csl(cited))
        kept = {field: one for field, one in item.items() if field not in ("locator", "annote")}
        key = name if name not in items else f"{name} ({sha256[:12]})"
        items[key] = {**kept, "id": key, "custom": {
            "text_sha256": sha256, "source_sha256": about.source_sha256,
        }}  # fmt: skip
    return (json.dumps(list(items.values()), ensure_ascii=False, indent=2) + "\n").encode()


def ro_crate(
    name: str,
    day: date,
    hashes: dict[str, str],
    texts: dict[str, CitedText],
    described: dict[str, str],
) -> bytes:
    """Return the metadata file of an RO-Crate 1.1 for the payload.

    Args:
        hashes: the SHA-256 of each file, by its path.
        described: names of further files, by path.
    """
    files: list[dict[str, Any]] = [
        {"@id": path, "@type": "File", "name": {**_NAMES, **described}.get(path, path),
         "encodingFormat": _TYPES[path.rpartition(".")[2]], "sha256": digest}
        for path, digest in sorted(hashes.items())
    ]  # fmt: skip
    for file in files:
        about = texts.get(file["sha256"])
        if about is not None and file["@id"].startswith("texts/"):
            file["name"] = f"Canonical text of {about.report_id}"
            file["identifier"] = about.report_id
            file["source_sha256"] = about.source_sha256
    graph = [
        {"@id": "ro-crate-metadata.json", "@type": "CreativeWork", "about": {"@id": "./"},
         "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"}},
        {"@id": "./", "@type": "Dataset", "name": name, "datePublished": day.isoformat(),
         "description": "Answers with the texts that they quote, packed by Pincite.",
         "license": {"@id": "#licence"},
         "hasPart": [{"@id": file["@id"]} for file in files],
         "mentions": {"@id": "#packing"}},
        {"@id": "#licence", "@type": "CreativeWork", "name": "Licences of the reports",
         "description": "Each text and each image of a page has the licence of its report."},
        {"@id": "#packing", "@type": "CreateAction", "name": "Packing of the answers",
         "endTime": day.isoformat(), "instrument": {"@id": "#pincite"},
         "object": {"@id": "answers.jsonl"}, "result": {"@id": "index.html"}},
        {"@id": "#pincite", "@type": "SoftwareApplication", "name": "Pincite",
         "softwareVersion": __version__},
        *files,
    ]  # fmt: skip
    crate = {
        "@context": ["https://w3id.org/ro/crate/1.1/context", _VOCABULARY],
        "@graph": graph,
    }
    return (json.dumps(crate, ensure_ascii=False, indent=1) + "\n").encode()
