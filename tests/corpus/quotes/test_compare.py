import pytest

from corpus.quotes.compare import compare
from tests.corpus.quotes.table import ROWS, Row


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.quoted!a} of {row.source!a}")
def test_a_row_of_the_table_has_its_verdict_and_names_its_differences(row: Row) -> None:
    found = compare(row.quoted, row.source, (0, len(row.source)), row.style)
    assert (found.verdict, {each.rule for each in found.differences}) == (row.verdict, row.rules)
