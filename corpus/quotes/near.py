"""Tell which tokens are forms of one thing, though not by typography: é and e, % and percent."""

from corpus.quotes.tokens import plain

_SYMBOLS = {
    "%": "percent", "$": "usd", "€": "eur", "£": "gbp", "¥": "jpy", "§": "section",
    "sec": "section", "&": "and", "°": "degrees", "×": "x", "~": "about", "≈": "about",
}  # fmt: skip


def are_near(key: str, other: str) -> bool:
    """Tell whether two different keys are forms of one thing, which the reader is told."""
    return named(key, other) is not None


def named(key: str, other: str) -> str | None:
    """Return the rule by which two different keys are near, or None.

    - "accent": é and e, ß and ss, œ and oe.
    - "abbreviation": U.S and US. The false alarm is a decimal point: 1.5 is not 15.
    - "symbol for word": % and percent, $ and USD, § and Sec, 1.5 and 1·5.
    """
    if _word(key) == _word(other):
        return "symbol for word"
    if any(one.isdigit() for one in key + other):
        same = key.replace("·", ".") == other.replace("·", ".")
        return "symbol for word" if same else None
    if key.replace(".", "") == other.replace(".", ""):
        return "abbreviation"
    letters = key[0].isalpha() and other[0].isalpha()
    return "accent" if letters and plain(key) == plain(other) else None


def _word(key: str) -> str:
    return _SYMBOLS.get(key, key)
