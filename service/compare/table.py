"""Write a comparison as a table."""

from collections import Counter
from dataclasses import replace

from service.answers.citation import superseded_words
from service.answers.tally import Tally
from service.compare.comparison import ComparedReport, Comparison
from service.exports.layout import Layout
from service.exports.tables import (
    Cell,
    Table,
    counts_summary,
    index_facts,
    passage_cells,
    passage_columns,
    remark_columns,
)

_REPORT = ("report", "report_title", "report_number", "report_date", "report_publisher")
_SUPERSEDED = "superseded"
_CHANCES = ("status", "confidence", "answerable")


def comparison_table(comparison: Comparison, layout: Layout) -> Table:
    """Return a table with one line per report; without an answer, its sentence is left empty."""
    shown = [row.passage for row in comparison.rows if row.passage]
    remarks = remark_columns(shown)
    if any(row.report.newer_edition for row in comparison.rows):
        remarks = tuple(dict.fromkeys((*remarks, _SUPERSEDED)))
    layout = replace(layout, remarks=remarks)
    columns = [name for name in passage_columns(layout) if name not in (*_REPORT, "score")]
    about: list[tuple[str, Cell]] = [
        ("question", comparison.question),
        ("searched for", comparison.searched_for),
        ("reports", comparison.reports),
        ("compared", comparison.compared),
    ]
    return Table(
        header=[*_REPORT, *_CHANCES, *columns],
        lines=[_line(row, columns, layout) for row in comparison.rows],
        height=len(comparison.rows),
        about=about + index_facts([comparison.index]),
        summary=counts_summary(tally_of(comparison)),
    )


def tally_of(comparison: Comparison) -> Tally:
    """Return the number of reports of each kind."""
    return Tally.of(Counter(row.status for row in comparison.rows))


def _line(row: ComparedReport, columns: list[str], layout: Layout) -> list[Cell]:
    report = row.report
    cells: list[Cell] = [report.id, report.title, report.number, report.date, report.publisher]
    cells += [row.status, row.confidence, row.answerable]
    values = passage_cells(row.passage, layout) if row.passage else ()
    named = dict(zip(passage_columns(layout), values, strict=False))
    named[_SUPERSEDED] = superseded_words(report.newer_edition)
    return cells + [named.get(name) for name in columns]
