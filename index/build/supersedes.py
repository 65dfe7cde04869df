"""Read which report supersedes which, and put the editions of a publication in order.

The catalog may state it, with ids or numbers of reports. Where it does not, a later date decides.
docs/reports.md states the rules.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.catalog import CATALOG_NAME
from corpus.errors import CorpusError
from corpus.report import Source
from corpus.text.fold import composed

Pair = tuple[str, str]
"""A newer report, or work, and one that it supersedes, by their ids."""
_REMEDY = "use the id or the number of a report as the page /reports shows it, or delete the name"


@dataclass(frozen=True, slots=True)
class Supersession:
    """What the catalog states of editions.

    Attributes:
        pairs: of ids of reports.
        remarks: a sentence for each name that no report has, with what to do.
    """

    pairs: frozenset[Pair] = frozenset()
    remarks: tuple[str, ...] = ()


UNSTATED = Supersession()


def read_supersedes(sources: Iterable[Source], stated: Mapping[str, Sequence[str]]) -> Supersession:
    """Find the reports that the catalog names.

    A number stands for all reports with it; the own number of a report, for those of an earlier
    date.

    Args:
        sources: of all reports.
        stated: ids and numbers of what a report supersedes, by its id.

    Raises:
        CorpusError: when a report supersedes itself, or several supersede each other.
    """
    if not any(stated.values()):
        return UNSTATED
    known = {source.id: source for source in sources}
    numbered: dict[str, list[str]] = defaultdict(list)
    for source in known.values():
        numbered[letters(source.number)].append(source.id)
    pairs: set[Pair] = set()
    remarks = []
    for newer in sorted(known.keys() & stated.keys()):
        for name in stated[newer]:
            found = _named(composed(name), known[newer], known, numbered)
            pairs.update((newer, older) for older in found)
            if not found:
                remarks.append(
                    f"{CATALOG_NAME}: {newer} supersedes “{name}”, which names no other report "
                    f"of the index: {_REMEDY}."
                )
    refuse_circle(pairs)
    return Supersession(frozenset(pairs), tuple(remarks))


def _named(
    name: str, own: Source, known: Mapping[str, Source], numbered: Mapping[str, list[str]]
) -> list[str]:
    if name == own.id:
        raise CorpusError(
            f"{CATALOG_NAME}: {own.id} supersedes itself",
            f"name an older report in its supersedes, or delete “{name}” there",
        )
    if name in known:
        return [name]
    number = letters(name)
    found = [one for one in numbered.get(number, ()) if number and one != own.id]
    if number != letters(own.number):
        return found
    return [one for one in found if is_earlier(known[one].date, own.date)]


def refuse_circle(pairs: Collection[Pair]) -> None:
    """Check that no report supersedes one that supersedes it.

    Raises:
        CorpusError: names the reports of a circle.
    """
    left = set(pairs)
    while left:
        ends = {older for _, older in left} - {newer for newer, _ in left}
        if not ends:
            break
        left = {pair for pair in left if pair[1] not in ends}
    if left:
        after = dict(sorted(left))
        path = [min(after)]
        while after[path[-1]] not in path:
            path.append(after[path[-1]])
        circle = [*path[path.index(after[path[-1]]) :], after[path[-1]]]
        raise CorpusError(
            f"{CATALOG_NAME}: reports supersede each other: {' supersedes '.join(circle)}",
            "delete supersedes from the oldest of them",
        )


def newest_first(
    dates: Mapping[str, str], guessed: Iterable[Pair], stated: Collection[Pair]
) -> dict[str, list[str]]:
    """Return the editions of each work that what is stated concerns, newest first.

    What is stated wins over a guess: a work that is stated to be superseded has no other
    successor by its date, and no guess contradicts what is stated. A work may have no edition left
    but itself.

    Args:
        dates: of the works, by id; "" where unknown.
        guessed: pairs of works with different dates that seem to be editions, in any order.
        stated: pairs of works, without a circle.
    """
    guessed = set(guessed)
    beside = _mapped(both for pair in {*guessed, *stated} for both in (pair, pair[::-1]))
    named = {one for pair in stated for one in pair}
    concerned = named.union(*(_below(beside, one) for one in named))
    by_date = [
        sorted(pair, key=lambda one: (dates[one], one), reverse=True)
        for pair in guessed
        if pair[0] in concerned
    ]
    older = _mapped(stated)
    superseded = {one for _, one in stated}
    for newer, one in sorted(by_date, key=lambda pair: (dates[pair[0]], *pair), reverse=True):
        if one not in superseded and newer not in _below(older, one):
            older[newer].add(one)
    above = _mapped((one, newer) for newer, ones in older.items() for one in ones)
    order = list(_in_order(dates, {one: set(above[one]) for one in concerned}))
    return {
        one: [work for work in order if work in {one} | _below(above, one) | _below(older, one)]
        for one in concerned
    }


def _mapped(pairs: Iterable[Pair]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        found[one].add(other)
    return found


def _below(after: Mapping[str, Collection[str]], top: str) -> set[str]:
    """Return what a work leads to, directly or not."""
    found: set[str] = set()
    waiting = list(after.get(top, ()))
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += after.get(one, ())
    return found


def _in_order(dates: Mapping[str, str], newer: dict[str, set[str]]) -> Iterator[str]:
    """Yield each work after those that supersede it; of several that may follow, the latest."""
    while newer:
        free = [one for one, before in newer.items() if not before]
        one = max(free, key=lambda work: (dates[work], work))
        yield one
        del newer[one]
        for before in newer.values():
            before.discard(one)


def letters(text: str | None) -> str:
    """Return the letters and digits of a text in lower case."""
    return re.sub(r"[\W_]+", "", text or "").casefold()


def is_earlier(one: str | None, other: str | None) -> bool:
    """Tell whether a date is before another; a month is not before its days."""
    return other_date(one, other) and (one or "") < (other or "")


def other_date(one: str | None, other: str | None) -> bool:
    """Tell whether two dates differ; a month does not differ from its days."""
    length = min(len(one or ""), len(other or ""))
    return (one or "")[:length] != (other or "")[:length]
