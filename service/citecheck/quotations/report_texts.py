"""Read the texts of reports while the quotations of a draft are compared with them."""

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.quotes.style import SourceStyle, style_of
from corpus.report import Passage, Span
from corpus.table_rows import readable_passage
from index.store.protocol import View
from index.types import Key
from service.answers.citation import cite
from service.citecheck.findings import SourceSentence

_CONTEXT = 32
_MOST_SENTENCES = 6
"""Sentences of a quoted place that are shown together."""


@dataclass(frozen=True, slots=True)
class _About:
    style: SourceStyle
    starts: Sequence[int]


class ReportTexts:
    """The reports of a generation; it keeps one text, and little of each report that it read."""

    def __init__(self, view: View) -> None:
        """Read nothing yet."""
        self.view = view
        self._text = ("", "")
        self._about: dict[str, _About] = {}

    def text(self, report: str) -> str:
        """Return the canonical text of a report."""
        if self._text[0] != report:
            self._text = report, self.view.text(report)
        return self._text[1]

    def style(self, report: str) -> SourceStyle:
        """Return how the text of a report is printed."""
        return self._read(report).style

    def sentence(self, report: str, position: int) -> Key:
        """Return the sentence that stands at a position, or the last one before it."""
        return Key(report, max(1, bisect_right(self._read(report).starts, position)))

    def passages(self, report: str, span: Span) -> list[Passage]:
        """Return the sentences that a span touches."""
        first, last = (
            self.sentence(report, span[0]),
            self.sentence(report, max(span[0], span[1] - 1)),
        )
        keys = (Key(report, number) for number in range(first.number, last.number + 1))
        return list(self.view.fetch(keys).values())

    def quoted(self, report: str, span: Span, chance: float | None = None) -> SourceSentence:
        """Return a span of a report with the sentences that it touches and its citation."""
        indexed = self.view.reports[report]
        passages = self.passages(report, span)
        shown = passages[:_MOST_SENTENCES]
        start, end = span
        return SourceSentence(
            citation=cite(passages[0], indexed),
            text=self.view.text(report, shown[0].start, shown[-1].end),
            display=" ".join(readable_passage(one, indexed.style).text for one in shown),
            start=start,
            end=end,
            prefix=self.view.text(report, max(0, start - _CONTEXT), start),
            suffix=self.view.text(report, end, end + _CONTEXT),
            chance=chance,
        )

    def _read(self, report: str) -> _About:
        if report not in self._about:
            passages = list(self.view.sentences(report))
            starts = array("L", [passage.start for passage in passages])
            self._about[report] = _About(style_of(self.text(report), passages), starts)
        return self._about[report]
