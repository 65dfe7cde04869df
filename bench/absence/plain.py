"""Tell by a plain search whether a phrase stands in texts; it shares no code with the product."""

import re
import unicodedata
from collections.abc import Iterable

_LINE_END = re.compile(r"(?<=\w)[-\u2010\u00ad][ \t]*\n\s*(?=\w)")
_GROUPED = re.compile(r"(?<=\d)[,\u00a0\u2009\u202f ](?=\d{3}(?!\d))")
_HYPHEN = re.compile(r"(?<=\w)[-\u2010\u2011](?=\w)")
_NO_WORD = re.compile(r"[\W_]+")


class PlainTexts:
    """Texts in capitals' small letters, without accents and signs, with one space between words."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Keep each text in all its forms."""
        self._texts = [f" {form} " for text in texts for form in _forms(text)]

    def holds(self, phrase: str) -> bool:
        """Tell whether a text has all words of a phrase, whole and in order."""
        return self.count(phrase) > 0

    def count(self, phrase: str) -> int:
        """Return how often a form of a text has the words of a phrase, at most."""
        wanted = {f" {form} " for form in _forms(phrase)}
        return max((text.count(one) for text in self._texts for one in wanted), default=0)


def _forms(text: str) -> list[str]:
    """Return a text with hyphens as spaces, and without hyphens; lines joined or not."""
    joined = _LINE_END.sub("", text)
    forms = [one for each in dict.fromkeys((text, joined)) for one in (each, _HYPHEN.sub("", each))]
    return list(dict.fromkeys(map(_plain, forms)))


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    text = "".join(one for one in text if unicodedata.category(one) not in ("Mn", "Cf"))
    return _NO_WORD.sub(" ", _GROUPED.sub("", text)).strip()
