"""Question files on the page: from upload to download, in a real browser over the real service."""

import csv
import io
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import Browser, Page, expect

from service.exports import WRITERS
from tests.browser.conftest import check_fit_for_all, dressed, visit
from tests.browser.conftest import scripted as with_scripts
from tests.service.http_client import until_ready

pytestmark = pytest.mark.browser
TROOPS = "How many U.S. troops are stationed in Japan?"
RESIGNED = "Who resigned in June 2010?"
HOSTILE = '<img src=x onerror="alert(1)"><script>alert(2)</script> =1+1 \u202e{{7*7}}'


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("service") / "jobs"


@pytest.fixture(scope="module")
def site(alliance_index: Path, jobs: Path) -> Iterator[str]:
    """The real service over our own report, with a folder of jobs of its own."""
    with service(alliance_index, jobs) as address:
        yield address


class service:  # noqa: N801  # it is used as a function is
    """Runs the real service without a reranker."""

    def __init__(self, index: Path, jobs: Path, **settings: str) -> None:
        self._command = [
            sys.executable,
            "-m",
            "service",
            "serve",
            "--port",
            "0",
            "--index",
            str(index),
        ]
        ours = {"PINCITE_RERANKER": "none", "PINCITE_JOB_FOLDER": str(jobs)}
        self._environ = {**os.environ, **ours, **settings}

    def __enter__(self) -> str:
        self._process = subprocess.Popen(
            self._command,
            env=self._environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        address = self._process.stdout.readline().split()[-1]
        until_ready(address)
        return address

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.communicate()


@pytest.fixture
def scripted(browser: Browser, site: str) -> Iterator[Page]:
    """A page with scripts, on which nothing may go wrong."""
    with with_scripts(browser, site, ()) as page:
        yield page


def send(page: Page, name: str, content: bytes) -> None:
    page.goto("/batch")
    page.get_by_label("Question file").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name="Run", exact=True).click()


def until_finished(page: Page) -> None:
    """Wait on the page as it is, with or without scripts."""
    expect(page.locator(".state")).to_have_text("Finished", timeout=60_000)


def workbook(*rows: tuple[object, ...]) -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(stream)
    return stream.getvalue()


FILES = {
    "q.txt": f"{TROOPS}\n{RESIGNED}\n".encode(),
    "q.csv": f"id,question\n1,{TROOPS}\n2,{RESIGNED}\n".encode(),
    "q.jsonl": "".join(
        json.dumps({"question": text}) + "\n" for text in (TROOPS, RESIGNED)
    ).encode(),
    "q.xlsx": workbook(("question",), (TROOPS,), (RESIGNED,)),
}


def questions_in(ending: str, content: bytes) -> list[str]:
    """Read the questions of a file of answers with a library that did not write it."""
    if ending == ".jsonl":
        return [json.loads(line)["question"] for line in content.splitlines()]
    if ending == ".csv":
        return [row["question"] for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))]
    if ending == ".xlsx":
        first, *rows = openpyxl.load_workbook(io.BytesIO(content))["Answers"].values
        return [str(row[first.index("question")]) for row in rows]
    tokens = MarkdownIt().parse(content.decode())
    inline = [
        tokens[at + 1]
        for at, token in enumerate(tokens)
        if token.tag == "h2" and token.nesting == 1
    ]
    return [
        "".join(child.content for child in one.children or []).split(". ", 1)[1] for one in inline
    ]


@pytest.mark.parametrize("name", FILES)
def test_a_file_goes_up_and_its_answers_come_down_in_every_format(
    browser: Browser, site: str, name: str
) -> None:
    with visit(browser, site) as page:  # no scripts: the page refreshes itself
        send(page, name, FILES[name])
        assert re.fullmatch(r".*/batch/[0-9a-f]{32}", page.url)
        until_finished(page)
        expect(page.locator(".numbers")).to_contain_text("2 of 2 questions done")
        expect(page.locator("#r1")).to_contain_text("50,000")
        for ending in WRITERS:
            with page.expect_download() as download:
                page.locator(f'a[href$="answers{ending}"]').click()
            assert download.value.suggested_filename == f"answers{ending}"
            assert questions_in(ending, download.value.path().read_bytes()) == [TROOPS, RESIGNED]
        page.locator("#r1 a.cited").click()
        assert re.search(r"/reports/us-japan-alliance.*#s2~[a-z2-7]{12}$", page.url)
        expect(page.locator("#s2")).to_be_in_viewport()


