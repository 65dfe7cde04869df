"""Break a paragraph into lines."""

from collections.abc import Iterator

from reportlab.pdfbase import pdfmetrics

_VOWELS = frozenset("aeiouy")
_IN_ADDRESSES = "/?&=_-."
"""Signs of an address after which its line may end."""
_PART = 3
"""Least letters of a word before and after a line's end."""


def width_of(text: str, font: str, size: float) -> float:
    """Return the width of a text in points."""
    return float(pdfmetrics.stringWidth(text, font, size))


def broken_lines(text: str, width: float, font: str, size: float, hyphenates: bool) -> list[str]:
    """Return the lines of a text; a word that is wider than a line is broken anywhere."""
    lines: list[str] = []
    line = ""
    words = text.split(" ")[::-1]
    while words:
        word = words.pop()
        longer = f"{line} {word}" if line else word
        if width_of(longer, font, size) <= width:
            line = longer
            continue
        for first, rest in _parts(word, hyphenates):
            longer = f"{line} {first}" if line else first
            if width_of(longer, font, size) <= width:
                lines.append(longer)
                words.append(rest)
                line = ""
                break
        else:
            if line:
                lines.append(line)
                words.append(word)
                line = ""
            else:
                end = _fitting(word, width, font, size)
                lines.append(word[:end])
                words += [word[end:]] if word[end:] else []
    return [*lines, line] if line else lines


def _parts(word: str, hyphenates: bool) -> Iterator[tuple[str, str]]:
    """Yield how a word may be divided, the longest first part first."""
    for at in range(len(word) - 1, 1, -1):
        dash = word[at - 1] in "-–—" and word[at].isalpha() and word[at - 2].isalpha()
        if dash or ("//" in word and word[at - 1] in _IN_ADDRESSES):
            yield word[:at], word[at:]
        elif (
            hyphenates
            and word.isalpha()
            and word[at:].islower()
            and min(at, len(word) - at) >= _PART
            and word[at - 1].lower() in _VOWELS
            and word[at] not in _VOWELS
        ):
            yield f"{word[:at]}-", word[at:]


def _fitting(word: str, width: float, font: str, size: float) -> int:
    """Return how many characters of a word are not wider than a line, at least one."""
    at = 1
    while at < len(word) and width_of(word[: at + 1], font, size) <= width:
        at += 1
    return at
