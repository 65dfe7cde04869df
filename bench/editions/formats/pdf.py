"""Draw editions as PDF files; the second has other pages, lines and heads."""

from collections.abc import Sequence

from bench.editions.edits import Edit, planned_edition
from bench.editions.formats.drawing import Drawing, Layout
from bench.editions.formats.original import settled
from bench.editions.sentences import Sentence, sentences_of
from corpus.report import Report

FIRST = Layout(612, 792, 72, "DejaVuSerif", 10.5, head="{title}", foot="{page}")
SECONDS = (
    Layout(470, 680, 50, "DejaVuSans", 9, True, True, head="Second edition", foot="Page {page}"),
    Layout(595, 842, 85, "DejaVuSerif", 10, True, head="{page}    {title}", foot="Revised"),
    Layout(612, 792, 60, "DejaVuSans", 9, False, True, columns=2, foot="{title}  |  {page}"),
)


class PdfOriginal:
    """A report as a PDF file.

    Args:
        second: how the second edition is set.
    """

    form = "PDF"

    def __init__(self, report: Report, second: Layout) -> None:
        self._title = (report.source.title or "A report of the agency")[:60]
        self._second = second
        self.first, self.sentences = settled(sentences_of(report), self._first, ".pdf")
        self.free = frozenset(range(len(self.sentences)))

    def second(self, edits: Sequence[Edit]) -> bytes:
        """Return the second edition as a file."""
        planned = planned_edition(self.sentences, edits)
        return Drawing(self._second, self._title).drawn([one.sentence for one in planned])

    def _first(self, sentences: Sequence[Sentence]) -> bytes:
        return Drawing(FIRST, self._title).drawn(sentences)
