"""Describe the JSON of a report for the OpenAPI document."""

from pydantic import BaseModel

from corpus.omission_words import OmissionInfo
from corpus.report import Kind


class ReportCell(BaseModel):
    """A cell of a row of a table, with its heads."""

    start: int
    end: int
    row: str
    column: str
    text: str


class ReportTableRow(BaseModel):
    """The cells of a row, and the caption of its table."""

    title: str | None
    cells: list[ReportCell]


class ReportSentence(BaseModel):
    """A sentence of a report."""

    number: int
    anchor: str | None
    kind: Kind
    paragraph: int
    section: str | None
    pages: tuple[int, int] | None
    lines: tuple[int, int]
    start: int
    end: int
    quote: str
    display: str
    ocr: bool
    drawn: list[tuple[int, int]]
    row: ReportTableRow | None


class ReportHeading(BaseModel):
    """A heading of a report."""

    sentence: int
    level: int
    title: str


class ReportText(BaseModel):
    """A whole report."""

    id: str
    title: str | None
    publisher: str | None
    number: str | None
    date: str | None
    path: str
    source_sha256: str
    text_sha256: str
    generation: str
    pages: int | None
    omissions: list[OmissionInfo]
    ocr_pages: list[int]
    contents: list[ReportHeading]
    sentences: list[ReportSentence]


class FoundSentence(BaseModel):
    """A sentence with words that were looked for, and their spans."""

    number: int
    spans: list[tuple[int, int]]


class FoundWords(BaseModel):
    """The sentences of a report that hold the words of ``find``."""

    find: str
    sentences: list[FoundSentence]
