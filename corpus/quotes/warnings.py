"""Find what the source says round and between the quoted words that a reader must know."""

from collections.abc import Iterator, Sequence

from corpus.quotes.comparison import Warned
from corpus.quotes.differences import Aligned
from corpus.quotes.style import SourceStyle
from corpus.quotes.tokens import Tokens
from corpus.quotes.words import decides, denies, is_negating_prefix, turns
from corpus.report import Span

MOST_LEFT_OUT = 60
"""Most words that an ellipsis leaves out without a warning."""
MOST_REPLACED = 15
"""Most words that brackets replace without a warning."""
_LOOK_BACK = 8
_GOING_ON = frozenset(["but", "unless", "except", "provided", "however", "although", "though"])
_SENTENCE_AGAINST = frozenset(["but", "however"])
"""Words that limit the sentence before; "Although …" opens a sentence that limits itself."""
_CLAUSE_ENDS = frozenset(".;:?!,")
_SENTENCE_ENDS = frozenset(".?!")
_LONGEST_SPEECH = 1500


def hidden(
    found: Tokens, left_out: range, inserted: Sequence[str], style: SourceStyle, most: int
) -> Iterator[Warned]:
    """Yield the warnings about tokens that brackets or an ellipsis stand for.

    Args:
        inserted: keys of the words in the brackets.
        most: number of words beyond which the parts are distant.
    """
    deciding = [
        at for at in left_out if found.kinds[at] in {"number", "raised"} or decides(found.keys[at])
    ]
    put_in = any(denies(key) or key[:1].isdigit() for key in inserted)
    if deciding or put_in:
        shown = deciding[:1] or [left_out.start, left_out.start]
        yield Warned("hidden_words", found.span(shown[0], shown[-1] + len(deciding[:1])))
    span = found.span(left_out.start, left_out.stop)
    following = found.starts[left_out.stop] if left_out.stop < len(found) else span[1]
    words = sum(found.kinds[at] in {"word", "number"} for at in left_out)
    if words > most or any(span[0] < start <= following for start in style.sections):
        yield Warned("distant_parts", span)


def around(aligned: Sequence[Aligned]) -> Iterator[Warned]:
    """Yield the warnings about the words before and after a quotation."""
    before, after = _negation(aligned[0]), _turn(aligned[-1])
    if before:
        yield Warned("negated_before", before)
    if after:
        yield Warned("goes_on", after)
    speech = _speech(aligned[0], aligned[-1])
    if speech:
        yield Warned("quotes_another", speech)


def _negation(aligned: Aligned) -> Span | None:
    """Return the negation that governs the first word, in its clause.

    The false alarm is a negation of the clause before, as in "It is not new, and Japan …".
    """
    found, first = aligned.source, aligned.first
    if first > 1 and is_negating_prefix(found.keys[first - 2]) and found.keys[first - 1] == "-":
        return found.span(first - 2, first)
    for at in range(first - 1, max(-1, first - 1 - _LOOK_BACK), -1):
        key = found.keys[at]
        if turns(key):
            return found.span(at, at + 1)
        if key in _CLAUSE_ENDS and (key != "." or _ends_sentence(found, at)):
            return None
        if key == "but":
            return None
    return None


def _turn(aligned: Aligned) -> Span | None:
    """Return the word with which the source goes on to limit what is quoted, behind its marks."""
    found, at = aligned.source, aligned.end
    while at < len(found) and found.kinds[at] in {"stop", "dash", "bracket", "quote"}:
        at += 1
    if at == len(found):
        return None
    is_over = any(
        found.keys[one] in _SENTENCE_ENDS and _ends_sentence(found, one)
        for one in range(aligned.end - 1, at)
    )
    key = found.keys[at]
    limits = key in _SENTENCE_AGAINST if is_over else key in _GOING_ON or denies(key)
    return found.span(at, at + 1) if limits else None


def _ends_sentence(found: Tokens, at: int) -> bool:
    """Tell whether a full stop ends a sentence; the false alarm is that of "U.S. forces"."""
    return not (at and len(found.keys[at - 1].rpartition(".")[2]) == 1)


_CLOSING = {'"': '"”»', "“": "”", "«": "»", "„": "“”", "”": "”", "»": "»«"}
"""The marks that close what a mark opens."""


def _speech(first: Aligned, last: Aligned) -> Span | None:
    """Return the span between quotation marks of the source in which the quoted words stand.

    The false alarm is a quotation that opens with these marks, and so shows them.
    """
    text = first.source.text
    start, end = first.source.starts[first.first], last.source.ends[last.end - 1]
    top = max(text.rfind("\n\n", 0, start), start - _LONGEST_SPEECH, 0)
    bottom = text.find("\n\n", end)
    bottom = min(len(text) if bottom < 0 else bottom, end + _LONGEST_SPEECH)
    opened = _opening(text, top, start)
    if opened is None:
        return None
    closing = _CLOSING[text[opened]]
    closed = min(
        (at for one in closing if (at := text.find(one, end - 1, bottom)) >= 0), default=-1
    )
    return (opened, closed + 1) if closed >= 0 else None


def _opening(text: str, top: int, start: int) -> int | None:
    """Return where the quotation mark stands that is open at a place, or None.

    Some files print a closing mark at both ends: ”so”. It opens where a space stands before it.
    """
    opened: int | None = None
    for at in range(top, start):
        if text[at] in "“«„":
            opened = at
        elif text[at] in "”»":
            opens = opened is None and text[at - 1 : at].isspace() and not text[at + 1].isspace()
            opened = at if opens else None
        elif text[at] == '"':
            opened = at if opened is None else None
    return opened
