"""What a reader tells of a draft besides its text: marks of notes, and what is set apart."""

from dataclasses import dataclass, replace
from typing import Literal


@dataclass(frozen=True, slots=True)
class NoteMark:
    """A mark that points to a note.

    Attributes:
        start, end: code points into the canonical text; equal where the text lacks the mark.
        note: name of the note; see ``NoteName``.
    """

    start: int
    end: int
    note: str

    def moved(self, by: int, most: int | None = None) -> "NoteMark":
        """Return the mark at another place, at most at the end of its text."""
        start, end = self.start + by, self.end + by
        return replace(self, start=start, end=end) if most is None else replace(
            self, start=min(start, most), end=min(end, most)
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class NoteName:
    """Which note the text of a block is.

    Attributes:
        name: by which marks point to it, unlike any other of the file.
        label: the number or sign that is printed, where the text lacks it, or "".
    """

    name: str
    label: str = ""
    is_endnote: bool = False


Apart = Literal["", "quoted", "inset", "indented"]
"""How a paragraph is set apart: as a quotation, or by its indent, on both sides or on one."""
