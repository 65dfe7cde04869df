"""Both names of a question's fields, in question files and in the form."""

import pytest
from flask.testing import FlaskClient

from corpus.errors import BadRequest
from index.search.scope import Scope
from service.batch.question_files import read_rows
from tests.service.batch.test_jobs import finished, upload


@pytest.mark.parametrize(
    "line",
    [
        '{"question": "ferry", "reports": ["ferry"], "publishers": ["Board"], "n": 1}',
        '{"q": "ferry", "report": "ferry", "publisher": "Board", "n": 1}',
        '{"q": "ferry", "report": ["ferry"], "publisher": ["Board"], "n": 1}',
        '{"q": "ferry", "question": "ferry", "report": "ferry", "publishers": ["Board"], "n": 1}',
    ],
)
def test_a_json_row_may_use_both_names(line: str) -> None:
    (row,) = read_rows("q.jsonl", line.encode())
    assert row.error is None
    assert (row.question, row.scope) == ("ferry", Scope(("ferry",), ("Board",)))
    assert row.columns == {"n": 1}


@pytest.mark.parametrize(
    ("line", "detail"),
    [
        ('{"q": "a", "question": "b"}', "row 1: question and q differ: send one"),
        ('{"q": "a", "report": "x", "reports": ["y"]}', "row 1: reports and report differ"),
        ('{"q": 5}', "row 1: q: Input should be a valid string"),
        ('{"q": "a", "publisher": 5}', "row 1: publisher: Input should be a valid list"),
    ],
)
def test_a_json_row_with_two_values_or_a_wrong_one_says_so_in_its_own_words(
    line: str, detail: str
) -> None:
    (row,) = read_rows("q.jsonl", line.encode())
    assert row.error is not None
    assert row.error.detail.startswith(detail)


def test_a_table_may_use_both_names() -> None:
    content = b"Q,Reports,publishers\nferry,ferry | notes/harbor,Board\n"
    (row,) = read_rows("q.csv", content)
    assert (row.question, row.columns) == ("ferry", {})
    assert row.scope == Scope(("ferry", "notes/harbor"), ("Board",))


def test_a_column_q_beside_the_questions_is_a_column_of_the_user() -> None:
    (row,) = read_rows("q.csv", b"q,question\nQ7,ferry\n")
    assert (row.question, row.columns) == ("ferry", {"q": "Q7"})


def test_a_table_with_both_names_of_a_filter_is_refused() -> None:
    with pytest.raises(BadRequest, match='has two columns "report" and "reports": rename one'):
        read_rows("q.csv", b"question,report,Reports\nferry,a,b\n")


def test_the_form_takes_both_names(client: FlaskClient) -> None:
    address = upload(client, "q.txt", b"ferry\n", reports="notes/harbor", k="1").headers["Location"]
    (row,) = finished(client, address)
    assert row["passages"][0]["citation"]["report"]["id"] == "notes/harbor"
    wrong = upload(client, "q.txt", b"ferry\n", report="ferry", reports="notes/harbor")
    assert wrong.status_code == 422
    assert wrong.get_json()["detail"] == "report and reports differ: send one of them"
