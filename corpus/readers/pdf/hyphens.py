"""Decide which hyphens at line ends belong to their words."""

import re
from collections import Counter
from collections.abc import Iterable

from corpus.readers.pdf.lines import BREAK, Word
from corpus.readers.pdf.paragraphs import Part
from corpus.text.lexicon import lexicon

_OUTER_PUNCTUATION = re.compile(r"^[^\w]+|[^\w]+$")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S*$")
_ADDRESS_GOES_ON = re.compile(r"(?<=[/=&?_#%~-])$|(?<=www\.)$")
_PART_OF_ADDRESS = re.compile(
    r"[/=&?_#%~]|[\w-]+\.[\w-]+[./]|[\w-]+\.(?:gov|org|com|net|edu|html?|pdf)\b"
)
_ENDS_IN_HYPHEN = re.compile(r"[^\W_][-–—/]$")


class Hyphens:
    """Decides by the spelling of the words elsewhere in the document, then by English words.

    Args:
        parts: all parts of the document.
    """

    def __init__(self, parts: Iterable[Part]) -> None:
        self._known: Counter[str] = Counter()
        broken: list[tuple[str, str]] = []
        for part in parts:
            words = [word.text for line in part.lines for word in line.words]
            for at, word in enumerate(words):
                if not word.endswith(BREAK):
                    self._known[_bare(word)] += 1
                elif at + 1 < len(words):
                    broken.append((word[:-1], words[at + 1]))
        votes = [self._evidence(first, second) for first, second in broken]
        self._hyphenates = votes.count(False) > votes.count(True)

    def resolve(self, word: Word, following: Word | None) -> tuple[str, bool]:
        """Return the word's text and whether the next word follows without a space."""
        text = word.text
        if text.endswith(BREAK):
            text = text[:-1]
            if following is None:
                return text + "-", False
            keep = self._evidence(text, following.text)
            if keep is None:
                keep = not self._hyphenates
            return text + "-" * keep, True
        wraps = following is not None and following.box[1] > word.box[1] + 0.5 * word.size
        turns = following is not None and following.page != word.page
        return text, (wraps or turns) and following is not None and _joins(text, following.text)

    def _evidence(self, first: str, second: str) -> bool | None:
        """Return whether the hyphen belongs to the word, or None without evidence."""
        left, right = _bare(first), _bare(second)
        if not left or not right:
            return True
        hyphened, joined = self._known[f"{left}-{right}"], self._known[left + right]
        if hyphened != joined:
            return hyphened > joined
        if not second[:1].islower() or left[-1:].isdigit() or "-" in left or _ADDRESS.search(first):
            return True
        english = lexicon()
        compound = left in english.common and right.split("-")[0] in english.common
        same_vowel = left[-1] == right[0] and right[0] in "aeiou"  # "co-operation", "pre-empt"
        if not same_vowel and left + right in (english.common if compound else english.ordinary):
            return False
        if compound:
            return True
        if self._known[left] and self._known[right.split("-")[0]]:
            return True
        return None


def _joins(text: str, following: str) -> bool:
    """Return whether the next line continues a word that ends without a hyphen of its own."""
    if _ADDRESS.search(text):
        goes_on = _ADDRESS_GOES_ON.search(text) and (
            following[0].isalnum() or following[0] in "/_%~"
        )
        return bool(goes_on) or (
            not following[0].isupper() and bool(_PART_OF_ADDRESS.match(following))
        )
    return following[0].isalnum() and bool(_ENDS_IN_HYPHEN.search(text))


def _bare(word: str) -> str:
    return _OUTER_PUNCTUATION.sub("", word).casefold()
