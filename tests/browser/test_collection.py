"""The collection, and what the service says of itself, in a real browser and as JSON."""

import hashlib
import json
import re
import subprocess
import threading
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from corpus.settings import load_settings
from index.build.build import build_index
from service.answers.engine import Engine
from service.web.app import create_app
from tests.browser.conftest import check_fit_for_all, dressed, visit
from tests.fakes import BagOfWords

pytestmark = pytest.mark.browser
KINDS = (("Harbor", "Harbor Office"), ("Ferry", "Ferry Board"))
CATALOG = "".join(
    f'[[report]]\nfile = "r{at:03}.txt"\ntitle = "Report {at:03} of the {KINDS[at % 2][0]}"\n'
    f'publisher = "{KINDS[at % 2][1]}"\ndate = "{2000 + at % 23}-01-02"\n'
    for at in range(450)
)
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of several hundred reports, some of them not dated, one not readable."""
    corpus = tmp_path_factory.mktemp("shelf") / "corpus"
    corpus.mkdir()
    (corpus / "catalog.toml").write_text(
        CATALOG + f"[[report]]\nfile = \"hostile.txt\"\ntitle = '{HOSTILE}'\n"
    )
    for at in range(450):
        (corpus / f"r{at:03}.txt").write_text(
            "".join(f"The ferry number {number} leaves.\n" for number in range(at % 7 + 1))
        )
    (corpus / "hostile.txt").write_text("The harbor is closed.\n")
    (corpus / "scan.tiff").write_bytes(b"x")
    return corpus


@pytest.fixture(scope="module")
def client(shelf: Path) -> FlaskClient:
    index = shelf.parent / "index"
    settings = load_settings({}, corpus=shelf, index=index, job_folder=shelf.parent / "jobs")
    build_index(settings, BagOfWords())
    engine = Engine(settings, BagOfWords())
    return create_app(settings, engine).test_client()


@pytest.fixture(scope="module")
def library(client: FlaskClient) -> Iterator[str]:
    """The address of the several hundred reports, served with the small embedder."""
    server = make_server("127.0.0.1", 0, client.application, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/"
    server.shutdown()
    thread.join()


def titles(page: Page) -> list[str]:
    return page.locator("tbody th > a").all_inner_texts()


def test_every_report_is_listed_with_what_proves_it(client: FlaskClient, shelf: Path) -> None:
    found: Any = client.get("/reports?format=json").json
    assert found["found"] == len(found["reports"]) == 451
    for report in found["reports"]:
        content = (shelf / report["file"]).read_bytes()
        assert report["sha256"] == hashlib.sha256(content).hexdigest()
        assert report["sentences"] == len(content.splitlines())
        assert report["pages"] is None
        assert client.get(report["url"]).status_code == 200
    assert found["index"]["reports"] == 451
    assert found["index"]["model"] == "bag-of-words"
    assert [one["path"] for one in found["failures"]] == ["scan.tiff"]


def test_pages_are_counted_where_there_are_some(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    (tmp_path / "corpus").mkdir()
    canvas = Canvas(str(tmp_path / "corpus" / "three.pdf"))
    for number in (1, 2, 3):
        canvas.drawString(72, 700, f"The ferry number {number} leaves the harbor at nine o'clock.")
        canvas.showPage()
    canvas.save()
    settings = load_settings({}, corpus=tmp_path / "corpus", index=tmp_path / "index")
    build_index(settings, BagOfWords())
    engine = Engine(settings, BagOfWords())
    found: Any = create_app(settings, engine).test_client().get("/reports?format=json").json
    assert [report["pages"] for report in found["reports"]] == [3]


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("name", ["title", "publisher", "date", "sentences"])
def test_reports_are_sorted_by_any_column_and_the_unknown_come_last(
    client: FlaskClient, name: str, order: str
) -> None:
    found: Any = client.get(f"/reports?format=json&sort={name}&order={order}").json
    values = [report[name] for report in found["reports"]]
    known = [value for value in values if value is not None]
    assert known == sorted(known, key=str.casefold if name != "sentences" else None,
                           reverse=order == "desc")  # fmt: skip
    assert values[len(known) :] == [None] * (len(values) - len(known))


@pytest.mark.parametrize("query", ["sort=rows", "sort=title&order=up", "format=xml"])
def test_a_wrong_order_is_refused(client: FlaskClient, query: str) -> None:
    assert client.get("/reports?" + query).status_code == 422


def test_reports_are_found_and_sorted_without_scripts(browser: Browser, library: str) -> None:
    with visit(browser, library) as page:
        page.goto("/reports")
        expect(page.locator("tbody tr")).to_have_count(200)
        page.get_by_role("link", name="Next").click()
        expect(page.locator(".pager")).to_contain_text("Page 2 of 3")
        page.get_by_label("Find a report").fill("ferry board 2003")
        page.get_by_role("button", name="Find").click()
        expected = [f"Report {at:03} of the Ferry" for at in range(450) if at % 23 == 3 and at % 2]
        assert titles(page) == expected
        page.get_by_role("link", name="Title").click()
        page.get_by_role("link", name="Title").click()
        assert titles(page) == expected[::-1]
        expect(page.get_by_role("columnheader", name="Title")).to_have_attribute(
            "aria-sort", "descending"
        )
        page.get_by_label("Find a report").fill("no such report")
        page.keyboard.press("Enter")
        expect(page.get_by_text("No report matches")).to_be_visible()
        page.get_by_role("link", name="Show all").click()
        expect(page.locator("tbody tr")).to_have_count(200)
        page.get_by_role("link", name="1 file could not be read").click()
        expect(page.get_by_text("scan.tiff")).to_be_in_viewport()


def test_reports_are_found_while_typing_and_hostile_titles_stay_text(
    browser: Browser, library: str
) -> None:
    context = browser.new_context(base_url=library)
    page = context.new_page()
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text))
    page.on("dialog", lambda dialog: troubles.append(dialog.message))
    page.goto("/reports")
    page.evaluate("window.unflashed = true")
    page.get_by_label("Find a report").press_sequentially("script alert")
    expect(page.locator("tbody tr")).to_have_count(1, timeout=60_000)
    assert titles(page) == [HOSTILE]
    assert page.evaluate("window.unflashed")
    assert page.url.endswith("?find=script+alert")
    expect(page.get_by_label("Find a report")).to_be_focused()
    assert page.locator("main img, main script").count() == 0
    context.close()
    assert troubles == []


def test_the_command_of_the_api_page_asks_that_question(browser: Browser, library: str) -> None:
    question = "It's 9 o'clock; $(touch x) `y` \"when\" does the ferry leave? \u00fc \\ !"
    given = {"q": question, "k": "2", "report": "r001", "from": "2001"}
    with visit(browser, library) as page:
        page.goto("/api?" + urllib.parse.urlencode(given))
        commands = page.locator(".command").all_inner_texts()
    assert len(commands) == 2
    for command in commands:
        done = subprocess.run(["bash", "-c", command], capture_output=True, check=True, timeout=60)
        answer = json.loads(done.stdout)
        assert answer["question"] == question
        assert len(answer["passages"]) == 2
        assert {one["citation"]["report"]["id"] for one in answer["passages"]} == {"r001"}


@pytest.mark.parametrize(
    ("host", "named"),
    [
        ("pincite.example:8443", "http://pincite.example:8443/ask"),
        ("[::1]:9000", "http://[::1]:9000/ask"),
        ("x';touch${IFS}y;'", "http://127.0.0.1:8000/ask"),
        ("a b", "http://127.0.0.1:8000/ask"),
    ],
)
def test_only_a_sane_host_is_put_into_a_command(shelf: Path, host: str, named: str) -> None:
    settings = load_settings({}, index=shelf / "none", allowed_hosts="*")
    client = create_app(settings, Engine(settings, BagOfWords(), wait=False)).test_client()
    response = client.get("/api?format=json", headers={"Host": host})
    if response.status_code == 400:  # refused before it came to us
        return
    content: Any = response.json
    assert content["get"].startswith(f"curl '{named}?q=")
    assert content["post"].startswith(f"curl '{named}' ")


def test_what_serves_is_told(client: FlaskClient) -> None:
    content: Any = client.get("/about?format=json").json
    ready: Any = client.get("/readyz").json
    assert content["index"]["generation"] == ready["generation"]
    assert re.fullmatch("[0-9a-f]{64}", content["index"]["fingerprint"])
    assert content["licence"] == "Apache-2.0"
    page = client.get("/about").text
    for value in (ready["generation"], content["index"]["fingerprint"], content["version"]):
        assert value in page


def test_statuses_that_nobody_measured_have_no_figures(own_engine: Engine) -> None:
    client = create_app(own_engine.settings, own_engine).test_client()
    content: Any = client.get("/about?format=json").json
    assert content["index"]["reader"] is None
    assert content["worth"] is None
    page = client.get("/about").text
    assert "was not measured with the models of this service" in page
    assert "test questions" not in page


def test_the_page_about_the_service_opens_before_the_index_does(shelf: Path) -> None:
    settings = load_settings({}, index=shelf / "none", job_folder=shelf / "jobs")
    client = create_app(settings, Engine(settings, BagOfWords(), wait=False)).test_client()
    assert "not loaded yet" in client.get("/about").text
    assert "measured" not in client.get("/about").text
    assert client.get("/api").status_code == 200
    assert "No report is searched yet" in client.get("/reports").text
    assert client.get("/reports?format=json").status_code == 503


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_these_pages_are_accessible_and_fit(
    browser: Browser, library: str, scheme: str, width: int
) -> None:
    long = "/api?q=" + "How+many+ferries+" * 20 + "x" * 200
    with dressed(browser, library, scheme, width) as page:
        for address in ("/reports?find=r00", "/reports?find=r00&sort=date&order=desc",
                        "/reports?find=nothing+at+all", "/about", "/api", long):  # fmt: skip
            page.goto(address)
            check_fit_for_all(page, address)
