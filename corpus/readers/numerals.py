"""Write the number of a list item as programs draw it: decimal, letters, Roman or words."""

from collections.abc import Callable

_ROMAN = [
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
]  # fmt: skip
_MOST_ROMAN = 3999
_MOST_LETTERS = 780
"""The highest number that Word writes in repeated letters."""
_ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
]  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_IRREGULAR = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip
_NOTE_MARKS = "*†‡§"


def decimal(number: int) -> str:
    """Return 1, 2, 3."""
    return str(number)


def roman(number: int) -> str:
    """Return i, ii, iii; a number that Roman numerals do not write stays decimal."""
    if not 0 < number <= _MOST_ROMAN:
        return str(number)
    written = ""
    for value, letters in _ROMAN:
        written += letters * (number // value)
        number %= value
    return written


def base_26(number: int) -> str:
    """Return a, b, …, z, aa, ab, as web pages count; 0 and less stay decimal."""
    written = ""
    rest = number
    while rest > 0:
        rest, letter = divmod(rest - 1, 26)
        written = chr(ord("a") + letter) + written
    return written or str(number)


def repeated_letter(number: int) -> str:
    """Return a, b, …, z, aa, bb, as Word counts; 0 and numbers above 780 stay decimal."""
    if not 0 < number <= _MOST_LETTERS:
        return str(number)
    times, letter = divmod(number - 1, 26)
    return chr(ord("a") + letter) * (times + 1)


def ordinal(number: int) -> str:
    """Return 1st, 2nd, 3rd."""
    teens = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def in_words(number: int) -> str:
    """Return One, Two, …, Ninety-nine; other numbers stay decimal."""
    if not 0 <= number < 100:
        return str(number)
    return _cardinal(number).capitalize()


def ordinal_in_words(number: int) -> str:
    """Return First, Second, …, Ninety-ninth; other numbers stay decimal."""
    if not 0 <= number < 100:
        return ordinal(number)
    before, hyphen, last = _cardinal(number).rpartition("-")
    stem = f"{last[:-1]}ie" if last.endswith("y") else last
    return f"{before}{hyphen}{_IRREGULAR.get(last, f'{stem}th')}".capitalize()


def _cardinal(number: int) -> str:
    if number < 20:
        return _ONES[number]
    tens, ones = _TENS[number // 10 - 2], number % 10
    return f"{tens}-{_ONES[ones]}" if ones else tens


def _circled(number: int) -> str:
    return chr(ord("①") + number - 1) if 0 < number <= 20 else str(number)


def _note_mark(number: int) -> str:
    if not 0 < number <= _MOST_LETTERS:
        return str(number)
    times, mark = divmod(number - 1, len(_NOTE_MARKS))
    return _NOTE_MARKS[mark] * (times + 1)


WORD: dict[str, Callable[[int], str]] = {
    "decimal": decimal,
    "decimalZero": lambda number: f"{number:02}",
    "upperRoman": lambda number: roman(number).upper(),
    "lowerRoman": roman,
    "upperLetter": lambda number: repeated_letter(number).upper(),
    "lowerLetter": repeated_letter,
    "ordinal": ordinal,
    "cardinalText": in_words,
    "ordinalText": ordinal_in_words,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "decimalEnclosedParen": lambda number: f"({number})",
    "numberInDash": lambda number: f"- {number} -",
    "chicago": _note_mark,
    "hex": lambda number: f"{number:X}",
    "none": lambda _: "",
}
"""The number formats of Word that are drawn."""

WEB: dict[str, Callable[[int], str]] = {
    "decimal": decimal,
    "decimal-leading-zero": lambda number: f"{number:02}",
    "lower-roman": roman,
    "upper-roman": lambda number: roman(number).upper(),
    **dict.fromkeys(("lower-alpha", "lower-latin"), base_26),
    **dict.fromkeys(("upper-alpha", "upper-latin"), lambda number: base_26(number).upper()),
}
"""The list styles of CSS that number the items."""
