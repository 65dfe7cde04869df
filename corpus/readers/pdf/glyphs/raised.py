"""Keep raised and lowered digits apart from the digits beside them, so 10⁶ is never 106."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.readers.pdf.lines import Word, around
from corpus.report import Box

_SUPERSCRIPT = str.maketrans("0123456789+-−–()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁽⁾")
_SUBSCRIPT = str.maketrans("0123456789+-−–()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₍₎")
_FRACTION_SLASH = "\u2044"
_SLASHES = ("/", _FRACTION_SLASH)
_SIGNS = frozenset("0123456789+-−–()")
_JOINERS = frozenset(",./" + _FRACTION_SLASH)
# Shares of the type size beside the sign. Word raises by 1/3 and sets 65 %, TeX by .36 and 70 %,
# browsers by 1/3 and 83 %; all lower by .14 or more. A change of font alone moves no baseline.
_SMALL = 0.9
_TINY = 0.4
_RAISED = 0.12
_RAISED_IN_FULL_SIZE = 0.25
_LOWERED = 0.06
MAY_BE_RAISED = re.compile(r"[\d+−–-]")
"""A sign that changes the meaning of a word when it is raised."""

_SYMBOL = re.compile(r"[A-Z][a-z]?(?!\w)")
_CLOSING = ".,;:!?)]}’”%"
_HALF = re.compile(r"[⁰¹²³⁴-⁹][/\u2044]$")
_RAISED_SIGN = re.compile(r"[⁰¹²³⁴-⁹⁺⁻⁽⁾]$")


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character of a word.

    Attributes:
        size: type size in points.
        baseline: distance from the top of the page, in points.
    """

    text: str
    size: float
    baseline: float


def changes_size(boxes: list[Box]) -> bool:
    """Return whether letters that stand beside each other differ in height or in their place."""
    height = max(box[3] - box[1] for box in boxes)
    level = max(box[3] for box in boxes) - min(box[3] for box in boxes)
    advances = boxes[-1][0] > boxes[0][0] + 0.2 * height
    return advances and (
        level > 0.05 * height or min(box[3] - box[1] for box in boxes) < 0.95 * height
    )


def level(size: float, baseline: float, beside: Glyph | Word) -> int:
    """Return 1 for a sign that is raised beside a character, -1 for a lowered one, else 0."""
    share = size / beside.size if beside.size else 1.0
    rise = (beside.baseline - baseline) / beside.size if beside.size else 0.0
    if _TINY <= share <= _SMALL and rise >= _RAISED:
        return 1
    if share <= 1.05 and rise >= _RAISED_IN_FULL_SIZE:
        return 1 if share >= _TINY else 0
    return -1 if _TINY <= share <= _SMALL and rise <= -_LOWERED else 0


def spell(glyphs: Sequence[Glyph]) -> str:
    """Return the text of a word with superscript characters for its raised numbers.

    Lowered digits stay as they are (CO2), except beside other digits: log₂8. Raised letters stay.
    """
    base = max(glyphs, key=lambda glyph: glyph.size)
    levels = [level(glyph.size, glyph.baseline, base) for glyph in glyphs]
    small = [glyph.size <= _SMALL * base.size for glyph in glyphs]
    written: list[str] = []
    at = 0
    while at < len(glyphs):
        end = at + 1
        while end < len(glyphs) and levels[end] == levels[at]:
            end += 1
        if end - at > 1 and glyphs[end - 1].text in _SLASHES:
            end -= 1
        run = "".join(glyph.text for glyph in glyphs[at:end])
        if bottom := _denominator(glyphs, small, at) if not at or levels[at - 1] == 1 else 0:
            run, end = _below("".join(glyph.text for glyph in glyphs[at:bottom])), bottom
        elif levels[at] == 1:
            run = raise_number(run)
        elif levels[at] == -1 and _beside_digits(glyphs, levels, at, end):
            run = run.translate(_SUBSCRIPT)
        written.append(run)
        at = end
    return "".join(written)


def raise_number(text: str) -> str:
    """Return a raised number or sign in superscript characters, a fraction with its slash.

    Text that holds other characters is returned unchanged.
    """
    if not set(text) <= _SIGNS | _JOINERS or not _SIGNS & set(text):
        return text
    above, slash, below = text.replace(_FRACTION_SLASH, "/").partition("/")
    if slash and above.isdigit() and below.isdigit():
        return above.translate(_SUPERSCRIPT) + _below(slash + below)
    return text.translate(_SUPERSCRIPT)


def _below(text: str) -> str:
    """Return a slash and the digits below it as the second half of a fraction."""
    return _FRACTION_SLASH + text[1:].translate(_SUBSCRIPT)


def _denominator(glyphs: Sequence[Glyph], small: Sequence[bool], at: int) -> int:
    """Return the end of the slash and the small digits that start here, or 0."""
    if glyphs[at].text not in _SLASHES:
        return 0
    end = at + 1
    while end < len(glyphs) and glyphs[end].text.isdigit() and small[end]:
        end += 1
    return end if end > at + 1 else 0


def _beside_digits(glyphs: Sequence[Glyph], levels: Sequence[int], at: int, end: int) -> bool:
    before = at > 0 and glyphs[at - 1].text.isdigit()
    after = end < len(glyphs) and levels[end] == 0 and glyphs[end].text.isdigit()
    return before or after


def leading_number(glyphs: Sequence[Glyph], starts_line: bool) -> int:
    """Return how many small digits start a word and are the number of a note, not part of it.

    "¹²The" is a note at the start of its line; "¹⁴C" inside a line is an isotope.
    """
    count = 0
    while count < len(glyphs) and glyphs[count].size < 1.1 * glyphs[0].size:
        count += 1
    if count == len(glyphs) or glyphs[count].size < 1.3 * glyphs[0].size:
        return 0
    if not all(glyph.text.isdigit() for glyph in glyphs[:count]):
        return 0
    rest = "".join(glyph.text for glyph in glyphs[count:])
    return count if starts_line or not _SYMBOL.match(rest) else 0


def _run_on(text: str, following: str) -> bool:
    return bool(_RAISED_SIGN.search(text)) or following[0] in _CLOSING


def join_raised(last: Word, word: Word) -> Word | None:
    """Return both words as one if the second is raised or lowered behind the first, else None.

    For PDFium a raised sign may end a line, so what follows it without a gap is joined as well.
    """
    gap = (word.box[0] - last.box[2]) / max(word.size, 1.0)
    place = level(word.size, word.baseline, last)
    text = word.text
    if not -0.3 < gap < 0.2:
        return None
    if place == 1 and (set(text) <= _SIGNS | _JOINERS or last.text[-1].isdigit()):
        text = raise_number(text)  # "1st" stays
    elif place == -1 and text.isdigit():
        text = text.translate(_SUBSCRIPT) if last.text[-1].isdigit() else text
    elif text.isdigit() and _HALF.search(last.text) and word.size <= _SMALL * last.size:
        last, text = replace(last, text=last.text[:-1]), _below("/" + text)
    elif text[0] in _SLASHES and text[1:].isdigit() and word.size <= _SMALL * last.size:
        text = _below(text)
    elif gap > 0.1 or abs(last.size - word.size) > 0.1 or not _run_on(last.text, text):
        return None
    return replace(last, text=last.text + text, box=around((last.box, word.box)))