LONG = "".join(f"{TROOPS} {at}\n" for at in range(600)).encode()


def test_a_job_is_followed_without_a_flash_and_survives_a_reload(scripted: Page) -> None:
    page = scripted
    send(page, "long.txt", LONG)
    expect(page.locator("#r1")).to_be_visible(timeout=30_000)
    page.evaluate("window.unflashed = true")
    # The page's policy forbids to wait for a function, which is a text that is run.
    early = page.locator("progress").get_attribute("value") or ""
    expect(page.locator("progress")).not_to_have_attribute("value", early, timeout=30_000)
    assert page.evaluate("window.unflashed")
    page.reload()
    expect(page.locator(".state")).to_have_text(re.compile("Running|Finished"))
    page.evaluate("window.unflashed = true")
    until_finished(page)
    assert page.evaluate("window.unflashed")
    expect(page.locator("progress")).to_have_count(0)
    expect(page.locator(".pager")).to_contain_text("Page 1 of 12")
    expect(page.locator(".chart title")).to_contain_text("600 questions: ")
    page.goto("/batch")
    page.get_by_role("link", name="long.txt").click()
    until_finished(page)
    page.get_by_role("link", name="Next").click()
    expect(page.locator("#r51")).to_be_visible()


def test_a_job_is_stopped_and_goes_on(scripted: Page) -> None:
    page = scripted
    send(page, "long.txt", LONG)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".state")).to_have_text("Stopped")
    page.get_by_role("button", name="Resume").click()
    until_finished(page)
    expect(page.locator(".numbers")).to_contain_text("600 of 600")
    address = page.url
    page.get_by_role("button", name="Delete this file and its answers").click()
    expect(page.get_by_role("heading", name="Question files")).to_be_visible()
    assert page.request.get(address).status == 404


def test_a_file_is_dropped_on_the_page(scripted: Page) -> None:
    page = scripted
    page.goto("/batch")
    held = page.evaluate_handle(
        """text => { const held = new DataTransfer();
        held.items.add(new File([text], "dropped.txt")); return held; }""",
        TROOPS,
    )
    page.dispatch_event("h1", "dragover", {"dataTransfer": held})
    expect(page.locator("body.over")).to_have_count(1)
    page.dispatch_event("h1", "drop", {"dataTransfer": held})
    expect(page.locator("body.over")).to_have_count(0)
    expect(page.locator(".chosen")).to_contain_text("dropped.txt")
    page.keyboard.press("Enter")  # the button has the focus
    until_finished(page)
    expect(page.locator("h1")).to_have_text("dropped.txt")


def test_the_column_is_chosen_with_the_keyboard_alone(browser: Browser, site: str) -> None:
    with visit(browser, site) as page:
        send(
            page,
            "fragen.xlsx",
            workbook(("Nr", "Frage", "Notiz"), (7, TROOPS, "a"), (8, RESIGNED, "b")),
        )
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "Which column holds the questions?"
        )
        expect(page.get_by_role("radio", name="Frage")).to_be_checked()
        page.get_by_role("radio", name="Frage").focus()
        page.keyboard.press("ArrowUp")
        expect(page.get_by_role("radio", name="Nr")).to_be_checked()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")  # to the box
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        until_finished(page)
        expect(page.locator("#r1")).to_contain_text(TROOPS)


