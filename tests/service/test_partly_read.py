"""What could not be read, was left out or was read by OCR is said at every door."""

import csv
import io
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from lxml import html
from markdown_it import MarkdownIt

from corpus import intake
from corpus.omissions import Omission
from corpus.report import Report
from corpus.settings import Settings, load_settings
from index.build import command
from index.build.build import BuildSummary, build_index
from index.build.events import Event, FileRead, as_json, from_json
from index.encode import choose
from service.answers import engine as engines
from service.answers.as_json import answer_dict
from service.answers.engine import Engine
from service.answers.verify import Verifier
from service.builds.build import Build
from service.builds.follow import Follower
from service.shell.main import main
from service.web.app import create_app
from service.web.pages.build_rows import build_values
from tests.conftest import _write_small_corpus
from tests.corpus.scans import LEASE, NOTHING, calls, scanned, stand_in, with_text_layer
from tests.fakes import BagOfWords

UNREAD = (
    "Pages 2 and 3 of 4 could not be read: they hold images without text. "
    "Run OCR on the file, for example `pincite build --ocr`."
)
STRUCK = "2 passages struck out in the source were left out."
FERRY = (Omission("no_text", (2, 3), 2), Omission("struck_out", count=2))
COST = "What do tickets cost?"
WHEN = "When does the lease of the north pier end?"
Patch = pytest.MonkeyPatch
Made = tuple[Settings, BuildSummary]


@pytest.fixture(scope="module")
def patch() -> Iterator[Patch]:
    with Patch.context() as made:
        yield made


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, patch: Patch) -> Made:
    """A corpus with a report that is read in part, and with a scan that OCR read."""
    folder = tmp_path_factory.mktemp("partly")
    corpus = _write_small_corpus(folder / "corpus")
    (corpus / "lease.pdf").write_bytes(scanned(NOTHING))
    stand_in(folder / "programs", with_text_layer(LEASE))
    patch.setenv("PATH", f"{folder / 'programs'}{os.pathsep}{os.environ['PATH']}")
    as_read = intake._read_text

    def read(*given: Any) -> Report:
        report = as_read(*given)
        return replace(report, page_count=4, omissions=FERRY if "ferry" in report.path else ())

    patch.setattr(intake, "_read_text", read)
    settings = load_settings(
        {}, corpus=corpus, index=folder / "index", job_folder=folder / "jobs", reranker="none",
        cache=folder / "cache", ocr=True,
    )  # fmt: skip
    return settings, build_index(settings, BagOfWords())


@pytest.fixture(scope="module")
def engine(made: Made) -> Engine:
    return Engine(made[0], BagOfWords())


@pytest.fixture(scope="module")
def client(engine: Engine) -> FlaskClient:
    return create_app(engine.settings, engine).test_client()


@pytest.fixture
def shell(made: Made, monkeypatch: Patch, capsys: Any) -> Callable[..., str]:
    """Runs a command over the index and returns what it prints."""
    monkeypatch.setattr(engines, "Engine", lambda settings: Engine(settings, BagOfWords()))
    monkeypatch.setattr(choose, "encoder_for_serving", lambda *_: BagOfWords())
    monkeypatch.setenv("PINCITE_RERANKER", "none")

    def run(*arguments: str, code: int = 0) -> str:
        assert main([*arguments, "--index", str(made[0].index)]) == code
        return str(capsys.readouterr().out)

    return run


def first(client: FlaskClient, question: str) -> Any:
    return client.get("/ask", query_string={"q": question, "k": 1}).get_json()["passages"][0]


def builds(made: Made, monkeypatch: Patch, capsys: Any) -> Callable[..., str]:
    def build(settings: Settings, **chosen: Any) -> BuildSummary:
        return build_index(settings, BagOfWords(), **chosen)

    monkeypatch.setattr(command, "_build", build)

    def run(*arguments: str, code: int = 0) -> str:
        settings = made[0]
        monkeypatch.setenv("PINCITE_CACHE", str(settings.cache))
        assert command.main(["--index", str(settings.index), *arguments], "build") == code
        out, err = capsys.readouterr()
        return str(out + err)

    return run


