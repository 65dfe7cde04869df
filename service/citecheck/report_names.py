"""Find the report that the words of a citation name: by number, address, file, title or author."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from corpus.dates import MONTHS, date_parts
from corpus.readers.persons import natural_order
from corpus.text.fold import fold
from index.store.protocol import View
from index.types import IndexedReport
from service.citecheck.citation_forms import REPORT_NUMBER
from service.citecheck.findings import HowResolved

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(rf"\b{REPORT_NUMBER}\b")
_ADDRESS = re.compile(r"https?://[^\s<>\"”’)\]]+[^\s<>\"”’)\].,;:]")
_SCHEME = re.compile(r"https?://(?:www\.)?")
_OWN_ADDRESS = re.compile(r"/reports/([^\s#?]+)")
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
_NAME = re.compile(r"\b[^\W\d_][\w’'-]+")
_TELLING = re.compile(r"[\d/_.-]")
_TITLE_WORDS = 3
"""Words of a title that names its report without quotation marks."""
_SHORTEST_ID = 4


@dataclass(frozen=True, slots=True)
class Naming:
    """What words of a citation name.

    Attributes:
        reports: their ids, in order; empty where they name none of the index.
        reason: why not; "" where they do not name a work at all.
    """

    reports: tuple[str, ...] = ()
    how: HowResolved | None = None
    reason: str = ""


class ReportNames:
    """The names of the reports of an index."""

    def __init__(self, view: View) -> None:
        """Index the reports by what citations name them by."""
        self._view = view
        self._ids = {report.casefold(): report for report in view.reports}
        self._titles: dict[str, list[str]] = defaultdict(list)
        self._addresses: dict[str, list[str]] = defaultdict(list)
        self._files: dict[str, list[str]] = defaultdict(list)
        self._names: dict[str, list[str]] = defaultdict(list)
        for one in view.reports.values():
            source = one.source
            self._titles[_normal(source.title or "")].append(source.id)
            if source.url:
                self._addresses[_address(source.url)].append(source.id)
            path = PurePosixPath(one.path.casefold())
            for name in {path.name, path.stem}:
                self._files[name].append(source.id)
            for name in _names_of(one):
                self._names[name].append(source.id)
        self._titles.pop("", None)

    def named(self, words: str) -> Naming:
        """Return the reports that the words of one citation name."""
        ways: tuple[tuple[HowResolved, Iterator[Iterable[str]]], ...] = (
            ("number", self._by_number(words)),
            ("id", self._by_id(words)),
            ("url", self._by_address(words)),
            ("alias", self._by_file(words)),
        )
        for how, found in ways:
            reports = {report for those in found for report in those}
            if reports:
                return Naming(self._dated(reports, words), how)
        if number := _NUMBER.search(_ADDRESS.sub(" ", words)):
            return Naming(reason=f"no report of the index has the number {number[0]}")
        if address := _ADDRESS.search(words):
            return Naming(reason=f"no report of the index has the address {address[0]}")
        reports = set(self._by_title(words))
        if reports:
            return Naming(self._dated(reports, words), "title")
        return self._by_author(words)

    def has_number(self, words: str) -> bool:
        """Return whether words have the number or the address of a report, of the index or not."""
        return bool(_NUMBER.search(words) or _ADDRESS.search(words))

    def of_author(self, words: str, among: Collection[str]) -> tuple[str, ...]:
        """Return those of some reports whose author or publisher the words name."""
        names = [name.casefold() for name in _NAME.findall(words)]
        found = {report for name in names for report in self._names.get(name, ())}
        return tuple(sorted(found & set(among)))

    def _by_id(self, words: str) -> Iterator[Iterable[str]]:
        for word in (*_OWN_ADDRESS.findall(words), *_telling(words)):
            if word.casefold() in self._ids:
                yield [self._ids[word.casefold()]]

    def _by_number(self, words: str) -> Iterator[Iterable[str]]:
        for name in self._view.identities.named(words):
            if words[name.start].isalnum():
                yield name.reports

    def _by_address(self, words: str) -> Iterator[Iterable[str]]:
        for address in _ADDRESS.findall(words):
            yield self._addresses.get(_address(address), ())

    def _by_file(self, words: str) -> Iterator[Iterable[str]]:
        for name in _telling(words):
            yield self._files.get(name.casefold(), ())

    def _by_title(self, words: str) -> Iterator[str]:
        for name in self._view.identities.named(words):
            if not words[name.start].isalnum():  # a title in quotation marks
                yield from name.reports
        said = f" {_normal(words)} "
        there = [
            title
            for title in self._titles
            if title.count(" ") + 1 >= _TITLE_WORDS and f" {title} " in said
        ]
        for title in there:
            # "Annual Report on Ferries" does not name "Annual Report".
            if not any(title != other and title in other for other in there):
                yield from self._titles[title]

    def _by_author(self, words: str) -> Naming:
        years = _YEAR.findall(words)
        if not years:
            return Naming()
        names = [name for name in _NAME.findall(words) if name[0].isupper()]
        found = self.of_author(" ".join(names), self._view.reports)
        dated = [one for one in found if (self._view.reports[one].source.date or "")[:4] in years]
        if not names:
            return Naming()
        if not dated:
            return Naming(reason="no report of the index has this author and year")
        if len({self._view.reports[one].work.files for one in dated}) > 1:
            return Naming(reason=f"{len(dated)} reports of the index have this author and year")
        return Naming(tuple(dated), "author")

    def _dated(self, reports: Collection[str], words: str) -> tuple[str, ...]:
        """Return the reports of the date that the words state, where one has it; else all."""
        kept = sorted(reports)
        for stated in (_has_year, _has_month):
            dated = [one for one in kept if stated(self._view.reports[one].source.date, words)]
            kept = dated or kept
        return tuple(kept)


def _telling(words: str) -> Iterator[str]:
    """Yield the words that may be an id or a file's name: with a digit, a hyphen or the like."""
    for word in (word.strip("()[].,;:\"'“”‘’") for word in words.split()):
        if len(word) >= _SHORTEST_ID and _TELLING.search(word):
            yield word


def _names_of(report: IndexedReport) -> Iterator[str]:
    """Yield the last names of the authors, and the publisher's words and initials."""
    source = report.source
    for author in source.authors:
        last = author.split(",")[0] if "," in author else natural_order(author).split()[-1]
        yield last.casefold()
    words = _WORD.findall(source.publisher or "")
    if words:
        yield "".join(word[0] for word in words if word[0].isupper()).casefold()
        yield " ".join(words).casefold()


def _has_year(date: str | None, words: str) -> bool:
    return bool(date) and str(date)[:4] in _YEAR.findall(words)


def _has_month(date: str | None, words: str) -> bool:
    month = date_parts(date)[1] if date else None
    return month is not None and re.search(rf"\b{MONTHS[month - 1][:3]}", words) is not None


def _address(url: str) -> str:
    return _SCHEME.sub("", url).partition("#")[0].rstrip("/").casefold()


def _normal(title: str) -> str:
    return " ".join(_WORD.findall(fold(title).text))
