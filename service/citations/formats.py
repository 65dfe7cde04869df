"""List the citation formats."""

from collections.abc import Callable
from dataclasses import dataclass

from service.citations import annotation, records, styles
from service.citations.cited import Cited


@dataclass(frozen=True, slots=True)
class Format:
    """A citation format.

    Attributes:
        title: name on the page.
        media_type: media type of the citation; its encoding is UTF-8.
        ending: file name extension.
        write: returns the citation; the same passage always gives the same text.
    """

    title: str
    media_type: str
    ending: str
    write: Callable[[Cited], str]


_TEXT = "text/plain"
_MARKDOWN = "text/markdown"

FORMATS = {
    "text": Format("Plain text", _TEXT, ".txt", styles.text),
    "markdown": Format("Markdown", _MARKDOWN, ".md", styles.as_markdown),
    "chicago": Format("Chicago (note)", _TEXT, ".chicago.txt", styles.chicago),
    "chicago-bibliography": Format(
        "Chicago (bibliography)", _TEXT, ".bibliography.txt", styles.chicago_bibliography
    ),
    "apa": Format("APA (7th edition)", _TEXT, ".apa.txt", styles.apa),
    "bluebook": Format("Bluebook", _TEXT, ".bluebook.txt", styles.bluebook),
    "bibtex": Format("BibTeX", "application/x-bibtex", ".bib", records.bibtex),
    "ris": Format("RIS", "application/x-research-info-systems", ".ris", records.ris),
    "csl": Format("CSL-JSON", "application/vnd.citationstyles.csl+json", ".csl.json", records.csl),
    "annotation": Format(
        "W3C Web Annotation", annotation.MEDIA_TYPE, ".jsonld", annotation.annotation
    ),
}
"""The formats, by their name in ``/cite?format=``."""
