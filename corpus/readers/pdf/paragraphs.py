"""Group lines into paragraphs, headings, list items, table rows and footnotes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.readers.pdf.layout.headings import CAPTION, is_heading, is_set_apart
from corpus.readers.pdf.layout.measures import Spacing, ended, is_running, step_between
from corpus.readers.pdf.layout.notes import MARK, Notes
from corpus.readers.pdf.layout.order import runs
from corpus.readers.pdf.lines import BREAK, Line, same_row
from corpus.readers.pdf.tables import find_rows
from corpus.report import Kind
from corpus.text.layout import LIST_MARKER

_LEADER = re.compile(r"(?:\.\s?){6,}\s*(?:\d{1,4}|[ivxlc]{1,7}|[A-Z]-\d{1,3})$")
CONTENTS = re.compile(r"(?:table of )?contents", re.IGNORECASE)
_NEAR = 10  # lines before and after that show where the lines of a column end
_RAGGED = 5.0  # type sizes by which a line may end before the edge of its column
_ROOM = 1.0
"""Type sizes that a line leaves free besides the next word where it was ended on purpose.
In the ragged columns of the Federal Register (2020-17221, page 1) wrapped lines leave .6."""


@dataclass(slots=True)
class Part:
    """A paragraph, heading, list item, table row or footnote.

    Attributes:
        kind: type of the part.
        lines: the lines in reading order; the lines of all cells for a row.
        full: whether the last line reaches the right edge of its column.
    """

    kind: Kind
    lines: list[Line] = field(default_factory=list)
    full: bool = False

    @property
    def text(self) -> str:
        """Return the words with single spaces between them."""
        return " ".join(line.text for line in self.lines)

    @property
    def size(self) -> float:
        """Return the type size of the first line, in points."""
        return self.lines[0].size

    @property
    def is_caption(self) -> bool:
        """Return whether this is the caption of a table or figure."""
        return self.kind == "heading" and bool(CAPTION.match(self.text))

    @property
    def step(self) -> float | None:
        """Return the distance between the last two lines, or None for a single line."""
        if len(self.lines) < 2 or self.lines[-1].top < self.lines[-2].top:
            return None
        return step_between(*self.lines[-2:])


class Grouping:
    """Groups the lines of a document into parts.

    Args:
        pages: the lines of each page in reading order.
        body_size: type size of the running text, in points.
    """

    def __init__(self, pages: list[list[Line]], body_size: float) -> None:
        self._body_size = body_size
        self._spacing = Spacing(pages)
        self._notes = Notes(body_size)

    def parts(self, lines: list[Line]) -> list[Part]:
        """Return the parts of the next page in order, footnotes last.

        Args:
            lines: lines of the page in reading order, cut at wide gaps.
        """
        noted = self._notes.find(lines)
        ids = set(map(id, noted))
        parts: list[Part] = []
        for run in runs([line for line in lines if id(line) not in ids]):
            before = len(parts)
            rows = find_rows(run)
            column = _Column([row for row in rows if isinstance(row, Line)])
            for row in rows:
                if isinstance(row, Line):
                    self._add(parts, row, column, "text")
                else:
                    parts.append(Part("row", row))
            for part in parts[before:]:
                part.full = part.kind != "row" and column.fills(part.lines[-1])
        notes: list[Part] = []
        column = _Column(noted)
        for line in noted:
            self._add(notes, line, column, "note")
        for part in notes:
            part.full = column.fills(part.lines[-1])
        self._name_kinds(parts)
        return [part for part in parts if not _is_contents_entry(part)] + notes

    def _name_kinds(self, parts: list[Part]) -> None:
        for at, part in enumerate(parts):
            if part.kind == "text":
                following = parts[at + 1] if at + 1 < len(parts) else None
                if self._is_heading(part, parts[at - 1] if at else None, following):
                    part.kind = "heading"
                elif LIST_MARKER.match(part.text):
                    part.kind = "item"
        if _lists_contents(parts):
            for part in parts:
                part.kind = "heading" if CONTENTS.fullmatch(part.text) else "row"

    def _is_heading(self, part: Part, before: Part | None, following: Part | None) -> bool:
        if is_heading(part.lines, part.text, self._body_size):
            return True
        if following is None or following.kind != "text" or part.full:
            return False
        if not is_set_apart(part.lines, part.text, following.lines, self._body_size):
            return False
        if all(line.italic for line in part.lines) and not following.lines[0].italic:
            return True
        last = before.lines[-1] if before else None
        return (
            len(following.lines) > 1
            and last is not None
            and last.bottom < part.lines[0].bottom
            and self._spacing.is_wide(last, part.lines[0], None)
            and step_between(last, part.lines[0]) > 1.2 * (following.step or 0)
        )

    def _add(self, parts: list[Part], line: Line, column: "_Column", kind: Kind) -> None:
        last = parts[-1] if parts else None
        if last and last.kind == kind and not self._starts_part(last, line, column):
            last.lines.append(line)
        else:
            parts.append(Part(kind, [line]))

    def _starts_part(self, part: Part, line: Line, column: "_Column") -> bool:
        last = part.lines[-1]
        if _LEADER.search(last.text):
            return True
        if abs(last.size - line.size) > 0.8:
            return bool(line.text.strip("0123456789"))
        if step_between(last, line) < -0.5 * line.size or self._is_apart(part, line, column):
            return True
        if part.kind == "note":
            return _starts_note(part, line)
        early = column.ends_early(last, line)
        return (
            _changes_style(part, line, early)
            or _indents(part, line)
            or _follows_short(part, line, column)
            or (early and _heads(part, line, column))
            or _starts_item(part, line)
        )

    def _is_apart(self, part: Part, line: Line, column: "_Column") -> bool:
        """Return whether wide space, or a change of the line spacing, parts two lines."""
        last = part.lines[-1]
        if self._spacing.is_wide(last, line, part.step):
            return True
        following = column.after(line)
        if following is None or not is_running(line) or following.size != line.size:
            return False
        step, next_step = step_between(last, line), step_between(line, following)
        return (
            0.8 * line.size < next_step
            and self._spacing.is_wide(last, line, next_step)
            and (step > 1.4 * next_step)
        )


class _Column:
    """The lines of one column, which show where its lines end.

    Args:
        lines: in reading order.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._at = {id(line): at for at, line in enumerate(lines)}

    def after(self, line: Line) -> Line | None:
        """Return the line after another, or None at the end."""
        at = self._at[id(line)] + 1
        return self._lines[at] if at < len(self._lines) else None

    def edge(self, line: Line) -> float:
        """Return where the lines of this size around a line end."""
        return max(one.right for one in self._near(line))

    def ends_early(self, line: Line, following: Line) -> bool:
        """Return whether the next line's first word would have fitted on a line."""
        if line.text.endswith((BREAK, "-", "–")) or abs(line.right - following.right) < 2:
            return False
        if same_row(line, following):
            return False
        word = following.words[0].box
        room = self.edge(line) - line.right - (word[2] - word[0])
        return room > _ROOM * line.size and not _centred(line, following)

    def fills(self, line: Line) -> bool:
        """Return whether a line reaches the edge of its column, as at least two others do."""
        least = self.edge(line) - _RAGGED * line.size
        reaching = [one for one in self._near(line) if one.right > least and is_running(one)]
        return line.right > least and len(reaching) > 2

    def _near(self, line: Line) -> Iterator[Line]:
        at = self._at[id(line)]
        for one in self._lines[max(0, at - _NEAR) : at + _NEAR + 1]:
            beside = one.left < line.right and line.left < one.right
            if beside and abs(one.size - line.size) < 0.8:
                yield one


