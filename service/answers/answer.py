"""Define the answer and its parts.

The JSON of an answer has the fields of these dataclasses. Their names are stable; see
docs/http-api.md.
"""

from dataclasses import dataclass, field
from typing import Literal

from corpus.report import Kind, PageBox
from service.answers.index_info import IndexInfo, NamedReports, PartlyRead, ReportInfo
from service.answers.marks import TableRowInfo
from service.answers.vocabulary import FORM_WORDS, STATUS_WORDS

Status = Literal["answered", "uncertain", "no_answer"]
Span = tuple[int, int]
Why = Literal["both", "meaning", "words", "little"]
QuestionForm = Literal["question", "keywords", "statement", "not_english", "unreadable"]


@dataclass(frozen=True, slots=True)
class Citation:
    """The place of a quote in its report, and the hashes that confirm it.

    Attributes:
        id: the id of the report and the number of the sentence.
        start, end: offsets into the report's canonical text, in code points.
        lines: first and last line of the quote in the canonical text, from 1.
        page: first of the ``pages``.
        section: the headings above the sentence.
        sentence: number of the sentence in the report, from 1.
        quote_sha256, text_sha256: SHA-256 of the quote and of the canonical text, in UTF-8.
        label: the citation in words.
        url: path of the sentence on the service.
        pages: first and last page, from 1; null if the source has no pages.
        paragraph: number of the block in the report, from 1; headings, rows and notes count too.
        kind: kind of that block: text, heading, item, row or note.
        boxes: a box for each line of the sentence: left, top, right, bottom, in points from the
            top left corner of the page; empty if the source has no pages.
        page_label: number as printed on the page, such as "ii"; first of the ``page_labels``.
        page_labels: labels of the first and last page; null if a page has none.
        ocr: whether OCR read a page of the quote.
        table: the caption of the table that it is a row of; null for other passages.
        row: the head of the row, likewise.
        column: the head of the column of the cell that answers, likewise.
        anchor: finds the sentence in a changed text; null in an index of a format before 8.
    """

    id: str
    report: ReportInfo
    start: int
    end: int
    lines: Span
    page: int | None
    section: str | None
    sentence: int
    quote_sha256: str
    text_sha256: str
    label: str
    url: str
    pages: Span | None
    paragraph: int
    kind: Kind
    boxes: list[PageBox]
    page_label: str | None = None
    page_labels: tuple[str, str] | None = None
    ocr: bool = False
    table: str | None = None
    row: str | None = None
    column: str | None = None
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerSpan:
    """The short answer inside a quote; its offsets are code points of the canonical text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Context:
    """The sentences before and after, verbatim and in readable form; null at the report's ends."""

    before: str | None
    after: str | None
    before_display: str | None
    after_display: str | None


@dataclass(frozen=True, slots=True)
class AnswerPassage:
    """A sentence of the answer.

    Attributes:
        rank: place in the answer, from 1.
        score: calibrated probability that the sentence answers, 0 to 1.
        quote: the sentence, verbatim.
        display: the sentence in readable form.
        answer: the short answer that the reranker marks in the quote; null if it marks none, or
            if the status is ``no_answer``.
        matches: spans of the question's words in the quote, in code points.
        display_matches: spans of the question's words in the readable form.
        context: the sentences before and after.
        citation: the place of the quote.
        display_answer: span of the short answer in the readable form, or null.
        also_at: other places of the same sentence, at most ``max_also_at``.
        places: number of places of the sentence, including this one.
        why: why the search found the sentence: its meaning, its words, both, or little of either.
        status: status of this passage; null in an answer that an older version stored.
        part: number of the part of a compound question that it answers, from 1; else null.
        ocr: whether OCR read a page that it stands on.
        row: the cells of a row of a table, and their heads; null for other passages.
        drawn: spans of the quote that programs draw and the source's own text lacks, in code
            points: automatic numbers, and cells repeated under the cell that they are merged into.
    """

    rank: int
    score: float
    quote: str
    display: str
    answer: AnswerSpan | None
    matches: list[Span]
    display_matches: list[Span]
    context: Context
    citation: Citation
    display_answer: Span | None
    also_at: list[Citation]
    places: int
    why: Why
    status: Status | None = None
    part: int | None = None
    ocr: bool = False
    row: TableRowInfo | None = None
    drawn: list[Span] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PartAnswer:
    """The answer to one part of a compound question; see ``Answer``.

    Attributes:
        question: the part, as in ``Answer.parts``.
        searched_for: the part with the subject of an earlier one; null if searched as it stands.
        passages: at most as many as were asked for, with ranks of their own.
    """

    question: str
    searched_for: str | None
    status: Status
    confidence: float
    answerable: float | None
    passages: list[AnswerPassage]


