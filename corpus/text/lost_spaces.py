"""Find sentence ends without a space after them: "for two hours.Inspectors then left"."""

import re
from collections import Counter
from collections.abc import Iterator

from corpus.text.abbreviations import starters
from corpus.text.layout import CLOSERS, NOTE, OPENERS
from corpus.text.lexicon import lexicon

_CLOSERS, _OPENERS = re.escape(CLOSERS), re.escape(OPENERS)
_STOP = re.compile(rf"([.?!…])([{_CLOSERS}]*(?:{NOTE})*)(?=[{_OPENERS}]*([A-Z][a-z]+|[AI]\b))")
_INNER_STOP = re.compile(r"[a-z]\.[A-Z]")
_SUFFIX = re.compile(r"[A-Za-z]+\.[a-z]")  # of "lib.Core.cs"
_NO_WORDS = frozenset("/@\\_<>=#~")
_ENDS = ".,;:()"
_LONGEST_TOKEN = 60


def names_with_stops(text: str) -> frozenset[str]:
    """Return the words with a stop inside that a text repeats: names such as "System.Text"."""
    counts = Counter(word.strip(_ENDS) for word in text.split() if _INNER_STOP.search(word))
    return frozenset(word for word, count in counts.items() if count > 1)


def breaks_without_space(content: str, names: frozenset[str]) -> Iterator[int]:
    """Yield where sentences begin right after a stop.

    URLs, file names, addresses, abbreviations and names of programs have such stops as well, so
    the words on both sides must be words of a sentence.

    Args:
        content: the text of a block.
        names: words with a stop inside that are no two sentences.
    """
    for match in _STOP.finditer(content):
        stop = match.start()
        before = content[max(stop - _LONGEST_TOKEN, 0) : stop].rsplit(maxsplit=1)
        if not before or content[stop - 1].isspace():
            continue
        after = content[stop : match.end() + _LONGEST_TOKEN].split(maxsplit=1)[0]
        token = before[-1] + after
        if len(token) > _LONGEST_TOKEN or _NO_WORDS & set(token) or token.strip(_ENDS) in names:
            continue
        closed = match[2] or (content[stop - 1] in CLOSERS and "()" not in token)
        if match[1] != "." or closed:
            if len(match[3]) > 1 or match[3].lower() in starters():
                yield match.end()
        elif not _SUFFIX.match(content, match.end()) and _are_words(before[-1], match[3]):
            yield match.end()


def _are_words(before: str, following: str) -> bool:
    """Return whether a full stop between these words of one token ends a sentence."""
    left = re.split(r"[.?!…-]", before)[-1].lstrip(OPENERS)
    starts = following.lower() in starters()
    if left.islower() and left.isalpha() and len(left) > 1:
        return starts or lexicon().is_ordinary(left)
    if len(following) == 1 or not (left[-1:].isdigit() or len(left) > 2):
        return False
    # "in May.Seepage", but not "System.Text"
    known = left.lower() in lexicon().proper and lexicon().is_ordinary(following.lower())
    return starts or (known and "." not in before)
