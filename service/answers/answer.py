"""The answer, as it flows to every door; its field names are a promise (docs/http-api.md).

The JSON of an answer is these dataclasses, field by field.
"""

from dataclasses import dataclass
from typing import Literal

from corpus.report import Kind, PageBox

Status = Literal["answered", "uncertain", "no_answer"]
Span = tuple[int, int]
Why = Literal["both", "meaning", "words", "little"]

STATUS_WORDS: dict[Status, str] = {
    "answered": "Answered",
    "uncertain": "Uncertain answer",
    "no_answer": "No answer found",
}
WHY_WORDS: dict[Why, str] = {
    "both": "It is close to the question in meaning and shares rare words with it.",
    "meaning": "It is close to the question in meaning.",
    "words": "It shares rare words with the question.",
    "little": "It has little in common with the question.",
}


@dataclass(frozen=True, slots=True)
class ReportInfo:
    """What a citation says of its report; an unknown is null."""

    id: str
    title: str | None
    publisher: str | None
    number: str | None
    date: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a quote stands, and what proves it.

    Attributes:
        start, end: code points into the report's canonical text.
        lines: first and last line of the canonical text, from 1.
        page: first of the ``pages``.
        quote_sha256, text_sha256: of the quote and of the whole canonical text, in UTF-8.
        label: the citation as a librarian would write it.
        url: where the service shows the report at this sentence.
        pages: first and last page, from 1; null where the source has none.
        paragraph: number of its block in the report, from 1; headings, rows and notes count too.
        kind: of that block: text, heading, item, row or note.
        boxes: one for each line of the sentence on its page, in points from the page's top
            left corner: left, top, right, bottom; empty where the source has no pages.
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


@dataclass(frozen=True, slots=True)
class AnswerSpan:
    """The short answer inside a quote; offsets are into the canonical text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Context:
    """The neighbouring sentences, verbatim and readable, or null at an end of the report."""

    before: str | None
    after: str | None
    before_display: str | None
    after_display: str | None


@dataclass(frozen=True, slots=True)
class AnswerPassage:
    """A passage that may answer.

    Attributes:
        score: the calibrated probability that this passage answers, 0 to 1.
        quote: verbatim, to the character.
        display: the readable form, for the eye only.
        answer: the short answer in the quote, as the reranker marks it; null when the
            reranker marks none or the passage does not seem to answer.
        matches: where words of the question stand in the quote.
        display_matches: the same in the readable form.
        display_answer: where the short answer stands in the readable form, or null.
        also_at: other places that say the same, some of them where there are many.
        places: how many places say it, this one included.
        why: what brought it here: nearness in meaning, the question's words, both, or
            little of either.
        status: of this passage, judged as the answer is by its first; null where an older
            version kept the answer.
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


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """Which index answered, and which reranker had the second word; null where none had."""

    generation: str
    fingerprint: str
    passages: int
    model: str
    reader: str | None  # the reranker; JSON keeps its first name


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question.

    Attributes:
        searched_for: the question with misspelt words put right, where there were any; else null.
        confidence: the calibrated probability that the first passage answers.
        passages: best first; with ``no_answer`` the nearest ones, to be judged by a person.
        took_ms: milliseconds; the mean where questions were answered together.
    """

    question: str
    status: Status
    confidence: float
    passages: list[AnswerPassage]
    index: IndexInfo
    took_ms: float
    searched_for: str | None