def test_rows_that_fail_say_why_and_are_found(browser: Browser, site: str) -> None:
    rows = f"question,from\n{TROOPS},\n{TROOPS},soon\n"
    with visit(browser, site) as page:
        send(page, "q.csv", rows.encode())
        until_finished(page)
        page.get_by_role("navigation", name="Filter by status").get_by_role(
            "link", name="Failed"
        ).click()
        expect(page.locator("tbody tr")).to_have_count(1)
        expect(page.locator("#r2")).to_contain_text("Row 2 (line 3): from is not a date")


@pytest.mark.parametrize(
    "name", ["../../x.txt", '"><img src=x onerror=alert(1)>.txt', "a\u202etxt.exe.txt"]
)
def test_hostile_names_and_cells_stay_text(scripted: Page, jobs: Path, name: str) -> None:
    page = scripted
    send(page, name, f"{HOSTILE}\n".encode())
    until_finished(page)
    page.reload()
    expect(page.locator("#r1")).to_contain_text("{{7*7}}")
    assert page.locator("main img, main script").count() == 0
    written = {path.name for path in jobs.parent.rglob("*") if path.is_file()}
    assert written <= {"job.json", "job.new", "questions", "answers", ".lock", ".runner"}


def test_hostile_columns_stay_text(scripted: Page) -> None:
    page = scripted
    send(
        page,
        "q.csv",
        f"{HOSTILE.replace(chr(34), '')},b\n{HOSTILE.replace(chr(34), '')},c\n".encode(),
    )
    expect(page.get_by_role("radio")).to_have_count(2)
    assert page.locator("main img, main script").count() == 0


def test_a_refused_file_keeps_the_form(browser: Browser, site: str) -> None:
    with visit(browser, site) as page:
        send(page, "q.pdf", b"x")
        expect(page.get_by_role("alert")).to_contain_text("not a question file")
        expect(page.get_by_label("Question file")).to_be_visible()


def test_a_job_survives_a_restart_of_the_service(
    browser: Browser, alliance_index: Path, tmp_path: Path
) -> None:
    with service(alliance_index, tmp_path / "jobs") as address, visit(browser, address) as page:
        send(page, "long.txt", LONG)
        path = page.url.removeprefix(address)
        deadline = time.monotonic() + 30
        while "50,000" not in page.locator("#r1").all_inner_texts().__str__():
            assert time.monotonic() < deadline
            page.reload()
        assert page.locator(".state").inner_text() == "Running"
    with service(alliance_index, tmp_path / "jobs") as address, visit(browser, address) as page:
        page.goto(address + path)
        until_finished(page)
        expect(page.locator(".numbers")).to_contain_text("600 of 600 questions done")
        with page.expect_download() as download:
            page.locator('a[href$="answers.jsonl"]').click()
        rows = [json.loads(line) for line in download.value.path().read_text().splitlines()]
        assert [row["id"] for row in rows] == list(range(1, 601))


@pytest.fixture(scope="module")
def states(browser: Browser, site: str) -> dict[str, str]:
    """The address of a job in each state that a page can be in."""
    with visit(browser, site) as page:
        addresses = {"form": "/batch"}
        send(page, "choose.csv", f"nr,Frage\n1,{TROOPS}\n".encode())
        addresses["choosing"] = page.url
        many = "".join(f"{TROOPS},{'soon' if at % 9 == 0 else ''}\n" for at in range(60))
        send(page, "finished.csv", f"question,from\n{many}".encode())
        until_finished(page)
        addresses["finished"] = page.url
        addresses["errors"] = page.url + "?status=not_asked"
        addresses["none"] = page.url + "?status=no_answer"
        send(page, "long.txt", LONG * 3)
        addresses["running"] = page.url
        send(page, "long.txt", LONG * 3)
        addresses["waiting"] = page.url
    return addresses


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_state_is_accessible_and_fits(
    browser: Browser, site: str, states: dict[str, str], scheme: str, width: int,
) -> None:  # fmt: skip
    with dressed(browser, site, scheme, width) as page:
        for state, address in states.items():
            page.goto(address)
            check_fit_for_all(page, state)
