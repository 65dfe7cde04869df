"""Find quotations of a draft that quote the same words in different forms."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from corpus.quotes.compare import compare
from corpus.quotes.style import SourceStyle
from corpus.quotes.tokens import tokens
from service.citecheck.quotations.matching import parts_of

_RUN = 3
_FEWEST_SHARED = 2
_MOST_USERS = 50
"""A run of words that more quotations share is no sign of a repeat."""
_LIKE = 0.75


def differing_repeats(quotations: Sequence[str]) -> dict[int, int]:
    """Return for quotations the number of another one that changes the same words.

    Quotations with brackets or ellipses are left out: their marks tell that they differ.
    """
    runs: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, quotation in enumerate(quotations):
        if parts_of(quotation) == (quotation,):
            found = tokens(quotation)
            words = [key for key, kind in zip(found.keys, found.kinds, strict=True)
                     if kind in ("word", "number")]  # fmt: skip
            for run in set(zip(*(words[start:] for start in range(_RUN)), strict=False)):
                runs[run].append(at)
    shared = Counter(
        (one, other)
        for users in runs.values()
        if len(users) <= _MOST_USERS
        for at, other in enumerate(users)
        for one in users[:at]
    )
    differing: dict[int, int] = {}
    for (one, other), count in sorted(shared.items()):
        if count >= _FEWEST_SHARED and _differ(quotations[one], quotations[other]):
            differing.setdefault(one, other)
            differing.setdefault(other, one)
    return differing


def _differ(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    found = compare(short, long, (0, len(long)), SourceStyle())
    return found.verdict == "altered" and found.likeness >= _LIKE
