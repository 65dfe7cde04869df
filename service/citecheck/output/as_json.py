"""Write the findings of a draft as JSON, and give the JSON schema."""

import json
from typing import Any

from pydantic import TypeAdapter

from service.citecheck.findings import CheckedDraft, Finding, SourceSentence

FORMAT = "pincite-findings-1"
_CHECKED = TypeAdapter(CheckedDraft)
_CONTEXT_CHARACTERS = 32
_REFERENCE = "#/$defs/{model}"
_ABOUT = "selectors of the W3C Web Annotation Data Model; positions are code points"
_SELECTORS: dict[str, dict[str, Any]] = {
    "TextQuoteSelector": {name: {"type": "string"} for name in ("exact", "prefix", "suffix")},
    "TextPositionSelector": {name: {"type": "integer", "minimum": 0} for name in ("start", "end")},
}


def findings_json(checked: CheckedDraft) -> bytes:
    """Return the findings as JSON; ``findings_schema`` describes it.

    A finding and a source sentence each hold a ``selector`` of their words: the former in the
    text of the draft, the latter in the canonical text of its report.
    """
    content: dict[str, Any] = _CHECKED.dump_python(checked, mode="json")
    for finding, written in zip(checked.findings, content["findings"], strict=True):
        written["selector"] = _in_draft(checked.text, finding)
        for source, its in zip(finding.nearest, written["nearest"], strict=True):
            its["selector"] = _in_source(source)
        if finding.source:
            written["source"]["selector"] = _in_source(finding.source)
    return json.dumps({"format": FORMAT, **content}, ensure_ascii=False).encode()


def _in_draft(text: str, finding: Finding) -> list[dict[str, Any]]:
    start, end = finding.start, finding.end
    before = text[max(0, start - _CONTEXT_CHARACTERS) : start]
    return _selectors(text[start:end], before, text[end : end + _CONTEXT_CHARACTERS], start, end)


def _in_source(source: SourceSentence) -> list[dict[str, Any]]:
    """Return the selectors of the meant words, whose text is known inside the sentence only."""
    first = source.citation.start
    exact = source.text[max(0, source.start - first) : max(0, source.end - first)]
    found = _selectors(exact, source.prefix, source.suffix, source.start, source.end)
    return found if len(exact) == source.end - source.start else found[1:]


def _selectors(exact: str, prefix: str, suffix: str, start: int, end: int) -> list[dict[str, Any]]:
    return [
        {"type": "TextQuoteSelector", "exact": exact, "prefix": prefix, "suffix": suffix},
        {"type": "TextPositionSelector", "start": start, "end": end},
    ]


def findings_schema() -> dict[str, Any]:
    """Return the JSON schema of ``findings_json``."""
    schema = _CHECKED.json_schema(mode="serialization")
    add_selectors(schema["$defs"], _REFERENCE)
    add_format(schema)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def add_format(schema: dict[str, Any]) -> None:
    """Add the name of the format to the schema of a ``CheckedDraft``."""
    schema["properties"] = {"format": {"const": FORMAT}, **schema["properties"]}
    schema["required"] = ["format", *schema["required"]]


def add_selectors(definitions: dict[str, Any], reference: str) -> None:
    """Add the selectors to the schemas of the types of ``findings``.

    Args:
        reference: the reference to a type, with "{model}" for its name.
    """
    either = [{"$ref": reference.format(model=name)} for name in _SELECTORS]
    selector = {"type": "array", "description": _ABOUT, "items": {"anyOf": either}}
    for name in ("Finding", "SourceSentence"):
        definitions[name]["properties"]["selector"] = selector
        definitions[name]["required"].append("selector")
    for name, fields in _SELECTORS.items():
        properties = {"type": {"const": name}, **fields}
        definitions[name] = {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }
