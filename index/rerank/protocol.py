"""Define what a reranker does: the packaged one, and any cross-encoder."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.types import Key, ModelIdentity, RerankResult


@dataclass(frozen=True, slots=True)
class Reading:
    """A question and the sentences that a reranker reads with it.

    Attributes:
        keys: the candidates.
        sentences: texts of the candidates and of the sentences before them.
        rows: those candidates that are rows of tables.
    """

    question: str
    keys: tuple[Key, ...]
    sentences: Mapping[Key, str]
    rows: frozenset[Key] = frozenset()


class Reranker(Protocol):
    """Scores candidate sentences by reading each together with the question."""

    @property
    def identity(self) -> ModelIdentity:
        """Return the identity of the model without loading it."""
        ...

    def score(
        self, question: str, keys: Iterable[Key], sentences: Mapping[Key, str]
    ) -> dict[Key, RerankResult]:
        """Return the result of each candidate.

        Args:
            keys: the candidates.
            sentences: texts of the candidates and of the sentences before them.
        """
        ...

    def score_all(self, readings: Sequence[Reading]) -> list[dict[Key, RerankResult]]:
        """Return what ``score`` returns for each question, in less time."""
        ...
