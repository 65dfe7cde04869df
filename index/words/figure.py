"""Define a figure of a text, and compare two of them.

Two texts give different numbers only where no rounding that they state explains the difference:
"about 50,000" and "50,200" agree, and so do "more than 50,000" and "54,000".
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from index.words.units import UnitKind

Kind = UnitKind | Literal["count", "year", "date"]
Approximate = Literal["about", "over", "under"]
Comparison = Literal["same", "explained", "different", "incomparable"]

_ABOUT, _SCALED, _WHOLE = Decimal("0.05"), Decimal("0.05"), Decimal("0.01")
"""The largest share of a figure that its rounding explains: of one that is said to be rounded, of
one with decimals or a word such as "million", and of a whole number."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a text.

    Attributes:
        low, high: its value, as a range; equal where it is one number. Money is in units of the
            currency, and a measure in the unit. A year is itself; a date is yyyymmdd, yyyymm or
            mmdd.
        kind: figures of one kind and unit can be compared.
        unit: the currency or the unit, with the rate as in "$ per year"; of a date "day", "month"
            or "month day"; of a year "fiscal" or ""; of a count "".
        approximate: what a word beside it says of its rounding; None without such a word.
        tolerance: how far another number may be away that rounds to this one.
        start, end: its span in the text, with sign, currency and unit, in code points.
    """

    low: Decimal
    high: Decimal
    kind: Kind
    unit: str
    approximate: Approximate | None
    tolerance: Decimal
    start: int
    end: int

    @property
    def middle(self) -> Decimal:
        """Return the middle of the range."""
        return (self.low + self.high) / 2


def tolerance(
    value: Decimal, step: Decimal, approximate: Approximate | None, whole: Decimal
) -> Decimal:
    """Return how far another number may be away that rounds to a value.

    Args:
        step: the place of its last digit that counts, such as 10,000 of 50,000.
        whole: one unit, for a whole number without a word such as "million"; else 0.
    """
    if approximate == "about":
        return max(abs(value) * _ABOUT, whole / 2)
    most = abs(value) * (_WHOLE if whole else _SCALED)
    return max(min(step / 2, most), whole / 2)


def compare(one: Figure, other: Figure) -> Comparison:
    """Compare the values of two figures.

    Returns:
        ``incomparable`` for figures of different kinds or units, ``same`` for equal ones, and
        ``explained`` where a rounding or a range of one includes the other.
    """
    if (one.kind, one.unit) != (other.kind, other.unit):
        return "incomparable"
    if (one.low, one.high) == (other.low, other.high):
        return "same"
    return "explained" if _includes(one, other) or _includes(other, one) else "different"


def _includes(one: Figure, other: Figure) -> bool:
    low, high = one.low - one.tolerance, one.high + one.tolerance
    if one.approximate == "over":
        return other.high >= low
    if one.approximate == "under":
        return other.low <= high
    if one.low != one.high and other.low != other.high:
        return other.low <= high and low <= other.high
    return low <= other.middle <= high
