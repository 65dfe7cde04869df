"""Join paragraphs that the end of a column or page, or what stands there, interrupts."""

from corpus.readers.pdf.layout.measures import is_running
from corpus.readers.pdf.layout.notes import MARK
from corpus.readers.pdf.lines import BREAK
from corpus.readers.pdf.paragraphs import Part
from corpus.text.layout import TERMINAL

_FARTHEST = 2  # pages between the halves of a sentence, as around a full-page figure


def joined_parts(parts: list[Part]) -> list[Part]:
    """Return the parts with the halves of interrupted paragraphs and notes joined.

    Notes, figures, captions, heads and scraps may stand between the halves.
    """
    joined: list[Part] = []
    unfinished: dict[bool, Part] = {}
    headed = False  # since the unfinished paragraph
    for part in parts:
        note = part.kind == "note"
        before = unfinished.get(note)
        if before and _continues(before, part, headed and not note):
            before.lines += part.lines
            before.full = part.full
            if TERMINAL.search(part.text):
                del unfinished[note]
            continue
        joined.append(part)
        if part.kind == "heading":
            headed = headed or not part.is_caption
        elif part.kind != "row" and (note or _is_text(part)):
            unfinished.pop(note, None)
            if not TERMINAL.search(part.text):
                unfinished[note] = part
            headed = headed and note
    return joined


def _is_text(part: Part) -> bool:
    """Return whether this is running text that may go on elsewhere, not a scrap."""
    return part.full and (len(part.lines) > 1 or is_running(part.lines[0]))


def _continues(before: Part, part: Part, headed: bool) -> bool:
    if part.kind not in ("text", "note") or abs(before.lines[-1].size - part.size) > 0.8:
        return False
    first, last = part.lines[0], before.lines[-1]
    if not 0 <= first.page - last.page <= _FARTHEST:
        return False
    breaks = first.page != last.page or first.top < last.top or first.left > last.right
    if part.kind == "note":
        return breaks and not MARK.match(part.text)
    if part.text.lstrip("“\"'(‘[")[:1].islower() or last.text.endswith(BREAK):
        return True
    return breaks and not headed and is_running(first) and len(last.words) > 4
