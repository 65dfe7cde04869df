import csv
import io
import json
import time
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from flask.testing import FlaskClient

from corpus.errors import BadRequest
from corpus.settings import load_settings
from index.build.build import BuildSummary
from index.search.scope import EVERYWHERE, Scope
from service.answers.asked import Asked
from service.answers.engine import Engine
from service.answers.result import Result, read_answers
from service.answers.tally import Tally
from service.answers.verify import Verifier
from service.batch.question_files import Row, read_rows
from service.batch.run import answer_rows, run_batch
from service.exports import writer_for
from service.exports.escape import escape_cell
from service.exports.layout import Layout
from tests.service.until import until_serving

Run = Callable[..., tuple[list[dict[str, Any]], Tally]]


@pytest.fixture
def run(engine: Engine, tmp_path: Path) -> Run:
    """Answers a question file and returns the rows of its jsonl, and the counts."""

    def answer(name: str, content: str | bytes, k: int | None = None) -> Any:
        questions, output = tmp_path / name, tmp_path / "answers.jsonl"
        questions.write_bytes(content.encode() if isinstance(content, str) else content)
        counts = run_batch(
            engine, questions, output, writer_for(output.name), k, EVERYWHERE, lambda *_: None
        )
        return [json.loads(line) for line in output.read_text().splitlines()], counts

    return answer


def test_a_text_file_is_a_question_a_line(run: Run) -> None:
    rows, counts = run("q.txt", "\ufeffferry?\n\n harbor master? \r\n", k=1)
    assert [(row["id"], row["question"]) for row in rows] == [(1, "ferry?"), (2, "harbor master?")]
    assert list(rows[0])[:2] == ["id", "question"]
    assert [len(row["passages"]) for row in rows] == [1, 1]
    assert (counts.failed, sum(astuple(counts))) == (0, 2)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_keeps_its_ids_and_other_columns(run: Run, delimiter: str) -> None:
    lines = [["ID", "Question", "Owner"], ["a7", "ferry?", "Ann"], ["a8", "", "Bo"]]
    content = "\n".join(delimiter.join(line) for line in lines)
    rows, counts = run("q.csv", content)
    assert [(row["id"], row["columns"]) for row in rows] == [
        ("a7", {"Owner": "Ann"}),
        ("a8", {"Owner": "Bo"}),
    ]
    assert rows[1]["error"]["status"] == 422
    assert (counts.failed, sum(astuple(counts))) == (1, 2)


def test_json_lines_carry_their_own_options(run: Run) -> None:
    rows, _ = run(
        "q.jsonl",
        '{"id": "x", "question": "ferry", "k": 2}\n'
        '{"id": 9, "question": "ferry", "k": 3, "reports": ["notes/harbor"], "note": "n"}\n',
    )
    assert [row["id"] for row in rows] == ["x", 9]
    assert [len(row["passages"]) for row in rows] == [2, 2]
    assert {p["citation"]["report"]["id"] for p in rows[1]["passages"]} == {"notes/harbor"}
    assert rows[1]["columns"] == {"note": "n"}


