"""NLTK's Punkt with parameters that are given, not learned; the only module that loads NLTK."""

import re

from nltk.tokenize.punkt import PunktLanguageVars, PunktParameters, PunktSentenceTokenizer

_FOOTNOTE = r"\[\d{1,3}\]|[¹²³⁰⁴-⁹*†‡]"


class _Language(PunktLanguageVars):  # type: ignore[misc]
    """English with typographic quotes, ellipses, and footnote marks after the full stop."""

    sent_end_chars = (".", "?", "!", "…")
    re_boundary_realignment = re.compile(
        rf"(?:[\"')\]}}‘’“”«»]|{_FOOTNOTE})+?(?:\s+|(?=--)|$)", re.MULTILINE
    )

    def __init__(self) -> None:
        # NLTK's own gives up when a text takes five seconds in all, which a long one may.
        names = {"NonWord": self._re_non_word_chars, "SentEndChars": self._re_sent_end_chars}
        self._contexts = re.compile(self._period_context_fmt % names, re.VERBOSE)

    def period_context_re(self) -> re.Pattern[str]:
        """Return the pattern of the places where a sentence may end."""
        return self._contexts

    @property
    def _re_non_word_chars(self) -> str:
        # A mark such as ¹ or "method.3 The" may stand between the stop and the space.
        return r"(?:[)\";}\]\*:@'\({\[‘’“”«»?!…¹²³⁰⁴-⁹†‡]|(?<=[a-z]\.)\d{1,2}(?=\s+[A-Z]|$))"


def punkt_tokenizer(
    abbreviations: set[str], starters: set[str], collocations: set[tuple[str, str]]
) -> PunktSentenceTokenizer:
    """Return a tokenizer.

    Args:
        abbreviations: words that keep their full stop, without it, in lower case.
        starters: words that start a sentence.
        collocations: pairs that a full stop never parts.
    """
    parameters = PunktParameters()
    parameters.abbrev_types = abbreviations
    parameters.sent_starters = starters
    parameters.collocations = collocations
    return PunktSentenceTokenizer(parameters, lang_vars=_Language())
