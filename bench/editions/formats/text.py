"""Write editions as plain text."""

from collections.abc import Sequence
from itertools import pairwise

from bench.editions.edits import Edit, planned_edition
from bench.editions.formats.original import settled
from bench.editions.sentences import Sentence, sentences_of
from corpus.report import Report


class TextOriginal:
    """A report as plain text, with a blank line between paragraphs."""

    form = "text"

    def __init__(self, report: Report) -> None:
        self.first, self.sentences = settled(sentences_of(report), _written, ".txt")
        self.free = frozenset(range(len(self.sentences)))

    def second(self, edits: Sequence[Edit]) -> bytes:
        """Return the second edition as a file."""
        return _written([one.sentence for one in planned_edition(self.sentences, edits)])


def _written(sentences: Sequence[Sentence]) -> bytes:
    text = sentences[0].text
    for before, one in pairwise(sentences):
        text += (" " if before.paragraph == one.paragraph else "\n\n") + one.text
    return text.encode()