@pytest.mark.parametrize(
    ("line", "row_id", "detail", "field"),
    [
        ("{", 2, "not JSON", None),
        ("[1]", 2, "row 2", None),
        ('{"id": "\\ud800", "question": "x"}', 2, "not JSON", None),
        ('{"id": 1.5, "question": "x"}', 2, "id", None),
        ('{"id": "q", "question": "x", "cost": NaN}', 2, "not JSON", None),
        ('{"id": "q", "k": 1}', "q", "question: Field required", "question"),
        ('{"id": "q", "question": ""}', "q", "empty", "question"),
        ('{"id": "q", "question": "x", "k": 999}', "q", "from 1 to 50", "k"),
        ('{"id": "q", "question": "x", "k": "2"}', "q", "valid integer", "k"),
        ('{"id": "q", "question": "x", "from": "soon"}', "q", "from is not a date", "from"),
        ('{"id": "q", "question": "x", "reports": ["none"]}', "q", "no report 'none'", "report"),
        ('{"id": "q", "question": "x\\u0000"}', "q", "control or invalid characters", "question"),
    ],
)
def test_a_bad_row_becomes_an_error_row_and_the_rest_go_on(
    run: Run, line: str, row_id: object, detail: str, field: str | None
) -> None:
    good = '{"id": "g", "question": "ferry"}'
    rows, counts = run("q.jsonl", f"{good}\n{line}\n{good}\n")
    assert [row["id"] for row in rows] == ["g", row_id, "g"]
    assert detail in rows[1]["error"]["detail"]
    named = {"field", "remedy"} & set(rows[1]["error"])
    assert set(rows[1]["error"]) == {"type", "title", "status", "detail"} | named
    assert rows[1]["error"].get("field") == field
    assert "passages" not in rows[1]
    assert rows[0]["passages"] == rows[2]["passages"]
    assert (counts.failed, sum(astuple(counts))) == (1, 3)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "q.docx",
            b"x",
            "to add a report, see /reports; a question file ends in .txt, .csv",
        ),
        ("q.doc", b"x", "save it as one of .txt, .csv, .jsonl"),
        ("q.csv", b"ask,owner\nx,y\n", 'no column "question"'),
        ("q.csv", b"", 'no column "question"'),
        ("q.csv", b"question,id,Question\nx,y,z\n", 'two columns "question"'),
    ],
)
def test_a_file_that_cannot_be_used_says_why(name: str, content: bytes, message: str) -> None:
    with pytest.raises(BadRequest, match=message):
        read_rows(name, content)


@pytest.mark.parametrize(
    "content",
    [
        "question\rferry\r",
        '"que\nstion",question\nx,ferry\n',
        "question\nferry\n\n",
        "\ufeffquestion;a\nferry",
    ],
)
def test_an_odd_csv_is_read(run: Run, content: str) -> None:
    rows, _ = run("q.csv", content)
    assert [row["question"] for row in rows] == ["ferry"]


def test_commas_without_quotes_never_shorten_a_question(run: Run) -> None:
    rows, _ = run("q.csv", "question\nWho, by name, is the master?\n")
    assert rows[0]["question"] == "Who, by name, is the master?"
    rows, _ = run("q.csv", "id,question\nx,Who, by name, is the master?\ny,ferry\n")
    assert "more fields than columns" in rows[0]["error"]["detail"]
    assert rows[1]["question"] == "ferry"


def test_two_runs_never_write_one_output(engine: Engine, tmp_path: Path) -> None:
    questions, output = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    questions.write_text('{"question": "ferry"}\n')

    def run_to(name: str) -> None:
        write = writer_for("a.jsonl")
        run_batch(engine, questions, tmp_path / name, write, 1, EVERYWHERE, lambda *_: None)

    with (
        FileLock(tmp_path / "a.jsonl.lock"),
        pytest.raises(BadRequest, match="another run is writing"),
    ):
        run_to(output.name)
    with pytest.raises(BadRequest, match="choose another name"):
        run_to(questions.name)
    run_to(output.name)
    assert sorted(path.name for path in tmp_path.glob("*.jsonl*")) == ["a.jsonl", "q.jsonl"]