def _changes_style(part: Part, line: Line, early: bool) -> bool:
    """Return whether a heading in other type begins or ends between two lines."""
    last = part.lines[-1]
    if line.bold and not last.bold:
        return early or ended(last) or last.size != line.size or not is_running(last)
    if all(one.bold for one in part.lines) and not line.bold:
        return (
            early
            or last.size != line.size
            or (len(part.lines) == 1 and not line.text[:1].islower() and not line.words[0].bold)
        )
    if line.italic != last.italic and early and not line.text[:1].islower():
        return line.italic or all(one.italic for one in part.lines)
    return False


def _heads(part: Part, line: Line, column: _Column) -> bool:
    """Return whether a line of its own stands above the first line of a paragraph."""
    following, last = column.after(line), part.lines[-1]
    return (
        len(part.lines) == 1
        and not last.bold
        and _is_short(last, column)
        and is_running(line)
        and following is not None
        and following.top > line.top
        and not line.text[:1].islower()
        and not _LEADER.search(line.text)
        and not column.ends_early(line, following)
        and column.edge(line) - line.right < 3 * line.size
    )


def _indents(part: Part, line: Line) -> bool:
    """Return whether the line's indentation shows the start of a paragraph."""
    last, em = part.lines[-1], line.size
    if len(part.lines) > 1:
        first, second = part.lines[:2]
        hangs = first.left < second.left - 0.8 * em and line.left < first.left + 0.4 * em
        return (hangs or line.left > second.left + 0.8 * em) and ended(last)
    if _centred(last, line):
        return False
    if line.left > last.left + 0.8 * em:
        return not LIST_MARKER.match(last.text) and ended(last)
    return line.left < last.left - 5 * em


def _follows_short(part: Part, line: Line, column: _Column) -> bool:
    """Return whether the line before ends a sentence and is too short to be wrapped."""
    last = part.lines[-1]
    return _is_short(last, column) and ended(last) and not line.text[:1].islower()


def _is_short(line: Line, column: _Column) -> bool:
    return line.right < line.left + 0.75 * (column.edge(line) - line.left)


def _starts_note(part: Part, line: Line) -> bool:
    """Return whether a footnote starts: a mark after a sentence end, or the next number."""
    before, here = MARK.match(part.text), MARK.match(line.text)
    if not here:
        return False
    numbers = [found[1] for found in (before, here) if found and found[1].isdigit()]
    return ended(part.lines[-1]) or (len(numbers) == 2 and int(numbers[1]) == int(numbers[0]) + 1)


def _starts_item(part: Part, line: Line) -> bool:
    if not LIST_MARKER.match(line.text):
        return False
    bullet = not line.text[0].isalnum() and line.text[0] not in "(–—-"
    return bullet or ended(part.lines[-1]) or bool(LIST_MARKER.match(part.text))


def _centred(one: Line, other: Line) -> bool:
    return abs((one.left + one.right) - (other.left + other.right)) < 4


def _lists_contents(parts: list[Part]) -> bool:
    """Return whether this page is a table of contents: most of its parts end in a page number."""
    if any(part.kind == "text" and len(part.lines) > 1 and ended(part.lines[-1]) for part in parts):
        return False
    numbered = sum(bool(re.search(r"\s\d{1,4}$", part.text)) for part in parts)
    return numbered > 0.5 * len(parts) and any(CONTENTS.fullmatch(part.text) for part in parts)


def _is_contents_entry(part: Part) -> bool:
    """Return whether this is an entry of a table of contents, with dots before its number."""
    return part.kind != "note" and bool(_LEADER.search(part.text))
