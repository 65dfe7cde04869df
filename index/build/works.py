"""Group the reports of a build into works, and works into the editions of a publication.

A PDF and its HTML twin are two files of one work. Reports are compared where they share a number,
a title or the name of the file, and the share of sentences that they have in common decides.
docs/reports.md states the rules, and ``python -m bench.works`` measures the shares.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product
from pathlib import PurePosixPath

from corpus.extract import format_name
from corpus.report import Report, Source
from index.build.supersedes import (
    UNSTATED,
    Supersession,
    letters,
    newest_first,
    other_date,
    refuse_circle,
)
from index.works import Edition, Work

WORKS_VERSION = "1"
"""Raise it when the same reports are grouped in another way."""

SMALLER, LARGER = 0.6, 0.4
"""Least share of the smaller and of the larger report that two formats of a work have in common.

Of the twins measured, the lowest shares are .80 and .57; of two reports in one series, .39 and .37.
"""
COPY = 0.98
"""Least share where text cannot differ by extraction (one format), or where the dates differ."""
EDITION = 0.5
"""Least share of the smaller of two editions that have only the title in common."""

_MOST_ALIKE = 50
"""A number, title or file name that more reports share than this identifies none of them."""
_SETS_KEPT = 2 * _MOST_ALIKE

Digests = Callable[[str], Iterable[bytes]]
"""Return the digests of a report's sentences, by its id."""


@dataclass(frozen=True, slots=True)
class File:
    """What a report states about itself.

    Attributes:
        path: relative to the corpus folder.
        paged: whether its sentences have page numbers.
    """

    source: Source
    path: str
    paged: bool

    @classmethod
    def of(cls, report: Report) -> "File":
        """Return the file of a report that was read."""
        return cls(report.source, report.path, any(one.pages for one in report.passages))

    @property
    def rank(self) -> tuple[bool | str, ...]:
        """Return what sorts the files of a work, the one to cite first before the others."""
        source = self.source
        stated = (source.publisher, source.date, source.number, source.title)
        return (not self.paged, *(value is None for value in stated), source.id)


def group_works(
    files: Iterable[File], digests: Digests, stated: Supersession = UNSTATED
) -> tuple[Work, ...]:
    """Return the works with several files or several editions, in order of their first file.

    The order of the files does not matter.

    Args:
        stated: what the catalog states of editions.

    Raises:
        CorpusError: when works are stated to supersede each other.
    """
    grouping = _Grouping(sorted(files, key=lambda file: file.source.id), digests, stated)
    return grouping.works()


class _Grouping:
    def __init__(self, files: Sequence[File], digests: Digests, stated: Supersession) -> None:
        self._files = {file.source.id: file for file in files}
        self._pairs = sorted(set(_alike(files)))
        self._stated = stated.pairs
        self._digests = lru_cache(_SETS_KEPT)(lambda report: frozenset(digests(report)))
        self._shares: dict[tuple[str, str], tuple[float, float]] = {}

    def works(self) -> tuple[Work, ...]:
        groups = self._twins()
        editions = self._editions(groups)
        works = [Work(group, editions.get(group[0], ())) for group in groups]
        return tuple(work for work in works if len(work.files) > 1 or work.editions)

    def _twins(self) -> list[tuple[str, ...]]:
        """Return the files of each work; the pairs that share most are joined first.

        A file joins a work only as a twin of all its files, so that an undated file does not join
        two editions.
        """
        group_of = {report: [report] for report in self._files}
        twins = [pair for pair in self._pairs if self._are_twins(*pair)]
        for one, other in sorted(
            twins, key=lambda pair: (*(-x for x in self._shared(*pair)), pair)
        ):
            first, second = group_of[one], group_of[other]
            if first is second or not all(
                self._are_twins(*sorted(pair)) for pair in product(first, second)
            ):
                continue
            first += second
            group_of.update(dict.fromkeys(second, first))
        groups = {id(group): group for group in group_of.values()}.values()
        in_order = (sorted(group, key=lambda one: self._files[one].rank) for group in groups)
        return sorted(map(tuple, in_order))

    def _are_twins(self, one: str, other: str) -> bool:
        first, second = self._files[one], self._files[other]
        if (one, other) in self._stated or (other, one) in self._stated:
            return False
        if _differ(letters(first.source.number), letters(second.source.number)):
            return False
        one_format = format_name(first.path) == format_name(second.path)
        another_date = other_date(first.source.date, second.source.date)
        if one_format and another_date:
            return False
        least_smaller = COPY if one_format or another_date else SMALLER
        least_larger = COPY if one_format else LARGER
        smaller, larger = self._shared(one, other)
        return smaller >= least_smaller and larger >= least_larger

    def _shared(self, one: str, other: str) -> tuple[float, float]:
        """Return the share of the smaller and of the larger report that both have in common."""
        pair = one, other
        if pair not in self._shares:
            first, second = self._digests(one), self._digests(other)
            sizes = sorted((len(first), len(second)))
            common = len(first & second)
            self._shares[pair] = common / max(1, sizes[0]), common / max(1, sizes[1])
        return self._shares[pair]

    def _editions(self, groups: Sequence[tuple[str, ...]]) -> dict[str, tuple[Edition, ...]]:
        """Return the editions of each publication by the first file of each of its works."""
        sources = {group[0]: self._work_source(group) for group in groups}
        first_of = {report: group[0] for group in groups for report in group}
        found: dict[str, set[str]] = defaultdict(set)
        guessed: set[tuple[str, str]] = set()
        for one, other in self._pairs:
            works = first_of[one], first_of[other]
            if self._are_editions(one, other, *(sources[first] for first in works)):
                guessed.add(works)
                for first in works:
                    found[first].update(works)
        dates = {first: source.date or "" for first, source in sources.items()}
        ordered = {
            first: sorted(others, key=lambda one: (dates[one], one), reverse=True)
            for first, others in found.items()
        }
        stated = {(first_of[newer], first_of[older]) for newer, older in self._stated}
        refuse_circle(stated)
        ordered |= newest_first(dates, guessed, stated)
        return {
            first: tuple(Edition(one, dates[one]) for one in others)
            for first, others in ordered.items()
            if len(others) > 1
        }

    def _are_editions(self, one: str, other: str, first: Source, second: Source) -> bool:
        numbers = letters(first.number), letters(second.number)
        if not other_date(first.date, second.date) or _differ(*numbers):
            return False
        same_number = bool(numbers[0]) and numbers[0] == numbers[1]
        publishers = letters(first.publisher), letters(second.publisher)
        if same_number and not _differ(*publishers):
            return True
        return self._shared(one, other)[0] >= EDITION

    def _work_source(self, group: Sequence[str]) -> Source:
        """Return what is known of a work: of each value, the one of the file cited first."""
        sources = [self._files[report].source for report in group]

        def first(name: str) -> str | None:
            return next(filter(None, (getattr(source, name) for source in sources)), None)

        return Source(group[0], first("title"), first("publisher"), first("number"), first("date"))


def _alike(files: Iterable[File]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of reports that may be one work or editions of one publication."""
    sharing: dict[tuple[str, str], list[str]] = defaultdict(list)
    for file in files:
        source = file.source
        stem = str(PurePosixPath(file.path).with_suffix("")).casefold()
        names = {"number": letters(source.number), "title": letters(source.title), "name": stem}
        for kind, name in names.items():
            if name:
                sharing[kind, name].append(source.id)
    for reports in sharing.values():
        if len(reports) <= _MOST_ALIKE:
            yield from combinations(reports, 2)


def _differ(one: str, other: str) -> bool:
    return bool(one and other) and one != other
