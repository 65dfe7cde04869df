"""The types that cross the sub-rooms of the index."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from corpus.extract import TEXT
from corpus.report import Passage, Source
from corpus.text.display import Style

Vectors = npt.NDArray[np.float32]
"""Vectors of unit length, a row each."""
Span = tuple[int, int]
_ID = re.compile(r"(?P<report>.+)#s(?P<number>[1-9][0-9]{0,8})", re.DOTALL)


class Key(NamedTuple):
    """Names a passage; the order of keys is that of report ids and sentence numbers.

    Attributes:
        number: 1 for the first sentence of the report.
    """

    report: str
    number: int

    @classmethod
    def of(cls, passage: Passage) -> "Key":
        """Return the key of a passage."""
        return cls(passage.report_id, passage.number)

    @classmethod
    def parse(cls, passage_id: str) -> "Key":
        """Return the key of the passage that has this id in a citation.

        Raises:
            ValueError: when no passage can have it.
        """
        found = _ID.fullmatch(passage_id)
        if not found:
            raise ValueError(f"{passage_id!r} does not have the form of a passage's id, report#s1")
        return cls(found["report"], int(found["number"]))

    @property
    def id(self) -> str:
        """Return what names the passage in a citation."""
        return f"{self.report}#s{self.number}"

    @property
    def before(self) -> "Key":
        """Return the key that the sentence before has, where there is one."""
        return Key(self.report, self.number - 1)

    @property
    def after(self) -> "Key":
        """Return the key that the sentence after has, where there is one."""
        return Key(self.report, self.number + 1)


class Scored(NamedTuple):
    """A passage and its score, which is better when it is higher."""

    key: Key
    score: float


@dataclass(frozen=True, slots=True)
class IndexedReport:
    """A report as the index holds it.

    Attributes:
        style: how its text is written, for the readable form.
        sentences: how many passages it has.
    """

    source: Source
    path: str
    source_sha256: str
    text_sha256: str
    style: Style
    sentences: int

    @property
    def keys(self) -> list[Key]:
        """Return the keys of its passages, in order."""
        return [Key(self.source.id, number) for number in range(1, self.sentences + 1)]

    @property
    def has_lines(self) -> bool:
        """Tell whether the lines of its text are those of its file."""
        return self.path.lower().endswith(TEXT)


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """Which model made a vector.

    Attributes:
        sha256: of all files that decide what the model computes.
    """

    name: str
    sha256: str


class Embedder(Protocol):
    """What turns sentences and questions into vectors."""

    @property
    def identity(self) -> ModelIdentity:
        """Return which model this is, without loading it."""
        ...

    def encode(self, texts: Sequence[str], done: Callable[[int], None] | None = None) -> Vectors:
        """Return a unit vector a text, in order; shape (len(texts), dimension).

        Args:
            texts: any number of texts.
            done: called with the number of texts encoded since its last call.
        """
        ...

    def parts(self, text: str) -> list[str]:
        """Return a text in parts that the model reads whole: one, unless it is long."""
        ...


@dataclass(frozen=True, slots=True)
class RerankResult:
    """What the reranker says of one candidate.

    Attributes:
        relevance: orders the candidates of a question; of no unit.
        answers: the log-odds, not calibrated, that the sentence answers at all;
            None from a reranker that does not say.
        answer: where the short answer stands in the sentence, in code points; or None.
    """

    relevance: float
    answers: float | None = None
    answer: Span | None = None


class Reranker(Protocol):
    """What reads candidates."""

    @property
    def identity(self) -> ModelIdentity:
        """Return which model this is, without loading it."""
        ...

    def score(
        self, question: str, keys: Iterable[Key], sentences: Mapping[Key, str]
    ) -> dict[Key, RerankResult]:
        """Return a reading of each candidate.

        Args:
            keys: the candidates.
            sentences: the text of each candidate, and of the sentence before it where
                there is one.
        """
        ...


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that may answer, higher scores better.

    Attributes:
        score: what the hits of a question are ordered by; of no unit.
        fused: the first stage's score, by which it alone orders them.
        cosine: of the question and the passage with its neighbours, -1 to 1.
        share: of the question's weight in words that the passage holds, 0 to 1.
        twins: the other passages that say the same, within the reports searched.
        reading: what the reranker says; None where it was not asked.
        carried: of the question's words by the sentence before (``index.words.question_words``),
            where the second stage read the passage.
    """

    passage: Passage
    score: float
    fused: float
    cosine: float
    share: float
    twins: tuple[Key, ...] = ()
    reranked: RerankResult | None = None
    carried: float = 0.0

    @property
    def key(self) -> "Key":
        """Return the key of its passage."""
        return Key.of(self.passage)
