"""Scan the text of every report for all quotations of a draft at once.

The scan compares skeletons (``corpus.quotes.skeleton``), so it finds words in any typography, and
words that it does not find stand in no report's text. It gives candidates;
``corpus.quotes.compare`` judges them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

import numpy as np

from corpus.quotes.skeleton import places, skeleton
from corpus.report import Span
from service.citecheck.quotations.grams import PADDING, Keys, letters_of, needle_of, start_of
from service.citecheck.quotations.needles import Needles
from service.citecheck.quotations.places import Found, Place, Sought, form_of

_LEAST_SHARE = 0.2
"""Share of a quotation's letters that a place has at least."""
_NEAR, _NEAR_IN_CITED = 6, 10
"""Number of places with a part of the letters: the best of all reports, and of each cited one."""
_LOOKED_AT, _FORMS, _SAME = 400, 8, 6
"""Of the places of a report with all letters: how many are looked at, how many different forms of
the words are kept, and how many places of each form."""
_ENOUGH = 50
"""Number of reports with all letters, one of them in the draft's form, after which others that
the draft does not cite are left out."""
_SLACK, _GAP = 120, 400
"""Letters that may stand between the words of one place, and in place of an ellipsis."""
_SHORTEST_PART = 3
_ALL, _NEARLY = 1.0, 0.999


class _Hit(NamedTuple):
    """A place of a sought quotation in the skeleton of a text."""

    sought: int
    start: int
    end: int
    share: float


