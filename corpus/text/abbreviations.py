"""The word lists that decide whether a full stop ends a sentence.

``abbreviations.txt`` and ``legal_abbreviations.txt`` have abbreviations, ``labels.txt`` words that
a number or letter follows, ``sentence_starters.txt`` words that start sentences.
"""

import re
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent
_FILES = ("abbreviations.txt", "legal_abbreviations.txt")
_TOKEN = re.compile(r"[(\[“\"]*([^\s,;]+)")
_IDENTIFIER = re.compile(
    r"\d.*"  # 4, 14-306, 2:19-cv-00418
    r"|[A-Z]{1,6}(?:[-–./][A-Z]{1,6})*[-–./]?\d.*"  # FAA-2020-0686, A-3, XK4
    r"|(?:[IVXLC]+|([A-Z])\1?)(?:[-–(].*)?"  # IV, B, AA, C(2)
)


@cache
def _listed(name: str, mark: str) -> frozenset[str]:
    words: set[str] = set()
    for line in (_HERE / name).read_text(encoding="utf-8").splitlines():
        if (line[:1] if line[:1] in "#!+^" else "") == mark:
            words.update(line.removeprefix(mark).split())
    return frozenset(words)


@cache
def abbreviations(mark: str = "") -> frozenset[str]:
    """Return the abbreviations of the lines that start with this mark, or with no mark."""
    return frozenset().union(*(_listed(name, mark) for name in _FILES))


def starters() -> frozenset[str]:
    """Return the words that start a sentence when they are capitalised after an abbreviation."""
    return _listed("sentence_starters.txt", "")


@cache
def labels() -> frozenset[str]:
    """Return the words whose number or letter is a label: "phase II", "plan B", "table 3"."""
    return _listed("labels.txt", "")


def is_abbreviation(word: str) -> bool:
    """Return whether a word with its full stop is an abbreviation, but for titles of persons."""
    bare = word.removesuffix(".").lower()
    return bare != word.lower() and any(bare in abbreviations(mark) for mark in ("", "+", "^"))


def identifier(text: str) -> str:
    """Return the number, Roman numeral, letter or id that a text starts with, or ""."""
    token = _TOKEN.match(text)
    bare = token[1].rstrip(".:)]”\"'’?!") if token else ""
    return bare if _IDENTIFIER.fullmatch(bare) else ""
