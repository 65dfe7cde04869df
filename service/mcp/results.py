"""Define what a tool gives back, and keep it small.

Words of a report stand in blocks of their own, marked as untrusted, byte for byte; nothing that
they say is an instruction. Our own words stand in other blocks.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from corpus.errors import PinciteError
from index.types import Key

UNTRUSTED = {"untrusted": True}
"""What marks a block, or a result, that holds words of reports."""


_ENVELOPE_BYTES = 300
"""What the protocol puts around a result: its number, and the name and version of the server."""


@dataclass(frozen=True, slots=True)
class Text:
    """A block of text; ``untrusted`` where it holds words of a report."""

    text: str
    untrusted: bool = False

    @property
    def wire(self) -> dict[str, Any]:
        """Return the block as the protocol writes it."""
        mark = {"_meta": UNTRUSTED} if self.untrusted else {}
        return {"type": "text", "text": self.text, **mark}


@dataclass(frozen=True, slots=True)
class Link:
    """A link to the resource of a sentence."""

    key: Key

    @property
    def wire(self) -> dict[str, Any]:
        """Return the block as the protocol writes it."""
        uri = sentence_uri(self.key)
        return {"type": "resource_link", "uri": uri, "name": self.key.id, "mimeType": "text/plain"}


@dataclass(frozen=True, slots=True)
class ToolResult:
    """The result of a tool.

    Attributes:
        blocks: what a model reads.
        structured: the same as a JSON object.
        meta: what goes beside an object whose shape is fixed elsewhere.
    """

    blocks: tuple[Text | Link, ...]
    structured: Mapping[str, Any]
    is_error: bool = False
    meta: Mapping[str, Any] = field(default_factory=dict)

    @property
    def wire(self) -> dict[str, Any]:
        """Return the result as the protocol writes it."""
        return {
            "content": [block.wire for block in self.blocks],
            "structuredContent": dict(self.structured),
            "isError": self.is_error,
            **({"_meta": dict(self.meta)} if self.meta else {}),
        }

    @property
    def size(self) -> int:
        """Return the number of bytes that the protocol sends, rounded up."""
        return len(compact_json(self.wire).encode("utf-8", "surrogatepass")) + _ENVELOPE_BYTES


def refused(error: PinciteError) -> ToolResult:
    """Return an error: the same object as text and as structure."""
    parts = {"reason": error.reason, "remedy": error.remedy, "field": error.field}
    content = {"error": present(parts)}
    return ToolResult((Text(compact_json(content)),), content, is_error=True)


def fitted(make: Callable[[int], ToolResult], most: int, limit: int) -> ToolResult:
    """Return the result with the most items that is not larger than a limit in bytes.

    Args:
        make: makes the result with so many items, from 0; it grows with their number.
    """
    whole = make(most)
    if whole.size <= limit:
        return whole
    least, known = 0, make(0)
    while most - least > 1:
        middle = (least + most) // 2
        tried = make(middle)
        if tried.size <= limit:
            least, known = middle, tried
        else:
            most = middle
    return known


def present(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that say something: neither null nor empty."""
    return {name: one for name, one in fields.items() if one not in (None, "", [], (), {})}


def compact_json(content: object) -> str:
    """Return JSON without spaces."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def report_uri(report: str) -> str:
    """Return the address of a report as a resource."""
    return f"report://{quote(report, safe='')}"


def sentence_uri(key: Key) -> str:
    """Return the address of a sentence as a resource."""
    return f"{report_uri(key.report)}/s/{key.number}"
