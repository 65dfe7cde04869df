"""Find the citations of a draft, and its block quotations without their marks and sources."""

from bisect import bisect_left
from collections.abc import Sequence

from corpus.readers.drafts.draft import Draft
from corpus.report import Block, Span
from service.citecheck.citation_forms import find_citations, is_attribution
from service.citecheck.own_words import has_words
from service.citecheck.quotation_marks import find_quoted


def cited_and_set_apart(
    draft: Draft, running: Sequence[Block], marked: Sequence[Span]
) -> tuple[list[Span], list[Span]]:
    """Return the citations in the text, and the words of the block quotations.

    Args:
        running: the blocks that are neither notes nor block quotations.
        marked: what stands between quotation marks there, in order.
    """
    prose = [block for block in running if block.kind != "heading"]
    at = [bisect_left(marked, (edge,)) for block in prose for edge in (block.start, block.end)]
    cited = [
        span
        for block, first, last in zip(prose, at[::2], at[1::2], strict=True)
        for span in find_citations(draft.text, block.start, block.end, marked[first:last])
    ]
    quoted: list[Span] = []
    for span in draft.block_quotes:
        words, source = _set_apart(draft.text, *span)
        quoted += words
        cited += source
    return cited, quoted


def _set_apart(text: str, start: int, end: int) -> tuple[list[Span], list[Span]]:
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
