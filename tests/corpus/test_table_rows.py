"""Rows of tables, written with their heads."""

import pytest

from corpus.report import Cell, Passage, TableRow
from corpus.table_rows import (
    in_quote,
    readable_passage,
    searched_row,
    searched_text,
)
from corpus.text.display import Style

TITLE = "Table 2. Cost of the piers"


def row(*cells: tuple[str, str, str], title: str | None = TITLE, start: int = 40) -> Passage:
    """Return a passage whose cells are (text, row head, column head), joined by spaces."""
    found, at = [], start
    for text, head, column in cells:
        found.append(Cell(at, at + len(text), head, column))
        at += len(text) + 1
    quote = " ".join(text for text, _, _ in cells)
    return Passage(
        "piers", 3, start, start + len(quote), quote, (1, 1), kind="row",
        row=TableRow(title, tuple(found)),
    )  # fmt: skip


SOUTH = row(("South", "", "Pier"), ("$5 million", "South", "2019"), ("$6 million", "South", "2020"))
LABELS = row(
    ("Make:", "", ""), ("Cessna", "Make", ""), ("Year:", "", ""), ("Seats:", "", ""),
    ("4", "Seats", ""),
)  # fmt: skip
UNFILLED = row(("Ceiling:", "", ""), ("9000 ft", "Ceiling", ""), ("Visibility:", "", ""))
NESTED = row(("2019", "", "Year"), ("South", "", "Pier"), ("$5", "2019 > South", "Cost"))
GROUPED = row(("Joint", "", "Filer"), ("$12", "Standard deduction > Joint", "Amount"))
HEADS = row(("Pier", "", ""), ("2019", "", ""))


@pytest.mark.parametrize(
    ("passage", "display"),
    [
        (SOUTH, "South: 2019 $5 million; 2020 $6 million"),
        (LABELS, "Make: Cessna; Year: –; Seats: 4"),
        (UNFILLED, "Ceiling: 9000 ft; Visibility: –"),
        (NESTED, "2019 > South: Cost $5"),
        (GROUPED, "Standard deduction > Joint: Amount $12"),
        (HEADS, "Pier 2019"),
    ],
)
def test_a_row_names_its_heads_in_the_readable_form(passage: Passage, display: str) -> None:
    assert readable_passage(passage, Style()).text == display


def test_a_search_reads_a_row_below_its_title_and_with_the_head_of_every_column() -> None:
    assert searched_text(SOUTH) == (
        "Table 2. Cost of the piers: Pier South: 2019 $5 million; 2020 $6 million"
    )
    assert searched_text(HEADS) == HEADS.quote


@pytest.mark.parametrize("passage", [SOUTH, LABELS, UNFILLED, NESTED, GROUPED])
def test_each_cell_of_the_quote_is_found_again_in_the_readable_form(passage: Passage) -> None:
    display = readable_passage(passage, Style())
    assert passage.row is not None
    for cell in passage.row.cells:
        span = cell.start - passage.start, cell.end - passage.start
        ((start, end),) = display.spans([span])
        shown = display.text[start:end]
        assert shown.rstrip(": ") == passage.quote[slice(*span)].rstrip(":")


def test_a_span_of_the_searched_row_is_the_same_words_of_the_quote() -> None:
    read = searched_row(SOUTH)
    start = read.text.index("$6 million")
    span = in_quote(SOUTH.quote, read, (start, start + len("$6 million")))
    assert span is not None
    assert SOUTH.quote[slice(*span)] == "$6 million"
    assert in_quote(SOUTH.quote, read, (0, len(TITLE))) is None


def test_a_span_over_heads_keeps_the_words_of_the_cells_alone() -> None:
    read = searched_row(SOUTH)
    start = read.text.index("2020 $6")
    span = in_quote(SOUTH.quote, read, (start, len(read.text)))
    assert span is not None
    assert SOUTH.quote[slice(*span)] == "$6 million"


def test_a_report_in_lower_case_shows_its_rows_as_they_stand() -> None:
    style = Style(tokenised=True)
    assert readable_passage(SOUTH, style).text == SOUTH.quote


def test_words_between_the_cells_are_kept() -> None:
    assert SOUTH.row is not None
    fewer = Passage(
        "piers", 3, 40, 40 + len(SOUTH.quote), SOUTH.quote, (1, 1), kind="row",
        row=TableRow(None, (SOUTH.row.cells[0], SOUTH.row.cells[2])),
    )  # fmt: skip
    assert readable_passage(fewer, Style()).text == "$5 million; South: 2020 $6 million"
