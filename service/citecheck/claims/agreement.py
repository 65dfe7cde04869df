"""Tell whether two specifics agree, rounded as they are stated."""

from enum import StrEnum

from service.citecheck.claims.values import Day, Kind, Rounding, Specific

_ABOUT, _SHARE_ABOUT, _BELOW, _OVER = 0.06, 0.1, 0.88, 1.35
_SAME = 1e-9
_BOUNDS = {Rounding.OVER, Rounding.UNDER}
_DECADES = (9, 99)


class State(StrEnum):
    """What a sentence says of a specific of the claim."""

    FOUND = "found"
    ROUNDED = "rounded"
    COMPUTED = "computed"
    CARRIED = "elsewhere in the report"
    LACKING = "lacking"
    DIFFERS = "differs"


def agreement(one: Specific, other: Specific) -> State | None:
    """Return FOUND or ROUNDED where two specifics agree."""
    if one.kind is Kind.DATE:
        return _same_time(one, other)
    if other.kind in (Kind.DATE, Kind.NAME):
        return None
    if one.kind is not other.kind and not {one.kind, other.kind} <= {Kind.NUMBER, Kind.LABEL}:
        return None
    if one.low != one.high or other.low != other.high:
        overlap = one.low <= other.high and other.low <= one.high
        return State.ROUNDED if overlap else None
    if abs(one.low - other.low) <= _SAME * max(abs(one.low), 1.0):
        return State.FOUND
    if one.kind is Kind.LABEL or other.kind is Kind.LABEL:
        return None
    if {one.rounding, other.rounding} <= _BOUNDS:
        return None
    return State.ROUNDED if rounds_to(one, other.low) else None


def rounds_to(one: Specific, value: float) -> bool:
    """Return whether a number as it is stated may stand for a value."""
    stated = one.low
    rest = min(stated, 100 - stated) if one.kind is Kind.SHARE and stated < 100 else stated
    slack = (_SHARE_ABOUT if one.kind is Kind.SHARE else _ABOUT) * abs(rest)
    match one.rounding:
        case Rounding.EXACT:
            return abs(value - stated) <= one.step
        case Rounding.ABOUT:
            return abs(value - stated) <= max(one.step, slack)
        case Rounding.BELOW:
            return _BELOW * stated <= value <= stated + one.step
        case Rounding.OVER:
            return stated <= value <= _OVER * stated
        case _:
            return stated / _OVER <= value <= stated


def _same_time(one: Specific, other: Specific) -> State | None:
    if other.kind is not Kind.DATE or one.fiscal != other.fiscal:
        return None
    if (one.first, one.last) == (other.first, other.last):
        return State.FOUND
    if other.first.has(one.first) and other.last.has(one.last):
        return State.FOUND
    if one.first == one.last and one.first in (_year(other.first), _year(other.last)):
        return State.FOUND
    decade = one.last.year - one.first.year in _DECADES
    inside = one.first.year <= other.first.year and other.last.year <= one.last.year
    return State.ROUNDED if decade and inside else None


def _year(day: Day) -> Day:
    return Day(day.year)
