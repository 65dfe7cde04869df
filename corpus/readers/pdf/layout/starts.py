"""Tell where a paragraph, a list item or a note starts, by the lines around it."""

import re

from corpus.readers.pdf.layout.column import Column, are_centred
from corpus.readers.pdf.layout.measures import ended, is_running
from corpus.readers.pdf.layout.notes import MARK
from corpus.readers.pdf.lines import Line
from corpus.text.layout import LIST_MARKER

LEADER = re.compile(r"(?:\.\s?){6,}\s*(?:\d{1,4}|[ivxlc]{1,7}|[A-Z]-\d{1,3})$")


def changes_style(lines: list[Line], line: Line, early: bool) -> bool:
    """Return whether a heading in other type begins or ends between two lines."""
    last = lines[-1]
    if line.bold and not last.bold:
        return early or ended(last) or last.size != line.size or not is_running(last)
    if all(one.bold for one in lines) and not line.bold:
        return (
            early
            or last.size != line.size
            or (len(lines) == 1 and not line.text[:1].islower() and not line.words[0].bold)
        )
    if line.italic != last.italic and early and not line.text[:1].islower():
        return line.italic or all(one.italic for one in lines)
    return False


def heads(lines: list[Line], line: Line, column: Column) -> bool:
    """Return whether a line of its own stands above the first line of a paragraph."""
    following, last = column.after(line), lines[-1]
    return (
        len(lines) == 1
        and not last.bold
        and column.is_short(last)
        and is_running(line)
        and following is not None
        and following.top > line.top
        and not line.text[:1].islower()
        and not LEADER.search(line.text)
        and not column.ends_early(line, following)
        and column.edge(line) - line.right < 3 * line.size
    )


def indents(lines: list[Line], line: Line) -> bool:
    """Return whether the line's indentation shows the start of a paragraph."""
    last, em = lines[-1], line.size
    if len(lines) > 1:
        first, second = lines[:2]
        hangs = first.left < second.left - 0.8 * em and line.left < first.left + 0.4 * em
        return (hangs or line.left > second.left + 0.8 * em) and ended(last)
    if are_centred(last, line):
        return False
    if line.left > last.left + 0.8 * em:
        return not LIST_MARKER.match(last.text) and ended(last)
    return line.left < last.left - 5 * em


def follows_short(lines: list[Line], line: Line, column: Column) -> bool:
    """Return whether the line before ends a sentence and is too short to be wrapped."""
    last = lines[-1]
    return column.is_short(last) and ended(last) and not line.text[:1].islower()


def starts_note(lines: list[Line], line: Line) -> bool:
    """Return whether a footnote starts: a mark after a sentence end, or the next number."""
    before, here = MARK.match(_text(lines)), MARK.match(line.text)
    if not here:
        return False
    numbers = [found[1] for found in (before, here) if found and found[1].isdigit()]
    return ended(lines[-1]) or (len(numbers) == 2 and int(numbers[1]) == int(numbers[0]) + 1)


def starts_item(lines: list[Line], line: Line) -> bool:
    """Return whether a list item starts: a bullet, or a number after a sentence or an item."""
    if not LIST_MARKER.match(line.text):
        return False
    bullet = not line.text[0].isalnum() and line.text[0] not in "(–—-"
    return bullet or ended(lines[-1]) or bool(LIST_MARKER.match(_text(lines)))


def _text(lines: list[Line]) -> str:
    return " ".join(line.text for line in lines)