class Scan:
    """Looks for quotations in one report after the other; one text at a time is in memory."""

    def __init__(self, sought: Sequence[Sought]) -> None:
        """Prepare the needles: the letters of each quotation, and of its parts."""
        self.found = [Found() for _ in sought]
        self._sought = sought
        self._needles = Needles()
        self._chains = [
            [*filter(None, map(self._chain, ([one.text], one.parts)))] for one in sought
        ]
        self._users: dict[int, set[int]] = defaultdict(set)
        self._citing: dict[str, list[int]] = defaultdict(list)
        for at, one in enumerate(sought):
            for needle in self._needles_of(at):
                self._users[needle].add(at)
            for report in one.cited:
                self._citing[report].append(at)
        self._needles.prepare()
        self._lengths = self._needles.lengths
        self._runs = self._needles.runs
        self._slack = _SLACK + self._lengths // 4
        self._least = np.full(len(sought), _LEAST_SHARE)
        self._settled: set[int] = set()

    def read(self, report: str, text: str) -> None:
        """Look for the quotations in the text of one report."""
        letters = letters_of(skeleton(text))
        counted = self._needles.counted(letters)
        if counted is None:
            return
        keys, counts = counted
        size = len(letters) - PADDING
        whole = list(self._whole(report, keys[counts == self._runs[needle_of(keys)]]))
        alike = {
            sought
            for sought, found in _placed(report, text, whole, size)
            if self._keep_whole(sought, text, found)
        }
        taken: dict[int, list[_Hit]] = defaultdict(list)
        for hit in whole:
            taken[hit.sought].append(hit)
        near = [
            hit
            for hit in self._near(report, keys, counts, alike)
            if not any(hit.start < one.end and one.start < hit.end for one in taken[hit.sought])
        ]
        for sought, found in _placed(report, text, near, size):
            self._keep_near(sought, report, found)

    def _chain(self, parts: Iterable[str]) -> tuple[int, ...]:
        """Return the numbers of the needles of some parts; very short parts have none."""
        numbers = (self._needles.add(part, _SHORTEST_PART) for part in parts)
        return tuple(number for number in numbers if number is not None)

    def _needles_of(self, sought: int) -> set[int]:
        return {needle for chain in self._chains[sought] for needle in chain}

    def _whole(self, report: str, keys: Keys) -> Iterator[_Hit]:
        """Yield the places at which a quotation, or all its parts in order, stand."""
        needles = needle_of(keys)
        starts = {
            needle: start_of(keys[needles == needle]) for needle in np.unique(needles).tolist()
        }
        for at in sorted({at for needle in starts for at in self._users[needle]}):
            if at not in self._settled or report in self._sought[at].cited:
                for chain in self._chains[at]:
                    if all(needle in starts for needle in chain):
                        for start, end in self._spans(chain, starts):
                            yield _Hit(at, start, end, _ALL)

    def _spans(self, chain: Sequence[int], starts: Mapping[int, Keys]) -> list[Span]:
        """Return where the needles of a chain follow each other, the tightest places first."""
        first, *others = chain
        start = starts[first]
        end = start + self._lengths[first]
        for needle in others:
            following = np.searchsorted(starts[needle], end)
            there = following < len(starts[needle])
            start, end = start[there], starts[needle][following[there]] + self._lengths[needle]
        # Of places that end alike, the last to start is the tightest.
        last = np.flatnonzero(np.append(end[1:] != end[:-1], [True])[: len(end)])
        spans = zip(start[last].tolist(), end[last].tolist(), strict=True)
        return sorted(spans, key=lambda span: (span[1] - span[0], span))[:_LOOKED_AT]

    def _near(self, report: str, keys: Keys, counts: Keys, alike: set[int]) -> Iterator[_Hit]:
        """Yield the places that have a larger share of a quotation than those known so far.

        Args:
            alike: quotations that stand in the report in the draft's form. Others may do so where
                a page ends, though all their letters stand elsewhere with another comma.
        """
        least = self._least.copy()
        least[self._citing.get(report, [])] = _LEAST_SHARE
        least[list(alike)] = _ALL
        floors = np.array([least[list(self._users[n])].min() for n in range(len(self._needles))])
        needles = needle_of(keys)
        total = np.append(0, np.cumsum(counts))
        behind = np.searchsorted(keys, keys + self._slack[needles])
        shares = np.minimum(_ALL, (total[behind] - total[:-1]) / self._runs[needles])
        better = np.flatnonzero(shares > floors[needles])
        order = better[np.lexsort((-shares[better], needles[better]))].tolist()
        for needle, own in groupby(order, key=lambda i: int(needles[i])):
            length, taken = int(self._lengths[needle]), list[int]()
            for i in own:
                start = int(start_of(keys[i]))
                if len(taken) < _NEAR_IN_CITED and all(abs(start - one) > length for one in taken):
                    taken.append(start)
                    end = int(start_of(keys[behind[i] - 1])) + length
                    hits = (
                        self._hit(at, needle, (start, end), float(shares[i]))
                        for at in self._users[needle]
                    )
                    yield from (hit for hit in hits if hit.share > least[hit.sought])

    def _hit(self, at: int, needle: int, span: Span, share: float) -> _Hit:
        """Return the place of a part, with room for the parts before and behind it."""
        chain = next(chain for chain in self._chains[at] if needle in chain)
        place, size = chain.index(needle), [int(self._lengths[one]) for one in chain]
        start = span[0] - sum(size[:place]) - place * _GAP
        end = span[1] + sum(size[place + 1 :]) + (len(chain) - place - 1) * _GAP
        return _Hit(at, start, end, min(share * size[place] / max(size), _NEARLY))

    def _keep_whole(self, at: int, text: str, places: Sequence[Place]) -> bool:
        """Keep the places with all letters: each form of the words once, with its other places.

        Returns:
            Whether one of them has the words, or all parts between marks, in the draft's form.
        """
        forms: dict[str, list[Place]] = defaultdict(list)
        for place in places:
            forms[form_of(text[place.start : place.end])].append(place)
        own = form_of(self._sought[at].text)
        kept = sorted(forms.items(), key=lambda item: item[0] != own)[:_FORMS]
        found = self.found[at].whole
        for form, (first, *others) in kept:
            same = tuple((place.start, place.end) for place in others[: _SAME - 1])
            found.append(replace(first, form=form, same=same))
        if kept[0][0] == own and len(found) >= _ENOUGH:
            self._settled.add(at)
        sought = self._sought[at]
        parts = [form_of(part) for part in sought.parts or [sought.text]]
        is_alike = any(all(part in form for part in parts) for form in forms)
        if is_alike:
            self._least[at] = _ALL
        return is_alike

    def _keep_near(self, at: int, report: str, places: Sequence[Place]) -> None:
        """Keep the best places of all reports, and of each cited one."""
        found, cited = self.found[at], self._sought[at].cited
        places = sorted(places, key=_by_share)
        if report in cited:
            found.near += places[:_NEAR_IN_CITED]
            return
        others = [place for place in found.near if place.report not in cited]
        others = sorted([*others, *places], key=_by_share)[:_NEAR]
        found.near = [place for place in found.near if place.report in cited] + others
        if len(others) == _NEAR:
            self._least[at] = max(self._least[at], others[-1].share)


def _placed(
    report: str, text: str, hits: Iterable[_Hit], size: int
) -> Iterator[tuple[int, list[Place]]]:
    """Yield the places of hits in a text, whose skeleton has a size, for each quotation."""
    inside = sorted({hit._replace(start=max(hit.start, 0), end=min(hit.end, size)) for hit in hits})
    offsets = sorted({offset for hit in inside for offset in (hit.start, hit.end - 1)})
    at = dict(zip(offsets, places(text, offsets), strict=True))
    for sought, own in groupby(inside, key=lambda hit: hit.sought):
        yield sought, [Place(report, at[hit.start], at[hit.end - 1] + 1, hit.share) for hit in own]


def _by_share(place: Place) -> tuple[float, int]:
    return -place.share, place.end - place.start
