"""Define the types that the sub-packages of the index share."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from corpus.extract import TEXT, format_name
from corpus.omissions import Omission
from corpus.report import Passage, Source, Span
from corpus.text.display import Style
from index.works import Work

Vectors = npt.NDArray[np.float32]
"""Unit vectors; shape (n, dimension)."""
_ID = re.compile(r"(?P<report>.+)#s(?P<number>[1-9][0-9]{0,8})", re.DOTALL)


class Key(NamedTuple):
    """The key of a passage; keys sort by report id and sentence number.

    Attributes:
        report: id of the report.
        number: position of the sentence in the report, from 1.
    """

    report: str
    number: int

    @classmethod
    def of(cls, passage: Passage) -> "Key":
        """Return the key of a passage."""
        return cls(passage.report_id, passage.number)

    @classmethod
    def parse(cls, passage_id: str) -> "Key":
        """Return the key of the passage that a citation names by this id.

        Raises:
            ValueError: when the text does not have the form ``report#s1``.
        """
        found = _ID.fullmatch(passage_id)
        if not found:
            raise ValueError(f"{passage_id!r} does not have the form of a passage's id, report#s1")
        return cls(found["report"], int(found["number"]))

    @property
    def id(self) -> str:
        """Return the id of the passage in a citation, for example ``ferry#s3``."""
        return f"{self.report}#s{self.number}"

    @property
    def before(self) -> "Key":
        """Return the key of the previous sentence, which may not exist."""
        return Key(self.report, self.number - 1)

    @property
    def after(self) -> "Key":
        """Return the key of the next sentence, which may not exist."""
        return Key(self.report, self.number + 1)


class Scored(NamedTuple):
    """The key of a passage and its score; a higher score is better."""

    key: Key
    score: float


@dataclass(frozen=True, slots=True)
class IndexedReport:
    """The record of a report in the index.

    Attributes:
        path: of the file, relative to the corpus folder.
        style: tokenisation and case of the text, which its readable form depends on.
        sentences: number of passages.
        work: the work that the report is a file of.
        page_labels, page_count, omissions, ocr_pages: see ``corpus.report.Extracted``.
        successor: the newest edition, as its work's first file describes it; None where this is it.
    """

    source: Source
    path: str
    source_sha256: str
    text_sha256: str
    style: Style
    sentences: int
    work: Work
    page_labels: tuple[str, ...] = ()
    page_count: int = 0
    omissions: tuple[Omission, ...] = ()
    ocr_pages: tuple[int, ...] = ()
    successor: Source | None = None

    @property
    def format(self) -> str:
        """Return the name of the file's format."""
        return format_name(self.path)

    @property
    def keys(self) -> list[Key]:
        """Return the keys of the passages, in order."""
        return [Key(self.source.id, number) for number in range(1, self.sentences + 1)]

    @property
    def has_lines(self) -> bool:
        """Tell whether line numbers of the text are line numbers of the file."""
        return self.path.lower().endswith(TEXT)


@dataclass(frozen=True, slots=True)
class AdapterIdentity:
    """The name and the content hash of an adapter, which changes what a model computes."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """The name and the content hash of a model, and what changes its results.

    Attributes:
        sha256: hash of all files of the model that decide what it computes.
        adapter: the adapter that is merged into the model; None without one.
        export: number format and version of an exported encoder; "" for the model itself.
    """

    name: str
    sha256: str
    adapter: AdapterIdentity | None = None
    export: str = ""

    @property
    def vectors_sha256(self) -> str:
        """Return the hash of model, adapter and export; vectors fit those with an equal one."""
        changed = (self.adapter.sha256 if self.adapter else "", self.export)
        parts = [self.sha256, *filter(None, changed)]
        if len(parts) == 1:
            return self.sha256
        return hashlib.sha256(" ".join(parts).encode()).hexdigest()

    def __str__(self) -> str:
        """Return the names of model and adapter, for messages."""
        if self.adapter is None:
            return f"{self.name} without an adapter"
        return f"{self.name} with the adapter {self.adapter.name} ({self.adapter.sha256[:12]})"


class Embedder(Protocol):
    """Encodes sentences and questions as unit vectors."""

    @property
    def identity(self) -> ModelIdentity:
        """Return the identity of the model without loading it."""
        ...

    def encode(self, texts: Sequence[str], done: Callable[[int], None] | None = None) -> Vectors:
        """Return one unit vector for each text, in order; shape (len(texts), dimension).

        Args:
            texts: any number of texts.
            done: called with the number of texts encoded since the last call.
        """
        ...

    def parts(self, text: str) -> list[str]:
        """Split a text that exceeds the model's token limit; return other texts as one part."""
        ...


@dataclass(frozen=True, slots=True)
class RerankResult:
    """The reranker's output for one candidate.

    Attributes:
        relevance: orders the candidates of one question; unbounded, without a unit.
        answers: uncalibrated log-odds that the sentence answers the question;
            None from a reranker without this output.
        answer: span of the short answer in the sentence; None where none is marked.
        answer_odds: log-probability of that span if the sentence has a short answer; at most 0.
    """

    relevance: float
    answers: float | None = None
    answer: Span | None = None
    answer_odds: float = 0.0


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question; ``fused``, ``cosine`` and ``share`` are of its best place.

    Attributes:
        score: orders the hits of one question, higher first; without a unit.
        fused: score of the first stage.
        cosine: of the question's vector and the passage's window vector, -1 to 1.
        share: BM25 score as a share of its upper bound, 0 to 1 (``View.matching``).
        duplicates: the other places of the sentence, in the reports searched: with the same letters
            and digits, or in another file of the work with slightly different ones.
        reranked: result of the second stage; None where the reranker did not read the passage.
        carried, denied: as ``QuestionWords``; 0 and False where the reranker did not read it.
        naming: the terms of the question that tell the passage's report from the others searched,
            each with its share of the question (``index.search.report_shares``).
    """

    passage: Passage
    score: float
    fused: float
    cosine: float
    share: float
    duplicates: tuple[Key, ...] = ()
    reranked: RerankResult | None = None
    carried: float = 0.0
    denied: bool = False
    naming: Mapping[str, float] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        """Return the key of the passage."""
        return Key.of(self.passage)
