"""Question files as spreadsheets and people write them: every row and column is kept, or named."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.chart import BarChart

from corpus.errors import BadRequest, UnreadableFile
from service.batch.question_files import Row, read_rows
from service.batch.question_tables import read_table

HEAD = "id,question,note\n"


def rows_of(text: str) -> list[Row]:
    return read_rows("q.csv", text.encode())


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (HEAD + '1,"How deep is it?,a\n2,How wide is it?,b\n', 2),
        (HEAD + '1,How deep?,a\n2,"How wide?,b\n3,"How long?",c\n', 3),
        (HEAD + '1,"A line\nand another?",a\n2,"How wide?,b\n', 4),
        (HEAD + '1,How deep?,"a\n2,How wide?,b', 2),
        ('id,"question\n1,How deep?\n', 1),
        ('sep=;\nid;question\n1;How deep?\n2;"How wide?\n', 4),
    ],
)
def test_a_quotation_mark_that_is_not_closed_is_named_with_its_line(text: str, line: int) -> None:
    with pytest.raises(BadRequest, match=rf"q\.csv, line {line}: a quotation mark is not closed"):
        rows_of(text)


@pytest.mark.parametrize(
    ("cell", "question"),
    [
        ('"Big Tech" is defined how?', '"Big Tech" is defined how?'),
        ('Who said "yes"?', 'Who said "yes"?'),
        ('"Who said ""yes"", then?"', 'Who said "yes", then?'),
        (' "How deep, in feet, is it?" ', "How deep, in feet, is it?"),
        ('"How deep\nis it?"', "How deep\nis it?"),
        ('""', ""),
    ],
)
def test_quotation_marks_inside_a_cell_are_kept(cell: str, question: str) -> None:
    first, last = rows_of(f"{HEAD}1,{cell},a\n2,How wide?,b\n")
    assert (first.id, first.question, first.columns) == ("1", question, {"note": "a"})
    assert (last.id, last.question) == ("2", "How wide?")


@pytest.mark.parametrize("end", [",", ",,,", ", ,", ""])
def test_empty_fields_at_the_end_of_a_row_are_fine(end: str) -> None:
    first, last = rows_of(f"{HEAD}1,How deep?,a{end}\n2,How wide?,b,\n")
    assert (first.question, first.columns, first.error) == ("How deep?", {"note": "a"}, None)
    assert (last.question, last.columns, last.error) == ("How wide?", {"note": "b"}, None)


def test_a_comma_at_the_end_of_every_line_makes_no_column() -> None:
    (row,) = rows_of("id,question,\n1,How deep?,\n")
    assert (row.question, row.columns, row.error) == ("How deep?", {}, None)
    (row,) = rows_of("question\nHow deep, in feet?,\n")
    assert row.question == "How deep, in feet?"


def test_a_field_too_many_is_named_with_its_row_and_line() -> None:
    blank, wrong, good = rows_of(f'{HEAD}1,"Two\nlines?",a\n\n2,How deep?,a,more\n3,How wide?,b\n')
    assert blank.error is None
    assert wrong.error is not None
    assert wrong.error.detail.startswith("row 2 (line 5) has more fields than columns: ")
    assert (good.question, good.error) == ("How wide?", None)


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\nid;question;note\n1;How deep, in feet?;a\n",
        '"sep=;"\nid;question;note\n1;How deep, in feet?;a\n',
        "SEP=|\nid|question|note\n1|How deep, in feet?|a\n",
        "sep=\t\nid\tquestion\tnote\n1\tHow deep, in feet?\ta\n",
        "id;question;note\n1;How deep, in feet?;a\n",
        "id\tquestion\tnote\n1\tHow deep, in feet?\ta\n",
        "\n\nid\tquestion\tnote\n\t\t\n1\tHow deep, in feet?\ta\n  \n",
        'id;question;note\n"1";"How deep, in feet?";a;\n',
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_delimiters_line_ends_and_encodings_of_spreadsheets_are_read(
    text: str, end: str, encoding: str
) -> None:
    text = text.replace("note\n", "näte\n").replace("\n", end)
    (row,) = read_rows("q.csv", text.encode(encoding))
    assert (row.id, row.question, row.columns) == ("1", "How deep, in feet?", {"näte": "a"})


def test_columns_of_one_name_are_both_kept_to_the_answer_file() -> None:
    (row,) = rows_of("id,question,note,note,Note,note,status,quote\n1,How deep?,x,y,z,,s,q\n")
    assert list(row.columns.values()) == ["x", "y", "z", "", "s", "q"]
    assert list(row.columns)[:2] == ["note", "note (yours)"]


@given(
    st.lists(st.tuples(*[st.text('ab" ,;\t\n', max_size=6)] * 3), min_size=1, max_size=5),
    st.sampled_from([",", ";", "\t"]),
)
def test_any_cells_that_python_writes_are_read_again_with_their_lines(
    cells: list[tuple[str, ...]], delimiter: str
) -> None:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
    writer.writerow(["question", "a", "b", "c", "end"])
    writer.writerows([f"row {at}", *row, "!"] for at, row in enumerate(cells))
    found = read_table("q.csv", file.getvalue().encode())
    assert found.rows == [[f"row {at}", *row, "!"] for at, row in enumerate(cells)]
    lines = file.getvalue().split("\n")
    assert all(lines[line - 1].startswith(f"row {at}") for at, line in enumerate(found.lines[1:]))


def a_workbook(*sheets: str) -> bytes:
    """Make a workbook of sheets named after what they are: a chart, hidden, empty or questions."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name in sheets:
        if name == "chart":
            book.create_chartsheet(name).add_chart(BarChart())
            continue
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if name == "hidden" else "visible"
        if name == "veryHidden":
            sheet.sheet_state = "veryHidden"
        if name != "empty":
            sheet.append(["question"])
            sheet.append([f"What is {name}?"])
    stream = io.BytesIO()
    book.active = len(sheets) - 1
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("sheets", "read"),
    [
        (["chart", "Questions"], "Questions"),
        (["hidden", "Questions"], "Questions"),
        (["veryHidden", "chart", "empty", "My list", "Other"], "My list"),
        (["First", "chart", "hidden"], ""),
    ],
)
def test_the_first_visible_sheet_with_cells_is_read_and_named(sheets: list[str], read: str) -> None:
    said: list[str] = []
    (row,) = read_rows("q.xlsx", a_workbook(*sheets), tell=said.append)
    assert row.question == f"What is {read or sheets[0]}?"
    expected = f'q.xlsx, sheet "{read}": the sheets before it are hidden, empty or charts'
    assert said == ([expected] if read else [])


