"""Write equations in one line so that they say the same numbers: a/b, x², √(x+1), ∑_(i=1)^n i.

The forms are those of UnicodeMath: what cannot be raised or lowered follows ``^`` or ``_``.
"""

import re
from collections.abc import Sequence

from corpus.readers.inline import EDGE, subscript, superscript

_ATOM = re.compile(r"[\w.]+[′']*|√?\([^()]*\)|\[[^\[\]]*\]|.")
_LETTERS = str.maketrans("abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
_ROOTS = {"": "√", "2": "√", "3": "∛", "4": "∜"}
_NUMBER = re.compile(r"[-+−]?\d+")
# The invisible operators: function application, times, separator.
_OPERATORS = str.maketrans({"\u2061": " ", "\u2062": EDGE, "\u2063": ","})
_BARS = {"\u0304", "\u0305", "\u00af", "\u203e", "_", "\u0332"}


def plain(text: str) -> str:
    """Return the text of an equation with its invisible operators as visible ones."""
    return text.translate(_OPERATORS)


def grouped(text: str) -> str:
    """Return a part of an equation in brackets, unless it is one number, name or group."""
    bare = text.replace(EDGE, "").strip()
    return bare if not bare or _ATOM.fullmatch(bare) else f"({bare})"


def fraction(numerator: str, denominator: str, has_line: bool = True) -> str:
    """Return "a/b"; without a line, as in a binomial coefficient, "a¦b"."""
    line = "/" if has_line else "¦"
    return f"{EDGE}{grouped(numerator)}{line}{grouped(denominator)}{EDGE}"


def scripts(base: str, below: str = "", above: str = "") -> str:
    """Return a base with what is lowered and raised beside it."""
    return f"{base}{_lowered(below)}{_raised(above)}"


def _raised(text: str) -> str:
    bare = text.replace(EDGE, "").strip()
    if not bare or set(bare) <= {*"′″‴'*†"}:
        return bare
    if _NUMBER.fullmatch(bare):
        return superscript(bare)
    letter = bare.translate(_LETTERS) if len(bare) == 1 else bare
    return letter if letter != bare else f"^{grouped(bare)}"


def _lowered(text: str) -> str:
    bare = text.replace(EDGE, "").strip()
    return subscript(bare) if not bare or _NUMBER.fullmatch(bare) else f"_{grouped(bare)}"


def root(radicand: str, degree: str = "") -> str:
    """Return "√x", "∛(x+1)" or, for another degree, "ⁿ√x"."""
    bare = degree.replace(EDGE, "").strip()
    sign = _ROOTS.get(bare) or f"{EDGE}{_raised(bare)}√"
    return f"{sign}{grouped(radicand)}{EDGE}"


def applied(function: str, argument: str) -> str:
    """Return a function or a large operator before what it applies to."""
    space = "" if argument.startswith(("(", "[")) else " "
    return f"{function}{space}{argument}"


def accented(base: str, accent: str) -> str:
    """Return a base with a sign over or under it."""
    if accent in _BARS:
        accent = "\u0332" if accent in ("_", "\u0332") else "\u0305"
    marked = len(base) == 1 and len(accent) == 1
    return f"{base}{accent}" if marked and "\u0300" <= accent <= "\u20ff" else scripts(
        grouped(base), above=accent)  # fmt: skip


def between(opening: str, parts: Sequence[str], separator: str, closing: str) -> str:
    """Return parts in brackets, with separators between them."""
    return f"{opening}{separator.join(parts)}{closing}"


def matrix(rows: Sequence[Sequence[str]]) -> str:
    """Return the cells of a matrix: commas between columns, semicolons between rows."""
    return "; ".join(", ".join(cells) for cells in rows)
