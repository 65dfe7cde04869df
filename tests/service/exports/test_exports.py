"""Answers as files, read again by the libraries of those who take them."""

import csv
import io
import json
import re
import zipfile
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from markdown_it import MarkdownIt
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from corpus.errors import BadRequest
from service.answers.answer import Answer, AnswerPassage, AnswerSpan, Citation, Context
from service.answers.index_info import IndexInfo, ReportInfo
from service.answers.problems import problem
from service.answers.result import Result
from service.answers.vocabulary import STATUS_WORDS
from service.exports import ANSWER_WRITERS, MEDIA_TYPES, WRITERS
from service.exports.escape import escape_cell, is_formula, one_line, safe_file_name
from service.exports.layout import Layout
from service.exports.tables import PASSAGE_COLUMNS, Table
from service.exports.workbook import workbook
from tests.service.citations.test_citations import HOSTILE
from tests.service.web.test_cite_page import sent

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FULL = Layout("full")
FORMULAS = [
    *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\uff1d1", "\r=1", "=cmd|' /C calc'!A0"),
    *("#N/A", "#REF!", "TRUE", "1e10", "00012", "2016-02-09", "_x0041_", "_x005F_", "x" * 40_000),
]
texts = st.lists(
    st.one_of(st.sampled_from([*HOSTILE, *FORMULAS[:-1]]), st.text(max_size=8)), max_size=6
).map("".join)


def answer(quote: str = "The ferry leaves at nine.", title: str = "Ferries") -> Answer:
    """The answer of /ask with what a hostile report could put into it."""
    report = ReportInfo("f", title, title, title, "2016-02-09", None)
    citation = Citation(
        "f#s1", report, 0, len(quote), (1, 2), None, title, 1, "a", "b", title, "/reports/f#s1",
        None, 1, "text", [],
    )  # fmt: skip
    passage = AnswerPassage(
        1, 0.9, quote, quote, AnswerSpan(0, len(quote), quote), [], [],
        Context(None, None, None, None), citation, None, [], 1, "both", "answered",
    )  # fmt: skip
    index = IndexInfo("000001-abc", "abc", 6, "m", None, "c" * 64, title or "a", "d" * 64)
    return Answer(title or "q", "answered", 0.9, [passage], index, 0.0, None, answerable=0.97)


def result(
    quote: str = "The ferry leaves at nine.",
    title: str = "Ferries",
    columns: dict[str, Any] | None = None,
) -> Result:
    """The same as that of a row."""
    found = answer(quote, title)
    return Result(1, found.question, found, columns=columns or {})


def book_of(table: Table) -> bytes:
    return b"".join(workbook(table))


def values(content: bytes, sheet: str = "Answers") -> list[list[Any]]:
    """The cells of a sheet as openpyxl reads them, with what OOXML escapes put back."""
    rows = load_workbook(io.BytesIO(content))[sheet].iter_rows(values_only=True)
    return [[unescape(c) if isinstance(c, str) else c for c in row] for row in rows]


