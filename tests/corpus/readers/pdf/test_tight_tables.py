"""Tables as ReportLab sets them: narrow gaps, grids, spans, rows over page ends."""

import io
from collections.abc import Sequence

import pytest
from reportlab.lib import colors
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table

from corpus.readers.pdf.characters import read_pdf
from corpus.report import Extracted
from tests.corpus.readers.pdf.test_tables import heads_of, titles

BODY = getSampleStyleSheet()["BodyText"]
INTRO = "The board reviewed the budgets of the ports and asked each of them for its figures. " * 3
GRID = ("GRID", (0, 0), (-1, -1), 0.5, colors.black)
HEADS = ("FONTNAME", (0, 0), (-1, 0), "Helvetica-Bold")


def read(
    title: str, rows: Sequence[Sequence[object]], *style: object, **options: object
) -> Extracted:
    file = io.BytesIO()
    table = Table(rows, style=list(style), **options)
    flow: list[Flowable] = [Paragraph(INTRO, BODY), Paragraph(title, BODY), table]
    SimpleDocTemplate(file, invariant=True).build([*flow, Paragraph(INTRO, BODY)])
    return read_pdf(file.getvalue())


@pytest.mark.parametrize("style", [(), (GRID,), (GRID, HEADS)])
def test_cells_in_narrow_columns_have_their_heads(style: tuple[object, ...]) -> None:
    rows = [["Port", "2019", "2020"]]
    rows += [
        [f"Port {name}", f"${at}.1 million", f"${at}.2 million"] for at, name in enumerate("ABCD")
    ]
    found = read("Table 1. Budgets", rows, *style)
    assert heads_of(found)["$2.1 million"] == ("Port C", "2019")
    assert heads_of(found)["$3.2 million"] == ("Port D", "2020")
    assert titles(found) == ["Table 1. Budgets"]


def test_heads_that_span_columns_in_a_grid() -> None:
    rows = [["Port", "2019", "", "2020", ""], ["", "Ships", "Crew", "Ships", "Crew"]]
    rows += [
        [f"Port {name}", f"1{at}", f"2{at}", f"3{at}", f"4{at}"] for at, name in enumerate("ABC")
    ]
    spans = [("SPAN", (0, 0), (0, 1)), ("SPAN", (1, 0), (2, 0)), ("SPAN", (3, 0), (4, 0))]
    bold = ("FONTNAME", (0, 0), (-1, 1), "Helvetica-Bold")
    found = read("Table 2. Ships", rows, GRID, bold, ("ALIGN", (1, 0), (-1, -1), "CENTER"), *spans)
    assert heads_of(found)["21"] == ("Port B", "2019 > Crew")
    assert heads_of(found)["32"] == ("Port C", "2020 > Ships")


def test_a_merged_cell_is_repeated_in_the_rows_above_it_as_well() -> None:
    rows = [["Year", "Pier", "Cost"], ["2019", "North", "$4 million"], ["", "South", "$5 million"]]
    rows += [["2020", "North", "$6 million"], ["", "South", "$7 million"]]
    spans = [("SPAN", (0, 1), (0, 2)), ("SPAN", (0, 3), (0, 4))]
    found = read("Table 3. Piers", rows, GRID, HEADS, *spans)
    assert heads_of(found)["$4 million"] == ("2019 > North", "Cost")
    assert heads_of(found)["$7 million"] == ("2020 > South", "Cost")
    assert "2019 North $4 million" in found.text


def test_rows_of_paragraphs_over_page_ends_keep_title_and_heads() -> None:
    duty = "Keeps the records of the harbor, answers letters of owners, and reports to the board"
    rows: list[list[object]] = [["Officer", "Duty"]]
    rows += [[f"Officer {at}", Paragraph(f"{duty} in week {at}.", BODY)] for at in range(40)]
    found = read("Table 4. Duties", rows, GRID, HEADS, colWidths=[90, 300], repeatRows=1)
    heads = heads_of(found, "Table 4. Duties")
    for at in range(40):
        assert heads[f"{duty} in week {at}."] == (f"Officer {at}", "Duty")
