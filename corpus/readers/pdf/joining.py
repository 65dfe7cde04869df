"""Join paragraphs that the end of a column or page, or what stands there, interrupts."""

from math import inf

from corpus.readers.pdf.layout.column import has_room
from corpus.readers.pdf.layout.measures import is_running
from corpus.readers.pdf.layout.notes import MARK
from corpus.readers.pdf.lines import BREAK, half_points
from corpus.readers.pdf.paragraphs import Part
from corpus.text.layout import CONTINUING_WORDS, TERMINAL

_Type = tuple[bool, float]
"""Whether it is a note, and the type size, to half a point."""

_FARTHEST = 2  # pages between the halves of a sentence, as around a full-page figure


def joined_parts(parts: list[Part]) -> list[Part]:
    """Return the parts with the halves of interrupted paragraphs and notes joined.

    Notes, figures, captions, heads and scraps may stand between the halves.
    """
    joined: list[Part] = []
    unfinished: dict[_Type, Part] = {}
    parted: set[_Type] = set()  # where text or a heading stands behind the unfinished paragraph
    for part in parts:
        here = part.kind == "note", half_points(part.lines[0].words[0].size)
        before = unfinished.get(here)
        if before and _continues(before, part, here in parted):
            before.lines += part.lines
            before.room = part.room
            if TERMINAL.search(part.text):
                del unfinished[here]
            continue
        joined.append(part)
        parted |= {one for one, other in unfinished.items() if not _is_float(other, part)}
        if part.kind == "note" or (part.kind in ("text", "item") and _is_text(part)):
            there = here[0], half_points(part.lines[-1].words[-1].size)
            unfinished.pop(here, None)
            unfinished.pop(there, None)
            parted.discard(there)
            if not TERMINAL.search(part.text):
                unfinished[there] = part
    return joined


def _is_text(part: Part) -> bool:
    """Return whether this is running text that may go on elsewhere, not a scrap."""
    return part.room < inf and is_running(part.lines[-1])


def _is_float(before: Part, part: Part) -> bool:
    """Return whether a part belongs to a table or figure, or is a scrap from the margin.

    What was drawn later but stands higher on the page does not part a paragraph from its rest.
    """
    first, last = part.lines[0], before.lines[-1]
    return (
        (first.page == last.page and part.lines[-1].bottom < last.top and part.kind != "heading")
        or part.kind == "row"
        or part.is_caption
        or not any(map(str.isalpha, part.text))
        or part.kind == "note"
        or (abs(part.size - before.size) > 0.8 and part.kind != "heading")
    )


def _continues(before: Part, part: Part, parted: bool) -> bool:
    first, last = part.lines[0], before.lines[-1]
    if part.kind not in ("text", "note") or abs(last.words[-1].size - first.words[0].size) > 0.8:
        return False
    hangs = last.words[-1].text.casefold() in CONTINUING_WORDS
    if (last.bold and not first.words[0].bold) or (has_room(before.room, first) and not hangs):
        return False
    if not 0 <= first.page - last.page <= _FARTHEST:
        return False
    breaks = first.page != last.page or first.top < last.top or first.left > last.right
    if part.kind == "note":
        return breaks and not MARK.match(part.text)
    if (breaks and part.text.lstrip("“\"'(‘[")[:1].islower()) or part.text[:1].islower():
        return True
    if last.text.endswith(BREAK):
        return True
    if parted or not breaks or (len(before.lines) == 1 and not last.words[-1].text.islower()):
        return False
    return is_running(first) or bool(TERMINAL.search(part.text))
