"""Compare two sentences word by word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Indel

from corpus.quotes.tokens import Tokens, tokens
from corpus.report import Span
from service.editions.numbers import other_numbers

PieceKind = Literal["same", "removed", "added"]
_SHORT = 3
"""Letters of a word that reads better as part of the change around it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of both sentences, of the old one or of the new one.

    Attributes:
        text: verbatim; of "same", as the new sentence prints it.
        number: whether it is a number that the other sentence lacks.
    """

    kind: PieceKind
    text: str
    number: bool = False


def word_diff(old: str, new: str) -> tuple[Piece, ...]:
    """Return the pieces of two sentences in reading order.

    The pieces "same" and "added" make up the new sentence. "same" and "removed" make up the old
    one, but for typography.
    """
    ones, others = tokens(old), tokens(new)
    runs = _runs(ones, others)
    changed = (
        [_stretch(ones, *source) for source, _, same in runs if not same],
        [_stretch(others, *target) for _, target, same in runs if not same],
    )
    numbers = other_numbers(old, new, changed)
    pieces: list[Piece] = []
    for (first, end), (start, stop), same in runs:
        shown = _stretch(others, start, stop)
        if same:
            pieces.append(Piece("same", new[slice(*shown)]))
            continue
        gone = _stretch(ones, first, end)
        if gone[0] < gone[1] and pieces and not pieces[-1].text[-1:].isspace():
            # The space that the old sentence has before them, and the new one lacks.
            gone = len(old[: gone[0]].rstrip()), gone[1]
        pieces += _numbered("removed", old, gone, numbers[0])
        pieces += _numbered("added", new, shown, numbers[1])
    return tuple(pieces)


_Run = tuple[Span, Span, bool]


def _runs(ones: Tokens, others: Tokens) -> list[_Run]:
    """Return runs of tokens that are the same or not, with short same ones between others left."""
    runs: list[_Run] = []
    blocks = [
        ((block.src_start, block.src_end), (block.dest_start, block.dest_end), block.tag == "equal")
        for block in Indel.opcodes(list(ones.keys), list(others.keys))
    ]
    for at, (source, target, equal) in enumerate(blocks):
        inside = 0 < at < len(blocks) - 1
        same = equal and not (inside and _is_short(ones, source))
        if runs and runs[-1][2] == same:
            before = runs.pop()
            runs.append(((before[0][0], source[1]), (before[1][0], target[1]), same))
        else:
            runs.append((source, target, same))
    return runs


def _is_short(found: Tokens, run: Span) -> bool:
    """Tell whether a run is one short word, or a mark, between two changes."""
    kept: Sequence[int] = range(*run)
    words = [at for at in kept if found.kinds[at] == "word"]
    return (
        len(kept) == 1
        and found.kinds[kept[0]] in {"word", "stop"}
        and all(len(found.keys[at]) <= _SHORT for at in words)
    )


def _stretch(found: Tokens, first: int, end: int) -> Span:
    """Return the span of tokens with the space after them, so that stretches fill the text."""
    start = found.starts[first] if 0 < first < len(found) else (0 if not first else len(found.text))
    stop = found.starts[end] if end < len(found) else len(found.text)
    return start, stop if end > first else start


def _numbered(kind: PieceKind, text: str, span: Span, numbers: Sequence[Span]) -> Iterator[Piece]:
    """Yield the pieces of a stretch, cut at the numbers that the other sentence lacks."""
    at, end = span
    for number in numbers:
        # Of "$3.6 billion" and "$3.9 billion" only a part differs.
        first = max(at, number[0])
        last = first + len(text[first : min(end, number[1])].rstrip())
        if first < last:
            if at < first:
                yield Piece(kind, text[at:first])
            yield Piece(kind, text[first:last], number=True)
            at = last
    if at < end:
        yield Piece(kind, text[at:end])
