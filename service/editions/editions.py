"""Define an edition as it is compared, and read it from an index."""

import re
from contextlib import suppress
from dataclasses import dataclass

from corpus.errors import BadRequest
from corpus.quotes.anchors import own_text
from corpus.report import Passage, Source
from corpus.text.fold import composed
from index.store.former import FormerReport, FormerText
from index.store.protocol import View
from service.answers.citation import report_url, sentence_url

_SHA256 = re.compile("[0-9a-f]{64}")
_HYPHENS = ("-", "\u2010", "\u00ad")


@dataclass(frozen=True, slots=True)
class EditionSentence:
    """A sentence of an edition.

    Attributes:
        quote: verbatim.
        whole: the quote, with a hyphen and a line feed where a printed line divides a word.
        compared: the same without what programs draw, such as automatic numbers.
        url: path of the sentence on the service; None in a text that no report has now.
        section, page: of the sentence; None where unknown.
        is_note: whether it is part of a footnote; False in a text that no report has now.
    """

    quote: str
    whole: str
    compared: str
    url: str | None = None
    section: str | None = None
    page: int | None = None
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class Edition:
    """One text of a report.

    Attributes:
        source: what is known about the report; its id names it.
        url: path of the report on the service; None where the report has another text now.
    """

    source: Source
    source_sha256: str
    text_sha256: str
    sentences: tuple[EditionSentence, ...]
    url: str | None = None

    @property
    def title(self) -> str:
        """Return the title, or the id of a report without one."""
        return self.source.title or self.source.id


def present_edition(view: View, report_id: str) -> Edition:
    """Return the text that a report has now.

    Raises:
        BadRequest: when the index has no such report.
    """
    ids = {composed(one): one for one in view.reports}
    report = view.reports.get(ids.get(composed(report_id), ""))
    if report is None:
        raise BadRequest(
            f"report {report_id} is not in the index: check its id on the page /reports"
        )
    source = report.source
    sentences = tuple(map(edition_sentence, view.sentences(source.id)))
    url = report_url(source.id)
    return Edition(source, report.source_sha256, report.text_sha256, sentences, url)


def former_edition(text: FormerText, report: FormerReport) -> Edition:
    """Return a text that a report had."""
    quotes = [text.text[start:end] for start, end in text.sentences]
    sentences = tuple(EditionSentence(quote, quote, quote) for quote in quotes)
    return Edition(report.source, report.source_sha256, report.text_sha256, sentences)


def last_former_edition(view: View, report_id: str) -> Edition:
    """Return the last text that a report had before the present one.

    Raises:
        BadRequest: when the index keeps none.
    """
    for one in dict.fromkeys((report_id, composed(report_id))):
        for report in view.former_reports(one):
            text = view.former_text(report.text_sha256)
            if text is not None:
                return former_edition(text, report)
    raise BadRequest(
        f"the index keeps no former text of {report_id}",
        "name two reports, such as pincite watch --editions OLD_ID NEW_ID",
    )


def named_edition(view: View, name: str, report_id: str) -> Edition | None:
    """Return the edition that a name means to a report, or None.

    Args:
        name: id of a report, or SHA-256 of a former text; of a report that is gone, it means the
            last text.
        report_id: whose former text is meant where several reports had it.
    """
    if name in view.reports or composed(name) in view.reports:
        return present_edition(view, name)
    if _SHA256.fullmatch(name):
        text = view.former_text(name)
        if text is None:
            return None
        own = (one for one in text.reports if one.source.id == report_id)
        return former_edition(text, next(own, text.reports[0]))
    with suppress(BadRequest):
        return last_former_edition(view, name)
    return None


def edition_sentence(passage: Passage) -> EditionSentence:
    """Return a sentence of a report as it is compared."""
    whole = _with_line_ends(passage)
    return EditionSentence(
        passage.quote,
        whole,
        own_text(passage) if passage.drawn else whole,
        sentence_url(passage.report_id, passage.number, passage.anchor),
        passage.section,
        passage.pages[0] if passage.pages else None,
        passage.kind == "note",
    )


def _with_line_ends(passage: Passage) -> str:
    """Return a quote with a hyphen and a line feed where a line of the page divides a word.

    A line that starts inside a word follows a hyphen that the reader left out.
    """
    text, at = "", passage.start
    for start in passage.line_starts[1:]:
        text += passage.quote[at - passage.start : start - passage.start]
        at = start
        if passage.quote[start - passage.start :][:1].islower():
            text += "\n" if text.endswith(_HYPHENS) else "-\n" if text[-1:].isalpha() else ""
    return text + passage.quote[at - passage.start :]
