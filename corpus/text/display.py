"""Make the readable form of a sentence, with a map back to the verbatim text.

The readable form is only displayed. Quotes, exports and checks use the verbatim text.
Tokenised text gets its spacing back. Lower-cased text gets capitals where they are certain:
at the sentence start, in dotted letters, in acronyms that the report defines, and in
well-known names.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from corpus.text.acronyms import long_forms
from corpus.text.layout import is_cased

_SPACE_BEFORE_PUNCTUATION = re.compile(r" (?=(?:[.,;:?!%)\]}]|'s\b|’s\b|n't\b))")
_SPACE_AFTER_OPENING = re.compile(r"(?<=[(\[{$£€]) ")
_HYPHEN_OR_SLASH = re.compile(r"(?<=\w) (?=[-/] \w)|(?<=\w [-/]) (?=\w)|(?<=\. )(?=- \w)")
_AFTER_DOTTED = re.compile(r"(?<=\w\.) (?=- \w)|(?<=\w\. -) (?=\w)")
_LOST_QUOTE = re.compile(r"(?<=\.) \.(?=\s*$)|(?<=\. )\.(?=\s*$)")
# Characters that a tokeniser inserts. The order of removal matters.
_TOKENISER_SPACES = (
    _LOST_QUOTE,
    _SPACE_BEFORE_PUNCTUATION,
    _SPACE_AFTER_OPENING,
    _HYPHEN_OR_SLASH,
    _AFTER_DOTTED,
)
_WHITE_SPACE = re.compile(r"\s")
_WORD = re.compile(r"(?<![\w.])[a-z]+(?!\w)")
_DOTTED = re.compile(r"(?<![\w.])(?:[a-z]\.){2,}|(?<![\w.])(?:[a-z]\.)+[a-z](?= ?\.)")
_SMALL_DOTTED = ("e.g.", "i.e.", "a.m.", "p.m.", "c.f.", "e.g", "i.e", "a.m", "p.m")
_LETTERS_AND_DIGITS = re.compile(r"(?<![\w-])(?:fy|rl|if|in|cy|r|h\.r|s)\d{2,}(?!\w)")
_MONTH_BEFORE_NUMBER = re.compile(r"\b(?:may|march)(?= (?:\d|of \d))")


@dataclass(frozen=True, slots=True)
class Style:
    """How a report's text is written, which determines how it is made readable.

    Attributes:
        tokenised: spaces separate punctuation from words ("japan .").
        lower_cased: the text has lost its capitals.
        acronyms: acronyms that the report defines, in lower case.
    """

    tokenised: bool = False
    lower_cased: bool = False
    acronyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Display:
    """A readable text and the offset of each of its characters in the verbatim text."""

    text: str
    offsets: tuple[int, ...]

    def spans(self, source_spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Return spans of the verbatim text as spans of the readable text, without empty ones."""
        ends = (
            (bisect_left(self.offsets, start), bisect_left(self.offsets, end))
            for start, end in source_spans
        )
        return [(first, last) for first, last in ends if first < last]


def style_of(text: str) -> Style:
    """Return the style of a report's whole text."""
    detached = len(re.findall(r"\w ,", text))
    tokenised = detached > 0 and detached >= len(re.findall(r"\w,\s", text))
    lower_cased = not is_cased(text) and text.upper() != text
    defined = long_forms(text) if lower_cased else {}
    acronyms = tuple(sorted(form for short in defined for form in (short, short + "s")))
    return Style(tokenised, lower_cased, acronyms)


@cache
def _names() -> tuple[dict[str, str], re.Pattern[str], dict[str, str]]:
    """Return the one-word names, a pattern for all other names, and the spelling of every name."""
    lines = (Path(__file__).parent / "proper_names.txt").read_text(encoding="utf-8").splitlines()
    names = {line.lower(): line for line in lines if line and not line.startswith("#")}
    words = {name: written for name, written in names.items() if name.isalpha()}
    longer = sorted(set(names) - set(words), key=len, reverse=True)
    return words, re.compile(rf"\b(?:{'|'.join(map(re.escape, longer))})\b"), names


# An answer shows fifteen sentences at 0.2 ms each, and many answers share sentences.
@lru_cache(maxsize=10_000)
def readable(quote: str, style: Style) -> Display:
    """Return the readable form of a sentence.

    Args:
        quote: the verbatim sentence.
        style: style of the report, from ``style_of``.
    """
    spaced = _WHITE_SPACE.sub(" ", quote)
    kept = _folded(spaced)
    if style.tokenised:
        kept = _rejoined(spaced, kept)
    text = _text(spaced, kept)
    if style.lower_cased:
        text = _capitalised(text, style)
    return Display(text, tuple(kept))


def readable_text(quote: str, style: Style) -> str:
    """Return the readable form without a map, which is much faster for most reports."""
    if style.tokenised or style.lower_cased:
        return readable(quote, style).text
    return " ".join(quote.split())


def _folded(spaced: str) -> list[int]:
    """Return the offsets that remain when each run of spaces becomes one space."""
    kept = range(len(spaced))
    return [at for at in kept if spaced[at] != " " or (at > 0 and spaced[at - 1] != " ")]


def _text(spaced: str, kept: list[int]) -> str:
    return "".join(map(spaced.__getitem__, kept))


def _rejoined(spaced: str, kept: list[int]) -> list[int]:
    """Remove a tokeniser's spaces, and the extra full stop that a lost quotation mark leaves."""
    text = _text(spaced, kept)
    for pattern in _TOKENISER_SPACES:
        dropped = {at for m in pattern.finditer(text) for at in range(m.start(), m.end())}
        if dropped:
            kept = [offset for at, offset in enumerate(kept) if at not in dropped]
            text = _text(spaced, kept)
    quotes = [at for at, character in enumerate(text) if character == '"']
    dropped = {at + 1 for at in quotes[::2] if text[at + 1 : at + 2] == " "}
    dropped |= {at - 1 for at in quotes[1::2] if text[at - 1 : at] == " "}
    return [offset for at, offset in enumerate(kept) if at not in dropped]


def _capitalised(text: str, style: Style) -> str:
    """Restore capitals without moving any character."""
    _, longer, names = _names()
    written = _written(style.acronyms)
    result = longer.sub(lambda match: names[match[0]], text)
    result = _WORD.sub(lambda match: written.get(match[0], match[0]), result)
    result = _DOTTED.sub(
        lambda match: match[0] if match[0] in _SMALL_DOTTED else match[0].upper(), result
    )
    result = _LETTERS_AND_DIGITS.sub(lambda match: match[0].upper(), result)
    result = _MONTH_BEFORE_NUMBER.sub(lambda match: match[0].capitalize(), result)
    start = next((at for at, character in enumerate(result) if character.isalnum()), 0)
    first = result[start : start + 1].upper()
    # Some letters, such as ß, have a capital form of two letters. They stay lower-case.
    return result[:start] + first + result[start + 1 :] if len(first) == 1 else result


@lru_cache(maxsize=1000)
def _written(acronyms: tuple[str, ...]) -> dict[str, str]:
    """Return the capitalised spelling of names and of these acronyms, by lower-case word."""
    words, _, _ = _names()
    return words | {acronym: _as_acronym(acronym, acronyms) for acronym in acronyms}


def _as_acronym(word: str, acronyms: tuple[str, ...]) -> str:
    plural = word.endswith("s") and word[:-1] in acronyms
    return word[:-1].upper() + "s" if plural else word.upper()
