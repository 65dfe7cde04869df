"""The choice of columns, and links that lead somewhere from outside the service."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from corpus.errors import SettingError
from corpus.settings import load_settings
from service.answers.problems import problem
from service.answers.result import Result
from service.exports import ANSWER_WRITERS, WRITERS
from service.exports.layout import Layout
from service.exports.tables import PASSAGE_COLUMNS
from service.shell.main import main
from tests.service.batch.test_jobs import HTML, finished, upload
from tests.service.exports.test_exports import answer, result, values

SITE = "https://reports.example.org"
SHORT = ["quote", "short_answer", "score", "label", "url", "report_title", "report_number",
         "report_date", "page", "section"]  # fmt: skip
ROW = ["id", "question", "status", "confidence", "answerable", "error"]


def lines(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def table(rows: list[Result], layout: Layout) -> list[dict[str, str]]:
    return lines(b"".join(WRITERS[".csv"](rows, layout)))


def test_short_columns_are_what_people_read_and_full_columns_are_all_of_them() -> None:
    (short,) = table([result()], Layout())
    assert list(short) == [*ROW, *SHORT]
    (full,) = table([result()], Layout("full"))
    assert list(full) == [*ROW, *PASSAGE_COLUMNS]
    assert {name: full[name] for name in short} == short
    assert not [name for name in short if "sha256" in name]
    (line,) = lines(b"".join(ANSWER_WRITERS[".csv"](answer())))
    assert list(line) == ["question", "status", "rank", *SHORT]


def test_the_second_sentence_has_the_same_columns_with_its_number() -> None:
    one = result()
    assert one.answer is not None
    twice = replace(one, answer=replace(one.answer, passages=one.answer.passages * 2))
    (line,) = table([twice], Layout())
    assert list(line)[len(ROW) :] == [*SHORT, *(f"{name}_2" for name in SHORT)]
    about = values(b"".join(WRITERS[".xlsx"]([twice])), "About")
    assert ["…_2, …_3", "the same columns of the second sentence, the third, and so on"] in about


def test_a_corrected_question_and_the_parts_of_one_have_a_column_where_there_are_any() -> None:
    plain = result()
    assert plain.answer is not None
    parts = ["Who chairs it?", "When did it begin?"]
    changed = replace(plain, answer=replace(plain.answer, searched_for="ferry", parts=parts))
    failed = Result(2, "", error=problem(422, "row 2 is not JSON"))
    first, second, third = table([plain, changed, failed], Layout())
    assert list(first)[:4] == ["id", "question", "searched_for", "parts"]
    assert (first["searched_for"], first["parts"]) == ("", "")
    assert second["searched_for"] == "ferry"
    assert second["parts"] == "Who chairs it? | When did it begin?"
    assert (third["parts"], third["error"]) == ("", "row 2 is not JSON")
    assert "parts" not in table([plain], Layout("full"))[0]


def test_links_are_whole_where_the_address_is_known_and_can_be_clicked_in_excel() -> None:
    layout = Layout(site=SITE)
    (line,) = table([result()], layout)
    assert line["url"] == f"{SITE}/reports/f#s1"
    assert table([result()], Layout())[0]["url"] == "/reports/f#s1"
    sheet = load_workbook(io.BytesIO(b"".join(WRITERS[".xlsx"]([result()] * 2, layout))))["Answers"]
    column = [cell.value for cell in sheet[1]].index("url")
    assert [row[column].hyperlink.target for row in sheet.iter_rows(min_row=2)] == [
        f"{SITE}/reports/f#s1"
    ] * 2
    without = load_workbook(io.BytesIO(b"".join(WRITERS[".xlsx"]([result()]))))["Answers"]
    assert [cell.hyperlink for cell in without[2]] == [None] * len(without[2])


def test_a_workbook_of_a_question_file_begins_with_its_counts() -> None:
    found = result()
    assert found.answer is not None
    uncertain = replace(found, answer=replace(found.answer, status="uncertain"))
    rows = [found, uncertain, uncertain, Result(3, "", error=problem(422, "no"))]
    content = b"".join(WRITERS[".xlsx"](rows))
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Summary", "Answers", "About"]
    counts = [("Answered", 1), ("To check", 2), ("Without an answer", 0), ("Failed", 1)]
    assert [tuple(row) for row in values(content, "Summary")[:4]] == counts
    assert book["Answers"].auto_filter.ref.startswith("A1:")


def test_the_page_gives_the_choice_and_links_to_the_address_that_was_asked(
    client: FlaskClient, guarded: Callable[..., FlaskClient]
) -> None:
    address = upload(client, "q.txt", b"ferry?\n", k="1").headers["Location"]
    finished(client, address)
    (short,) = lines(client.get(f"{address}/answers.csv").data)
    assert short["url"].startswith("http://localhost/reports/")
    (full,) = lines(client.get(f"{address}/answers.csv?columns=full").data)
    assert full["text_sha256"]
    assert "text_sha256" not in short
    wrong = client.get(f"{address}/answers.csv?columns=some")
    assert (wrong.status_code, wrong.get_json()["remedy"]) == (422, "use short or full")
    page = client.get(address, headers=HTML).text
    assert page.index("answers.xlsx") < page.index("answers.csv") < page.index("answers.jsonl")
    assert f'href="{address}/answers.xlsx?columns=full"' in page
    behind = guarded(public_url=f"{SITE}/")
    (line,) = lines(behind.get("/ask.csv?q=ferry&k=1").data)
    assert line["url"] == f"{SITE}/reports/ferry#s1~h3ptyiko4o5z"
    assert "sentence" in lines(behind.get("/ask.csv?q=ferry&columns=full").data)[0]


def test_a_job_says_first_how_many_are_answered_to_check_and_without_an_answer(
    client: FlaskClient,
) -> None:
    content = b"question,from\nWhen does the ferry leave?,\nzebra?,\nferry?,soon\n"
    address = upload(client, "q.csv", content).headers["Location"]
    finished(client, address)
    job: Any = client.get(f"{address}?format=json").json
    counts = job["counts"]
    assert counts["not_asked"] == 1
    assert sum(counts.values()) == 3
    said = (
        f"{counts['answered']} answered, {counts['uncertain']} to check, "
        f"{counts['no_answer']} without an answer, 1 failed"
    )
    assert job["summary"] == said
    page = client.get(address, headers=HTML).text
    assert page.index(said) < page.index('class="chart"')


def test_an_address_that_is_none_is_refused_at_the_start() -> None:
    for wrong in ("reports.example.org", "ftp://x", "https://", "https://x/?q", "https://a b"):
        with pytest.raises(SettingError, match="it must be an address such as"):
            load_settings({"PINCITE_PUBLIC_URL": wrong})
    assert load_settings({"PINCITE_PUBLIC_URL": f"{SITE}/in/"}).public_url == f"{SITE}/in/"


@pytest.fixture
def batch(
    small_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, Path]]:
    """Runs the command batch over the small corpus; gives its exit code and its output."""
    from service.answers.opened import open_all
    from tests.fakes import BagOfWords

    def opened(*arguments: Any, **options: Any) -> Any:
        settings, _embedder, *others = arguments
        return open_all(settings, BagOfWords(), *others, **options)

    monkeypatch.setattr("service.answers.serving.open_all", opened)
    monkeypatch.setenv("PINCITE_RERANKER", "none")

    def run(name: str, content: bytes, *options: str) -> tuple[int, Path]:
        questions, output = tmp_path / name, tmp_path / "a.csv"
        questions.write_bytes(content)
        files = [str(questions), "-o", str(output), "--index", str(small_index)]
        return main(["batch", *files, *options]), output

    return run


@pytest.mark.parametrize(("name", "content"), [("q.txt", b"\n\n"), ("q.csv", b"question\n")])
def test_an_empty_question_file_is_an_error_and_writes_nothing(
    batch: Callable[..., tuple[int, Path]], capsys: pytest.CaptureFixture[str],
    name: str, content: bytes,
) -> None:  # fmt: skip
    code, output = batch(name, content)
    assert (code, output.exists()) == (2, False)
    assert f"{name} has no questions: add at least one question" in capsys.readouterr().err


def test_a_file_of_which_no_question_could_be_asked_ends_with_1_and_its_reasons(
    batch: Callable[..., tuple[int, Path]], capsys: pytest.CaptureFixture[str]
) -> None:
    code, output = batch("q.csv", b"question,k\nferry?,many\n,1\n")
    assert code == 1
    said = "0 answered, 0 to check, 0 without an answer, 2 failed: "
    assert capsys.readouterr().out == f"{said}{output}\n"
    assert all(line["error"] for line in lines(output.read_bytes()))


def test_the_shell_takes_the_columns_and_the_address_of_the_service(
    batch: Callable[..., tuple[int, Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, output = batch("q.txt", b"ferry?\n", "-k", "1")
    (line,) = lines(output.read_bytes())
    assert (code, line["url"]) == (0, "/reports/ferry#s1~h3ptyiko4o5z")
    monkeypatch.setenv("PINCITE_PUBLIC_URL", SITE)
    batch("q.txt", b"ferry?\n", "-k", "1", "--columns", "full")
    (line,) = lines(output.read_bytes())
    assert list(line) == [*ROW, *PASSAGE_COLUMNS]
    assert line["url"] == f"{SITE}/reports/ferry#s1~h3ptyiko4o5z"