def assert_no_formula(content: bytes) -> None:
    """Look at the file itself: no formula, no link, no macro, and text only as inline strings."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = package.namelist()
        assert not [name for name in names if "external" in name.lower() or "vba" in name.lower()]
        for name in (name for name in names if name.startswith("xl/worksheets/")):
            root = etree.fromstring(package.read(name))
            assert root.find(f".//{MAIN}f") is None
            assert root.find(f".//{MAIN}hyperlink") is None
            assert {c.get("t") for c in root.iter(f"{MAIN}c")} <= {"inlineStr", "n"}
            for found in root.iter(f"{MAIN}c"):
                if found.get("t") == "n":
                    assert re.fullmatch(r"(-?\d[\d.e+-]*)?", found.findtext(f"{MAIN}v", ""))


@given(texts, texts)
def test_a_workbook_holds_every_text_as_text(quote: str, title: str) -> None:
    content = b"".join(ANSWER_WRITERS[".xlsx"](answer(quote, title), FULL))
    assert_no_formula(content)
    header, line = values(content)
    row = dict(zip(header, line, strict=True))
    assert (row["quote"] or "") == quote
    assert (row["rank"], row["score"], row["start"]) == (1, 0.9, 0)
    assert row["report_date"] == "2016-02-09"


@pytest.mark.parametrize("text", FORMULAS[:-1])
def test_each_odd_text_comes_back_from_a_workbook(text: str) -> None:
    content = book_of(Table(["quote"], [[text]], 1, []))
    assert_no_formula(content)
    assert values(content)[1] == [text]
    made = load_workbook(io.BytesIO(content))["Answers"]["A2"]
    assert made.data_type == "s"
    assert bool(made.quotePrefix) == is_formula(text)


def test_a_text_that_no_cell_can_hold_says_that_it_is_cut() -> None:
    content = book_of(Table(["quote"], [["ab😀" * 20_000], ["x" * 32_767]], 2, []))
    (_, (cut,), (whole,)) = values(content)
    assert len(cut.encode("utf-16-le")) // 2 <= 32_767
    assert cut.startswith("ab😀ab😀")
    assert cut.endswith("[cut: 60000 characters, and a cell holds 32767; see the .csv]")
    assert whole == "x" * 32_767
    assert ["truncated cells", 1] in values(content, "About")


def test_numbers_are_numbers_and_stay_exact() -> None:
    content = book_of(Table(["a", "b", "c"], [[1, 0.25, 2**60]], 1, []))
    assert values(content)[1] == [1, 0.25, str(2**60)]


def test_more_than_a_sheet_holds_is_refused_with_the_way_out() -> None:
    with pytest.raises(BadRequest, match=r"write them as \.csv or \.jsonl"):
        book_of(Table([str(at) for at in range(20_000)], [], 0, []))


def test_a_workbook_can_be_read_and_says_where_it_comes_from() -> None:
    content = b"".join(ANSWER_WRITERS[".xlsx"](answer(), FULL))
    book = load_workbook(io.BytesIO(content))
    sheet = book["Answers"]
    assert book.sheetnames == ["Answers", "About"]
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert sheet["D2"].alignment.wrap_text
    assert sheet.column_dimensions["D"].width == 70
    about = {row[0]: row[1] for row in values(content, "About")}
    assert about["index generation"] == "000001-abc"
    assert (about["index model_sha256"], about["index adapter_sha256"]) == ("c" * 64, "d" * 64)
    assert about["index fingerprint"] == "abc"
    assert about["index model"] == "m"
    assert (about["status"], about["confidence"], about["answerable"]) == ("Answered", 0.9, 0.97)
    assert {name: about[name] for name in PASSAGE_COLUMNS} == PASSAGE_COLUMNS


@given(texts, texts)
def test_a_csv_holds_the_quote_and_no_formula(quote: str, title: str) -> None:
    content = b"".join(ANSWER_WRITERS[".csv"](answer(quote, title)))
    assert content.startswith(b"\xef\xbb\xbfquestion,status,rank,")
    header, line = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    row = dict(zip(header, line, strict=True))
    assert not any(is_formula(text) for text in line)
    assert row["quote"] == escape_cell(quote.replace("\ud800", "?"))


def test_excel_knows_the_csv_for_utf_8_by_its_mark_alone() -> None:
    content = b"".join(ANSWER_WRITERS[".csv"](answer("The mayor’s café")))
    # Without a mark, Excel reads the bytes in the code page of the machine.
    assert "The mayorâ€™s cafÃ©" in content.removeprefix(b"\xef\xbb\xbf").decode("cp1252")
    assert content.decode("utf-8-sig").splitlines()[0].startswith("question,")
    assert content.count("\ufeff".encode()) == 1


@given(texts.filter(one_line), texts.filter(one_line))
def test_markdown_shows_an_answer_and_makes_nothing_of_it(quote: str, title: str) -> None:
    batch, single = (
        WRITERS[".md"]([result(quote, title)]),
        ANSWER_WRITERS[".md"](answer(quote, title)),
    )
    for written, headings in ((batch, 2), (single, 1)):
        text = b"".join(written).decode()
        tokens = MarkdownIt("js-default", {"html": True}).parse(text)
        inline = [token for token in tokens if token.type == "inline"]
        kinds = {child.type for token in inline for child in token.children or []}
        assert kinds <= {"text", "hardbreak"}
        assert len([token for token in tokens if token.type == "heading_open"]) == headings
        shown = ["".join(child.content for child in token.children or []) for token in inline]
        assert any(one_line(quote) in one for one in shown)
        assert any(one_line(title) in one for one in shown)
        assert not {"html_block", "code_block", "fence", "hr", "table_open"} & {
            token.type for token in tokens
        }


def test_a_batch_workbook_is_laid_out_as_its_csv() -> None:
    rows = [
        result(columns={"=x": ["a"], "note": "+1"}),
        Result("b", "", error=problem(422, "row 2 is not JSON")),
    ]
    content = b"".join(WRITERS[".xlsx"](rows))
    assert_no_formula(content)
    lines = csv.reader(io.StringIO(b"".join(WRITERS[".csv"](rows)).decode("utf-8-sig")))
    as_csv = [[text.removeprefix("'") for text in line] for line in lines]
    assert [["" if c is None else str(c) for c in row] for row in values(content)] == as_csv
    ours = ["status", "confidence", "answerable", "error"]
    assert as_csv[0][:8] == ["id", "question", "=x", "note", *ours]
    assert as_csv[1][2:8] == ['["a"]', "+1", "answered", "0.9", "0.97", ""]
    assert as_csv[2][7] == "row 2 is not JSON"


@pytest.mark.parametrize("ending", ANSWER_WRITERS)
def test_the_answer_to_a_question_is_a_download(client: FlaskClient, ending: str) -> None:
    response = client.get(f"/ask{ending}?q=When does the ferry leave, señor?&k=2")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == sent(MEDIA_TYPES[ending])
    assert response.headers["Content-Disposition"] == (
        f"attachment; filename=When-does-the-ferry-leave-senor{ending}; "
        f"filename*=UTF-8''When-does-the-ferry-leave-se%C3%B1or{ending}"
    )
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_every_list_holds_the_same_passages(client: FlaskClient) -> None:
    query = "?q=ferry&k=3&report=ferry"
    asked = client.get("/ask" + query).get_json()
    (line,) = client.get("/ask.jsonl" + query).text.splitlines()
    assert json.loads(line)["passages"] == asked["passages"]
    quotes = [passage["quote"] for passage in asked["passages"]]
    table = csv.DictReader(io.StringIO(client.get("/ask.csv" + query).data.decode("utf-8-sig")))
    assert [row["quote"] for row in table] == quotes
    rows = values(client.get("/ask.xlsx" + query).data)
    assert [row[3] for row in rows[1:]] == quotes
    text = client.get("/ask.md" + query).text
    assert text.startswith(f"# ferry\n\n{STATUS_WORDS[asked['status']]} (")
    assert [line[5:] for line in text.splitlines() if re.match(r"\d\. > ", line)] == quotes


@pytest.mark.parametrize("ending", ANSWER_WRITERS)
@pytest.mark.parametrize(
    "query", ["", "?q=", "?q=x&k=51", "?q=x&k=y", "?q=x&z=1", "?q=x&report=none", "?q=a&q=b"]
)
def test_a_list_refuses_what_ask_refuses(client: FlaskClient, ending: str, query: str) -> None:
    response, asked = client.get(f"/ask{ending}{query}"), client.get(f"/ask{query}")
    assert response.status_code == asked.status_code == 422
    assert response.mimetype == "application/problem+json"
    told, known = response.get_json(), asked.get_json()
    assert told.pop("request_id") != known.pop("request_id")
    assert told == known


def test_there_is_no_list_of_another_ending(client: FlaskClient) -> None:
    assert client.get("/ask.exe?q=ferry").status_code == 404


@given(st.text(), st.text())
def test_a_file_name_is_one_part_of_a_path(text: str, more: str) -> None:
    name = safe_file_name(text + "/../" + more)
    assert re.fullmatch(r"[\w.-]{1,80}", name)
    assert name[0] not in ".-"
