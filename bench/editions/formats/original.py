"""Define what can be edited: the first edition of a report as a file of one format."""

from collections.abc import Callable, Sequence
from typing import Protocol

from bench.editions.edits import Edit
from bench.editions.sentences import Sentence, letters, sentences_of
from bench.links import read
from corpus.report import Report

_ROUNDS = 12


class Original(Protocol):
    """The first edition of a report.

    Attributes:
        form: name of the format.
        first: as the product reads it; sentences: of it.
        free: places of the sentences that may be edited.
    """

    form: str
    first: Report
    sentences: list[Sentence]
    free: frozenset[int]

    def second(self, edits: Sequence[Edit]) -> bytes:
        """Return the second edition as a file."""


def settled(
    sentences: list[Sentence], write: Callable[[Sequence[Sentence]], bytes], suffix: str
) -> tuple[Report, list[Sentence]]:
    """Write sentences and read them, until they are read as they were written.

    A reader may divide what is written otherwise than the report that it comes from.
    """
    for _ in range(_ROUNDS):
        report = read_bytes(write(sentences), suffix)
        before, sentences = sentences, sentences_of(report)
        if _texts(before) == _texts(sentences):
            break
    return report, sentences


def read_bytes(content: bytes, suffix: str) -> Report:
    """Read a file as the product does."""
    return read(content, f"report{suffix}")


def _texts(sentences: Sequence[Sentence]) -> list[str]:
    return [letters(one.text) for one in sentences]
