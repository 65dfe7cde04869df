"""Make phrases that stand nowhere, and differ little from what the reports say."""

import re
from collections.abc import Callable, Mapping
from random import Random

from bench.absence.words import Drawn, Words, fitting

NearMiss = Callable[[Drawn, Words, Random], str | None]

_LONG = re.compile(r"(?<!\S)[^\W\d_]{6,}(?!\S)")
_NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?![\w.,])")
_LETTERS = "abcdefghiklmnoprstuvwy"
_LEAST_WORDS = 3


def word_replaced(drawn: Drawn, words: Words, chance: Random) -> str | None:
    """Replace a word by one of another sentence."""
    own = drawn.text.split()
    other = chance.choice(words.sentence(chance)[1].split())
    at = chance.randrange(len(own))
    return fitting([*own[:at], other, *own[at + 1 :]]) if len(own) >= _LEAST_WORDS else None


def word_added(drawn: Drawn, words: Words, chance: Random) -> str | None:
    """Add a word of another sentence."""
    own = drawn.text.split()
    other = chance.choice([*words.sentence(chance)[1].split(), "not"])
    at = chance.randrange(1, len(own)) if len(own) > 1 else 0
    return fitting([*own[:at], other, *own[at:]]) if at else None


def word_left_out(drawn: Drawn, _words: Words, chance: Random) -> str | None:
    """Leave out a word in the middle."""
    own = drawn.text.split()
    if len(own) < _LEAST_WORDS:
        return None
    at = chance.randrange(1, len(own) - 1)
    return fitting(own[:at] + own[at + 1 :])


def words_swapped(drawn: Drawn, _words: Words, chance: Random) -> str | None:
    """Swap two words that stand side by side."""
    own = drawn.text.split()
    if len(own) < 2:
        return None
    at = chance.randrange(len(own) - 1)
    return fitting([*own[:at], own[at + 1], own[at], *own[at + 2 :]])


def two_reports(drawn: Drawn, words: Words, chance: Random) -> str | None:
    """Join the first words with the last words of a sentence of another report."""
    report, sentence = words.sentence(chance)
    own, other = drawn.text.split(), sentence.split()
    if report == drawn.report or len(own) < 2:
        return None
    return fitting([*own[: (len(own) + 1) // 2], *other[-(len(own) // 2) :]])


def letter_changed(drawn: Drawn, _words: Words, chance: Random) -> str | None:
    """Change a letter of a word."""
    at = _place_in(_LONG, drawn.text, chance)
    if at is None:
        return None
    letter = chance.choice([one for one in _LETTERS if one != drawn.text[at].lower()])
    return drawn.text[:at] + letter + drawn.text[at + 1 :]


def digit_changed(drawn: Drawn, _words: Words, chance: Random) -> str | None:
    """Change a digit of a number."""
    at = _place_in(_NUMBER, drawn.text, chance)
    if at is None or not drawn.text[at].isdigit():
        return None
    digit = chance.choice([one for one in "123456789" if one != drawn.text[at]])
    return drawn.text[:at] + digit + drawn.text[at + 1 :]


def part_of_a_word(drawn: Drawn, _words: Words, chance: Random) -> str | None:
    """Cut the last word, or the first, so that a part of it is left."""
    own = drawn.text.split()
    if chance.random() < 0.5 and _LONG.fullmatch(own[-1]):
        return fitting([*own[:-1], own[-1][: -chance.randint(1, 2)]])
    if _LONG.fullmatch(own[0]):
        return fitting([own[0][chance.randint(1, 2) :], *own[1:]])
    return None


def word_split(drawn: Drawn, _words: Words, chance: Random) -> str | None:
    """Write one word as two."""
    at = _place_in(_LONG, drawn.text, chance)
    if at is None or not drawn.text[at - 1 : at].isalpha():
        return None
    return f"{drawn.text[:at]} {drawn.text[at:]}"


def ending_added(drawn: Drawn, _words: Words, chance: Random) -> str | None:
    """Give the last word another ending."""
    last = drawn.text.split()[-1]
    return drawn.text + chance.choice(("s", "ed", "ing")) if _LONG.fullmatch(last) else None


def _place_in(pattern: re.Pattern[str], text: str, chance: Random) -> int | None:
    found = [match.span() for match in pattern.finditer(text)]
    return chance.randrange(*chance.choice(found)) if found else None


NEAR_MISSES: Mapping[str, NearMiss] = {
    "a word replaced": word_replaced,
    "a word added": word_added,
    "a word left out": word_left_out,
    "two words swapped": words_swapped,
    "words of two reports": two_reports,
    "a letter changed": letter_changed,
    "a digit changed": digit_changed,
    "part of a word": part_of_a_word,
    "a word split": word_split,
    "another ending": ending_added,
}
