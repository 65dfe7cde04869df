"""Build a canonical text: blocks parted by a blank line, each under its path of headings."""

import re
import unicodedata
from dataclasses import dataclass

from corpus.errors import UnreadableFile
from corpus.report import Block, Extracted, Front, Kind

# The joiners of Persian, of Indian scripts and of emoji carry meaning; other format marks do not.
_JOINERS = "\u200c\u200d"
_SUPERSCRIPT = str.maketrans("0123456789+-−()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾")
_CONTENTS = re.compile(r"(?:table of )?contents", re.IGNORECASE)
_NOTES = re.compile(r"(?:foot|end)notes", re.IGNORECASE)
_TITLE, _NO_HEADING = 0, None


def fold(text: str) -> str:
    """Return the text with single spaces, without control characters and invisible marks."""
    folded = " ".join(text.split())
    return folded if folded.isprintable() else " ".join("".join(map(_visible, folded)).split())


def _visible(character: str) -> str:
    if character.isascii():
        return character if character.isprintable() or character.isspace() else ""
    if character in _JOINERS or character.isspace():
        return character
    return "" if unicodedata.category(character) in ("Cc", "Cf", "Cs") else character


def raised(text: str) -> str:
    """Return a superscript as it is read: 10⁶, not 106; letters stay as they are."""
    bare = text.strip()
    return text.translate(_SUPERSCRIPT) if re.fullmatch(r"[-+−(]*\d+\)?", bare) else text


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    kind: Kind
    page: int | None
    level: int | None


class TextBuilder:
    """Collects the blocks of a report, then gives its canonical text."""

    def __init__(self) -> None:
        self._pieces: list[_Piece] = []

    def add(self, text: str, kind: Kind = "text", page: int | None = None) -> None:
        """Add a block; one without text is left out."""
        self._append(text, kind, page, _NO_HEADING)

    def heading(self, text: str, level: int, page: int | None = None) -> None:
        """Add a heading: what follows stands under it, up to the next of its level or above.

        Args:
            level: 1 for the outermost; 0 for the report's title, which is in no path.
        """
        self._append(text, "heading", page, level)

    def _append(self, text: str, kind: Kind, page: int | None, level: int | None) -> None:
        if folded := fold(text):
            self._pieces.append(_Piece(folded, kind, page, level))

    @property
    def title(self) -> str | None:
        """The title: the first heading of level 0, else the first heading of all.

        That must be of level 1, and no other heading of that level may have another text
        unless the first one is repeated, as web pages and covers do with a title.
        """
        headings = [piece for piece in self._pieces if piece.level is not _NO_HEADING]
        stated = next((piece.text for piece in headings if piece.level == _TITLE), None)
        if stated or not headings or headings[0].level != 1:
            return stated
        top = [piece.text for piece in headings if piece.level == 1]
        return top[0] if len(set(top)) == 1 or top.count(top[0]) > 1 else None

    def opening(self, pieces: int) -> list[str]:
        """Return the first blocks' texts, where a report says what it is."""
        return [piece.text for piece in self._pieces[:pieces]]

    def build(self) -> tuple[str, tuple[Block, ...]]:
        """Return the canonical text and its blocks, in the order in which they were added."""
        title = self.title
        path: list[tuple[int, str]] = []
        blocks: list[Block] = []
        start = 0
        for piece in self._pieces:
            level = piece.level
            if level is not _NO_HEADING:
                path = [(above, text) for above, text in path if above < level]
            kind = _kind(piece, path)
            # Where a note is printed says nothing of the section that it belongs to.
            names = [] if kind == "note" else [text for _, text in path]
            end = start + len(piece.text)
            blocks.append(Block(start, end, piece.page, " > ".join(names) or None, kind))
            start = end + len("\n\n")
            if level and piece.text != title and not _CONTENTS.fullmatch(piece.text):
                path.append((level, piece.text))
        return "\n\n".join(piece.text for piece in self._pieces), tuple(blocks)

    def extracted(self, front: Front) -> Extracted:
        """Return the whole as what a reader found.

        Raises:
            UnreadableFile: when there is no text.
        """
        text, blocks = self.build()
        if not blocks:
            raise UnreadableFile("it holds no text: remove it or put the report's text in it")
        return Extracted(text, blocks, front)


def _kind(piece: _Piece, path: list[tuple[int, str]]) -> Kind:
    """Return a block's kind; lists and tables under "Footnotes" are what they hold."""
    listed = piece.kind in ("item", "row")
    return "note" if listed and path and _NOTES.fullmatch(path[-1][1]) else piece.kind
