"""Say to which quotation or sentence of a draft each of its citations belongs."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.report import Span


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation at its place.

    Attributes:
        number: its place among the references of the draft.
        place: the code point behind it, or of the mark of a note.
    """

    number: int
    place: int


class Statements:
    """The sentences of a draft with their quotations and citations.

    Args:
        sentences: in order.
        quoted: the quotations, in order; they join the sentences that they touch.
        followers: places among the sentences of those that only cite; they belong to the sentence
            before.
    """

    def __init__(
        self, sentences: Sequence[Span], quoted: Sequence[Span], followers: Sequence[int]
    ) -> None:
        self._starts = [start for start, _ in sentences]
        self._owner = list(range(len(sentences)))
        for at in followers:
            if at:
                self._owner[at] = self._owner[at - 1]
        self._statement = list(self._owner)
        self._quoted = quoted
        for start, end in quoted:
            first, last = self.sentence(start + 1), self.sentence(end)
            for at in range(first + 1, last + 1):
                self._join(at, self._statement[first])
        self._cited: dict[int, list[Cited]] = {}
        self._inside: dict[int, list[Span]] = {}
        for span in quoted:
            self._inside.setdefault(self._statement_at(span[1]), []).append(span)

    def _join(self, at: int, statement: int) -> None:
        joined = self._statement[at]
        while at < len(self._statement) and self._statement[at] == joined:
            self._statement[at] = statement
            at += 1

    def sentence(self, place: int) -> int:
        """Return the place among the sentences of the one that a citation here belongs to."""
        at = max(0, bisect_left(self._starts, place) - 1)
        return self._owner[at] if self._owner else 0

    def add(self, cited: Cited) -> None:
        """Add a citation; those of one sentence come in order."""
        self._cited.setdefault(self.sentence(cited.place), []).append(cited)

    def of_sentence(self, at: int) -> tuple[int, ...]:
        """Return the citations of one sentence."""
        return tuple(dict.fromkeys(each.number for each in self._cited.get(at, ())))

    def of_quotation(self, at: int) -> tuple[int, ...]:
        """Return the citations of a quotation, by its place among the quotations."""
        statement = self._statement_at(self._quoted[at][1])
        cited = [each for sentence in range(statement, self._last(statement) + 1)
                 for each in self._cited.get(sentence, ())]  # fmt: skip
        inside = self._inside[statement]
        start, end = self._quoted[at]
        later = [each for each in cited if each.place > start]
        bound = next((s for s, _ in inside
                      if s >= end and any(each.place <= s for each in later)), None)  # fmt: skip
        following = [each for each in later if bound is None or each.place <= bound]
        found = following or [each for each in cited if each.place <= inside[0][0]]
        return tuple(dict.fromkeys(each.number for each in found))

    def _statement_at(self, place: int) -> int:
        return self._statement[self.sentence(place)] if self._statement else 0

    def _last(self, statement: int) -> int:
        at = statement
        while at + 1 < len(self._statement) and self._statement[at + 1] == statement:
            at += 1
        return at
