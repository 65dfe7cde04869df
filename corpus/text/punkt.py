"""Configure NLTK's Punkt with fixed parameters; no other module imports NLTK."""

import re

from nltk.tokenize.punkt import (
    PunktLanguageVars,
    PunktParameters,
    PunktSentenceTokenizer,
    PunktToken,
)

from corpus.text.layout import NOTE

_LETTERS = re.compile(r"(?:[^\W\d_]\.-?){2,}")
# Of several notes, as in "benefit.³⁸⁹,³⁹⁰ The", the signs between them belong to them.
_BETWEEN_NOTES = "(?<=[¹²³⁰⁴-⁹])[,⁻–-](?=[¹²³⁰⁴-⁹])"
_FOOTNOTE = rf"{NOTE}|[¹²³⁰⁴-⁹*†‡]|{_BETWEEN_NOTES}"


class _Language(PunktLanguageVars):  # type: ignore[misc]
    """English with typographic quotes, ellipses, and footnote marks after the full stop."""

    sent_end_chars = (".", "?", "!", "…")
    re_boundary_realignment = re.compile(
        rf"(?:[\"')\]}}‘’“”«»]|{_FOOTNOTE})+?(?:\s+|(?=--)|$)", re.MULTILINE
    )

    def __init__(self) -> None:
        # NLTK's pattern times out after five seconds for the whole text, too short for long texts.
        names = {"NonWord": self._re_non_word_chars, "SentEndChars": self._re_sent_end_chars}
        self._contexts = re.compile(self._period_context_fmt % names, re.VERBOSE)

    def period_context_re(self) -> re.Pattern[str]:
        """Return the pattern of possible sentence ends."""
        return self._contexts

    @property
    def _re_non_word_chars(self) -> str:
        # A footnote mark may stand between the full stop and the space, as in "method.3 The".
        signs = r"[)\";}\]\*:@'\({\[‘’“”«»?!…¹²³⁰⁴-⁹†‡]"
        return rf"(?:{signs}|{_BETWEEN_NOTES}|(?<=[a-z]\.)\d{{1,2}}(?=\s+[A-Z]|$))"


class _Tokenizer(PunktSentenceTokenizer):  # type: ignore[misc]
    """Punkt that takes letters with a stop each, as in "J.R." and "F.B.I.", for abbreviations."""

    def _first_pass_annotation(self, aug_tok: PunktToken) -> None:
        super()._first_pass_annotation(aug_tok)
        if _LETTERS.fullmatch(aug_tok.tok):
            aug_tok.abbr, aug_tok.sentbreak = True, False

    def text_contains_sentbreak(self, text: str) -> bool:
        """Return whether the first word of two ends a sentence; NLTK asks whether either does."""
        first, *second = text.split(maxsplit=1)
        if not second:
            return bool(super().text_contains_sentbreak(text))
        rest = len(first)
        for token in self._annotate_tokens(self._tokenize_words(text)):
            if token.sentbreak:
                return True
            rest -= len(token.tok)
            if rest <= 0:
                break
        return False


def punkt_tokenizer(
    abbreviations: set[str], starters: set[str], collocations: set[tuple[str, str]]
) -> PunktSentenceTokenizer:
    """Return a sentence tokenizer with these parameters.

    Args:
        abbreviations: in lower case and without the final full stop.
        starters: words that often start a sentence, in lower case.
        collocations: pairs of words between which a full stop does not end a sentence.
    """
    parameters = PunktParameters()
    parameters.abbrev_types = abbreviations
    parameters.sent_starters = starters
    parameters.collocations = collocations
    return _Tokenizer(parameters, lang_vars=_Language())
