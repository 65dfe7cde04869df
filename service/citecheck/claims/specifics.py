"""Find the specifics of a text: its numbers, dates and names, with their spans."""

from functools import lru_cache

from service.citecheck.claims.calendar import dates
from service.citecheck.claims.named import names
from service.citecheck.claims.numbers import numbers
from service.citecheck.claims.values import Specific


@lru_cache(maxsize=4096)  # the sentences of a report are compared with many claims
def specifics(text: str) -> tuple[Specific, ...]:
    """Return the specifics of a text in order."""
    found = list(dates(text))
    found += numbers(text, [(one.start, one.end) for one in found])
    taken = [(one.start, one.end) for one in found]
    found += [
        one
        for one in names(text)
        if not any(start < one.end and one.start < end for start, end in taken)
    ]
    return tuple(sorted(found, key=lambda one: (one.start, one.end)))
