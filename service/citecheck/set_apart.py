"""Read a block quotation: its words, without the marks around them, and its source."""

from corpus.report import Block, Span
from service.citecheck.citation_forms import find_citations, is_attribution
from service.citecheck.own_words import has_words
from service.citecheck.quotation_marks import find_quoted


def set_apart(text: str, start: int, end: int) -> tuple[list[Span], list[Span]]:
    """Return the words of a paragraph that is set apart, and the citation at its end.

    Each is one span or none: a paragraph may hold the source alone.
    """
    if is_attribution(text[start:end]):
        return [], [(start, end)]
    cited = find_citations(text, start, end, ())[-1:]
    if cited and has_words(text[cited[0][1] : end]):
        cited = []
    if cited:
        end = start + len(text[start : cited[0][0]].rstrip())
    if start == end:
        return [], cited
    inside = find_quoted(text, [Block(start, end)]).spans
    if len(inside) == 1 and not has_words(text[start : inside[0][0]] + text[inside[0][1] : end]):
        return [inside[0]], cited
    return [(start, end)], cited
