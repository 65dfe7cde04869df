"""Find a quote again in a text that has changed."""

from collections.abc import Iterable, Sequence

from corpus.quotes.anchors import find_anchor, folded_sentence
from corpus.quotes.compare import compare
from corpus.quotes.comparison import Comparison
from corpus.quotes.skeleton import places, skeleton
from corpus.quotes.style import style_of
from corpus.report import Passage


def found_again(
    quote: str,
    anchor: str | None,
    text: str,
    passages: Sequence[Passage],
    anchors: Sequence[str],
) -> tuple[bool, str]:
    """Tell whether a text still has the words of a quote, and where, or why not.

    Args:
        anchor: of the quoted sentence, where it is known.
        passages, anchors: the sentences of the text, in order, and their anchors.
    """
    sentence = _same_sentence(quote, anchor, passages, anchors)
    at = sentence.start if sentence and sentence.quote == quote else text.find(quote)
    if at >= 0:
        where = f"the quote is now at {at} to {at + len(quote)}"
        return True, where + (f", sentence {sentence.number}" if sentence else "")
    if sentence is None:
        found = in_other_typography(quote, text, passages)
        if found is None:
            return False, "the source does not contain the quote"
        where = f"the quote is now at {found.start} to {found.end}"
        return True, f"{where}, in another typography ({_rules(found)})"
    span = sentence.start, sentence.end
    found = compare(quote, text, span, style_of(text, passages))
    where = f"the sentence is now at {span[0]} to {span[1]}, sentence {sentence.number}"
    if found.verdict in {"exact", "presentation"}:
        return True, f"{where}, in another typography ({_rules(found)})"
    return False, f"{where}, and differs: {_rules(found)}"


def _rules(found: Comparison) -> str:
    return ", ".join(dict.fromkeys(each.rule for each in found.differences))


def _same_sentence(
    quote: str, anchor: str | None, passages: Sequence[Passage], anchors: Sequence[str]
) -> Passage | None:
    """Return the sentence with the words of a quote; of several, the one that its anchor names."""
    words = folded_sentence(quote)
    same = {one.number: one for one in passages if folded_sentence(one.quote) == words}
    named = find_anchor(anchors, anchor) if anchor else None
    return same.get(named or 0) or next(iter(same.values()), None)


def in_other_typography(
    quotation: str, text: str, passages: Iterable[Passage]
) -> Comparison | None:
    """Return the first place where a text has the words, and only their typography differs."""
    bones, whole = skeleton(quotation), skeleton(text)
    at = whole.find(bones) if bones else -1
    style = style_of(text, passages) if at >= 0 else None
    while style and at >= 0:
        first, last = places(text, (at, at + len(bones) - 1))
        found = compare(quotation, text, (first, last + 1), style)
        if found.verdict in {"exact", "presentation"}:
            return found
        at = whole.find(bones, at + 1)
    return None
