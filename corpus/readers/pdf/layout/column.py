"""Measure where the lines of a column end."""

from collections.abc import Iterator, Sequence
from math import inf

from corpus.readers.pdf.layout.measures import is_running
from corpus.readers.pdf.lines import BREAK, Line, same_row

_NEAR = 10  # lines before and after that show where the lines of a column end
_ROOM = 1.0
"""Type sizes that a line leaves free besides the next word where it was ended on purpose.
In the ragged columns of the Federal Register (2020-17221, page 1) wrapped lines leave .6."""


class Column:
    """The lines of one column, which show where its lines end.

    Args:
        lines: in reading order.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._at = {id(line): at for at, line in enumerate(lines)}

    def after(self, line: Line) -> Line | None:
        """Return the line after another, or None at the end."""
        at = self._at[id(line)] + 1
        return self._lines[at] if at < len(self._lines) else None

    def edge(self, line: Line) -> float:
        """Return where the lines of this size around a line end."""
        return max(one.right for one in self._near(line))

    def ends_early(self, line: Line, following: Line) -> bool:
        """Return whether the next line's first word would have fitted on a line."""
        if line.text.endswith((BREAK, "-", "–")) or abs(line.right - following.right) < 2:
            return False
        if same_row(line, following):
            return False
        return has_room(self.edge(line) - line.right, following) and not are_centred(
            line, following
        )

    def is_short(self, line: Line) -> bool:
        """Return whether a line is clearly shorter than the lines around it."""
        return line.right < line.left + 0.75 * (self.edge(line) - line.left)

    def room(self, line: Line) -> float:
        """Return the space up to the edge that another line reaches, too, else infinity."""
        edge = self.edge(line)
        reaching = sum(
            one.right > edge - 5 * line.size and is_running(one) for one in self._near(line)
        )
        return edge - line.right if reaching > 1 else inf

    def _near(self, line: Line) -> Iterator[Line]:
        at = self._at[id(line)]
        for one in self._lines[max(0, at - _NEAR) : at + _NEAR + 1]:
            beside = one.left < line.right and line.left < one.right
            if beside and abs(one.size - line.size) < 0.8:
                yield one


def has_room(room: float, following: Line) -> bool:
    """Return whether the first word of a line would have fitted behind the line before."""
    left, _, right, _ = following.words[0].box
    return room > right - left + _ROOM * following.size


def are_centred(one: Line, other: Line) -> bool:
    """Return whether two lines have the same middle."""
    return abs((one.left + one.right) - (other.left + other.right)) < 4
