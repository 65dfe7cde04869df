"""Give the columns of a table distinct names."""

from collections.abc import Callable, Iterable
from itertools import count


def distinct_names(
    names: Iterable[str],
    taken: Callable[[str], object] = lambda _name: False,
    fold: Callable[[str], str] = str,
) -> list[str]:
    """Return the names of a user's columns; a taken or repeated name gets the suffix "(yours)".

    Args:
        taken: returns whether a folded name belongs to a column of Pincite.
        fold: two names are equal when their folded forms are.
    """
    names = list(names)
    given = set(map(fold, names))
    seen: set[str] = set()
    found = []
    for name in names:
        own = name
        if fold(own) in seen or taken(fold(own)):
            tries = (f"{name} (yours{f' {at}' if at > 1 else ''})" for at in count(1))
            own = next(one for one in tries if fold(one) not in given | seen)
        seen.add(fold(own))
        found.append(own)
    return found
