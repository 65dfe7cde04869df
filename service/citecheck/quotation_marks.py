"""Find what stands between quotation marks, and tell apostrophes from quotation marks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from corpus.report import Block, Span

_CLOSERS = {
    "“": "”\"", "”": "”", "„": "“”\"", '"': '"”', "‘": "’'", "‚": "‘’'", "'": "'’",
    "«": "»", "»": "«",
    "‹": "›", "›": "‹", "「": "」", "『": "』",
}  # fmt: skip
"""The marks that end a quotation, by the mark that begins it."""
MARKS = frozenset(_CLOSERS) | frozenset("".join(_CLOSERS.values()))
_TWO_WAYS = frozenset("\"'”’»›«‹“‘")
"""Marks that begin or end a quotation by what stands beside them."""
_SINGLE = "'’"
_BEFORE = "([{<—–-/ "
_ELISION = re.compile(
    r"[‘'’](?:\d\ds?|(?:t(?:is|was|were|il)|em|cause|bout|round|n)\b)(?!\w)", re.IGNORECASE
)
_DEEPEST = 8
"""Number of quotations inside one another up to which marks are paired."""
_SPACED = "«»‹›"


@dataclass(frozen=True, slots=True)
class Quoted:
    """The quotations of a text.

    Attributes:
        spans: what stands between the outermost marks, without white space at the ends, in order.
            A quotation over several paragraphs that each begin with a mark has one for each.
        unclosed: the marks that have no partner, in order.
    """

    spans: tuple[Span, ...]
    unclosed: tuple[Span, ...]


def find_quoted(text: str, blocks: Sequence[Block]) -> Quoted:
    """Return what stands between quotation marks in these blocks, which follow one another."""
    found: list[Span] = []
    unclosed: list[int] = []
    pending: list[Span] = []
    for block, following in zip_longest(blocks, blocks[1:]):
        scan = _Scan(text, block.start, block.end)
        scan.run()
        found += scan.pairs
        unclosed += scan.lost
        left = scan.stack
        first = left[0] if left else -1
        is_open = bool(left) and (not pending or first == block.start)
        if is_open and following and text[following.start] == text[first]:
            pending.append((first + 1, block.end))
            unclosed += left[1:]
            continue
        if pending and not is_open:
            found += pending
        else:
            unclosed += [start - 1 for start, _ in pending]
        unclosed += left
        pending = []
    spans = (_trimmed(text, span) for span in _outermost(found))
    return Quoted(
        tuple((start, end) for start, end in spans if start < end),
        tuple((at, at + 1) for at in sorted(unclosed)),
    )


def _outermost(pairs: list[Span]) -> Iterator[Span]:
    reached = -1
    for start, end in sorted(pairs, key=lambda pair: (pair[0], -pair[1])):
        if start >= reached:
            reached = end
            yield start, end


def _trimmed(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


@dataclass(slots=True)
class _Scan:
    """Pairs the marks of one paragraph.

    Attributes:
        pairs: spans between two marks.
        stack: marks that are open.
        lost: marks inside a pair, or before the first one, that have no partner.
    """

    text: str
    start: int
    end: int
    pairs: list[Span] = field(default_factory=list)
    stack: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)

    def run(self) -> None:
        """Read all marks in order."""
        for at in range(self.start, self.end):
            mark = self.text[at]
            if mark not in MARKS:
                continue
            partner = self._partner(mark)
            opens = mark in _CLOSERS and self._may_open(at)
            certain = mark in _TWO_WAYS and opens and not self._may_close(at)
            if partner >= 0 and not certain and self._closes(at):
                self.lost += self.stack[partner + 1 :]
                self.pairs.append((self.stack[partner] + 1, at))
                del self.stack[partner:]
            elif opens:
                self.stack.append(at)
                if len(self.stack) > _DEEPEST:
                    self.lost.append(self.stack.pop(0))
            elif mark in "”»」』" and not self._follows_digit(at):
                self.lost.append(at)

    def _partner(self, mark: str) -> int:
        """Return the place on the stack of the mark that this one may close, or -1."""
        return next((at for at in reversed(range(len(self.stack)))
                     if mark in _CLOSERS[self.text[self.stack[at]]]), -1)  # fmt: skip

    def _before(self, at: int) -> str:
        return self.text[at - 1] if at > self.start else " "

    def _after(self, at: int) -> str:
        return self.text[at + 1] if at + 1 < self.end else " "

    def _follows_digit(self, at: int) -> bool:
        return self._before(at).isdigit()

    def _may_open(self, at: int) -> bool:
        mark, before, after = self.text[at], self._before(at), self._after(at)
        if at + 1 >= self.end or (after.isspace() and mark not in _SPACED):
            return False
        if mark in "'’‘" and _ELISION.match(self.text, at, self.end):
            return False
        if mark in "“„「『«" and not (mark == "«" and "»" in self._open_marks()):
            return True
        return before.isspace() or before in _BEFORE or (before in MARKS and before != mark)

    def _open_marks(self) -> str:
        return "".join(self.text[each] for each in self.stack)

    def _may_close(self, at: int) -> bool:
        mark, before, after = self.text[at], self._before(at), self._after(at)
        if before.isspace() and mark not in _SPACED:
            return False
        return not (after.isalnum() and mark in "\"'’“‘")

    def _closes(self, at: int) -> bool:
        """Return whether a mark ends a quotation: not an apostrophe, and no sign for inches."""
        if not self._may_close(at):
            return False
        mark = self.text[at]
        is_doubtful = (
            mark in _SINGLE and self._before(at).lower() == "s" and self._after(at).isspace()
        ) or (mark == '"' and self._follows_digit(at))
        return not (is_doubtful and self._closes_later(at))

    def _closes_later(self, at: int) -> bool:
        """Return whether the quotation certainly goes on to a later mark of the same form."""
        mark = self.text[at]
        for later in range(at + 1, self.end):
            if self.text[later] not in ('"“”' if mark == '"' else "'‘’"):
                continue
            if self._after(later).isalnum() and self._before(later).isalnum():
                continue  # it's
            if self._may_open(later) and not self._may_close(later):
                return False
            if self.text[later] == mark and self._may_close(later):
                doubtful = self._before(later)
                return not (doubtful.lower() == "s" if mark in _SINGLE else doubtful.isdigit())
        return False
