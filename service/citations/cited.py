"""The passage that a citation is written for, and the parts that the formats share."""

import hashlib
import re
from dataclasses import dataclass

from corpus.text.display import readable
from index.store.protocol import View
from index.types import Key
from service.answers.answer import Citation, Span
from service.answers.citation import cite

_BESIDE = 32
"""Characters that a quote is found by on either side of it, as annotation programs use them."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage with all that a citation may say of it.

    Attributes:
        quote: verbatim, to the character.
        display: the readable form, for the eye only.
        before, after: the canonical text on either side of the quote, up to 32 code points.
        has_lines: whether the lines of the text are those of the file.
        path: the file below the corpus folder.
        source_sha256: of the file's bytes.
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
        """Return the report's title, or its id where it has none, as the label does."""
        return self.citation.report.title or self.citation.report.id


def find_cited(generation: View, passage_id: str) -> Cited | None:
    """Return the passage that has this id, or None when the index holds none."""
    try:
        key = Key.parse(passage_id)
    except ValueError:
        return None
    passage = generation.fetch([key]).get(key)
    if passage is None:
        return None
    report = generation.reports[key.report]
    return Cited(
        quote=passage.quote,
        display=readable(passage.quote, report.style).text,
        citation=cite(passage, report),
        before=generation.text(key.report, max(0, passage.start - _BESIDE), passage.start),
        after=generation.text(key.report, passage.end, passage.end + _BESIDE),
        has_lines=report.has_lines,
        path=report.path,
        source_sha256=report.source_sha256,
    )


def pinpoint(cited: Cited, page: str = "p.", pages: str = "pp.", paragraph: str = "para.") -> str:
    """Return the finest place that the source itself knows.

    Args:
        page, pages: what to write before one page and before several; may be "".
        paragraph: what to write before the number of a paragraph.
    """
    if cited.citation.pages:
        return span(page, pages, cited.citation.pages)
    return place_in_text(cited, paragraph)


def place_in_text(cited: Cited, paragraph: str = "para.") -> str:
    """Return where a quote stands besides its page: paragraph, sentence and line."""
    citation = cited.citation
    parts = [f"sentence {citation.sentence}"]
    if cited.has_lines:
        parts.append(span("line", "lines", citation.lines))
    elif not citation.pages:
        parts.insert(0, f"{paragraph} {citation.paragraph}")
    return ", ".join(parts)


def span(one: str, several: str, numbers: Span, dash: str = "–") -> str:
    """Return one number or two, each with its word before it."""
    first, last = numbers
    return f"{one} {first}".strip() if first == last else f"{several} {first}{dash}{last}".strip()


def key(citation: Citation) -> str:
    """Return a name of ASCII letters, digits and dashes that is the citation's alone."""
    name = re.sub(r"[^A-Za-z0-9]+", "-", citation.id).strip("-")
    if name == citation.id.replace("#", "-"):
        return name
    return f"{name}-{hashlib.sha256(citation.id.encode()).hexdigest()[:8]}".lstrip("-")
