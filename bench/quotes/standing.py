"""Tell by a plain search whether mutated words stand in a report all the same.

A dropped word may leave words that another sentence has. Such a mutation is left out. The search
shares no code with the checker.
"""

import re
import unicodedata
from collections.abc import Iterable

_SAME = str.maketrans(
    dict.fromkeys('“”„«»"‘’‚', "'")
    | dict.fromkeys("–—―", "-")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", "")
)
_GAP = re.compile(
    r"\s*(?:\[(?:…|\.\.\.|\. \. \.)\]|\(\.\.\.\)|…|\.\.\.\.?|\. \. \. ?\.?|\* ?\* ?\*)\s*"
)


def plain(text: str) -> str:
    """Return a text in one spelling of quotation marks, dashes and white space, with its case."""
    text = unicodedata.normalize("NFC", text).translate(_SAME)
    text = " ".join(text.split())
    text = re.sub(r"\s*-[\s-]*", "-", text)
    text = re.sub(r"\s+(?=[.,;:?!)\]%])", "", text)
    return re.sub(r"(?<=[(\[$])\s+", "", text)


class Standing:
    """The texts of all reports."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = [plain(one) for one in texts]

    def holds(self, quote: str) -> bool:
        """Tell whether one report has all parts of a quotation, in order."""
        parts = [plain(one).strip(" .,") for one in _GAP.split(quote)]
        return any(_in_order(parts, text) for text in self._texts)


def _in_order(parts: list[str], text: str) -> bool:
    at = 0
    for part in filter(None, parts):
        first = re.escape(part[0])
        one = f"[{first}{re.escape(part[0].swapcase())}]" if part[0].isalpha() else first
        found = _whole(f"{one}{re.escape(part[1:])}", part, text, at)
        if found < 0:
            return False
        at = found
    return True


def _whole(pattern: str, part: str, text: str, at: int) -> int:
    """Return where whole words of a part end in a text, or -1."""
    if part[1:] not in text:
        return -1
    found = re.compile(rf"(?<![\w']){pattern}(?![\w'])").search(text, at)
    return found.end() if found else -1
