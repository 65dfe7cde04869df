"""Define what an answer says of the index, of the models behind it, and of a report."""

from dataclasses import dataclass

from corpus.omission_words import OmissionInfo


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """The index and the models of an answer.

    Attributes:
        generation: name of the index generation.
        fingerprint: hash of everything that the index was built from.
        passages: number of sentences in the index.
        model: name of the encoder.
        reader: name of the reranker, or null without one.
        model_sha256: hash of the encoder's files, without the adapter.
        adapter, adapter_sha256: name and hash of the encoder's adapter, or null without one.
        reader_sha256: hash of the reranker's files, or null without one.

    The hashes are null in an answer that an older version stored.
    """

    generation: str
    fingerprint: str
    passages: int
    model: str
    reader: str | None  # an older name of the reranker, kept for JSON
    model_sha256: str | None = None
    adapter: str | None = None
    adapter_sha256: str | None = None
    reader_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class EditionInfo:
    """Another edition of a report: the id of the report to cite, and its path.

    Attributes:
        date: a year, a month or a day; null where it is unknown.
        title, number: null where they are unknown, and in an answer that an older version stored.
    """

    id: str
    date: str | None
    url: str
    title: str | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class ReportInfo:
    """A report as its citations describe it; unknown fields are null.

    Attributes:
        date: a year, a month or a day.
        authors: names of persons as the report or the catalog writes them; may be empty.
        newer_edition: the newest edition in the index; null where this is the newest.
        superseded: the same in words, "superseded by" with title or number and date; or null.
        omissions: what the source holds and the text lacks: what could not be read, and what was
            left out.
        ocr_pages: the pages, from 1, whose text comes from OCR.
    """

    id: str
    title: str | None
    publisher: str | None
    number: str | None
    date: str | None
    url: str | None
    authors: tuple[str, ...] = ()
    newer_edition: EditionInfo | None = None
    omissions: tuple[OmissionInfo, ...] = ()
    ocr_pages: tuple[int, ...] = ()
    superseded: str | None = None


@dataclass(frozen=True, slots=True)
class PartlyRead:
    """The searched reports of which pages or parts could not be read.

    Attributes:
        reports: their number.
        searched: number of the searched reports.
        text: both in a sentence.
    """

    reports: int
    searched: int
    text: str


@dataclass(frozen=True, slots=True)
class NamedReports:
    """Reports that the question names, by a number or by a title in quotation marks.

    Attributes:
        words: the name, as it stands in the question.
        reports: ids of the reports.
    """

    words: str
    reports: list[str]
