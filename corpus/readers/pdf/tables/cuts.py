"""Cut lines between cells that stand closer together than columns of text."""

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.readers.pdf.lines import Line, same_row

_NARROW = 0.8
"""Type sizes between cells. Spaces of justified text are up to .5 (RL34498, page 1), cells of
tables with the padding of ReportLab 1.2 and of IF13199, page 1, .9 apart."""
_NEAR = 3  # lines before and after
_BLOCK = 2.6  # type sizes from the top of a row to that of the next
_LEAST_SHARED = 2
_ALIKE = 1.6
_ALIGNED = 1.5  # points
_Gap = tuple[float, float]
_MARKER = re.compile(r"\W+|\(?\w{1,5}[.)]|\d{1,3}[*†‡]?")


def cut_at_columns(lines: Sequence[Line]) -> list[Line]:
    """Return the lines, cut at gaps that the rows above and below have at the same place."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.top):
        if rows and same_row(rows[-1][-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    whole = [
        Line(tuple(sorted((word for line in row for word in line.words), key=lambda w: w.box[0])))
        for row in rows
    ]
    spaces = list(map(_gaps, whole))
    cuts = {
        id(line): [gap for gap in spaces[at] if _is_shared(whole, spaces, at, gap)]
        for at, row in enumerate(rows)
        for line in row
    }
    found: list[Line] = []
    for line in lines:
        words = [[line.words[0]]]
        for word, following in pairwise(line.words):
            if (word.box[2], following.box[0]) in cuts[id(line)]:
                words.append([])
            words[-1].append(following)
        found += [Line(tuple(own)) for own in words] if len(words) > 1 else [line]
    return found


def _gaps(line: Line) -> list[_Gap]:
    """Return where gaps start and end that may part cells; one behind a mark of a list may not.

    In justified text all spaces of a line are alike.
    """
    widths = [following.box[0] - word.box[2] for word, following in pairwise(line.words)]
    lettered = sum(any(map(str.isalpha, word.text)) for word in line.words)
    if len(widths) > 1 and max(widths) < _ALIKE * min(widths) and 2 * lettered > len(line.words):
        return []
    found = [
        (word.box[2], following.box[0])
        for word, following in pairwise(line.words)
        if following.box[0] - word.box[2] >= _NARROW * line.size
    ]
    marked = _MARKER.fullmatch(line.words[0].text) is not None
    return [gap for gap in found if not (marked and gap[0] == line.words[0].box[2])]


def _is_shared(rows: Sequence[Line], spaces: Sequence[Sequence[_Gap]], at: int, gap: _Gap) -> bool:
    """Return whether rows right above and below have the gap, too."""
    size, shared = rows[at].size, 0
    for step in (-1, 1):
        for other in range(at + step, at + step * (_NEAR + 1), step):
            if not 0 <= other < len(rows):
                break
            near, last = rows[other], rows[other - step]
            if abs(near.top - last.top) > _BLOCK * size or abs(near.size - size) > 0.8:
                break
            if near.left >= gap[0] or near.right <= gap[1]:
                shared += abs(near.left - gap[1]) < _ALIGNED
                continue
            widths = (min(gap[1], right) - max(gap[0], left) for left, right in spaces[other])
            if max(widths, default=0.0) < 0.6 * _NARROW * size:
                break
            shared += 1
    return shared >= _LEAST_SHARED
