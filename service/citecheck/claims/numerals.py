"""Read the value of a number in digits or words, and the words that round it."""

import re

from service.citecheck.claims.values import Rounding

_ONES = re.findall(
    r"\w+",
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen",
)
_TENS = re.findall(r"\w+", "twenty thirty forty fifty sixty seventy eighty ninety")
SMALL = {word: float(value) for value, word in enumerate(_ONES)} | {
    word: 10.0 * value for value, word in enumerate(_TENS, start=2)
}
GREAT = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
SHORT = {"k": 1e3, "m": 1e6, "bn": 1e9, "tn": 1e12}
VAGUE = {
    "dozens": (24, 120), "scores": (40, 200), "hundreds": (200, 1e3), "thousands": (2e3, 1e6),
    "millions": (2e6, 1e9), "billions": (2e9, 1e12), "trillions": (2e12, 1e15),
}  # fmt: skip
PARTS = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6,
    "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "twentieth": 20,
}  # fmt: skip
TIMES = {"twice": 2.0, "double": 2.0, "doubled": 2.0, "triple": 3.0, "tripled": 3.0}

_WORD = rf"(?:{'|'.join([*SMALL, *GREAT])})"
_A = rf"a(?=[\s-](?:dozen|{'|'.join(GREAT)}))"
IN_WORDS = (
    rf"(?:(?:{_A}|{'|'.join(SMALL)})\b(?:[\s-](?:and\s)?(?:{_WORD}|dozen)\b)*|dozen\b)"
    rf"(?!-(?:{'|'.join(PARTS)}))"
)
DIGITS = r"\d{1,3}(?:[,\u00a0\u2009\u202f ]\d{3})+(?![\d])(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_BEFORE = re.compile(
    r"\b(?:(?P<about>about|around|roughly|approximately|some|an?\sestimated|estimated|or\sso|close\sto|circa|approximate|average\sof|just)"
    r"|(?P<below>nearly|almost|just\sunder|not\squite|virtually|just\sshort\sof)"
    r"|(?P<over>more\sthan|over|above|exceed\w*|upwards?\sof|greater\sthan|just\sover|beyond|well\sover|better\sthan)"
    r"|(?P<under>less\sthan|fewer\sthan|under|below|smaller\sthan))"
    r"(?:\s(?:a|an|the))?\s?$",
    re.IGNORECASE,
)


def rounding(text: str, start: int) -> Rounding:
    """Return how the words before a place round the number there."""
    found = _BEFORE.search(text, max(start - 24, 0), start)
    if not found:
        return Rounding.EXACT
    return Rounding[(found.lastgroup or "about").upper()]


def value_of(written: str) -> float | None:
    """Return the value of a number in digits or words; None for words that are none."""
    low = written.lower().strip()
    if low[:1].isdigit() or low[:1] == ".":
        return float(re.sub(r"[^\d.]", "", low))
    total, group = 0.0, 0.0
    for word in re.split(r"[\s-]+", low):
        if word in SMALL:
            group += SMALL[word]
        elif word in ("a", "and"):
            group = group or (1.0 if word == "a" else 0.0)
        elif word == "dozen":
            group = max(group, 1.0) * 12
        elif word == "hundred":
            group = max(group, 1.0) * 100
        elif word in GREAT:
            total += max(group, 1.0) * GREAT[word]
            group = 0.0
        else:
            return None
    return total + group


def step_of(digits: str | None, scale: float) -> float:
    """Return half of the last place that is written: 50 million for "1.6 billion".

    A whole number without a magnitude is rounded where it ends in two noughts or more.
    """
    if digits is None:
        return 0.0
    _, point, places = digits.partition(".")
    if point or scale > 1:
        return 0.5 * scale * 10.0 ** -len(places)
    whole = re.sub(r"\D", "", digits)
    zeros = len(whole) - len(whole.rstrip("0"))
    return 0.5 * 10.0**zeros if zeros > 1 else 0.0
