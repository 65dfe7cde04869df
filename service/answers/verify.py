"""Check citations against the source files, and against the texts that an index remembers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt, ValidationError

from corpus.errors import LimitExceeded, UnreadableFile
from corpus.files import text_sha256
from corpus.folder import find_files
from corpus.intake import read_report
from corpus.limits import Limits
from corpus.omission_words import OCR_FAILED, in_words
from corpus.quotes.anchors import ANCHOR, anchors_of, same_words
from corpus.quotes.elsewhere import found_again
from corpus.report import Passage
from corpus.sandbox.ocr import Ocr
from corpus.sandbox.parent import Sandbox
from corpus.settings import Settings
from corpus.text.fold import composed
from corpus.text.layout import line_of, line_starts
from index.store.former import FormerText
from service.answers.as_json import validation_detail
from service.answers.citation import printed_pages, read_by_ocr

Verdict = Literal["exact", "moved", "superseded", "broken", "not_checked"]


@dataclass(frozen=True, slots=True)
class Checked:
    """The verdict on a citation.

    Attributes:
        where: the id of the answer and the rank of the passage.
        citation_id: the id of the citation; "?" if it cannot be read.
        reason: why the verdict is not "exact", or a remark on an exact one; may be "".
    """

    where: str
    citation_id: str
    verdict: Verdict
    reason: str


@dataclass(frozen=True, slots=True)
class _Text:
    content: str
    sha256: str
    starts: list[int]
    passages: dict[tuple[int, int], Passage]
    anchors: list[str]
    page_labels: tuple[str, ...]
    ocr_pages: tuple[int, ...]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True)


class _CitedReport(_Strict):
    id: str
    ocr_pages: Annotated[tuple[int, ...], Field(strict=False)] = ()


class _Citation(_Strict):
    id: str
    report: _CitedReport
    start: NonNegativeInt
    end: NonNegativeInt
    lines: Annotated[tuple[int, int], Field(strict=False)]  # a list, in JSON
    sentence: int
    quote_sha256: str
    text_sha256: str
    page: int | None = None
    page_label: str | None = None
    section: str | None = None
    pages: Annotated[tuple[int, int] | None, Field(strict=False)] = None
    page_labels: Annotated[tuple[str, str] | None, Field(strict=False)] = None
    paragraph: int | None = None
    ocr: bool = False
    anchor: Annotated[str, Field(pattern=f"^(?:{ANCHOR})$")] | None = None


class _Span(_Strict):
    start: NonNegativeInt
    end: NonNegativeInt
    text: str


class _Cited(_Strict):
    """The fields that the check needs."""

    quote: Annotated[str, Field(min_length=1)]
    citation: _Citation
    answer: _Span | None = None


class Verifier:
    """Checks citations against the reports of a corpus, which it reads again."""

    def __init__(
        self,
        settings: Settings,
        former_text: Callable[[str], FormerText | None] = lambda _text_sha256: None,
    ) -> None:
        """Find the files of the corpus. A report is read when a citation names it.

        Args:
            former_text: returns the text with a hash that a report no longer has; see ``Memory``.

        Raises:
            CorpusError: when the folder cannot be used.
        """
        files, _ = find_files(settings.corpus)
        self._limits, self._former_text = Limits.of(settings), former_text
        self._files = {file.source.id: file for file in files}
        self._ocr = Ocr(settings)
        self._texts: dict[tuple[str, bool], _Text | tuple[Verdict, str]] = {}

    def check(self, where: str, passage: object) -> Checked:
        """Check one passage of an answer.

        A citation is "exact" when the source has the same characters at its offsets. It is
        "moved" when the source has the quote at another place, or the same sentence in another
        typography, which the reason names. It is "superseded" when the report has another text
        now, without the quote, or is gone, and its former text has the quote at its offsets;
        otherwise it is "broken". It is "not_checked" when OCR
        read the report, and neither its result is kept nor OCR can run, and when reading the
        source exceeds a limit of the settings.
        """
        try:
            cited = _Cited.model_validate(passage)
        except ValidationError as error:
            return Checked(where, "?", "broken", f"not a citation: {validation_detail(error)}")
        verdict, reason = self._judge(cited)
        former = self._former_text(cited.citation.text_sha256) if verdict == "broken" else None
        if former is not None and _stood(cited, former):
            last = former.reports[0]
            verdict = "superseded"
            reason = f"generation {last.generation} was the last with this text: {reason}"
        return Checked(where, cited.citation.id, verdict, reason)

    def _judge(self, cited: _Cited) -> tuple[Verdict, str]:
        quote, citation = cited.quote, cited.citation
        start, end = citation.start, citation.end
        if text_sha256(quote) != citation.quote_sha256:
            return "broken", "quote_sha256 does not match the quote"
        text = self._text(citation.report.id, ocr=citation.ocr or bool(citation.report.ocr_pages))
        if not isinstance(text, _Text):
            return text
        if text.content[start:end] != quote:
            passages = list(text.passages.values())
            moved, reason = found_again(
                quote, citation.anchor, text.content, passages, text.anchors
            )
            return "moved" if moved else "broken", reason
        if citation.id != f"{citation.report.id}#s{citation.sentence}":
            return "broken", "id does not match the report and the sentence"
        if citation.lines != (line_of(text.starts, start), line_of(text.starts, end - 1)):
            return "broken", "lines do not match the offsets"
        span = cited.answer
        inside = span is None or start <= span.start < span.end <= end
        if span and not (inside and text.content[span.start : span.end] == span.text):
            return "broken", "answer does not match its offsets in the quote"
        if text.sha256 != citation.text_sha256:
            return "exact", "the source changed elsewhere"
        field = _differing_field(citation, text.passages.get((start, end)), text)
        if field:
            return "broken", f"{field} differs from the source"
        return "exact", ""

    def _text(self, report_id: str, *, ocr: bool) -> _Text | tuple[Verdict, str]:
        """Return the text of a report, or the verdict and the reason why it cannot be read."""
        key = report_id, ocr
        if key not in self._texts:
            self._texts[key] = self._read(report_id, self._ocr if ocr else None)
        return self._texts[key]

    def _read(self, report_id: str, ocr: Ocr | None) -> _Text | tuple[Verdict, str]:
        report_id = composed(report_id)
        if report_id not in self._files:
            return "broken", f"the corpus has no report {report_id}"
        path, limits = self._files[report_id].path, self._limits
        try:
            with Sandbox(limits) as sandbox:
                report = read_report(self._files[report_id], limits, sandbox, ocr=ocr)
        except UnreadableFile as error:
            unread = isinstance(error, LimitExceeded) or OCR_FAILED in str(error)
            return "not_checked" if unread else "broken", f"{path}: {error}"
        for one in report.omissions:
            if one.part.startswith(OCR_FAILED):
                return "not_checked", f"{path}: {in_words(one, report.page_count)}"
        passages = {(passage.start, passage.end): passage for passage in report.passages}
        starts = line_starts(report.text)
        return _Text(
            report.text,
            report.text_sha256,
            starts,
            passages,
            anchors_of(report.passages),
            report.page_labels,
            report.ocr_pages,
        )


def _stood(cited: _Cited, former: FormerText) -> bool:
    """Return whether a former text has a quote as it was cited."""
    citation, span = cited.citation, cited.answer
    start, end = citation.start, citation.end
    starts = line_starts(former.text)
    return (
        former.text[start:end] == cited.quote
        and text_sha256(cited.quote) == citation.quote_sha256
        and former.sentences[citation.sentence - 1 : citation.sentence] == ((start, end),)
        and any(one.source.id == composed(citation.report.id) for one in former.reports)
        and citation.id == f"{citation.report.id}#s{citation.sentence}"
        and citation.lines == (line_of(starts, start), line_of(starts, end - 1))
        and (span is None or start <= span.start < span.end <= end)
        and (span is None or former.text[span.start : span.end] == span.text)
    )


def _differing_field(citation: _Citation, passage: Passage | None, text: _Text) -> str | None:
    """Return the name of a field that differs from the source, or None.

    Where sentences are now split differently, no passage has the offsets, and only the words can
    be checked.
    """
    if passage is None:
        return None
    stated = citation.model_fields_set
    if "page" in stated and citation.page != (passage.pages[0] if passage.pages else None):
        return "page"
    own = text.anchors[passage.number - 1]
    if citation.anchor is not None and not same_words(citation.anchor, own):
        return "anchor"
    # Indexes of older versions know no labels, and null claims nothing.
    printed = printed_pages(passage.pages, text.page_labels)
    if citation.page_label is not None and citation.page_label != (printed and printed[0]):
        return "page_label"
    if citation.page_labels is not None and citation.page_labels != printed:
        return "page_labels"
    if citation.ocr != read_by_ocr(passage, text.ocr_pages):
        return "ocr"
    for name in ("pages", "section", "paragraph"):
        if name in stated and getattr(citation, name) != getattr(passage, name):
            return name
    return None
