"""Check citations against the source files, with nothing else to trust."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt, ValidationError
from pydantic_core import from_json

from corpus.errors import BadRequest, UnreadableFile
from corpus.files import text_sha256
from corpus.folder import find_files
from corpus.intake import read_report
from corpus.limits import Limits
from corpus.report import Passage
from corpus.sandbox.parent import Sandbox
from corpus.settings import Settings
from corpus.text.layout import line_of, line_starts
from service.answers.as_json import validation_detail

Verdict = Literal["exact", "moved", "broken"]


@dataclass(frozen=True, slots=True)
class Checked:
    """A citation that was checked.

    Attributes:
        where: which answer and rank it belongs to.
        reason: why it is moved or broken, or what else there is to say; may be "".
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


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True)


class _CitedReport(_Strict):
    id: str


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
    section: str | None = None
    pages: Annotated[tuple[int, int] | None, Field(strict=False)] = None
    paragraph: int | None = None


class _Span(_Strict):
    start: NonNegativeInt
    end: NonNegativeInt
    text: str


class _Cited(_Strict):
    """What a citation must hold to be checked."""

    quote: Annotated[str, Field(min_length=1)]
    citation: _Citation
    answer: _Span | None = None


class Verifier:
    """Re-reads the reports of a corpus and checks citations against them."""

    def __init__(self, settings: Settings) -> None:
        """Find the files of a corpus; each is read when a citation names it.

        Raises:
            CorpusError: when the folder cannot be used.
        """
        files, _ = find_files(settings.corpus)
        self._limits = Limits.of(settings)
        self._files = {file.source.id: file for file in files}
        self._texts: dict[str, _Text | str] = {}

    def check(self, where: str, passage: object) -> Checked:
        """Check one passage of an answer.

        A citation is exact when the source holds the quote at its offsets, to
        the character; moved when it holds it elsewhere; otherwise broken.
        """
        try:
            cited = _Cited.model_validate(passage)
        except ValidationError as error:
            return Checked(where, "?", "broken", f"it is no citation: {validation_detail(error)}")
        return Checked(where, cited.citation.id, *self._judge(cited))

    def _judge(self, cited: _Cited) -> tuple[Verdict, str]:
        quote, citation = cited.quote, cited.citation
        start, end = citation.start, citation.end
        if text_sha256(quote) != citation.quote_sha256:
            return "broken", "its quote is not the one that its quote_sha256 was made of"
        text = self._text(citation.report.id)
        if isinstance(text, str):
            return "broken", text
        at = text.content.find(quote)
        if text.content[start:end] != quote:
            if at < 0:
                return "broken", "the source does not hold the quote"
            return "moved", f"the quote stands at {at} to {at + len(quote)} now"
        if citation.id != f"{citation.report.id}#s{citation.sentence}":
            return "broken", "its id is not that of its report and sentence"
        if citation.lines != (line_of(text.starts, start), line_of(text.starts, end - 1)):
            return "broken", "its lines are not those of its offsets"
        span = cited.answer
        inside = span is None or start <= span.start < span.end <= end
        if span and not (inside and text.content[span.start : span.end] == span.text):
            return "broken", "its answer does not stand at its offsets in the quote"
        if text.sha256 != citation.text_sha256:
            return "exact", "the source changed elsewhere"
        misplaced = _misplaced(citation, text.passages.get((start, end)))
        if misplaced:
            return "broken", f"its {misplaced} is not that of its offsets"
        return "exact", ""

    def _text(self, report_id: str) -> _Text | str:
        """Return the text of a report, or why there is none."""
        if report_id not in self._texts:
            self._texts[report_id] = self._read(report_id)
        return self._texts[report_id]

    def _read(self, report_id: str) -> _Text | str:
        if report_id not in self._files:
            return f"there is no report {report_id} in the corpus"
        try:
            with Sandbox(self._limits) as sandbox:
                report = read_report(self._files[report_id], self._limits, sandbox)
        except UnreadableFile as error:
            return f"{self._files[report_id].path}: {error}"
        passages = {(passage.start, passage.end): passage for passage in report.passages}
        return _Text(report.text, report.text_sha256, line_starts(report.text), passages)


def _misplaced(citation: _Citation, passage: Passage | None) -> str | None:
    """Return what a citation says wrongly of the place of its sentence, or None.

    Where the sentence is not split as it was, only its words can be checked.
    """
    if passage is None:
        return None
    stated = citation.model_fields_set
    if "page" in stated and citation.page != (passage.pages[0] if passage.pages else None):
        return "page"
    for name in ("pages", "section", "paragraph"):
        if name in stated and getattr(citation, name) != getattr(passage, name):
            return name
    return None


def read_answers(path: Path) -> Iterator[tuple[str, Any]]:
    """Yield (where, passage) for each passage of a file of answers.

    Args:
        path: JSON lines as ``batch`` writes them, or one answer as ``ask --json`` prints it.

    Raises:
        BadRequest: when the file is not of that kind.
    """
    wrong = f"{path} is no file of answers: give one that batch wrote as .jsonl"
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadRequest(
            f"{path} cannot be read: {error.strerror}: make it readable, or name another file"
        ) from error
    except UnicodeDecodeError as error:
        raise BadRequest(wrong) from error
    try:
        # Not splitlines: a quote may hold the line ends of Unicode, which JSON leaves as they are.
        rows = [from_json(line) for line in text.split("\n") if line.strip()]
    except ValueError:
        try:
            rows = [from_json(text)]
        except ValueError as error:
            raise BadRequest(wrong) from error
    if not rows:
        raise BadRequest(f"{path} is empty: {wrong}")
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            raise BadRequest(f"{wrong} (row {number})")
        passages = row.get("passages", [] if "error" in row else None)
        if not isinstance(passages, list):
            raise BadRequest(f"{wrong} (row {number})")
        for rank, passage in enumerate(passages, start=1):
            yield f"{row.get('id', number)}, rank {rank}", passage
