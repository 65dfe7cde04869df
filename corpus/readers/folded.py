"""Fold the text of a block: single spaces, without control and format characters."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.note_marks import NoteMark
from corpus.readers.inline import Part

# Zero-width joiners carry meaning in Persian, Indian scripts and emoji. Other format
# characters are removed.
_JOINERS = "\u200c\u200d"


def fold(text: str) -> str:
    """Return the text with single spaces and without control and format characters."""
    folded = " ".join(text.split())
    return folded if folded.isprintable() else " ".join("".join(map(_visible, folded)).split())


def _visible(character: str) -> str:
    if character.isascii():
        return character if character.isprintable() or character.isspace() else ""
    if character in _JOINERS or character.isspace():
        return character
    return "" if unicodedata.category(character) in ("Cc", "Cf", "Cs") else character


@dataclass(frozen=True, slots=True)
class Folded:
    """The text of a block or cell, folded.

    Attributes:
        drawn: spans that the program draws and the source's text lacks.
        marks: the marks of notes.
    """

    text: str
    drawn: tuple[tuple[int, int], ...] = ()
    marks: tuple[NoteMark, ...] = ()

    @property
    def stated(self) -> str:
        """Return the text of the source, without what the program draws."""
        bare = self.text
        for start, end in reversed(self.drawn):
            bare = bare[:start] + bare[end:]
        return fold(bare)


def fold_parts(parts: Iterable[Part]) -> Folded:
    """Return the folded text of parts, with the spans of those that the program draws."""
    text = ""
    drawn: list[tuple[int, int]] = []
    marks: list[NoteMark] = []
    for part in parts:
        written = part.text
        visible = written if written.isprintable() else "".join(map(_visible, written))
        words = fold(visible)
        if text and not text.endswith(" ") and visible[:1].isspace():
            text += " "
        if part.is_drawn and words:
            drawn.append((len(text), len(text) + len(words)))
        if part.note:
            marks.append(NoteMark(len(text), len(text) + len(words), part.note))
        text += words + (" " if words and visible[-1].isspace() else "")
    text = text.rstrip(" ")
    return Folded(text, tuple(drawn), tuple(mark.moved(0, len(text)) for mark in marks))
