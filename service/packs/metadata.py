"""Describe a pack and its reports: RO-Crate and CSL-JSON."""

import json
from datetime import date
from typing import Any

from service import __version__
from service.citations.cited import Cited
from service.citations.records import csl
from service.packs.contents import CitedText, PackedAnswer, passages_of

_TYPES = {
    "jsonl": "application/jsonl", "txt": "text/plain", "png": "image/png", "html": "text/html",
    "json": "application/json", "md": "text/markdown",
}  # fmt: skip


def reports_csl(answers: list[PackedAnswer], texts: dict[str, CitedText]) -> bytes:
    """Return the cited reports as CSL-JSON, in order of id, one item each."""
    items: dict[str, dict[str, Any]] = {}
    for packed in answers:
        for _, passage in passages_of(packed.result.answer) if packed.result.answer else ():
            report, about = passage.citation.report, texts[passage.citation.text_sha256]
            cited = Cited(
                passage.quote, passage.display, passage.citation, "", "",
                has_lines=False, path=about.path, source_sha256=about.source_sha256,
            )  # fmt: skip
            (item,) = json.loads(csl(cited))
            kept = {name: one for name, one in item.items() if name not in ("locator", "annote")}
            items.setdefault(report.id, {**kept, "id": report.id, "custom": {
                "text_sha256": passage.citation.text_sha256,
                "source_sha256": about.source_sha256,
            }})  # fmt: skip
    content = [items[name] for name in sorted(items)]
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def ro_crate(name: str, day: date, hashes: dict[str, str], texts: dict[str, CitedText]) -> bytes:
    """Return the metadata file of an RO-Crate 1.1 for the payload.

    Args:
        hashes: the SHA-256 of each file, by its path.
    """
    files: list[dict[str, Any]] = [
        {"@id": path, "@type": "File", "sha256": digest,
         "encodingFormat": _TYPES[path.rpartition(".")[2]]}
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
         "license": "The texts have the licences of their reports.",
         "hasPart": [{"@id": file["@id"]} for file in files]},
        {"@id": "#pincite", "@type": "SoftwareApplication", "name": "Pincite",
         "softwareVersion": __version__},
        *files,
    ]  # fmt: skip
    crate = {
        "@context": ["https://w3id.org/ro/crate/1.1/context",
                     {"source_sha256": "https://schema.org/sha256"}],
        "@graph": graph,
    }  # fmt: skip
    return (json.dumps(crate, ensure_ascii=False, indent=1) + "\n").encode()
