"""Read the numbers of a text, in digits and in words."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
_TEENS = "fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS: dict[str, int | Decimal] = {
    **{word: number for number, word in enumerate(f"{_UNITS} {_TEENS}".split())},
    **{word: 10 * number for number, word in enumerate(_TENS.split(), start=2)},
    "a": 1,
    "an": 1,
    "half a": Decimal("0.5"),
}
SCALES = {
    "hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "dozen": 12, "mn": 10**6, "bn": 10**9, "tn": 10**12, "k": 10**3, "m": 10**6, "b": 10**9,
}  # fmt: skip
_FRACTIONS = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅓": "0.333", "⅔": "0.667", "⅛": "0.125"}
_VULGAR = "".join(_FRACTIONS)
_BELOW_HUNDRED = (
    rf"(?:(?:{'|'.join(_TENS.split())})(?:[\s-]?(?:{'|'.join(_UNITS.split()[1:10])}))?"
    rf"|(?:{'|'.join(reversed(f'{_UNITS} {_TEENS}'.split()))}))\b"
)
_BELOW_THOUSAND = (
    rf"(?:(?:{_BELOW_HUNDRED}|\ba)[\s-]hundred\b(?:\s(?:and\s)?{_BELOW_HUNDRED})?|{_BELOW_HUNDRED})"
)
_LARGE = r"(?:thousand|million|billion|trillion)"
_SPELLED = (
    rf"(?:{_BELOW_THOUSAND}|(?:half\s)?an?(?=[\s-](?:{_LARGE}|dozen)\b))"
    rf"(?:[\s-]{_LARGE}\b(?:[\s-](?:and\s)?{_BELOW_THOUSAND}(?=[\s-]{_LARGE}\b)"
    rf"|(?<=thousand)\s(?:and\s)?{_BELOW_THOUSAND})?)*"
)
_DIGITS = (
    r"\d{1,3}(?:,\d{3})+(?![\d])(?:\.\d+)?|\d{1,3}(?:[\u00a0\u2009\u202f]\d{3})+(?!\d)(?:\.\d+)?"
    # Plain spaces also part the cells of a row, so the groups must look like those of a number.
    r"|(?<!\d\s)[1-9]\d{0,2}(?:\s\d{3}){2,}(?!\s?\d)|(?<!\d\s)[1-9]\d{0,2}\s\d00(?!\s?\d)"
    rf"|\d+(?:\.\d+)?(?:\s?[{_VULGAR}])?|\.\d+|[{_VULGAR}]"
)
# What has digits and counts nothing: F-35, GAO-05-927, 24/7, 10:30, 3.5.1, [12], troops.5
_LABEL = (
    r"(?<!\w)(?!(?:mid|pre|post|late|early)-\d|(?:FY|CY|USD?|EUR|GBP|JPY)\d)"
    r"[^\W\d_][\w.]*[-–/]?\d[\w./–-]*"
    r"|\d+(?:[-–/]\d+){2,}|\d+(?:[:/]\d+)+|\d+(?:\.\d+){2,}|\[\d+\]|\(\d{1,2}\)(?!\Z)"
    r"|^\s*\d{1,2}[.)]\s"
)
_NUMBER = re.compile(
    rf"(?P<label>{_LABEL})|(?<![\w#§@])(?<![^\W\d][-–./,:’'])(?<!\d[./:,])"
    rf"(?:(?P<digits>{_DIGITS})|(?P<spelled>\b{_SPELLED}))(?![,.:/]\d)"
    r"(?P<half>\sand\sa\shalf\b)?"
    r"(?:\s?-?(?P<scale>hundred|thousand|million|billion|trillion|dozen|bn|mn|tn)\b|(?P<k>k)\b)?",
    re.IGNORECASE,
)
_LAST_SCALE = re.compile(rf"({_LARGE})\Z", re.IGNORECASE)
_ANY = re.compile(rf"[\d{_VULGAR}]|\b(?:{'|'.join([*_WORDS][:-3])}|hundred|dozen)\b|illion", re.I)


class Numeral(NamedTuple):
    """A number of a text.

    Attributes:
        start, end: its span in the text, in code points.
        step: the place of its last digit that counts: 10,000 for 50,000 and 0.1 for 1.6.
        whole: whether it is a whole number without a word such as "million".
        scale: what the word after its digits multiplies them by: 1,000,000 of "million".
    """

    start: int
    end: int
    value: Decimal
    step: Decimal
    whole: bool
    scale: int = 1

    def times(self, scale: int, end: int) -> "Numeral":
        """Return the number with a scale, which ends at this offset."""
        return Numeral(self.start, end, self.value * scale, self.step * scale, False, scale)


def has_number(text: str) -> bool:
    """Return whether a text has a digit or a word for a number."""
    return _ANY.search(text) is not None


def numerals(text: str) -> Iterator[Numeral]:
    """Yield the numbers of a text in order, but for those inside names and labels."""
    for match in _NUMBER.finditer(text):
        if match["label"]:
            continue
        value, step = (
            _of_digits(match["digits"]) if match["digits"] else _of_words(match["spelled"])
        )
        if match["half"]:
            value, step = value + Decimal("0.5"), Decimal("0.1")
        large = _LAST_SCALE.search(match["spelled"] or "")
        scale = SCALES[large[1].lower()] if large else 1
        one = Numeral(*match.span(), value, step, step >= 1 and not large, scale)
        word = (match["scale"] or match["k"] or "").lower()
        yield one.times(SCALES[word], match.end()) if word else one


def _of_digits(written: str) -> tuple[Decimal, Decimal]:
    plain = re.sub(r"[\s,]", "", written)
    value = Decimal(0)
    if plain[-1] in _FRACTIONS:
        plain, value = plain[:-1], Decimal(_FRACTIONS[plain[-1]])
        return value + Decimal(plain or 0), Decimal("0.01")
    value = Decimal(plain)
    decimals = len(plain.partition(".")[2])
    zeros = 0 if decimals else len(plain) - len(plain.rstrip("0"))
    return value, Decimal(1).scaleb(zeros - decimals)


def _of_words(written: str) -> tuple[Decimal, Decimal]:
    total = current = Decimal(0)
    scaled = False
    for word in re.findall(r"half\sa|\w+", written.lower()):
        if word == "and":
            continue
        scale = SCALES.get(word)
        if scale == 100:
            current *= 100
        elif scale:
            total, current, scaled = total + current * scale, Decimal(0), True
        else:
            current += _WORDS[" ".join(word.split())]
    total += current
    digits = str(int(total))
    return total, Decimal(1).scaleb(len(digits) - len(digits.rstrip("0")) if scaled else 0)
