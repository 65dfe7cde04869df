"""Split a text into sentences with NLTK's Punkt, word lists and corrections.

The method is Punkt by Kiss and Strunk (2006). Word lists set its parameters, which are
not learned, so no data is downloaded and the same text always gives the same sentences.
Punkt decides which full stops end a sentence. ``stops`` adds ends that it misses, and ``rejoin``
joins sentences that it splits inside quotations, brackets, citations and list markers.
"""

import re
from functools import cache
from itertools import pairwise
from typing import Any

from corpus.report import Block
from corpus.text.abbreviations import abbreviations, starters
from corpus.text.layout import CLOSERS, NOTE, SCRIPT_STOPS
from corpus.text.rejoin import belongs_together, broken_by_mistake
from corpus.text.spans import Span, stripped
from corpus.text.stops import Usage, missed_breaks, usage_of

SPLITTER_VERSION = "5"
"""Raise it with every change that moves a boundary; it is part of the index's fingerprint."""

_GLUED_NOTE = re.compile(rf"(?:\d{{1,2}}|{NOTE})(?=\s|$)")
_LONGEST_HEADING = 120
_FEWEST_WORDS_IN_A_ROW = 5


@cache
def _tokenizer() -> Any:
    # NLTK takes over a second to load, and a service that answers questions never splits text.
    from corpus.text.punkt import punkt_tokenizer

    never_final = abbreviations("!")
    return punkt_tokenizer(
        abbreviations={*abbreviations(), *never_final},
        starters=set(starters()),
        # No sentence ends between the words of a collocation.
        collocations={(word, starter) for word in never_final for starter in starters()},
    )


def sentence_spans(text: str, blocks: tuple[Block, ...]) -> list[Span]:
    """Return the start and end of every sentence of a text with these blocks."""
    return [span for span, _ in find_sentences(text, blocks)]


def find_sentences(text: str, blocks: tuple[Block, ...]) -> list[tuple[Span, int]]:
    """Return the start and end of every sentence, with the number of its block, from 1.

    Args:
        text: the canonical text.
        blocks: in order; they cover the whole text but white space.

    Returns:
        Spans in code points. They do not overlap, and only white space lies between them. When
        the source broke a sentence after an abbreviation by mistake, one span covers both
        parts, with the number of the first block.

    Raises:
        TimeoutError: when Punkt needs too long for a part of the text.
    """
    usage = usage_of(text)
    found: list[tuple[Span, int]] = []
    for number, block in enumerate(blocks, start=1):
        spans = _split_block(text, block, usage)
        own = number
        if found and _runs_on(text, found[-1], (spans[0], number), blocks, usage.cased):
            (start, _), own = found.pop()
            spans[0] = (start, spans[0][1])
        found.extend((span, own) for span in spans)
    return found


def _runs_on(
    text: str,
    left: tuple[Span, int],
    right: tuple[Span, int],
    blocks: tuple[Block, ...],
    cased: bool,
) -> bool:
    """Return whether two blocks of running text contain the parts of one sentence."""
    kinds = {blocks[number - 1].kind for _, number in (left, right)}
    return kinds == {"text"} and broken_by_mistake(text, left[0], right[0], cased)


def _split_block(text: str, block: Block, usage: Usage) -> list[Span]:
    content = text[block.start : block.end]
    if block.kind == "heading" or _is_heading(content):
        return [(block.start, block.end)]
    pieces = _pieces(content, usage)
    spans = [stripped(text, (block.start, block.start + pieces[0][1]))]
    for start, end in pieces[1:]:
        span = stripped(text, (block.start + start, block.start + end))
        note = _GLUED_NOTE.match(text, *span)
        if note and not text[span[0] - 1].isspace():
            spans[-1] = (spans[-1][0], note.end())
            span = stripped(text, (note.end(), span[1]))
        if span[0] == span[1]:
            continue
        if belongs_together(text, spans[-1], span, usage.cased) or (
            block.kind == "row" and not _are_running_text(text, spans[-1], span)
        ):
            spans[-1] = (spans[-1][0], span[1])
        else:
            spans.append(span)
    return spans


def _pieces(content: str, usage: Usage) -> list[Span]:
    """Return the sentences of Punkt, divided where it misses an end."""
    starts = {start for start, _ in _tokenizer().span_tokenize(content)}
    edges = sorted({0, *starts, *missed_breaks(content, usage), len(content)})
    return list(pairwise(edges))


def _are_running_text(text: str, *spans: Span) -> bool:
    """Return whether these parts of a table row are sentences, not cells with a full stop."""
    return all(len(text[start:end].split()) >= _FEWEST_WORDS_IN_A_ROW for start, end in spans)


def _is_heading(content: str) -> bool:
    """Return whether this is a heading or caption: one line without a sentence end."""
    return (
        len(content) <= _LONGEST_HEADING
        and "\n" not in content
        and content.rstrip(CLOSERS + "0123456789¹²³*")[-1:] not in ("", *".?!…" + SCRIPT_STOPS)
        and len(re.findall(r"[a-z]{3}[.?!]\s+[A-Z]", content)) == 0
    )