@dataclass(frozen=True, slots=True)
class Differing:
    """Two sentences that give different figures for what was asked; neither is called right.

    Attributes:
        passages: both sentences, the likelier one first; ``answer`` is the figure. One that is also
            among the passages of the answer has its rank there; another one has a higher rank.
        figures: the figure in each, verbatim.
        dates: date of the report of each; null if unknown.
        times: for each, the years and dates that the sentence states, verbatim.
        note: what differs, in words.
    """

    passages: list[AnswerPassage]
    figures: list[str]
    dates: list[str | None]
    times: list[list[str]]
    note: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question.

    Attributes:
        question: the question as it was asked.
        status: status of the first passage; of a compound question, the worst of its parts.
        confidence: calibrated probability that the first passage answers, 0 to 1; of a compound
            question, the lowest of its parts, and so is ``answerable``.
        answerable: calibrated probability that the searched reports answer at all, 0 to 1; null
            in an answer that an older version stored.
        passages: best first; with ``no_answer`` they are the closest sentences.
        index: the index and the models that answered.
        took_ms: time in milliseconds; the mean for questions that were answered together.
        searched_for: the question with corrected spelling; null if nothing was corrected.
        parts: the questions that a compound question consists of; empty for a single one.
        question_form: ``not_english`` and ``unreadable`` have no answer; null in an answer that an
            older version stored.
        part_answers: the answer to each of the ``parts``; empty for a single question.
        searched_in: the reports that the question names, where only these were searched.
        partly_read: of ``no_answer``, the searched reports that may hold more than could be read;
            null where there are none.
        differing: pairs of sentences that give different figures; empty where none was found.
    """

    question: str
    status: Status
    confidence: float
    answerable: float | None = field(default=None, kw_only=True)
    passages: list[AnswerPassage]
    index: IndexInfo
    took_ms: float
    searched_for: str | None
    parts: list[str] = field(default_factory=list)
    question_form: QuestionForm | None = None
    part_answers: list[PartAnswer] = field(default_factory=list)
    searched_in: list[NamedReports] = field(default_factory=list)
    partly_read: PartlyRead | None = None
    differing: list[Differing] = field(default_factory=list)


def percent(chance: float, unit: str = "%") -> str:
    """Return a probability in whole per cent, as "less than 1%" and "more than 99%" at the ends."""
    if chance < 0.01:
        return f"less than 1{unit}"
    if chance > 0.99:
        return f"more than 99{unit}"
    return f"{chance * 100:.0f}{unit}"


def verdict(answer: Answer) -> str:
    """Return the status in words, or why a question of this form has no answer."""
    form = answer.question_form
    return (form and FORM_WORDS.get(form)) or STATUS_WORDS[answer.status]


def verdict_line(answer: Answer) -> str:
    """Return the verdict with both chances, if a question of this form can have an answer."""
    if answer.question_form in FORM_WORDS:
        return verdict(answer)
    chances = f"{percent(answer.confidence)} that the first sentence answers"
    if answer.answerable is not None:
        chances += f", {percent(answer.answerable)} that the reports do"
    return f"{verdict(answer)} ({chances})"
