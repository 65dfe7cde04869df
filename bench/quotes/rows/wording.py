"""Find words, numbers and negations in a sentence, for the makers of mutations."""

import re
from random import Random

WORD = re.compile(r"\S+")
PLAIN = re.compile(r"[a-z]{4,}")
NUMBER = re.compile(
    r"(?<![\w.,$€£-])\d{1,3}(?:,\d{3})+(?![\w,])(?!\.\d)|(?<![\w.,/$-])\d+(?![\w,/-])(?!\.\d)"
)
NEGATION = re.compile(
    r"\b(?:not|no|never|cannot|without|nor|neither|none|unless|except)\b|n't\b|n’t\b", re.I
)
NUMERIC = re.compile(
    r"\d|[½¼¾²³]|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty"
    r"|fifty|sixty|hundreds?|thousands?|millions?|billions?|trillions?|dozens?|half|third|quarter"
    r"|first|second|once|twice|fourth|fifth)\b",
    re.IGNORECASE,
)
LIMITS = re.compile(r"\b(?:but|unless|except|provided|however|although|only|if)\b", re.IGNORECASE)


def words(text: str) -> list[tuple[int, int]]:
    """Return the spans of the words between white space."""
    return [match.span() for match in WORD.finditer(text)]


def hides(text: str) -> bool:
    """Tell whether leaving a text out may change the sense: a number, a negation, a limit."""
    return any(pattern.search(text) for pattern in (NEGATION, NUMERIC, LIMITS))


def plain_words(text: str, fewest: int = 4) -> list[tuple[int, int]]:
    """Return the spans of lower-case words of plain letters."""
    found = re.finditer(rf"(?<![\w'’-])[a-z]{{{fewest},}}(?![\w'’-])", text)
    return [match.span() for match in found]


def swap(text: str, span: tuple[int, int], new: str) -> str:
    """Return the text with a span replaced."""
    return text[: span[0]] + new + text[span[1] :]


def dropped(text: str, span: tuple[int, int]) -> str:
    """Return the text without a word, and with one space where it stood."""
    before, after = text[: span[0]].rstrip(), text[span[1] :]
    return before + after if before else after.lstrip()


def pick(chance: Random, found: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Return one of the spans, or None of none."""
    return chance.choice(found) if found else None


def matches(pattern: str | re.Pattern[str], text: str) -> list[tuple[int, int]]:
    """Return the spans of a pattern."""
    return [match.span() for match in re.finditer(pattern, text)]


def middle(
    text: str, chance: Random, least: int = 1, most: int = 8, margin: int = 4
) -> tuple[int, int] | None:
    """Return the span of some words with a margin of words on both sides."""
    found = words(text)
    for _ in range(20):
        size = chance.randint(least, most)
        if len(found) < size + 2 * margin:
            continue
        first = chance.randint(margin, len(found) - margin - size)
        return found[first][0], found[first + size - 1][1]
    return None
