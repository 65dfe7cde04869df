"""Make the readable form of a sentence, with a map back to the verbatim text.

The readable form is only displayed. Quotes, exports and checks use the verbatim text.
Tokenised text gets its spacing back, and lower-cased text its capitals. A lower-cased sentence
with a word that may be a name, and that neither the word lists nor the reports decide, keeps the
source's own words and spacing.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from corpus.text.acronyms import long_forms
from corpus.text.capitals import Spelling, capitalised
from corpus.text.layout import is_cased
from corpus.text.names import bracketed_acronyms, find_names

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


@dataclass(frozen=True, slots=True)
class Style:
    """How a report's text is written, which determines how it is made readable.

    Attributes:
        tokenised: spaces separate punctuation from words ("japan .").
        lower_cased: the text has lost its capitals.
        acronyms: acronyms that the report defines, in lower case.
        names: lower-case form and spelling of the names that the reports show, in order.
        doubtful: words that are a name at one place of the report and perhaps not at another.
    """

    tokenised: bool = False
    lower_cased: bool = False
    acronyms: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    doubtful: tuple[str, ...] = ()

    def knowing(self, learned: Mapping[str, str]) -> "Style":
        """Return a copy that also has names which other reports show; theirs go first."""
        return replace(self, names=tuple(sorted((dict(self.names) | dict(learned)).items())))


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


def is_tokenised(text: str) -> bool:
    """Return whether spaces separate punctuation from words, as a tokeniser leaves them."""
    detached = len(re.findall(r"\w ,", text))
    return detached > 0 and detached >= len(re.findall(r"\w,\s", text))


def style_of(text: str) -> Style:
    """Return the style of a report's whole text."""
    tokenised = is_tokenised(text)
    lower_cased = not is_cased(text) and text.upper() != text
    if not lower_cased:
        return Style(tokenised)
    defined = long_forms(text).keys() | bracketed_acronyms(text)
    acronyms = tuple(sorted(form for short in defined for form in (short, short + "s")))
    names = find_names(text, frozenset(acronyms))
    return Style(
        tokenised,
        lower_cased,
        acronyms,
        tuple(sorted(names.written.items())),
        tuple(sorted(names.doubtful)),
    )


# An answer shows fifteen sentences at 0.2 ms each, and many answers share sentences.
@lru_cache(maxsize=10_000)
def readable(quote: str, style: Style) -> Display:
    """Return the readable form of a sentence.

    Args:
        quote: the verbatim sentence.
        style: style of the report, from ``style_of``.
    """
    spaced = _WHITE_SPACE.sub(" ", quote)
    folded = _folded(spaced)
    kept = _rejoined(spaced, folded) if style.tokenised else folded
    text = _text(spaced, kept)
    if style.lower_cased:
        written = capitalised(text, Spelling(style.acronyms, style.names, style.doubtful))
        if written is None:
            return Display(_text(spaced, folded), tuple(folded))
        text = written
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
