"""Tables of answers: every column under a name of its own, no cell a formula, nothing unbounded."""

import csv
import io
import json
import re
import sys
import tracemalloc
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from corpus.errors import BadRequest
from service.answers.result import Result
from service.batch.question_files import read_rows
from service.exports import ANSWER_WRITERS, WRITERS
from service.exports.escape import escape_cell
from service.exports.tables import PASSAGE_COLUMNS, Table
from service.exports.workbook import workbook
from tests.service.batch.test_jobs import finished, upload
from tests.service.exports.test_exports import answer, result, texts, values

_MOST = 500


def lines_of(content: bytes, delimiter: str = ",") -> list[list[str]]:
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def runs(text: str) -> bool:
    """Tell whether a program may run a cell: it may pass over blanks and the ends of lines."""
    return text.lstrip().startswith(tuple("=+-@＝＋－＠"))


def columns_file(name: str, columns: int) -> bytes:
    names = ["question", *(f"c{at}" for at in range(columns - 1))]
    if name.endswith(".csv"):
        return f"{','.join(names)}\nferry?{',x' * (columns - 1)}\n".encode()
    # Two rows with keys that differ: what counts is the table that comes of them.
    halves = names[1 : columns // 2], names[columns // 2 :]
    return "\n".join(
        json.dumps({"question": "ferry?"} | dict.fromkeys(half, "x")) for half in halves
    ).encode()


@pytest.mark.parametrize("name", ["q.csv", "q.jsonl"])
def test_a_file_of_any_format_has_so_many_columns_and_no_more(
    client: FlaskClient, name: str
) -> None:
    assert read_rows(name, columns_file(name, _MOST))[0].error is None
    with pytest.raises(BadRequest, match=f"{name} has 501 columns: remove all but 500 of them"):
        read_rows(name, columns_file(name, _MOST + 1))
    response = upload(client, name, columns_file(name, _MOST + 1))
    assert response.status_code == 422
    assert "501 columns" in response.get_json()["detail"]
    address = upload(client, name, columns_file(name, _MOST)).headers["Location"]
    finished(client, address)
    for ending in WRITERS:
        assert client.get(f"{address}/answers{ending}").status_code == 200


def test_a_download_that_cannot_be_written_is_refused_before_its_first_byte(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = upload(client, "q.txt", b"ferry?\n").headers["Location"]
    finished(client, address)
    monkeypatch.setattr(sys.modules["service.exports.workbook"], "_MAX_COLUMNS", 3)
    response = client.get(f"{address}/answers.xlsx")
    assert (response.status_code, response.mimetype) == (422, "application/problem+json")
    assert "write them as .csv or .jsonl" in response.get_json()["detail"]
    assert client.get("/ask.xlsx?q=ferry").status_code == 422


def test_a_csv_of_many_answers_is_written_without_holding_them() -> None:
    class Many:
        def __iter__(self) -> Iterator[Result]:
            return (result("x" * 5000) for _ in range(2000))

    tracemalloc.start()
    size = sum(map(len, WRITERS[".csv"](Many())))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 20_000_000
    assert most < 2_000_000


OURS = [
    "id",
    "question",
    "status",
    "confidence",
    "answerable",
    "error",
    *PASSAGE_COLUMNS,
    "quote_2",
    "url_17",
]
NAMES = st.one_of(
    st.sampled_from([*OURS, "note", "=note", "'=note", "status (yours)", "Status (yours 2)"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
)


VALUES = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
ROWS = st.dictionaries(NAMES | NAMES.map(str.title), VALUES, max_size=5)


@given(st.lists(ROWS, min_size=1, max_size=3))
def test_every_column_has_a_name_of_its_own_and_keeps_its_value(rows: list[dict[str, str]]) -> None:
    header, *lines = lines_of(
        b"".join(WRITERS[".csv"]([result(columns=columns) for columns in rows]))
    )
    assert len({name.casefold() for name in header}) == len(header)
    for columns, line in zip(rows, lines, strict=True):
        found = dict(zip(header, line, strict=True))
        assert found["status"] == "answered"
        assert found["quote"] == "The ferry leaves at nine."
        assert sorted(filter(None, map(escape_cell, columns.values()))) == sorted(
            filter(None, line[2 : header.index("status")])
        )


def test_a_column_whose_name_is_ours_is_kept_under_a_name_that_says_whose_it_is() -> None:
    columns = {"status": "mine", "Quote": "q", "note": "n", "NOTE": "N", "url_2": "u",
               "status (yours)": "taken"}  # fmt: skip
    (line,) = csv.DictReader(
        io.StringIO(b"".join(WRITERS[".csv"]([result(columns=columns)])).decode("utf-8-sig"))
    )
    assert line["status (yours 2)"] == "mine"
    assert line["status (yours)"] == "taken"
    assert (line["Quote (yours)"], line["note"], line["NOTE (yours)"]) == ("q", "n", "N")
    assert line["url_2 (yours)"] == "u"
    assert line["status"] == "answered"
    (whole,) = WRITERS[".jsonl"]([result(columns=columns)])
    assert json.loads(whole)["columns"] == columns


def test_two_columns_of_one_name_both_reach_the_answers() -> None:
    (row,) = read_rows("q.csv", b"note,question,note,,\na,ferry?,b,c,d\n")
    assert row.columns == {"note": "a", "note (yours)": "b", "D": "c", "E": "d"}


SEPARATED = st.lists(
    st.sampled_from([*";,\t\n\r\"= '+-@", "=HYPERLINK(A1)", "\r\n", "x", "\u00a0", "＝", "\u2028"]),
    max_size=9,
).map("".join)


@given(SEPARATED | texts, SEPARATED | texts, SEPARATED)
def test_no_program_finds_a_formula_in_a_csv_whatever_its_separator(
    quote: str, title: str, note: str
) -> None:
    found = result(quote, title, {note: note, "n": title})
    for written in (WRITERS[".csv"]([found, found]), ANSWER_WRITERS[".csv"](answer(quote, title))):
        content = b"".join(written)
        for delimiter in ",;\t":
            for line in lines_of(content, delimiter):
                assert not [text for text in line if runs(text)]


@given(SEPARATED | texts)
def test_the_text_of_a_cell_comes_back_by_the_documented_rule(text: str) -> None:
    # docs/exports.md: take one apostrophe off the start, and one off each start of a cell inside.
    made = escape_cell(text)
    back = re.sub("""([;\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029][ \u00a0\u3000"]*)'""", r"\1",
                  made.removeprefix("'"))  # fmt: skip
    assert back == text


def test_plain_text_stays_as_it_is_in_a_csv() -> None:
    for text in ("a; b", "x;y\tz\n\nnext", "it's 5-6; so", 'he said; "yes"', "one\r\ntwo", "a;;b"):
        assert escape_cell(text) == text
    assert escape_cell("…;=HYPERLINK(A1);") == "…;'=HYPERLINK(A1);"


@pytest.mark.parametrize(
    ("text", "cut"),
    [("😀" * 20_000, 1), ("😀" * 16_383 + "x", 0), ("😀" * 16_384, 1), ("x" * 32_767, 0),
     ("x" * 32_768, 1), ("\x00" * 4681, 0), ("\x00" * 4682, 1)],
)  # fmt: skip
def test_the_workbook_counts_the_cells_that_it_cuts(text: str, cut: int) -> None:
    content = b"".join(workbook(Table(["quote"], [[text]], 1, [])))
    assert ["truncated cells", cut] in values(content, "About")
    (held,) = (row[0] for row in values(content)[1:])
    assert ("[cut: " in held) == bool(cut)
    assert load_workbook(io.BytesIO(content))["Answers"].max_row == 2
