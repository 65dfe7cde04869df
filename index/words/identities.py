"""Find the reports that a question names, by their numbers, titles or other marks."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import log

from corpus.report import Source
from corpus.text.fold import fold

_RUN = re.compile(r"[^\W_]+")
_QUOTED = re.compile(r"“([^”]+)”|\"([^\"]+)\"|‘([^’]+)’")
_GAP = re.compile(r"[\s./‐-―_-]{0,3}")
_MOST_RUNS = 6
_SHORTEST_NUMBER = 4
_SHORTEST_TITLE = 2
_LEAST_TELLING = 0.3
"""Of 100,000 reports, a term of more than 3,162 names none; this bounds the time of a question."""
_NOUN = re.compile(
    r"(?:\b(?:(?:the|this)\s+(?:\w+\s+)?)?(?:report|document|paper)\s*,?\s+)?$", re.IGNORECASE
)
_ASIDE = re.compile(r"\b(?:in|of|from|by|per|under|within|according\s+to)\s+$", re.IGNORECASE)
_OWNS = re.compile(r"['’]s\b")
_HEADS = re.compile(r"\s*[:;,]")


@dataclass(frozen=True, slots=True)
class Named:
    """A name of reports in a question.

    Attributes:
        start, end: of the name in the question, in code points.
        reports: ids of the reports, in order.
    """

    start: int
    end: int
    reports: tuple[str, ...]


class Identities:
    """What the reports of an index are: numbers, titles, and the terms of their identity."""

    def __init__(self, terms: Mapping[str, Collection[str]], sources: Iterable[Source]) -> None:
        """Index the reports by what names them.

        Args:
            terms: by report id, the terms of its identity; none of a generation that has none.
            sources: of the reports, in order of id.
        """
        self._terms = {report: frozenset(own) for report, own in terms.items()}
        self._holders: dict[str, list[str]] = defaultdict(list)
        for report, own in self._terms.items():
            for term in own:
                self._holders[term].append(report)
        self._numbers: dict[str, list[str]] = defaultdict(list)
        titles: dict[str, list[Source]] = defaultdict(list)
        for source in sources:
            number = "".join(_RUN.findall((source.number or "").casefold()))
            # Digits alone may be a year.
            if len(number) >= _SHORTEST_NUMBER and not (number.isdigit() or number.isalpha()):
                self._numbers[number].append(source.id)
            title = _normal(source.title or "")
            if title.count(" ") + 1 >= _SHORTEST_TITLE:
                titles[title].append(source)
        # A title that works of several numbers share, such as a series', names none of them.
        self._titles = {
            title: [source.id for source in those]
            for title, those in titles.items()
            if len(those) == 1 or len({source.number for source in those} | {None}) == 2
        }

    def weights(
        self, terms: Iterable[str], reports: Collection[str]
    ) -> dict[str, dict[str, float]]:
        """Return for each report that a term names, how well each of its terms tells it apart.

        The weight is 1 for a term of one report alone, and 0 for one of all: the logarithm of the
        inverse share of the reports, over that of one report. A term of very many names none.

        Args:
            terms: of the question.
            reports: ids of the reports that are searched; all when empty.
        """
        chosen = frozenset(reports)
        count = len(chosen or self._terms)
        found: dict[str, dict[str, float]] = defaultdict(dict)
        for term in terms:
            holders = self._holders.get(term, [])
            if chosen:
                holders = [report for report in holders if report in chosen]
            if not holders or len(holders) == count:
                continue
            weight = 1 - log(len(holders)) / log(count)
            if weight >= _LEAST_TELLING:
                for report in holders:
                    found[report][term] = weight
        return found

    def distinctive(self, report: str) -> frozenset[str]:
        """Return the terms of a report's identity that not every report of the index has."""
        return frozenset(
            term
            for term in self._terms.get(report, ())
            if len(self._holders[term]) < len(self._terms)
        )

    def named(self, question: str) -> list[Named]:
        """Return the names of reports in a question, in order: numbers, and titles in quotes."""
        found = [*self._named_by_title(question), *self._named_by_number(question)]
        found.sort(key=lambda one: (one.start, -one.end))
        kept: list[Named] = []
        for one in found:
            if not kept or one.start >= kept[-1].end:
                kept.append(one)
        return kept

    def _named_by_number(self, question: str) -> Iterable[Named]:
        runs = list(_RUN.finditer(question))
        at = 0
        while at < len(runs):
            for last in range(min(at + _MOST_RUNS, len(runs)) - 1, at - 1, -1):
                some = runs[at : last + 1]
                reports = self._numbers.get("".join(run[0] for run in some).casefold())
                if reports and all(
                    _GAP.fullmatch(question, one.end(), two.start()) for one, two in pairwise(some)
                ):
                    yield Named(some[0].start(), some[-1].end(), tuple(reports))
                    at = last
                    break
            at += 1

    def _named_by_title(self, question: str) -> Iterable[Named]:
        for match in _QUOTED.finditer(question):
            reports = self._titles.get(_normal(match[0]))
            if reports:
                yield Named(match.start(), match.end(), tuple(reports))


def without_names(question: str, names: Iterable[Named]) -> str:
    """Return a question without the names of reports, "it" where one is not in an aside.

    "How many agencies are in GAO-05-927?" becomes "How many agencies are?", "What does GAO-05-927
    say?" becomes "What does it say?".
    """
    for name in sorted(names, key=lambda one: -one.start):
        before, after = question[: name.start], question[name.end :]
        before = before[: _starts(_NOUN, before)]
        aside = _starts(_ASIDE, before)
        if _OWNS.match(after):
            question = f"{before}its{_OWNS.sub('', after, count=1)}"
        elif aside < len(before):
            question = before[:aside] + after
        else:
            heads = not before.strip() and _HEADS.match(after)
            question = f"{before}{'' if heads else 'it'}{after}"
    return re.sub(r"\s+([?.,;!])", r"\1", re.sub(r"\s{2,}", " ", question)).strip(" ,;:")


def _starts(pattern: re.Pattern[str], text: str) -> int:
    """Return where a pattern at the end of a text starts; its length where it is not there."""
    found = pattern.search(text)
    return found.start() if found else len(text)


def _normal(title: str) -> str:
    return " ".join(_RUN.findall(fold(title).text))