@pytest.mark.parametrize("sheets", [["chart"], ["empty"], ["empty", "hidden"]])
def test_a_workbook_that_shows_no_cells_says_so(sheets: list[str]) -> None:
    with pytest.raises(UnreadableFile, match="no visible sheet of"):
        read_rows("q.xlsx", a_workbook(*sheets))


def test_the_page_and_its_json_name_the_sheet(client: FlaskClient) -> None:
    file = (io.BytesIO(a_workbook("hidden", "My list")), "q.xlsx")
    job = client.post("/batch", data={"file": file}).headers["Location"]
    page = client.get(job).text
    assert "The questions of the sheet “<bdi>My list</bdi>”." in page
    assert client.get(f"{job}?format=json").get_json()["sheet"] == "My list"


def test_the_page_names_the_line_of_a_quotation_mark(client: FlaskClient) -> None:
    file = (io.BytesIO(f'{HEAD}1,How deep?,a\n2,"How wide?,b\n'.encode()), "q.csv")
    response = client.post("/batch", data={"file": file})
    assert response.status_code == 422
    assert "line 3: a quotation mark is not closed" in response.text


@pytest.mark.slow
def test_the_shell_names_the_sheet(alliance_index: Path, tmp_path: Path) -> None:
    questions, answers = tmp_path / "q.xlsx", tmp_path / "a.jsonl"
    questions.write_bytes(a_workbook("chart", "My list"))
    command = [sys.executable, "-m", "service", "batch", str(questions), "-o", str(answers)]
    done = subprocess.run(  # our own command
        [*command, "--index", str(alliance_index)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert 'q.xlsx, sheet "My list": the sheets before it' in done.stderr
    assert json.loads(answers.read_text())["question"] == "What is My list?"
