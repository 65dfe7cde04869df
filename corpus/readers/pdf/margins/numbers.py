"""Read the numbers of pages at the ends of lines."""

import re
from collections.abc import Iterator

_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_ROMAN = re.compile(r"(?=[ivxlc])c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_NUMBER = r"(?:[A-Z]{1,2}[-–.]?)?\d{1,5}|[ivxlc]{1,8}|[IVXLC]{1,8}"
_EDGE = r"[\W_]*(?:[Pp]age\s+|PAGE\s+|[Pp]\.\s*)?"
_AT_START = re.compile(rf"{_EDGE}({_NUMBER})(?:\s+of\s+\d+)?(?![\w.,/-]*\w)")
BARE = re.compile(rf"{_EDGE}(?:{_NUMBER})[\W_]*")
"""A line that holds a number alone."""
_AT_END = re.compile(rf"(?:^|(?<=\s)){_EDGE}({_NUMBER})(?:\s+of\s+\d+)?[\W_]*$")


def end_numbers(text: str) -> Iterator[tuple[str, int]]:
    """Yield the style and value of the numbers at both ends of a line."""
    for found in (_AT_START.match(text), _AT_END.search(text)):
        number = found[1] if found else ""
        prefix = number.rstrip("0123456789")
        if len(prefix) < len(number):
            yield f"{prefix}1", int(number[len(prefix) :])
        elif number and _ROMAN.fullmatch(number.lower()):
            yield ("i" if number.islower() else "I"), _roman_value(number.lower())


def _roman_value(text: str) -> int:
    digits = [_ROMAN_DIGITS[letter] for letter in text]
    following = [*digits[1:], 0]
    return sum(-one if one < after else one for one, after in zip(digits, following, strict=True))
