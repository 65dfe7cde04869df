"""Read the findings of a checked draft for a pack."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from corpus.errors import BadRequest
from service.citecheck.findings import CheckedDraft, SourceSentence
from service.citecheck.output.as_json import FORMAT

_CHECKED = TypeAdapter(CheckedDraft)


@dataclass(frozen=True, slots=True)
class Findings:
    """The findings of a draft: the bytes of their file, and what they say."""

    content: bytes
    checked: CheckedDraft

    @property
    def sources(self) -> Iterator[SourceSentence]:
        """Yield the sentences of reports that they rest on."""
        return _sources_of(self.checked)


def read_findings(path: Path) -> Findings:
    """Return the findings in a file that ``citecheck`` wrote.

    Raises:
        BadRequest: when it cannot be read, or holds something else.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadRequest(f"{path} cannot be read: {error.strerror}", "make it readable") from error
    try:
        return Findings(content, _checked_in(content))
    except (ValueError, RecursionError) as error:
        raise BadRequest(
            f"{path} holds no findings", "give findings.json, as citecheck writes it"
        ) from error


def sources_in(content: bytes) -> Iterator[SourceSentence]:
    """Yield the sentences of reports in findings.

    Raises:
        ValueError: when these are no findings.
    """
    return _sources_of(_checked_in(content))


def _checked_in(content: bytes) -> CheckedDraft:
    checked = json.loads(content)
    if not isinstance(checked, dict) or checked.get("format") != FORMAT:
        raise ValueError("no findings of this format")
    return _CHECKED.validate_python(checked)


def _sources_of(checked: CheckedDraft) -> Iterator[SourceSentence]:
    for finding in checked.findings:
        yield from (one for one in (finding.source, *finding.nearest) if one is not None)