def test_a_report_that_goes_during_a_run_fails_only_rows_that_are_asked_later(
    engine: Engine,
    corpus: Path,
    build: Callable[..., BuildSummary],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole_ask = engine.ask

    def ask(some: list[Asked]) -> Any:
        if (corpus / "ferry.txt").exists():
            (corpus / "ferry.txt").unlink()
            until_serving(engine, build().generation)
        return whole_ask(some)

    monkeypatch.setattr(engine, "ask", ask)
    before = engine.opened.generation.manifest.generation
    rows = [Row("a", "cars", scope=Scope(("ferry",))), Row("b", "master")]
    first, then = answer_rows(engine, rows * 2, 1, group_size=2)
    assert [result.answer and result.answer.index.generation for result in first] == [before] * 2
    assert first[0].answer
    assert first[0].answer.passages[0].quote == "It carries forty cars."
    assert then[0].error
    assert "no report 'ferry'" in then[0].error.detail
    assert then[1].answer
    assert then[1].answer.index.generation != before


def test_a_cell_of_any_length_is_kept_and_a_question_beyond_the_limit_alone_is_refused(
    run: Run,
) -> None:
    long = "x" * 200_000
    (row,) = read_rows("q.csv", f'question,note\nferry?,"{long}"\n'.encode())
    assert row.columns == {"note": long}
    rows, _ = run("q.csv", f"question\n{long}\nferry?\n")
    assert "200000 characters" in rows[0]["error"]["detail"]
    assert rows[1]["question"] == "ferry?"


def test_line_ends_of_unicode_split_neither_questions_nor_answers(
    run: Run, corpus: Path, tmp_path: Path
) -> None:
    rows, _ = run("q.jsonl", '{"question": "ferry\u2028boat", "note": "a\u0085b"}\n' * 2)
    assert len(rows) == 2
    found = list(read_answers(tmp_path / "answers.jsonl"))
    assert len(found) == 10
    verifier = Verifier(load_settings({}, corpus=corpus))
    assert {verifier.check(*one).verdict for one in found} == {"exact"}


def test_wrong_options_stop_a_run_before_it_starts(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "q.txt").write_text("ferry\n")
    with pytest.raises(BadRequest, match="no report 'none'"):
        run_batch(
            engine, tmp_path / "q.txt", tmp_path / "a.jsonl", writer_for("a.jsonl"), 1,
            Scope(("none",)), lambda *_: None,
        )  # fmt: skip
    assert not list(tmp_path.glob("a.jsonl*"))


def test_an_excel_csv_is_read(run: Run) -> None:
    content = 'question,note\r\n"Who is, by name, the ""master""?","café, twice\nover"\r\n'
    rows, _ = run("q.csv", content.encode("cp1252"))
    assert rows[0]["question"] == 'Who is, by name, the "master"?'
    assert rows[0]["columns"]["note"] == "café, twice\nover"


class Interrupted(Exception):
    pass


def test_an_interrupted_run_goes_on_where_it_stopped(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions, output = tmp_path / "q.txt", tmp_path / "answers.jsonl"
    questions.write_text("".join(f"ferry number {at}\n" for at in range(200)))
    write = writer_for(output.name)
    asked: list[str] = []
    whole_ask = engine.ask

    def ask(some: list[Asked]) -> Any:
        if len(asked) >= 128:
            raise Interrupted
        asked.extend(question.text for question in some)
        return whole_ask(some)

    monkeypatch.setattr(engine, "ask", ask)
    with pytest.raises(Interrupted):
        run_batch(engine, questions, output, write, 1, EVERYWHERE, lambda *_: None)
    assert not output.exists()
    journal = tmp_path / "answers.jsonl.partial"
    journal.write_bytes(journal.read_bytes() + b'{"id": 129, "torn')
    first, asked[:] = list(asked), []
    progress: list[tuple[int, int]] = []
    run_batch(
        engine,
        questions,
        output,
        write,
        1,
        EVERYWHERE,
        lambda done, known: progress.append((done, known)),
    )
    rows = [json.loads(line) for line in output.read_text().splitlines()]
    assert [row["id"] for row in rows] == list(range(1, 201))
    assert (len(first), len(asked)) == (128, 72)
    assert progress[0] == (128, 200)
    assert not journal.exists()


def test_a_journal_of_other_questions_is_not_used(run: Run, tmp_path: Path) -> None:
    (tmp_path / "answers.jsonl.partial").write_text('{"questions_sha256": "other"}\n{"id": 1}\n')
    rows, _ = run("q.txt", "ferry\n")
    assert rows[0]["question"] == "ferry"


def rows_of(engine: Engine, *questions: str) -> list[Result]:
    rows = [Row(at, text, columns={"=cmd": "+1"}) for at, text in enumerate(questions, start=1)]
    return [result for some in answer_rows(engine, rows, 2) for result in some]


def test_a_csv_of_answers_has_a_line_a_question_and_the_verbatim_quote(engine: Engine) -> None:
    rows = rows_of(engine, "ferry", "", "harbor master")
    written = b"".join(writer_for("a.csv")(rows, Layout("full")))
    lines = list(csv.DictReader(io.StringIO(written.decode("utf-8-sig"))))
    assert [line["id"] for line in lines] == ["1", "2", "3"]
    assert lines[0]["quote"] == "The ferry to Kestrel Bay leaves at nine."
    assert (lines[0]["report"], lines[0]["start"], lines[0]["lines"]) == ("ferry", "0", "1")
    assert lines[0]["quote_2"]
    assert "empty" in lines[1]["error"]
    assert lines[0]["'=cmd"] == "'+1"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "  =1", "\uff1d1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert escape_cell(cell) == "'" + cell
    assert escape_cell("\t" + cell) == "'\t" + ("  '=1" if cell == "  =1" else "'" + cell)
    assert escape_cell("plain") == "plain"


def test_markdown_answers_show_foreign_text_as_it_is(engine: Engine) -> None:
    rows = rows_of(engine, "ferry <script>*x*</script>\n# y")
    written = b"".join(writer_for("a.md")(rows)).decode()
    assert "## 1. ferry \\<script\\>\\*x\\*\\</script\\> \\# y\n" in written
    assert "1. “The ferry to Kestrel Bay leaves at nine.”" in written


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(BadRequest, match=r"\.xlsx, \.csv, \.md, \.jsonl"):
        writer_for("answers.doc")


def upload(
    client: FlaskClient, name: str, content: bytes, accept: str = "text/html", **fields: str
) -> Any:
    data = {"file": (io.BytesIO(content), name), **fields}
    return client.post("/batch", data=data, headers={"Accept": accept})


def test_the_page_answers_an_uploaded_file(client: FlaskClient) -> None:
    response = upload(client, "q.csv", b"question\nferry\n", k="2")
    assert response.status_code == 303
    address = response.headers["Location"]
    deadline = time.monotonic() + 60
    while client.get(address + "?format=json").json["state"] != "done":  # type: ignore[index]
        assert time.monotonic() < deadline
        time.sleep(0.05)
    response = client.get(address + "/answers.jsonl")
    assert response.mimetype == "application/jsonl"
    assert "answers.jsonl" in response.headers["Content-Disposition"]
    row = json.loads(response.data)
    assert (row["id"], len(row["passages"])) == (1, 2)


@pytest.mark.parametrize(
    ("name", "content", "fields", "message"),
    [
        ("", b"", {}, "No file chosen"),
        ("q.txt", b"\n", {}, "has no questions"),
        ("q.txt", b"x\n" * 2001, {}, "at most 2000"),
        ("q.txt", b"x", {"k": "51"}, "from 1 to 50"),
        ("q.txt", b"x", {"report": "none"}, "no report"),
        ("q.txt", b"x", {"from": "soon"}, "From is not a date"),
        ("q.xlsx", b"x", {}, "not a valid Excel workbook"),
        ("q.csv", b"", {}, "has no questions"),
        ("q.csv", b"x" + b",x" * 600, {}, "601 columns"),
        ("q.txt", b"x", {"k": "two"}, "whole number"),
        ("q.pdf", b"x", {}, "not a question file"),
        ("q.txt", b"\x00\x01\x02", {}, "not a text file"),
    ],
)
def test_a_bad_upload_is_explained_on_the_page(
    client: FlaskClient, name: str, content: bytes, fields: dict[str, str], message: str
) -> None:
    response = upload(client, name, content, **fields)
    assert response.status_code == 422
    assert message in response.text
    assert 'type="file"' in response.text
    problem = upload(client, name, content, "application/json", **fields)
    assert (problem.status_code, problem.mimetype) == (422, "application/problem+json")
    assert message.lower() in problem.json["detail"].lower()
