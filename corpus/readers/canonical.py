"""Build the canonical text: blocks with blank lines between them and their section paths."""

import re
import unicodedata
from dataclasses import dataclass

from corpus.errors import NO_TEXT, UnreadableFile
from corpus.report import Block, Extracted, Front, Kind

# Zero-width joiners carry meaning in Persian, Indian scripts and emoji. Other format
# characters are removed.
_JOINERS = "\u200c\u200d"
_SUPERSCRIPT = str.maketrans("0123456789+-−()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾")
_CONTENTS = re.compile(r"(?:table of )?contents", re.IGNORECASE)
_NOTES = re.compile(r"(?:foot|end)notes", re.IGNORECASE)
_TITLE_LEVEL, _NO_LEVEL = 0, None


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


def superscript(text: str) -> str:
    """Return the digits of a superscript as superscript characters, so 10⁶ does not become 106.

    Text that is not a number is returned unchanged.
    """
    bare = text.strip()
    return text.translate(_SUPERSCRIPT) if re.fullmatch(r"[-+−(]*\d+\)?", bare) else text


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    kind: Kind
    page: int | None
    level: int | None


class TextBuilder:
    """Collects the blocks of a report and builds its canonical text."""

    def __init__(self) -> None:
        self._pieces: list[_Piece] = []

    def add(self, text: str, kind: Kind = "text", page: int | None = None) -> None:
        """Add a block, unless its text is empty."""
        self._append(text, kind, page, _NO_LEVEL)

    def heading(self, text: str, level: int, page: int | None = None) -> None:
        """Add a heading over the following blocks, up to the next heading of its level or above.

        Args:
            level: 1 is the outermost level; 0 is the report's title, which section paths omit.
        """
        self._append(text, "heading", page, level)

    def _append(self, text: str, kind: Kind, page: int | None, level: int | None) -> None:
        if folded := fold(text):
            self._pieces.append(_Piece(folded, kind, page, level))

    @property
    def title(self) -> str | None:
        """Return the title: the first heading of level 0, else the first heading, or None.

        The first heading is the title only if its level is 1 and it is the only text at that
        level or is repeated there, as titles are on web pages and covers.
        """
        headings = [piece for piece in self._pieces if piece.level is not _NO_LEVEL]
        stated = next((piece.text for piece in headings if piece.level == _TITLE_LEVEL), None)
        if stated or not headings or headings[0].level != 1:
            return stated
        top = [piece.text for piece in headings if piece.level == 1]
        return top[0] if len(set(top)) == 1 or top.count(top[0]) > 1 else None

    def opening(self, pieces: int) -> list[str]:
        """Return the texts of the first blocks, which may state number and date."""
        return [piece.text for piece in self._pieces[:pieces]]

    def build(self) -> tuple[str, tuple[Block, ...]]:
        """Return the canonical text and its blocks in the order of addition."""
        title = self.title
        path: list[tuple[int, str]] = []
        blocks: list[Block] = []
        start = 0
        for piece in self._pieces:
            level = piece.level
            if level is not _NO_LEVEL:
                path = [(above, text) for above, text in path if above < level]
            kind = _kind(piece, path)
            # A note may be printed in a section other than the one that refers to it.
            names = [] if kind == "note" else [text for _, text in path]
            end = start + len(piece.text)
            blocks.append(Block(start, end, piece.page, " > ".join(names) or None, kind))
            start = end + len("\n\n")
            if level and piece.text != title and not _CONTENTS.fullmatch(piece.text):
                path.append((level, piece.text))
        return "\n\n".join(piece.text for piece in self._pieces), tuple(blocks)

    def extracted(self, front: Front) -> Extracted:
        """Return text, blocks and front matter as the result of a reader.

        Raises:
            UnreadableFile: when no block was added.
        """
        text, blocks = self.build()
        if not blocks:
            raise UnreadableFile(NO_TEXT)
        return Extracted(text, blocks, front)


def _kind(piece: _Piece, path: list[tuple[int, str]]) -> Kind:
    """Return a block's kind; list items and table rows under "Footnotes" are notes."""
    listed = piece.kind in ("item", "row")
    return "note" if listed and path and _NOTES.fullmatch(path[-1][1]) else piece.kind
