"""Put lines together that were drawn in pieces, and cut them at the gaps between columns."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from corpus.readers.pdf.glyphs.raised import join_raised
from corpus.readers.pdf.lines import Line, Page, Word, same_row
from corpus.text.layout import LIST_MARKER

WIDE_GAP = 1.2
"""Gap between words, in type sizes, from which they belong to different columns or cells."""

_NARROW_GAP = 0.55
"""The same where the lines above and below have a gap at the same place. Spaces of justified text
are up to .5 wide (RL34498, page 1), gutters .9 and more."""

_BACK = 2.4  # type sizes by which a word goes back that begins another line
_NUMBER = re.compile(r"[(\[]?\w{1,4}[.)\]]?|[*†‡§]{1,3}")
_ALIGNED = 2.0  # points
_STRETCHED = 1.3  # widest gap of a justified line, in its other gaps
_SIMILAR = 0.6  # narrowest gap of a table's column, in another one
_SHARED = 0.8  # share of the narrower of two gaps that the other one covers in a gutter
_INDENT = 2.5  # type sizes by which lines of a column begin apart
_LEAST = 4  # lines with a gap at the same place that make it a gutter
_NEAR = 6  # lines before and after, in drawing order


def join_pieces(page: Page) -> Page:
    """Return the page with lines and words rejoined that a superscript note mark split."""
    joined: list[Line] = []
    for line in page.lines:
        if joined and same_row(joined[-1], line):
            gap = line.left - joined[-1].right
            mark = joined[-1].text.isdigit() or line.text.isdigit()
            if -(1.0 if mark else 0.3) * line.size < gap < WIDE_GAP * max(line.size, 6):
                joined[-1] = Line((*joined[-1].words, *line.words))
                continue
        joined.append(line)
    return replace(page, lines=tuple(map(_with_marks, joined)))


def _with_marks(line: Line) -> Line:
    """Return the line with each raised number joined to the word before it."""
    words = [line.words[0]]
    for word in line.words[1:]:
        if joined := join_raised(words[-1], word):
            words[-1] = joined
        else:
            words.append(word)
    return Line(tuple(words))


def cut_at_gaps(lines: Sequence[Line]) -> list[Line]:
    """Cut the lines of a page, in drawing order, at the gaps between columns or cells."""
    forward = [piece for line in lines for piece in _forward(line)]
    return [piece for at in range(len(forward)) for piece in _cut(forward, at)]


def _forward(line: Line) -> list[Line]:
    """Cut a line where it goes back, as where rows of several columns were drawn close together."""
    pieces = [[line.words[0]]]
    for word, following in pairwise(line.words):
        if following.box[0] < word.box[0] and following.box[2] < word.box[2] - _BACK * word.size:
            pieces.append([])
        pieces[-1].append(following)
    return [Line(tuple(words)) for words in pieces]


def _cut(lines: Sequence[Line], at: int) -> list[Line]:
    """Cut a line at its wide gaps, except where most lines above and below cover the gap.

    A gap is also cut that most of the lines above and below share.
    """
    line = lines[at]
    around_it = [
        other for other in lines[max(0, at - _NEAR) : at + _NEAR + 1] if not same_row(other, line)
    ]
    near = [
        other
        for other in lines[max(0, at - 2) : at + 3]
        if abs(other.top - line.top) < 3.5 * line.size and not same_row(other, line)
    ]
    pieces = [[line.words[0]]]
    marker = _is_marker(line.words[0])
    for word, following, wide in gaps(line):
        alike = word.bold == following.bold and abs(word.size - following.size) < 0.8
        if (
            not (alike and _run_across(word, following, near, _is_stretched(line, following, near)))
            if wide
            else not (marker and word is line.words[0]) and _is_gutter(word, following, around_it)
        ):
            pieces.append([])
        pieces[-1].append(following)
    return [Line(tuple(words)) for words in pieces]


def _is_gutter(word: Word, following: Word, near: Sequence[Line]) -> bool:
    """Return whether a gap goes on through at least four lines and nearly all that reach it."""
    start, end = word.box[2], following.box[0]
    least = _NARROW_GAP * word.size
    if end - start < least:
        return False
    shared = covered = 0
    for line in near:
        if line.left < start and line.right > end:
            if any(min(end, right) - max(start, left) >= least for left, right in _spaces(line)):
                shared += 1
            else:
                covered += 1
    return shared >= _LEAST and shared > 5 * covered


def gaps(line: Line) -> Iterator[tuple[Word, Word, bool]]:
    """Yield each pair of neighbouring words and whether the gap between them is wide."""
    for at, (word, following) in enumerate(pairwise(line.words)):
        gap = following.box[0] - word.box[2]
        limit = WIDE_GAP * max(word.size, following.size)
        if at == 0 and _is_marker(word):
            yield word, following, gap > 4 * limit
        else:
            yield word, following, gap > limit


def _is_marker(word: Word) -> bool:
    """Return whether a word may mark a list item or a note, behind which a gap is usual."""
    return bool(LIST_MARKER.match(word.text + " ") or _NUMBER.fullmatch(word.text))


def _is_stretched(line: Line, following: Word, near: Sequence[Line]) -> bool:
    """Return whether a gap is as wide as the others of a line that fills a justified column."""
    if not any(
        abs(one.right - line.right) < _ALIGNED and abs(one.left - line.left) < _INDENT * line.size
        for one in near
    ):
        return False
    widths = {id(right): right.box[0] - left.box[2] for left, right in pairwise(line.words)}
    gap = widths.pop(id(following))
    return not widths or gap < _STRETCHED * median(widths.values())


def _run_across(word: Word, following: Word, near: Sequence[Line], stretched: bool) -> bool:
    """Return whether most lines of this size run across a gap, where others would have a gutter.

    One line close by is enough, as of a table's note; lines farther away must be on both sides,
    as in justified text with wide spacing.

    Args:
        near: the lines above and below.
        stretched: whether the line has no narrower gaps.
    """
    start, end = word.box[2], following.box[0]
    sides: set[bool] = set()
    close = False
    gutters = covered = 0
    for other in near:
        if other.left >= start or other.right <= (start + end) / 2:
            continue
        least = _SIMILAR * (end - start) if stretched else _NARROW_GAP * word.size
        indent = 0 if stretched else _INDENT * word.size
        if any(_are_one_gutter(gap, (start, end), least, indent) for gap in _spaces(other)):
            gutters += 1
        elif abs(other.size - word.size) < 0.8:
            covered += 1
            sides.add(other.top < word.box[1])
            close = close or abs(other.top - word.box[1]) < 1.6 * word.size
    if stretched:
        narrow = end - start < 2 * WIDE_GAP * word.size
        return covered > gutters - narrow and covered > 0
    return gutters < covered and (close or len(sides) == 2)


def _spaces(line: Line) -> Iterator[tuple[float, float]]:
    """Yield where each space of a line starts and ends."""
    for word, following in pairwise(line.words):
        yield word.box[2], following.box[0]


def _are_one_gutter(
    one: tuple[float, float], other: tuple[float, float], least: float, indent: float
) -> bool:
    """Return whether two gaps lie in one gutter: one covers the other, or both end alike."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    width = one[1] - one[0]
    if width < least or shared <= 0:
        return False
    covered = shared > _SHARED * min(width, other[1] - other[0])
    return covered or abs(one[1] - other[1]) < indent
