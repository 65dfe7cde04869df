"""Define the specifics of a text: numbers with units, shares, money, dates, names."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a specific is; only those of one kind are compared."""

    NUMBER = "number"
    MONEY = "amount of money"
    SHARE = "share"
    LABEL = "number of a thing"
    DATE = "date"
    NAME = "name"


class Rounding(StrEnum):
    """How a number is stated: the words before it allow it to be rounded."""

    EXACT = "exactly"
    ABOUT = "about"
    BELOW = "nearly"
    OVER = "more than"
    UNDER = "less than"


@dataclass(frozen=True, slots=True)
class Day:
    """A date, as precise as it is stated; a part that is not stated is 0."""

    year: int = 0
    month: int = 0
    day: int = 0

    def has(self, other: "Day") -> bool:
        """Return whether all that another date states is true of this one."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(theirs in (0, own) for own, theirs in pairs)


@dataclass(frozen=True, slots=True)
class Specific:
    """A number, date or name of a text.

    Attributes:
        start, end: its span in the text, with its unit or sign, without the words that round it.
        text: the text of that span.
        low, high: of a number: its value, or the ends of a vague one such as "dozens".
        step: of a number: half of the last place that is written, "1.6 billion": 50 million.
        unit: stem of what is counted: "recommend" for "25 recommendations"; "" where unclear.
        rounding: of a number.
        first, last: of a date; both the same unless it is a range.
        fiscal: whether a date is a fiscal year.
        words: of a name: its terms.
    """

    kind: Kind
    start: int
    end: int
    text: str
    low: float = 0.0
    high: float = 0.0
    step: float = 0.0
    unit: str = ""
    rounding: Rounding = Rounding.EXACT
    first: Day = Day()
    last: Day = Day()
    fiscal: bool = False
    words: tuple[str, ...] = ()
