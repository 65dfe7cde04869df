"""The rows of a web page's tables: merged cells and heads."""

import pytest

from tests.corpus.readers.check import cells_of, drawn_of, texts_of
from tests.corpus.readers.web.pages import read

REPAIRS = (
    "<tr><td rowspan=2>2019<td>North<td>$4 million<tr><td>South<td>$5 million"
    "<tr><td>2020<td>West<td>$6 million"
)


def test_rows_repeat_what_is_merged_over_them_and_name_their_heads() -> None:
    extracted = read(
        f"<table><caption>Table 1. Repairs</caption><tr><th>Year<th>Pier<th>Cost{REPAIRS}</table>"
    )
    assert texts_of(extracted)[3:] == ["2019 South $5 million", "2020 West $6 million"]
    assert drawn_of(extracted) == ["2019"]
    assert cells_of(extracted)[2:] == [
        [("2019", "", "Year"), ("South", "", "Pier"), ("$5 million", "2019 > South", "Cost")],
        [("2020", "", "Year"), ("West", "2020", "Pier"), ("$6 million", "2020", "Cost")],
    ]
    assert {block.row.title for block in extracted.blocks if block.row} == {"Table 1. Repairs"}


def test_heads_over_several_columns_and_rows_are_joined() -> None:
    extracted = read(
        "<table><thead><tr><th rowspan=2>Pier<th colspan=2>2019<tr><th>Cost<th>Days</thead>"
        "<tbody><tr><th scope=row>North<td>$4<td rowspan=2>30<tr><th scope=row>South<td>$5</table>"
    )
    assert cells_of(extracted)[2:] == [
        [("North", "", "Pier"), ("$4", "North", "2019 > Cost"), ("30", "North", "2019 > Days")],
        [("South", "", "Pier"), ("$5", "South", "2019 > Cost"), ("30", "South", "2019 > Days")],
    ]
    assert [cell[1:] for row in cells_of(extracted)[:2] for cell in row] == [("", "")] * 5


def test_a_cell_is_merged_over_no_more_than_its_group() -> None:
    extracted = read(
        "<table><tbody><tr><td rowspan=9>2019<td>North</tbody><tbody><tr><td>2020<td>South</table>"
    )
    assert texts_of(extracted) == ["2019 North", "2020 South"]


@pytest.mark.parametrize(
    ("first", "heads"),
    [
        ("<tr><td>Pier<td>2019<td>FY2020", ["Pier", "2019", "FY2020"]),
        ("<tr><td><td>Cost<td>Days", ["", "Cost", "Days"]),
        ("<tr><td>West<td>$6<td>5", ["", "", ""]),
        ("<tr><td>Pier<td>Cost<td>", ["", "", ""]),
    ],
)
def test_a_first_row_of_words_over_figures_holds_the_heads(first: str, heads: list[str]) -> None:
    extracted = read(f"<table>{first}<tr><td>North<td>$4<td>3</table>")
    assert [column for _, _, column in cells_of(extracted)[1]] == heads


def test_words_over_words_are_no_heads() -> None:
    extracted = read("<table><tr><td>Name<td>Harbor<tr><td>State<td>Maine</table>")
    assert cells_of(extracted)[1] == [("State", "", ""), ("Maine", "State", "")]


def test_a_numbered_title_before_the_table_names_it() -> None:
    extracted = read(
        f"<p>Table A-2: Costs of piers</p><table><tr><th>Year<th>Pier<th>Cost{REPAIRS}</table>"
    )
    assert {block.row.title for block in extracted.blocks if block.row} == {
        "Table A-2: Costs of piers"
    }
    other = read(f"<p>Tables are hard.</p><table>{REPAIRS}</table>")
    assert {block.row.title for block in other.blocks if block.row} == {None}


def test_a_first_cell_over_all_columns_is_the_title() -> None:
    extracted = read(
        "<table><tr><th colspan=3>Dams of the river<tr><th>Dam<th>Height<th>Year"
        "<tr><td>Hoover<td>221 m<td>1936</table>"
    )
    assert cells_of(extracted)[2] == [
        ("Hoover", "", "Dam"),
        ("221 m", "Hoover", "Height"),
        ("1936", "Hoover", "Year"),
    ]
    assert extracted.blocks[2].row is not None
    assert extracted.blocks[2].row.title == "Dams of the river"