def test_a_build_says_it_on_the_terminal_and_an_unchanged_file_says_it_again(
    made: Made, monkeypatch: Patch, capsys: Any
) -> None:
    assert not made[1].up_to_date
    lines = builds(made, monkeypatch, capsys)().splitlines()
    assert lines[:3] == [
        f"Partly read: ferry.txt: {UNREAD} {STRUCK}",
        "Read: lease.pdf: Page 1 was read by OCR.",
        "In all, 2 pages could not be read, and 2 passages were left out.",
    ]
    assert lines[3].startswith("The index is up to date: 3 reports (3 unchanged)")


def test_the_json_of_a_build_has_it_for_each_file(
    made: Made, monkeypatch: Patch, capsys: Any
) -> None:
    files = json.loads(builds(made, monkeypatch, capsys)("--json"))["files"]
    by_path = {file["path"]: file for file in files}
    assert by_path["ferry.txt"]["omissions"] == [
        {"kind": "no_text", "pages": [2, 3], "count": 2, "part": "", "text": UNREAD},
        {"kind": "struck_out", "pages": [], "count": 2, "part": "", "text": STRUCK},
    ]
    assert by_path["notes/Harbor.txt"]["omissions"] == []
    assert by_path["lease.pdf"]["ocr_pages"] == [1]


def test_a_later_build_remembers_ocr_and_one_without_it_reads_the_scan_no_more(
    made: Made, monkeypatch: Patch, capsys: Any, tmp_path: Path
) -> None:
    settings = replace(made[0], index=tmp_path / "index")
    shutil.copytree(made[0].index, settings.index)
    record = json.loads((settings.index / "corpus.json").read_text())
    record["folder"] = str(settings.corpus)
    (settings.index / "corpus.json").write_text(json.dumps(record))
    assert record["options"] == {"ocr": True}
    run = builds((settings, made[1]), monkeypatch, capsys)
    assert "Page 1 was read by OCR" in run()
    refused = run("--no-ocr")
    assert "Not read: lease.pdf: the file has no text layer" in refused
    assert "2 reports (2 unchanged)" in refused
    assert "Not read: lease.pdf" in run()
    log = settings.corpus.parent / "programs" / "calls"
    before = len(calls(log))
    assert "Page 1 was read by OCR" in run("--ocr")
    assert len(calls(log)) == before  # the result was kept


DREDGED = "The harbor was dredged in 1990 by two crews from Elko, which took forty days in all."
WORN = "Inspectors visited the north pier in March and found that eleven of its piles were worn."


def test_a_report_with_scanned_pages_is_read_in_part_and_whole_with_ocr(
    tmp_path: Path, monkeypatch: Patch
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "mixed.pdf").write_bytes(scanned(DREDGED, NOTHING, NOTHING, WORN))
    settings = load_settings({}, corpus=corpus, index=tmp_path / "index", cache=tmp_path / "cache")
    (file,) = build_index(settings, BagOfWords()).read
    (omission,) = file.omissions
    assert (omission.kind, omission.pages, omission.text) == ("no_text", (2, 3), UNREAD)
    assert file.passages == 2
    monkeypatch.setenv("PATH", f"{tmp_path / 'programs'}{os.pathsep}{os.environ['PATH']}")
    result = with_text_layer(DREDGED, LEASE, NOTHING, WORN)
    log = stand_in(tmp_path / "programs", result)
    (file,) = build_index(replace(settings, ocr=True), BagOfWords()).read
    assert "--pages 2-3" in calls(log)[0]
    assert (file.passages, file.ocr_pages) == (3, (2,))
    (omission,) = file.omissions
    assert omission.text == "Page 3 of 4 could not be read: OCR found no text there."
    # What OCR does not find is no reason to read the file again.
    (corpus / "more.txt").write_text("One more report.")
    assert build_index(replace(settings, ocr=True), BagOfWords()).unchanged == 1


