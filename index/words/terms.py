"""Split text into the terms that BM25 matches and that answers highlight."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

from Stemmer import Stemmer

from corpus.text.fold import SOFT_HYPHEN, fold

ANALYSER_VERSION = "3"
"""Version of the terms; raise it when they change, so that a build makes the index anew."""

_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}[^\W\d_]?(?![^\W_])"  # dotted letters: U.S., p.l
    r"|[^\W\d_]\.[^\W\d_](?=\s\.)"  # dotted letters with a detached last stop: "u.s ."
    r"|\d+(?:[.,]\d+)*"  # numbers: 50,000 and 3.5
    r"|[^\W\d_]+"
)
_LETTERS = re.compile(r"[^\W\d_]+")


class Term(NamedTuple):
    """A term and its span in the text, in code points."""

    start: int
    end: int
    text: str


@cache
def stop_words() -> frozenset[str]:
    """Return the function words that searches ignore."""
    lines = (Path(__file__).parent / "stop_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def _stemmer() -> Stemmer:
    # NLTK has a stemmer too, but importing NLTK takes longer than answering 100 questions.
    return Stemmer("english")


@lru_cache(maxsize=200_000)
def _normal(word: str) -> str:
    if word[0].isdigit():
        return word.replace(",", "")
    return str(_stemmer().stemWord(word.replace(".", "")))


def terms(text: str) -> Iterator[Term]:
    """Yield the terms of a text in order: folded, stemmed, without stop words.

    Dotted letters lose their dots ("U.S." gives "us") and numbers their commas ("50,000" gives
    "50000"), so both spellings match. Words are stemmed with Snowball's English stemmer
    (Porter, 2001).
    """
    folded = fold(text)
    for match in _WORD.finditer(folded.text):
        if match[0] not in stop_words():
            yield Term(*folded.span(*match.span()), _normal(match[0]))


def whole_words(text: str) -> list[str]:
    """Return the words of a text, lower-cased and not stemmed, without numbers."""
    # NFKC also makes digits of raised ones, which is harmless only because digits are left out.
    plain = text if text.isascii() else SOFT_HYPHEN.sub("", normalize("NFKC", text))
    return _LETTERS.findall(plain.lower())
