"""Find the sentences that a draft states itself: what it neither quotes nor cites."""

from collections.abc import Iterable, Sequence

from corpus.report import Passage, Span
from corpus.text.layout import LIST_MARKER
from service.citecheck.spans import Spans
from service.citecheck.unit_words import is_claim, is_statement, states_figure

_STOPS = " .;,"
_STOPS_BEHIND = 3
"""Number of characters at the end of a sentence among which a citation at its end has one."""


class OwnWords:
    """The words of a draft's own.

    Args:
        quoted: what is judged as a quotation.
        cited: the citations in the text, and the numbers that programs draw.
    """

    def __init__(self, text: str, quoted: Sequence[Span], cited: Sequence[Span]) -> None:
        self._bare = masked(text, [*quoted, *cited])
        self._quoted = Spans(quoted)
        self._cited = Spans(cited)

    def claim(self, sentence: Passage, is_sourced: bool) -> Span | None:
        """Return the span of a sentence without the citation at its end, if it is a claim.

        A sentence that quotes is one if it states a number or a date beside the quotation.

        Args:
            is_sourced: whether it has a note or a citation.
        """
        start, end = sentence.start, sentence.end
        if sentence.kind not in ("text", "item"):
            return None
        own = LIST_MARKER.sub("", self._bare[start:end].lstrip(), count=1)
        if not is_statement(own, sentence.kind == "item"):
            return None
        quotes = self._quoted.touch(start, end)
        if not states_figure(own) and (quotes or not (is_sourced or is_claim(own))):
            return None
        # Only stops may stand behind the citation.
        ends_cited = self._cited.touch(max(start, end - _STOPS_BEHIND), end)
        return start, start + len(self._bare[start:end].rstrip(_STOPS)) if ends_cited else end


def has_words(text: str) -> bool:
    """Return whether a text has a letter or digit."""
    return any(map(str.isalnum, text))


def masked(text: str, spans: Iterable[Span], first: str = " ", others: str = " ") -> str:
    """Return the text with a word of these characters in place of each span."""
    written = list(text)
    for start, end in spans:
        written[start:end] = first + others * (end - start - 1)
    return "".join(written)
