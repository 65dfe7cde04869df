"""Resolve short titles that a draft does not explain: "(Mueller report)", "the Ferry study"."""

import re
from collections.abc import Iterable

from corpus.text.lexicon import lexicon
from index.store.protocol import View
from index.types import IndexedReport
from index.words.terms import terms
from service.citecheck.citation_forms import SHORT_TITLE

_SHORT_TITLE = re.compile(SHORT_TITLE)
_FRONT = 800
"""Characters of a report that hold its title page."""
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")


class ShortTitles:
    """What short titles may say of the reports of an index."""

    def __init__(self, view: View) -> None:
        """Collect nothing yet: most drafts have no short title."""
        self._view = view
        self._said: dict[str, frozenset[str]] = {}

    def named(self, words: str) -> list[tuple[str, ...]]:
        """Return the reports that the short title in some words may mean, by publication.

        Each word of it must stand in the report's title, its id or its authors' names, or be the
        last name of a person on its title page. A publisher's name or acronym alone names no
        report, and a year must be that of the report.
        """
        found: dict[frozenset[str], list[str]] = {}
        title, years = _SHORT_TITLE.search(words), _YEAR.findall(words)
        for report in self._view.reports.values() if title else ():
            date = report.source.date
            is_of_year = not (date and years) or str(date)[:4] in years
            if title and is_of_year and self._is_named(title[1], report):
                found.setdefault(_publication(report), []).append(report.source.id)
        return [tuple(reports) for reports in found.values()]

    def _is_named(self, title: str, report: IndexedReport) -> bool:
        said = {term.text: title[term.start : term.end] for term in terms(title)}
        publisher = _terms([report.source.publisher or ""])
        if all(word.isupper() or term in publisher for term, word in said.items()):
            return False
        own = self._own(report)
        return all(term in own or self._is_person(word, report) for term, word in said.items())

    def _is_person(self, word: str, report: IndexedReport) -> bool:
        """Return whether a word follows a given name or an initial on a report's title page."""
        front = self._view.text(report.source.id, 0, _FRONT)
        before = re.findall(rf"\b([A-Z]\w*)\.?\s+{re.escape(word)}\b", front)
        return any(len(one) == 1 or one.lower() in lexicon().given for one in before)

    def _own(self, report: IndexedReport) -> frozenset[str]:
        source = report.source
        if source.id not in self._said:
            words = re.sub(r"[\W_]+", " ", source.id)
            self._said[source.id] = _terms([source.title or "", words, *source.authors])
        return self._said[source.id]


def _terms(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(term.text for text in texts for term in terms(text))


def _publication(report: IndexedReport) -> frozenset[str]:
    """Return the ids of the files of a report, and of its other editions."""
    work = report.work
    editions = (edition.report for edition in work.editions)
    return frozenset(editions) or frozenset(work.files)
