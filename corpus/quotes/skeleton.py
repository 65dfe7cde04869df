"""Reduce a text to its letters and digits, to scan long texts for quotations at C speed.

A quotation and its source have one skeleton whatever the typography: spaces, dashes, line-end
hyphens, marks, signs and the grouping of digits are left out, and letters lose case and accents.
So equal ``corpus.quotes.tokens`` always give equal skeletons. The false alarm is "not able", which
reads as "no table" here: a hit in a skeleton is a candidate, and ``corpus.quotes.compare`` judges.
"""

import codecs
import string
import unicodedata
from collections.abc import Iterable, Iterator

from corpus.text.fold import fold

_KEPT = string.ascii_letters + string.digits
_LOWER = bytes(range(128)).lower() + bytes(range(128, 256))
_LEFT_OUT = bytes(code for code in range(128) if chr(code) not in _KEPT)
_RAISED = ("<super>", "<sub>", "<fraction>")
_CHUNK = 4096


class _Letters(dict[str, bytes]):
    """The skeleton of each character beyond ASCII, made when it is first met."""

    def __missing__(self, character: str) -> bytes:
        kind = unicodedata.decomposition(character).partition(" ")[0]
        # Raised digits mark notes in one text and are missing in its copy.
        letters = "" if kind in _RAISED else unicodedata.normalize("NFKD", character)
        bare = fold("".join(filter(str.isalnum, letters))).text
        return self.setdefault(character, "".join(filter(str.isalnum, bare)).encode())


_LETTERS = _Letters()


def _reduced(error: UnicodeError) -> tuple[bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    run = error.object[error.start : error.end]
    return b"".join(map(_LETTERS.__getitem__, run)), error.end


# An error handler of an encoder is called for what is beyond ASCII, and C code does the rest.
_HANDLER = "pincite-skeleton"
codecs.register_error(_HANDLER, _reduced)


def skeleton(text: str) -> str:
    """Return the folded letters and digits of a text, without anything between them.

    The skeleton of a text is the skeletons of its characters, one after the other.
    """
    return text.encode("ascii", _HANDLER).translate(_LOWER, _LEFT_OUT).decode()


def places(text: str, offsets: Iterable[int]) -> Iterator[int]:
    """Yield where the characters of a text's skeleton stand in the text.

    Args:
        offsets: into ``skeleton(text)``, in order.

    Raises:
        IndexError: when the skeleton is shorter.
    """
    chunk, before = 0, 0
    size = len(skeleton(text[:_CHUNK]))
    for offset in offsets:
        while offset >= before + size:
            before += size
            chunk += _CHUNK
            if chunk >= len(text):
                raise IndexError(f"the skeleton has no character {offset}")
            size = len(skeleton(text[chunk : chunk + _CHUNK]))
        yield chunk + _within(text[chunk : chunk + _CHUNK], offset - before)


def _within(text: str, offset: int) -> int:
    """Return where a character of the text's skeleton stands, by halving the text."""
    low, high = 0, len(text)
    while high - low > 1:
        middle = (low + high) // 2
        size = len(skeleton(text[low:middle]))
        if offset < size:
            high = middle
        else:
            low, offset = middle, offset - size
    return low
