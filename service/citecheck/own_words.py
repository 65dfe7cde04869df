"""Find the sentences that a draft states itself: what it neither quotes nor cites."""

from collections.abc import Iterable, Sequence

from corpus.report import Passage, Span
from service.citecheck.citation_forms import lists_works
from service.citecheck.unit_words import is_claim, is_statement, states_figure

_STOPS = " .;,"


class OwnWords:
    """The words of a draft's own.

    Args:
        quoted: what is judged as a quotation.
        cited: the citations in the text.
    """

    def __init__(self, text: str, quoted: Sequence[Span], cited: Sequence[Span]) -> None:
        self._bare = masked(text, [*quoted, *cited])
        self._quoted = quoted
        self._cited = cited

    def claim(self, sentence: Passage, is_sourced: bool) -> Span | None:
        """Return the span of a sentence without the citation at its end, if it is a claim.

        A sentence that quotes is one if it states a number or a date beside the quotation.

        Args:
            is_sourced: whether it has a note or a citation.
        """
        start, end = sentence.start, sentence.end
        if sentence.kind not in ("text", "item") or lists_works(sentence.section):
            return None
        own = self._bare[start:end]
        if not is_statement(own, sentence.kind == "item"):
            return None
        quotes = any(first < end and last > start for first, last in self._quoted)
        if not states_figure(own) and (quotes or not (is_sourced or is_claim(own))):
            return None
        # Only stops may stand behind the citation.
        ends_cited = any(first < end <= last + 2 for first, last in self._cited)
        return start, start + len(own.rstrip(_STOPS)) if ends_cited else end


def has_words(text: str) -> bool:
    """Return whether a text has a letter or digit."""
    return any(map(str.isalnum, text))


def masked(text: str, spans: Iterable[Span], first: str = " ", others: str = " ") -> str:
    """Return the text with a word of these characters in place of each span."""
    written = list(text)
    for start, end in spans:
        written[start:end] = first + others * (end - start - 1)
    return "".join(written)
