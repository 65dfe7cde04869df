"""Look up a passage for citation, and write the parts that all formats share."""

import hashlib
import re
from dataclasses import dataclass

from corpus.omission_words import READ_BY_OCR
from corpus.table_rows import readable_passage
from corpus.text.fold import composed
from corpus.text.titles import in_title_case
from index.store.protocol import View
from index.types import Key
from service.answers.answer import Citation, Span
from service.answers.citation import cite, superseded_words

_CONTEXT_CHARS = 32
"""Length of the prefix and suffix of a quote in an annotation, as common annotators use it."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage with everything that a citation may contain.

    Attributes:
        quote: the sentence, verbatim.
        display: the readable form, for display only.
        before, after: the canonical text before and after the quote, up to 32 code points.
        has_lines: whether line numbers refer to lines of the source file.
        path: path of the source file, relative to the corpus folder.
        source_sha256: SHA-256 of the source file.
    """

    quote: str
    display: str
    citation: Citation
    before: str
    after: str
    has_lines: bool
    path: str
    source_sha256: str

    @property
    def title(self) -> str:
        """Return the report's title, or else its id, as the label does."""
        title = self.citation.report.title
        return in_title_case(title) if title else self.citation.report.id

    @property
    def superseded(self) -> str | None:
        """Return "superseded by" with the title and date of a newer edition; None without one."""
        return superseded_words(self.citation.report.newer_edition)

    @property
    def pages(self) -> Span | tuple[str, str] | None:
        """Return the printed labels of the pages, or else their numbers in the file."""
        return self.citation.page_labels or self.citation.pages


def find_cited(generation: View, passage_id: str) -> Cited | None:
    """Return the passage with an id, or None when the index does not hold it."""
    try:
        keys = list(dict.fromkeys(map(Key.parse, (passage_id, composed(passage_id)))))
    except ValueError:
        return None
    found = generation.fetch(keys)
    key = next((key for key in keys if key in found), None)
    if key is None:
        return None
    passage = found[key]
    report = generation.reports[key.report]
    return Cited(
        quote=passage.quote,
        display=readable_passage(passage, report.style).text,
        citation=cite(passage, report),
        before=generation.text(key.report, max(0, passage.start - _CONTEXT_CHARS), passage.start),
        after=generation.text(key.report, passage.end, passage.end + _CONTEXT_CHARS),
        has_lines=report.has_lines,
        path=report.path,
        source_sha256=report.source_sha256,
    )


def pinpoint(cited: Cited, page: str = "p.", pages: str = "pp.", paragraph: str = "para.") -> str:
    """Return the most precise place that the source gives: pages, or else a place in the text.

    Pages have their printed labels where these are known.

    Args:
        page, pages: prefix of one page and of several; may be "".
        paragraph: prefix of a paragraph number.
    """
    if cited.pages:
        return span(page, pages, cited.pages)
    return place_in_text(cited, paragraph)


def place_in_text(cited: Cited, paragraph: str = "para.") -> str:
    """Return the place of a quote without its page: paragraph, sentence and lines."""
    citation = cited.citation
    parts = [f"sentence {citation.sentence}"]
    if cited.has_lines:
        parts.append(span("line", "lines", citation.lines))
    elif not citation.pages:
        parts.insert(0, f"{paragraph} {citation.paragraph}")
    if citation.ocr:
        parts.append(READ_BY_OCR)
    return ", ".join(parts)


def span(one: str, several: str, numbers: Span | tuple[str, str], dash: str = "–") -> str:
    """Return one number or a range after its prefix, as in "line 3"."""
    first, last = numbers
    return f"{one} {first}".strip() if first == last else f"{several} {first}{dash}{last}".strip()


def entry_key(citation: Citation) -> str:
    """Return a unique key for a bibliography entry, of ASCII letters, digits and dashes."""
    name = re.sub(r"[^A-Za-z0-9]+", "-", citation.id).strip("-")
    if name == citation.id.replace("#", "-"):
        return name
    return f"{name}-{hashlib.sha256(citation.id.encode()).hexdigest()[:8]}".lstrip("-")
