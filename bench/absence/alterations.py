"""Alter the typography of a phrase; what it says stays the same.

Each alteration returns None where the phrase has nothing that it could alter.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from random import Random

Alteration = Callable[[str, Random], str | None]

_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u2010\u2011](?=[^\W\d_])")
_DASH = re.compile(r"\s*[\u2013\u2014\u2015]\s*|\s+--?\s+")
_APOSTROPHE = re.compile(r"(?<=\w)['\u2019](?=\w)")
_MARK = re.compile('["\u201c\u201d]')
_WORD = re.compile(r"(?<!\S)[^\W\d_]{4,}(?!\S)")
_GROUP = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_COMMA = re.compile(r"(?<=[^\W\d_]{2})[,;:](?=\s)")
_OWNER = re.compile(r"['\u2019]s\Z")
_MARKS = (
    ('"', '"'), ("\u201c", "\u201d"), ("\u201e", "\u201c"), ("\u00ab", "\u00bb"), ("'", "'"),
)  # fmt: skip
_LIGATURES = {
    "ffi": "\ufb03", "ffl": "\ufb04", "ff": "\ufb00",
    "fi": "\ufb01", "fl": "\ufb02", "st": "\ufb06",
}  # fmt: skip
SPACES = "\u00a0\u2009\u202f\u2007\u2003\u3000\t"
_ACCENTS = "\u0300\u0301\u0302\u0308"
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F) if chr(code).isalnum()}
_SIGNS = ((r"%", " percent"), (r"\s?\bpercent\b", "%"), (r"&", " and "), (r"\band\b", "&"))


def changed(new: str, old: str) -> str | None:
    """Return a text, or None where it is the old one."""
    return new if new != old else None


def capitals(text: str, chance: Random) -> str | None:
    """Return capitals, small letters, a capital at each word, or swapped letters."""
    return changed(chance.choice((str.upper, str.lower, str.title, str.swapcase))(text), text)


def hyphens(text: str, chance: Random) -> str | None:
    """Return other hyphens in compounds, a space in their place, or nothing."""
    sign = chance.choice(("-", "\u2010", "\u2011", "\u2013", "\u2212", " ", ""))
    return changed(_HYPHEN.sub(sign, text), text)


def dashes(text: str, chance: Random) -> str | None:
    """Return other dashes between words."""
    return changed(_DASH.sub(chance.choice((" - ", "--", "\u2014", " \u2013 ")), text), text)


def quotation_marks(text: str, chance: Random) -> str | None:
    """Return straight, curly, low or angled marks inside and around, and another apostrophe."""
    opening, closing = chance.choice(_MARKS)
    other = {"'": "\u2019", "\u2019": "'"}
    text = _APOSTROPHE.sub(lambda found: other[found[0]], _MARK.sub(opening, text))
    return f"{opening}{text}{closing}"


def soft_hyphens(text: str, chance: Random) -> str | None:
    """Return soft hyphens inside words."""
    return _inside_words(text, "\u00ad", chance)


def invisible_characters(text: str, chance: Random) -> str | None:
    """Return characters without width inside words."""
    return _inside_words(text, chance.choice(INVISIBLE), chance)


def spaces(text: str, chance: Random) -> str | None:
    """Return other spaces between words, one or two."""
    return changed(re.sub(" ", lambda _: chance.choice(SPACES) * chance.randint(1, 2), text), text)


def ligatures(text: str, _chance: Random) -> str | None:
    """Return a ligature for each group of letters that has one."""
    return changed(re.sub("|".join(_LIGATURES), lambda found: _LIGATURES[found[0]], text), text)


def accents(text: str, chance: Random) -> str | None:
    """Return an accent on a vowel of one word, in one character or two; or no accents."""
    if not text.isascii():
        apart = unicodedata.normalize("NFD", text)
        bare = "".join(one for one in apart if not unicodedata.combining(one))
        return changed(chance.choice((apart, bare)), text)
    letters = (at for word in _WORD.finditer(text) for at in range(*word.span()))
    vowels = [at for at in letters if text[at] in "aeiou"]
    if not vowels:
        return None
    at = chance.choice(vowels)
    altered = f"{text[: at + 1]}{chance.choice(_ACCENTS)}{text[at + 1 :]}"
    return unicodedata.normalize(chance.choice(("NFC", "NFD")), altered)


def full_width(text: str, _chance: Random) -> str | None:
    """Return letters and digits of full width."""
    return changed(text.translate(_WIDE), text)


def digit_groups(text: str, chance: Random) -> str | None:
    """Return another sign between groups of digits."""
    return changed(_GROUP.sub(chance.choice((" ", "\u202f", "\u00a0", "")), text), text)


def signs_for_words(text: str, chance: Random) -> str | None:
    """Return a sign for a word, or a word for a sign: % and percent, & and and."""
    for pattern, other in chance.sample(_SIGNS, len(_SIGNS)):
        new = " ".join(re.sub(pattern, other, text).split())
        if new != text and re.search(r"\w\W*\Z", new):
            return new
    return None


def commas(text: str, _chance: Random) -> str | None:
    """Leave out commas, semicolons and colons between words."""
    return changed(_COMMA.sub("", text), text)


def possessive(text: str, _chance: Random) -> str | None:
    """Leave out the "'s" at the end."""
    return changed(_OWNER.sub("", text), text)


def as_printed(text: str, _chance: Random) -> str | None:
    """Return what the report prints, on one line."""
    return text


def several(text: str, chance: Random) -> str | None:
    """Return three alterations, one after the other."""
    left = [one for one in ALTERATIONS.values() if one not in (as_printed, several, possessive)]
    made, count = text, 0
    for alter in chance.sample(left, len(left)):
        new = alter(made, chance)
        made, count = new or made, count + (new is not None)
        if count == 3:
            return made
    return None


def _inside_words(text: str, sign: str, chance: Random) -> str | None:
    def put(word: re.Match[str]) -> str:
        at = chance.randrange(1, len(word[0]))
        return word[0][:at] + sign + word[0][at:]

    return changed(_WORD.sub(put, text), text)


ALTERATIONS: Mapping[str, Alteration] = {
    "as printed": as_printed,
    "capitals": capitals,
    "hyphens in compounds": hyphens,
    "dashes": dashes,
    "quotation marks, apostrophes": quotation_marks,
    "soft hyphens": soft_hyphens,
    "invisible characters": invisible_characters,
    "spaces": spaces,
    "ligatures": ligatures,
    "accents": accents,
    "full-width characters": full_width,
    "digit groups": digit_groups,
    "signs for words": signs_for_words,
    "commas left out": commas,
    "possessive left out": possessive,
    "three of these": several,
}