def test_a_file_whose_ocr_failed_is_tried_again_by_the_next_build(
    tmp_path: Path, monkeypatch: Patch
) -> None:
    corpus = _write_small_corpus(tmp_path / "corpus")
    (corpus / "lease.pdf").write_bytes(scanned(NOTHING, number=7))
    monkeypatch.setenv("PATH", f"{tmp_path / 'programs'}{os.pathsep}{os.environ['PATH']}")
    settings = load_settings(
        {}, corpus=corpus, index=tmp_path / "index", cache=tmp_path / "cache", ocr=True
    )
    stand_in(tmp_path / "programs", b"", "exit 3")
    (failure,) = build_index(settings, BagOfWords()).failed
    assert "OCR failed: ocrmypdf ended with exit code 3" in failure.reason
    stand_in(tmp_path / "programs", with_text_layer(LEASE))
    summary = build_index(settings, BagOfWords())
    assert (summary.up_to_date, summary.failed) == (False, ())
    assert build_index(settings, BagOfWords()).up_to_date


def test_a_build_with_ocr_names_the_missing_program(
    made: Made, monkeypatch: Patch, capsys: Any, tmp_path: Path
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert "ocrmypdf, which is not installed" in builds(made, monkeypatch, capsys)(code=2)


def test_status_and_check_say_it(shell: Callable[..., str]) -> None:
    for command_name in ("status", "check"):
        out = shell(command_name)
        assert f"ferry.txt: {UNREAD} {STRUCK}\n" in out
        assert "lease.pdf: Page 1 was read by OCR.\n" in out
    told = {one["path"]: one for one in json.loads(shell("status", "--json"))["remarks"]}
    assert [one["text"] for one in told["ferry.txt"]["omissions"]] == [UNREAD, STRUCK]
    assert told["lease.pdf"]["ocr_pages"] == [1]
    assert "notes/Harbor.txt" not in told


def test_an_answer_in_json_carries_it(client: FlaskClient) -> None:
    ferry, lease = first(client, COST), first(client, WHEN)
    assert [one["text"] for one in ferry["citation"]["report"]["omissions"]] == [UNREAD, STRUCK]
    assert (ferry["ocr"], ferry["citation"]["ocr"]) == (False, False)
    assert lease["quote"] == LEASE
    assert (lease["ocr"], lease["citation"]["ocr"]) == (True, True)
    assert lease["citation"]["report"]["ocr_pages"] == [1]
    assert lease["citation"]["label"].endswith("p. 1, sentence 1, read by OCR")


def test_an_answer_in_the_shell_says_it(shell: Callable[..., str]) -> None:
    out = shell("ask", COST, "-k", "2")
    assert out.count(UNREAD) == 1
    assert f"   {STRUCK}\n" in out
    assert "sentence 1, read by OCR" in shell("ask", WHEN, "-k", "1")


def test_the_page_of_an_answer_says_it_beside_the_sentence(client: FlaskClient) -> None:
    page = client.get("/", query_string={"q": COST, "k": 1}).text
    assert UNREAD.replace("`pincite build --ocr`", "<code>pincite build --ocr</code>") in page
    assert STRUCK in page
    assert "Read by OCR. Compare it with the page" not in page
    page = client.get("/", query_string={"q": WHEN, "k": 1}).text
    assert "Read by OCR. Compare it with the page" in page


def test_no_answer_says_that_some_reports_could_not_be_read(
    client: FlaskClient, shell: Callable[..., str]
) -> None:
    asked = {"q": "Who painted the chapel ceiling?"}
    answer = client.get("/ask", query_string=asked).get_json()
    text = "1 of the 3 reports searched has pages or parts that could not be read."
    assert answer["status"] == "no_answer"
    assert answer["partly_read"] == {"reports": 1, "searched": 3, "text": text}
    assert text in client.get("/", query_string=asked).text
    assert text in shell("ask", asked["q"])
    assert text in client.get("/ask.md", query_string=asked).text
    alone = client.get("/ask", query_string={**asked, "report": "ferry"}).get_json()["partly_read"]
    assert alone["text"] == "The report has pages or parts that could not be read."
    harbor = client.get("/ask", query_string={**asked, "report": "notes/harbor"}).get_json()
    assert harbor["partly_read"] is None
    assert client.get("/ask", query_string={"q": COST}).get_json()["partly_read"] is None


def test_the_list_of_reports_says_it(client: FlaskClient) -> None:
    page = client.get("/reports").text
    assert "1 report could be read only in part." in page
    assert "they hold images without text" in page
    assert "Page 1 was read by OCR." in page
    listed = client.get("/reports?format=json").get_json()["reports"]
    rows = {row["id"]: row for row in listed}
    assert [one["kind"] for one in rows["ferry"]["omissions"]] == ["no_text", "struck_out"]
    assert (rows["ferry"]["pages"], rows["lease"]["ocr_pages"]) == (4, [1])


def test_the_page_of_a_report_says_it_at_its_head_and_at_each_page(client: FlaskClient) -> None:
    page = client.get("/reports/ferry").text
    assert page.index(STRUCK) < page.index("<article")
    page = client.get("/reports/lease").text
    assert "Page 1 was read by OCR." in page
    assert ">Page 1, read by OCR</a>" in page
    assert "page 1, read by OCR" in client.get("/reports/lease?sentence=1").text
    assert "Page 1 was read by OCR." in client.get("/reports/lease?page=1").text
    report = client.get("/reports/lease?format=json").get_json()
    assert (report["ocr_pages"], report["omissions"], report["sentences"][0]["ocr"]) == (
        [1], [], True,
    )  # fmt: skip
    assert client.get("/reports/lease?sentence=1&format=json").get_json()["ocr"] is True
    assert client.get("/reports/ferry?format=json").get_json()["omissions"][0]["pages"] == [2, 3]


def test_the_image_of_a_page_is_that_of_the_source(client: FlaskClient) -> None:
    response = client.get("/page-images/1/lease?sentence=1")
    assert (response.status_code, response.mimetype) == (200, "image/png")


def test_the_citation_of_a_sentence_says_that_ocr_read_it(client: FlaskClient) -> None:
    formats = client.get("/cite?id=lease%23s1&format=json").get_json()["formats"]
    for name in ("text", "markdown", "bibtex", "ris", "annotation"):
        assert "read by OCR" in formats[name]["text"], name
    assert json.loads(formats["csl"]["text"])[0]["custom"]["ocr"] is True


def test_tables_have_columns_for_it_only_where_there_is_something_to_say(
    client: FlaskClient,
) -> None:
    def rows(ending: str, **asked: str) -> list[dict[str, str]]:
        content = client.get(f"/ask{ending}", query_string=asked).data
        if ending == ".csv":
            return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        sheet = openpyxl.load_workbook(io.BytesIO(content))["Answers"]
        header, *lines = [[cell or "" for cell in line] for line in sheet.values]
        return [dict(zip(header, line, strict=True)) for line in lines]

    for ending in (".csv", ".xlsx"):
        for columns in ("short", "full"):
            (row,) = rows(ending, q=COST, k="1", columns=columns)
            assert ("ocr" in row, row["report_omissions"]) == (False, f"{UNREAD} {STRUCK}")
            (row,) = rows(ending, q=WHEN, k="1", columns=columns)
            assert (row["ocr"], "report_omissions" in row) == ("yes", False)
            (row,) = rows(ending, q="Who is the harbor master?", k="1", columns=columns)
            assert "ocr" not in row


def test_markdown_says_it_below_the_quote(
    client: FlaskClient, tmp_path: Path, shell: Callable[..., str]
) -> None:
    text = client.get("/ask.md", query_string={"q": COST, "k": 1}).text
    assert f"   > {STRUCK}\n" in text
    (tmp_path / "questions.txt").write_text(COST)
    shell("batch", str(tmp_path / "questions.txt"), "-o", str(tmp_path / "answers.md"), "-k", "1")
    page = html.fromstring(MarkdownIt().render((tmp_path / "answers.md").read_text()))
    lines = page.xpath("//li//text()")
    assert [line.strip() for line in lines if line.strip()][-2:] == [UNREAD, STRUCK]


def test_a_comparison_says_it_beside_the_report(client: FlaskClient) -> None:
    asked = {"q": COST}
    rows = client.get("/compare.json", query_string=asked).get_json()["rows"]
    by_id = {row["report"]["id"]: row["report"] for row in rows}
    assert by_id["ferry"]["omissions"][1]["text"] == STRUCK
    assert STRUCK in client.get("/compare", query_string=asked).text
    assert b"report_omissions" in client.get("/compare.csv", query_string=asked).data


def test_events_of_a_build_carry_it_to_its_record_and_its_page(
    made: Made,
) -> None:
    seen: list[Event] = []
    build_index(made[0], BagOfWords(), seen.append)
    follower = Follower(Build(1, "request", "running", 0))
    for event in seen:
        sent = json.loads(json.dumps(as_json(event)))
        assert from_json(sent) == event
        follower.see(from_json(sent))
    assert any(isinstance(event, FileRead) and event.omissions for event in seen)
    files = {file.path: file for file in follower.build.files}
    assert [one.text for one in files["ferry.txt"].omissions] == [UNREAD, STRUCK]
    assert files["lease.pdf"].ocr_pages == (1,)
    changed = tuple(replace(file, unchanged=False) for file in follower.build.files)
    values = build_values(replace(follower.build, files=changed))
    reasons = {row.path: row.reason for row in values["rows"]}
    assert reasons["ferry.txt"] == f"{UNREAD} {STRUCK}"
    assert reasons["lease.pdf"] == "Page 1 was read by OCR."
    assert values["in_total"].startswith("In all, 2 pages could not be read")


def test_a_citation_of_what_ocr_read_is_checked_by_ocr_or_said_to_be_unchecked(
    engine: Engine, made: Made, tmp_path: Path, monkeypatch: Patch,
    shell: Callable[..., str],
) -> None:  # fmt: skip
    (answer,) = engine.ask([engine.asked(WHEN, 1)])
    passage = answer_dict(answer)["passages"][0]
    answers = tmp_path / "answers.jsonl"
    answers.write_text(json.dumps({"id": 1, "passages": [passage]}))
    monkeypatch.setenv("PINCITE_CACHE", str(made[0].cache))
    assert shell("verify", str(answers)) == "1 citations: 1 exact, 0 moved, 0 broken\n"
    assert Verifier(made[0]).check("", passage).verdict == "exact"
    claimed = {**passage, "citation": {**passage["citation"], "ocr": False}}
    broken = Verifier(made[0]).check("", claimed)
    assert (broken.verdict, broken.reason) == ("broken", "ocr differs from the source")
    other = {**passage, "quote": "The lease of the north pier ends in 2032."}
    assert Verifier(made[0]).check("", other).verdict == "broken"
    # The result is kept, so the program is not needed; without both, nothing is confirmed.
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert Verifier(made[0]).check("", passage).verdict == "exact"
    monkeypatch.setenv("PINCITE_CACHE", "none")
    out = shell("verify", str(answers), code=1)
    assert "not checked: 1, rank 1, lease#s1: lease.pdf: the file has no text layer" in out
    assert "OCR needs the program ocrmypdf" in out
    assert out.endswith("1 citations: 0 exact, 0 moved, 0 broken, 1 not checked\n")
