"""Join the large initial of a paragraph to the word that it begins."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.readers.pdf.lines import Line, Page, Word
from corpus.report import Box
from corpus.text.lexicon import lexicon

_INITIAL = re.compile(r"[“”\"‘'«(\[]{0,2}[^\W\d_]")
_LARGE = 1.7
"""Least size of an initial, in sizes of the text beside it; those of two lines have 2 and more."""

_FARTHEST = 1.2  # from the text beside it, in type sizes
_CAPITAL_HEIGHT = 0.75  # of the type size
_WORDS = ("a", "i", "o")


def initial_of(text: str, boxes: Sequence[Box]) -> int:
    """Return how many characters of a word are an initial, with its quotation mark, or 0.

    Args:
        boxes: of the first three characters.
    """
    for count, (one, other) in enumerate(pairwise(boxes), start=1):
        turned = other[0] < (one[0] + one[2]) / 2
        if one[3] - one[1] > _LARGE * (other[3] - other[1]) and not turned:
            return count if text[count - 1].isupper() and not text[count].isdigit() else 0
    return 0


def join_initials(pages: Iterable[Page]) -> list[Page]:
    """Return the pages with each initial in the first word beside it, or as a word before it."""
    pages = list(pages)
    known = Counter(
        _bare(word.text) for page in pages for line in page.lines for word in line.words
    )
    return [_joined(page, known) for page in pages]


def _joined(page: Page, known: Counter[str]) -> Page:
    lines = list(page.lines)
    for line in page.lines:
        count = _initial(line)
        if not count:
            continue
        initial = line.words[count - 1]
        rest = line.words[count:]
        beside = [one for one in lines if one is not line and _is_beside(one, initial)]
        if rest and _is_text(rest[0], initial):
            lines[lines.index(line)] = _with_initial(Line(rest), line.words[:count], known)
        elif not rest and beside:
            first = min(beside, key=lambda one: one.top)
            lines[lines.index(first)] = _with_initial(first, line.words, known)
            lines.remove(line)
    return page if lines == list(page.lines) else replace(page, lines=tuple(lines))


def _initial(line: Line) -> int:
    """Return of how many words at the start of a line an initial consists; 0 without one."""
    for count in (1, 2):
        text = "".join(word.text for word in line.words[:count])
        if len(line.words) >= count and _INITIAL.fullmatch(text) and text[-1].isupper():
            return count
    return 0


def _is_text(word: Word, initial: Word) -> bool:
    """Return whether a word may go on where an initial ends."""
    gap, size = word.box[0] - initial.box[2], word.size
    if initial.size < _LARGE * size or not -0.5 * size < gap < _FARTHEST * size:
        return False
    letters = word.text.lstrip("’'")
    return letters[:1].islower() or letters.isupper()


def _is_beside(line: Line, initial: Word) -> bool:
    top = initial.baseline - _CAPITAL_HEIGHT * initial.size
    middle = (line.top + line.bottom) / 2
    within = top - 0.3 * line.size < middle < initial.baseline
    return within and _is_text(line.words[0], initial)


def _with_initial(line: Line, initial: tuple[Word, ...], known: Counter[str]) -> Line:
    first = line.words[0]
    text = "".join(word.text for word in initial)
    if not _is_word(text[-1].lower(), first.text, known):
        return Line((replace(first, text=text + first.text), *line.words[1:]))
    left, top, _, bottom = first.box
    box = (left - 0.9 * first.size, top, left - 0.25 * first.size, bottom)
    return Line((replace(first, text=text, box=box), *line.words))


def _is_word(letter: str, rest: str, known: Counter[str]) -> bool:
    """Return whether an initial is a word of its own, as in "A harbor"."""
    following = _bare(re.split(r"['’-]", rest, maxsplit=1)[0]).casefold()
    if not following or (letter not in _WORDS and not known[letter]):  # "I'm"
        return False
    english = lexicon()
    whole = letter + following in english.ordinary or known[letter + following] > 0
    # The rest of the word is itself among the words of the pages.
    alone = following in english.common or known[following] > 1
    return alone or not whole


def _bare(word: str) -> str:
    return word.strip(".,;:!?“”\"‘’'()")
