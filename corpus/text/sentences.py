"""Split a text into sentences with NLTK's Punkt, two word lists and corrections.

The method is Punkt by Kiss and Strunk (2006). Two word lists set its parameters, which are
not learned, so no data is downloaded and the same text always gives the same sentences.
Punkt decides which full stops end a sentence. The corrections rejoin sentences that it
splits inside quotations, brackets and list markers.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from corpus.report import Block
from corpus.text.layout import is_cased

SPLITTER_VERSION = "4"
"""Raise it with every change that moves a boundary; it is part of the index's fingerprint."""

_HERE = Path(__file__).parent
_CLOSERS = "\"'”’»)]}"
_OPENERS = "\"'“‘«([{"
_ENDS_ABBREVIATED = re.compile(r"(?:^|[\s(\[])((?:[^\W\d_]\.)+[^\W\d_]?)(\s?)\.$")
_BRACKETED_LETTERS = re.compile(r"\((?:[A-Z]\.)+\)$")  # "(E.O.) 14156"
_GLUED_NOTE = re.compile(r"\d{1,2}(?=\s|$)")
_LONGEST_HEADING = 120
_FEWEST_WORDS_IN_A_ROW = 5
_JOINER = "\u200d"

Span = tuple[int, int]


@cache
def _words(name: str, mark: str = "") -> frozenset[str]:
    """Return the words of the list's lines that start with this mark, or with no mark."""
    words: set[str] = set()
    for line in (_HERE / name).read_text(encoding="utf-8").splitlines():
        if (line[:1] if line[:1] in "#!+" else "") == mark:
            words.update(line.removeprefix(mark).split())
    return frozenset(words)


def _starters() -> frozenset[str]:
    return _words("sentence_starters.txt")


@cache
def _tokenizer() -> Any:
    # NLTK takes over a second to load, and a service that answers questions never splits text.
    from corpus.text.punkt import punkt_tokenizer

    never_final = _words("abbreviations.txt", "!")
    return punkt_tokenizer(
        abbreviations={*_words("abbreviations.txt"), *never_final},
        starters=set(_starters()),
        # No sentence ends between the words of a collocation.
        collocations={(word, starter) for word in never_final for starter in _starters()},
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
    cased = is_cased(text)
    found: list[tuple[Span, int]] = []
    for number, block in enumerate(blocks, start=1):
        spans = _split_block(text, block, cased)
        own = number
        if found and _runs_on(text, found[-1], (spans[0], number), blocks, cased):
            (start, _), own = found.pop()
            spans[0] = (start, spans[0][1])
        found.extend((span, own) for span in spans)
    return found


def cut_sentence(text: str, span: Span, longest: int) -> Iterator[Span]:
    """Yield the parts of a sentence, each at most ``longest`` characters long.

    A sentence is cut between words, and a word that is too long is cut as well. The parts leave
    out only white space.
    """
    start, end = span
    while end - start > longest:
        cut = _last_gap(text, start, start + longest)
        yield _stripped(text, (start, cut))
        start, end = _stripped(text, (cut, end))
    yield start, end


def _last_gap(text: str, start: int, end: int) -> int:
    """Return the last position between start and end where a longer sentence can be cut."""
    for at in range(end, start, -1):
        if text[at].isspace():
            return at
    at = end
    while at > start and (_JOINER in text[at - 1 : at + 1] or _is_mark(text[at])):
        at -= 1
    return at if at > start else end


def _is_mark(character: str) -> bool:
    """Return whether a character combines with the one before it, as an accent does."""
    return unicodedata.category(character).startswith("M")


def _runs_on(
    text: str,
    left: tuple[Span, int],
    right: tuple[Span, int],
    blocks: tuple[Block, ...],
    cased: bool,
) -> bool:
    """Return whether two blocks of running text contain the parts of one sentence."""
    kinds = {blocks[number - 1].kind for _, number in (left, right)}
    return kinds == {"text"} and _broken_by_mistake(text, left[0], right[0], cased)


def _split_block(text: str, block: Block, cased: bool) -> list[Span]:
    content = text[block.start : block.end]
    if block.kind == "heading" or _is_heading(content):
        return [(block.start, block.end)]
    pieces = [
        (block.start + start, block.start + end)
        for start, end in _tokenizer().span_tokenize(content)
    ]
    spans: list[Span] = [_stripped(text, pieces[0])]
    for piece in pieces[1:]:
        span = _stripped(text, piece)
        note = _GLUED_NOTE.match(text, span[0])
        if note and not text[span[0] - 1].isspace():
            spans[-1] = (spans[-1][0], note.end())
            span = _stripped(text, (note.end(), span[1]))
        if span[0] == span[1]:
            continue
        if _belongs_together(text, spans[-1], span, cased) or (
            block.kind == "row" and not _are_running_text(text, spans[-1], span)
        ):
            spans[-1] = (spans[-1][0], span[1])
        else:
            spans.append(span)
    return spans


def _are_running_text(text: str, *spans: Span) -> bool:
    """Return whether these parts of a table row are sentences, not cells with a full stop."""
    return all(len(text[start:end].split()) >= _FEWEST_WORDS_IN_A_ROW for start, end in spans)


def _stripped(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _is_heading(content: str) -> bool:
    """Return whether this is a heading or caption: one line without a sentence end."""
    return (
        len(content) <= _LONGEST_HEADING
        and "\n" not in content
        and content.rstrip(_CLOSERS + "0123456789¹²³*")[-1:] not in (".", "?", "!", "…", "")
        and len(re.findall(r"[a-z]{3}[.?!]\s+[A-Z]", content)) == 0
    )


def _belongs_together(text: str, left: Span, right: Span, cased: bool) -> bool:
    """Return whether Punkt split one sentence between these two spans."""
    before, after = text[left[0] : left[1]], text[right[0] : right[1]]
    first_word = after.lstrip(_OPENERS).split(maxsplit=1)[0] if after.lstrip(_OPENERS) else ""
    if after[0] in ")]}”’»,;:." or not any(map(str.isalnum, after)):
        return True
    if after[0].isdigit() and (
        _last_word(before) in _words("abbreviations.txt", "+") or _BRACKETED_LETTERS.search(before)
    ):
        return True
    if len(before) < 6 and not before.endswith(("?", "!")):
        # "1.", "(a)." and "Fig. 3." belong to the text that follows.
        return not any(len(word) > 2 and word.isalpha() for word in re.findall(r"\w+", before))
    if cased and first_word[:1].islower() and first_word.islower():
        return True
    if before.count("(") > before.count(")") and ")" in after and not before.startswith("("):
        return True
    return _broken_by_mistake(text, left, right, cased)


def _last_word(sentence: str) -> str:
    """Return the last word in lower case if a single full stop follows it, else an empty string."""
    match = re.search(r"(?:^|[\s(\[])([^\W\d_]+)\.$", sentence[-20:])
    return match[1].lower() if match else ""


def _broken_by_mistake(text: str, left: Span, right: Span, cased: bool) -> bool:
    """Return whether the source broke a sentence after an abbreviation ("by the u.s .")."""
    if re.search(r"\n\s*\n\s*\n|\f", text[left[1] : right[0]]):
        return False
    match = _ENDS_ABBREVIATED.search(text[max(left[0], left[1] - 40) : left[1]])
    if not match:
        return False
    following = text[right[0] : right[1]]
    word = following.split(maxsplit=1)[0].lower()
    tokenised = match[2] != ""
    if word in _starters() or not following[0].isalnum() or following[0].isupper():
        return False
    return tokenised or (cased and following[0].islower())
