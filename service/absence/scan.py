"""Scan the text of every report for words and phrases, exhaustively.

The letters of all forms of all phrases are sought at once, as the cite-check does, in two layers
of each text: as it is, and without running heads and note marks. Each place that has the letters of
a form is compared with it until one of the report has its words. So a form without such a place
stands nowhere in the text.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from corpus.quotes.skeleton import skeleton
from corpus.quotes.style import SourceStyle
from corpus.report import Span
from service.absence.reduced import reduced
from service.absence.standing import Standing, is_cut, stands
from service.citecheck.quotations.grams import (
    Keys,
    letters_of,
    needle_of,
    positions_of,
    start_of,
)
from service.citecheck.quotations.needles import Needles
from service.citecheck.quotations.report_texts import ReportTexts

_MOST_ALIKE = 5
"""Different words that have the letters of a form and are listed."""
_WORD_BEFORE, _WORD_AFTER = re.compile(r"\S{0,40}\Z"), re.compile(r"\S{0,40}")


class PhraseScan:
    """Looks for forms of phrases in one report after the other."""

    def __init__(self, forms: Sequence[str], texts: ReportTexts, most_places: int) -> None:
        """Prepare the letters of all forms.

        Args:
            most_places: most reports of which a place is kept for a form.
        """
        self.characters = self.reports = 0
        self._forms, self._texts, self._most = forms, texts, most_places
        self._needles = Needles()
        self._users: dict[int, list[int]] = defaultdict(list)
        for at, form in enumerate(forms):
            number = self._needles.add(form, 1)
            if number is None:
                raise ValueError(f"{form!r} has neither letters nor digits")
            self._users[number].append(at)
        self._needles.prepare()
        self._found: dict[int, list[Standing]] = defaultdict(list)
        self._count: dict[int, int] = defaultdict(int)
        self._alike: dict[int, dict[str, Standing]] = defaultdict(dict)

    def run(self, reports: Sequence[str], progress: Callable[[], None] = lambda: None) -> None:
        """Scan some reports.

        Args:
            progress: called after each report.
        """
        for report in reports:
            self._read(report)
            progress()

    def places(self, form: int) -> list[Standing]:
        """Return a place in each report that has a form, in order, up to the most."""
        return self._found[form]

    def reports_with(self, form: int) -> int:
        """Return the number of reports that have a form."""
        return self._count[form]

    def alike(self, form: int) -> list[Standing]:
        """Return some places that have the letters of a form in other words."""
        return list(self._alike[form].values())

    def _read(self, report: str) -> None:
        text = self._texts.text(report)
        self.reports, self.characters = self.reports + 1, self.characters + len(text)
        style = self._texts.style(report)
        whole = np.arange(len(text) + 1)
        known = self._scan(report, text, text, whole, style, set())
        shorter = reduced(text, style)
        if shorter:
            kept = np.append(shorter.kept, len(text))
            self._scan(report, text, shorter.text, kept, style, known)

    def _scan(
        self, report: str, text: str, layer: str, kept: Keys, style: SourceStyle, known: set[int]
    ) -> set[int]:
        """Scan a layer of a text; return the forms that stand in the report.

        Args:
            kept: where the characters of the layer stand in the text.
            known: the forms that another layer has.
        """
        known = set(known)
        for form, spans in self._candidates(layer):
            for start, end in () if form in known else spans:
                place = int(kept[start]), int(kept[end - 1]) + 1
                if layer is not text and place[1] - place[0] == end - start:
                    continue  # the other layer has this place
                cut = is_cut(layer, start, end)
                words = layer[start:end]
                found = None if cut else stands(self._forms[form], text, place, style, words)
                if found:
                    known.add(form)
                    self._keep(form, report, *found)
                    break
                self._keep_alike(form, report, text, place)
        return known

    def _candidates(self, layer: str) -> Iterator[tuple[int, Iterator[Span]]]:
        """Yield each form of which a layer has the letters, with their places in order."""
        letters = letters_of(skeleton(layer))
        counted = self._needles.counted(letters)
        if counted is None:
            return
        keys, counts = counted
        needles = needle_of(keys)
        whole = counts == self._needles.runs[needles]
        keys, needles = keys[whole], needles[whole]
        positions = positions_of(layer) if len(keys) else keys
        for needle in np.unique(needles).tolist():
            starts = np.sort(start_of(keys[needles == needle]))
            ends = starts + self._needles.lengths[needle] - 1
            inside = (starts >= 0) & (ends < len(positions))
            first, last = positions[starts[inside]], positions[ends[inside]]
            for form in self._users[needle]:
                yield form, zip(first.tolist(), (last + 1).tolist(), strict=True)

    def _keep(self, form: int, report: str, span: Span, differences: tuple[str, ...]) -> None:
        self._count[form] += 1
        if len(self._found[form]) < self._most:
            self._found[form].append(Standing(form, report, *span, "stands", differences))

    def _keep_alike(self, form: int, report: str, text: str, place: Span) -> None:
        alike = self._alike[form]
        if len(alike) >= _MOST_ALIKE:
            return
        before = _WORD_BEFORE.search(text, max(0, place[0] - 40), place[0])
        after = _WORD_AFTER.match(text, place[1])
        start = before.start() if before else place[0]
        end = after.end() if after else place[1]
        words = " ".join(text[start:end].lower().split())
        alike.setdefault(words, Standing(form, report, start, end, "alike"))
