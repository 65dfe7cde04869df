"""The text of one block while a reader collects it: what is shown, drawn or left out."""

import re
from dataclasses import dataclass
from typing import Literal

Look = Literal["shown", "raised", "lowered", "drawn", "struck", "hidden"]
"""How a source shows a piece of text. A number that a program draws is "drawn"."""

EDGE = "\u2064"
"""Invisible plus: an edge of a fraction or root. Between two letters or digits it is a space."""

_RAISED = str.maketrans("0123456789+-−()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾")
_LOWERED = str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎")
# A number or a list of them, as of notes: "6", "(12)", "-3", "2, 5"; or the sign of an ion.
_SMALL = re.compile(r"\s*\(?[-+−]?\d+(?:\s*[,;.–-]\s*\d+)*\)?\s*|[-+−]")
_FRACTION = re.compile(r"(\d+)[/⁄](\d+)")
_EDGE = re.compile(rf"(?<=\w){EDGE}+(?=\w)")


def superscript(text: str) -> str:
    """Return a raised number in superscript characters, so 10⁶ does not become 106.

    Other text, such as the "th" of a date, is returned unchanged.
    """
    if fraction := _FRACTION.fullmatch(text):
        return f"{superscript(fraction[1])}⁄{subscript(fraction[2])}"
    return text.translate(_RAISED) if _SMALL.fullmatch(text) else text


def subscript(text: str) -> str:
    """Return a lowered number in subscript characters; other text is returned unchanged."""
    return text.translate(_LOWERED) if _SMALL.fullmatch(text) else text


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a text.

    Attributes:
        is_drawn: whether the program draws it and the source's text lacks it.
        note: the note that it points to, where it is a mark; see ``NoteMark``.
    """

    text: str
    is_drawn: bool = False
    note: str = ""


class Inline:
    """Collects the text of one block, with the look of each piece."""

    def __init__(self, text: str = "") -> None:
        self._pieces: list[tuple[Look, str]] = []
        self._notes: dict[int, str] = {}
        self.add(text)

    def add(self, text: str, look: Look = "shown") -> None:
        """Add a piece; pieces of one look that touch are one, unless one is the mark of a note."""
        if not text:
            return
        last = len(self._pieces) - 1
        if self._pieces and self._pieces[-1][0] == look and last not in self._notes:
            text = self._pieces.pop()[1] + text
        self._pieces.append((look, text))

    def mark(self, note: str, text: str = "", look: Look = "shown") -> None:
        """Add the mark of a note; its text may be empty."""
        self._notes[len(self._pieces)] = note
        self._pieces.append((look, text))

    def extend(self, other: "Inline") -> None:
        """Add the pieces of another text."""
        for at, (look, text) in enumerate(other._pieces):
            if at in other._notes:
                self.mark(other._notes[at], text, look)
            else:
                self.add(text, look)

    def replace(self, pattern: re.Pattern[str], replacement: str) -> None:
        """Replace what matches a pattern inside the pieces of shown text."""
        self._pieces = [
            (look, pattern.sub(replacement, text) if look == "shown" else text)
            for look, text in self._pieces
        ]

    def ends_with(self, character: str) -> bool:
        """Return whether the shown text ends with a character of white space."""
        look, text = self._pieces[-1] if self._pieces else ("shown", "")
        return look == "shown" and character in text[len(text.rstrip()) :]

    @property
    def has_text(self) -> bool:
        """Return whether the source has some text that is neither struck out nor hidden."""
        return any(look not in ("drawn", "struck", "hidden") and text.strip()
                   for look, text in self._pieces)  # fmt: skip

    @property
    def notes(self) -> list[tuple[str, str]]:
        """Return the notes whose marks are shown, each with the text of its mark."""
        return [(self._notes[at], text) for at, (look, text) in enumerate(self._pieces)
                if at in self._notes and look not in ("struck", "hidden")]  # fmt: skip

    def left_out(self, look: Look) -> int:
        """Return the number of passages that have this look and some text."""
        return sum(1 for each, text in self._pieces if each == look and text.strip())

    @property
    def parts(self) -> list[Part]:
        """Return what is part of the report's text."""
        found: list[Part] = []
        kept = [(*piece, self._notes.get(at, "")) for at, piece in enumerate(self._pieces)
                if piece[0] not in ("struck", "hidden")]  # fmt: skip
        for at, (look, text, note) in enumerate(kept):
            written = superscript(text) if look == "raised" else text
            following = kept[at + 1][1] if at + 1 < len(kept) else ""
            if look == "lowered" and (_is_number(found[-1:]) or following[:1].isdigit()):
                written = subscript(text)  # log₂8; elsewhere lowered digits stay: CO2
            is_one = found and found[-1].is_drawn == (look == "drawn")
            if is_one and not (note or found[-1].note):
                written = found.pop().text + written
            found.append(Part(_EDGE.sub(" ", written), look == "drawn", note))
        return found

    @property
    def text(self) -> str:
        """Return the text without what the program draws."""
        return "".join(part.text for part in self.parts if not part.is_drawn)


def _is_number(before: list[Part]) -> bool:
    """Return whether the text before ends with a digit or with the numerator of a fraction."""
    return bool(before) and before[0].text[-1:] in {*"0123456789/⁄"}
