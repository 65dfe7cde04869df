"""Tell the numbers that one of two sentences states and the other does not."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from corpus.quotes.tokens import tokens
from corpus.report import Span
from index.words.numerals import numerals

_NUMBERS = ("number", "raised")


def other_numbers(
    old: str, new: str, changed: tuple[Sequence[Span], Sequence[Span]] = ((), ())
) -> tuple[list[Span], list[Span]]:
    """Return the spans of the numbers in each of two sentences that the other lacks.

    Values are compared: "50,000" and "fifty thousand" are one number.

    Args:
        changed: spans of each sentence whose words differ. Of copies of a number that the other
            sentence has less often, those in them come first.
    """
    ones, others = _stated(old), _stated(new)
    counts = Counter(value for _, value in ones), Counter(value for _, value in others)
    return (
        _lacking(ones, counts[0] - counts[1], changed[0]),
        _lacking(others, counts[1] - counts[0], changed[1]),
    )


def _lacking(
    stated: Sequence[tuple[Span, str]], lacking: Counter[str], changed: Sequence[Span]
) -> list[Span]:
    def rank(one: tuple[Span, str]) -> tuple[bool, int]:
        start, end = one[0]
        return not any(first < end and start < last for first, last in changed), -start

    found = []
    for span, value in sorted(stated, key=rank):
        if lacking[value]:
            lacking[value] -= 1
            found.append(span)
    return sorted(found)


def _stated(sentence: str) -> list[tuple[Span, str]]:
    """Return the numbers of a sentence in order: their spans and their values."""
    valued = [((one.start, one.end), _written(one.value)) for one in numerals(sentence)]
    ends = [span for span, _ in valued]
    found = tokens(sentence)
    signs = {at for at in range(len(found)) if found.kinds[at] == "sign"}
    for at in range(len(found)):
        span = found.starts[at], found.ends[at]
        if found.kinds[at] not in _NUMBERS:
            continue
        inside = bisect_right(ends, (span[0], len(sentence))) - 1
        if inside < 0 or ends[inside][1] <= span[0]:
            valued.append((span, found.keys[at]))
        elif at - 1 in signs and found.keys[at - 1] == "−":
            valued[inside] = (found.starts[at - 1], ends[inside][1]), f"-{valued[inside][1]}"
    return sorted(valued)


def _written(value: Decimal) -> str:
    return f"{value.normalize():f}"
