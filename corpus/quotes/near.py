"""Tell which tokens are forms of one thing, though not by typography: é and e, % and percent."""

from functools import lru_cache

from corpus.quotes.tokens import plain

SYMBOLS = {
    "%": "percent", "$": "usd", "€": "eur", "£": "gbp", "¥": "jpy", "§": "section",
    "sec": "section", "&": "and", "°": "degrees", "×": "x", "~": "about", "≈": "about",
}  # fmt: skip
"""The word for each sign or abbreviation."""


@lru_cache(maxsize=50_000)
def common(key: str) -> str:
    """Return what the forms of one thing have in common.

    - Letters without accents: é and e, ß and ss, œ and oe.
    - Abbreviations without points: U.S and US. The false alarm is 1.5, which is not 15.
    - Words for symbols: % and percent, $ and USD, § and Sec, 1.5 and 1·5.
    """
    if key in SYMBOLS:
        return SYMBOLS[key]
    if not key[0].isalpha():
        return key.replace("·", ".")
    return plain(key) if not any(map(str.isdigit, key)) else key


def named(key: str, other: str) -> str | None:
    """Return the rule by which two different keys are forms of one thing, or None."""
    if common(key) != common(other):
        return None
    if not (key[0].isalpha() and other[0].isalpha()) or SYMBOLS.keys() & {key, other}:
        return "symbol for word"
    return "abbreviation" if key.replace(".", "") == other.replace(".", "") else "accent"
