"""Fold text: forms that a reader takes for the same become one, with a map back to the source.

What people type and what a report prints differ in case, accents, ligatures, quotation marks and
invisible characters. Search, marks and the finding of words compare folded texts, and show the
characters of the source.
"""

import re
import unicodedata
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, repeat

SOFT_HYPHEN = re.compile(r"\xad(?:[ \t]*\r?\n[ \t]*)?")
"""A soft hyphen, with the end of the line that it stands at."""
_BEYOND_ASCII = re.compile(rf"[\x00-\x7f]?(?:{SOFT_HYPHEN.pattern}|[^\x00-\x7f])+")
_HANGUL_PARTS = range(0x1160, 0x1200)  # vowels and finals, which stand after an initial
_VOICED = "\uff9e\uff9f"  # marks of the half-width katakana
_INVISIBLE = frozenset(
    map(chr, (0xAD, 0x61C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F)))
) | frozenset(map(chr, range(0x2060, 0x2070)))
_JOINERS = "\u200b\u200c\u200d"
"""Spaces and joiners without a width, which separate words or shape letters in some scripts."""
_WITHOUT_JOINERS = ("LATIN", "GREEK", "CYRILLIC", "DIGIT")
_WITHOUT_ACCENTS = ("LATIN", "GREEK")
_VOWEL_POINTS, _ABOVE_OR_BELOW = range(10, 36), 200
"""Combining classes: the points of Hebrew and Arabic, and marks that stand beside a letter."""
_OTHER_NUMBERS = ("<super>", "<sub>", "<fraction>", "<circle>")
"""Forms that are not the plain character: 10² is not 102, and ½ is not 12."""
_SIGNS = {
    **dict.fromkeys("‘’‚‛′‵´ʼʹ‹›", "'"),
    **dict.fromkeys("“”„‟″‶«»〝〞", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    "⁄": "/",
}
_AS_TYPED = str.maketrans(_SIGNS)
# Most texts leave out the okina of Hawaiian, and the line that lengthens words of Arabic. The
# others are letters that Unicode does not decompose, as people type them who lack them.
_LETTERS = {
    **dict.fromkeys("\u02bb\u0640", ""),
    **dict(zip("łøđðħıŋŧĸ", "loddhintk", strict=True)),
    **dict(zip("þæœ", ("th", "ae", "oe"), strict=True)),
}
_ALIKE = str.maketrans(_SIGNS | _LETTERS)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text, and where its characters stand in the source.

    Attributes:
        text: the folded text.
        starts, ends: span in the source of each folded character, in code points; None where every
            character stands at its own place.
    """

    text: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the source of a span of at least one folded character.

        It holds whole characters: a letter with its accents, and a ligature of which a part is
        meant.
        """
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> Folded:
    """Fold the case, accents, ligatures, widths, quotation marks and dashes of a text.

    - Forms of one letter become that letter: NFC and NFD, ligatures, full width. Raised and lowered
      digits and fractions stay, as they are other numbers.
    - Letters lose their case. Latin and Greek letters lose their accents. Letters of other scripts
      keep the marks that make another letter of them (й is not и), and lose the marks that writers
      leave out, such as the vowels of Arabic and Hebrew.
    - ł, ø, đ, æ and the like become the letters that people type for them.
    - Quotation marks, apostrophes and dashes become ``"``, ``'`` and ``-``.
    - Soft hyphens, with the line ends after them, and other characters without a width are left
      out.
    """
    return Folded(text.lower()) if text.isascii() else _mapped(text, _folded)


def standard(text: str) -> Folded:
    """Write ligatures, and letters and digits of other widths, as the letters that they stand for.

    The networks read this form, as their vocabularies lack the others.
    """
    return Folded(text) if text.isascii() else _mapped(text, _standard)


def composed(name: str) -> str:
    """Return a name of a file, a report or a publisher with each letter and its accents as one.

    Keyboards write NFC, and macOS and some archives write names of files in NFD.
    """
    return unicodedata.normalize("NFC", name)


def as_typed(question: str) -> str:
    """Return a question as the networks read it: ``standard``, with the keyboard's signs.

    So the answer does not depend on the quotation marks and dashes that a program put in.
    """
    return question if question.isascii() else standard(question).text.translate(_AS_TYPED)


def _mapped(text: str, change: Callable[[str], str]) -> Folded:
    parts: list[str] = []
    starts, ends = array("L"), array("L")

    def add(changed: str, spans: Iterable[tuple[int, int]]) -> None:
        parts.append(changed)
        for start, end in spans:
            starts.append(start)
            ends.append(end)

    at = 0
    for match in _BEYOND_ASCII.finditer(text):
        add(change(text[at : match.start()]), pairwise(range(at, match.start() + 1)))
        script = ""
        for start, end in _characters(text, match.start(), match.end()):
            changed = character = text[start:end]
            if character[0] not in _INVISIBLE:
                changed, script = change(character), _script(character)
            elif character not in _JOINERS or script in _WITHOUT_JOINERS:
                changed = ""
            add(changed, repeat((start, end), len(changed)))
        at = match.end()
    add(change(text[at:]), pairwise(range(at, len(text) + 1)))
    folded = "".join(parts)
    if len(folded) == len(text) and starts == array("L", range(len(text))):
        return Folded(folded)
    return Folded(folded, starts, ends)


def _characters(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of the characters as people see them: each letter with its marks."""
    found: list[tuple[int, int]] = []
    for at in range(start, end):
        one = text[at]
        part = unicodedata.category(one)[0] == "M" or ord(one) in _HANGUL_PARTS or one in _VOICED
        if found and (part or one.isascii()):  # white space after a soft hyphen
            found[-1] = found[-1][0], at + 1
        else:
            found.append((at, at + 1))
    return found


@lru_cache(maxsize=10_000)
def _script(character: str) -> str:
    return unicodedata.name(_plain(character)[:1], "").partition(" ")[0]


def _plain(character: str) -> str:
    """Return a letter with its marks composed, and without ligature and width."""
    kind = unicodedata.decomposition(character[0]).partition(" ")[0]
    return unicodedata.normalize("NFC" if kind in _OTHER_NUMBERS else "NFKC", character)


def _standard(text: str) -> str:
    return text if text.isascii() or unicodedata.category(text[0])[0] not in "LN" else _plain(text)


def _folded(text: str) -> str:
    return text.lower() if text.isascii() else _folded_character(text)


@lru_cache(maxsize=10_000)
def _folded_character(character: str) -> str:
    letters = _plain(character.translate(_ALIKE) or character)
    if _script(character) in _WITHOUT_ACCENTS:
        letters = unicodedata.normalize("NFD", letters)
    kept = "".join(one for one in letters if not _may_be_left_out(one))
    return kept.casefold().translate(_ALIKE)


def _may_be_left_out(mark: str) -> bool:
    """Tell whether a character is a mark above, below or in a letter, by its combining class.

    Viramas and the vowel signs of Indic and other scripts have lower classes, or none.
    """
    of_class = unicodedata.combining(mark)
    return of_class in _VOWEL_POINTS or of_class >= _ABOVE_OR_BELOW
