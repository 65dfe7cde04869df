"""Reports that are brought on the page, in a real browser: dropped, chosen, watched, removed."""

import re
import threading
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from corpus.settings import load_settings
from service.answers.engine import Engine
from service.builds import runner
from service.builds.runner import Builder
from service.web.app import create_app
from tests.browser.conftest import check_fit_for_all, dressed, scripted, visit
from tests.fakes import BagOfWords
from tests.service.builds.conftest import TRAM, pdf, word

pytestmark = pytest.mark.browser
WAIT = 60_000.0


class Site:
    """An empty service, and files to bring to it."""

    def __init__(self, address: str, folder: Path, builder: Builder) -> None:
        self.address, self.builder = address, builder
        self.corpus, self.hold = folder / "mine", folder / "hold"
        self.files = folder / "files"
        self.files.mkdir()
        for name, content in {
            "tram.txt": TRAM,
            "tides.pdf": pdf(),
            "crane.docx": word(),
            "broken.pdf": b"%PDF-1.4 no",
            "sheet.xlsx": b"x",
        }.items():
            (self.files / name).write_bytes(content)

    def paths(self, *names: str) -> list[Path]:
        return [self.files / name for name in names]


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(runner, "CHILD", "tests.service.builds.small_child")
    monkeypatch.setenv("HOLD_BUILDS", str(tmp_path / "hold"))
    settings = load_settings(
        {}, corpus=tmp_path / "mine", index=tmp_path / "index", job_folder=tmp_path / "jobs",
        reranker="none",
    )  # fmt: skip
    engine = Engine(settings, BagOfWords(), wait=False)
    builder = Builder(engine)
    server = make_server("127.0.0.1", 0, create_app(settings, engine, None, builder), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.port}/", tmp_path, builder)
    (tmp_path / "hold").unlink(missing_ok=True)
    engine.serving.stop()
    engine.serving.finish()
    server.shutdown()
    thread.join()


def state(page: Page, name: str) -> str:
    return page.locator("table.files tr", has_text=name).locator("td").inner_text(timeout=WAIT)


def drop(page: Page, files: list[Path]) -> None:
    """Drop files on the page, as a hand would: once the page takes files and its scripts run."""
    page.locator("form.add").wait_for(state="attached")
    page.wait_for_load_state("load")  # a link was just followed; deferred scripts run before "load"
    page.locator("body").evaluate(
        """(body, files) => {
          const data = new DataTransfer();
          for (const [name, content] of files)
            data.items.add(new File([Uint8Array.from(atob(content), c => c.charCodeAt(0))], name));
          for (const kind of ["dragover", "drop"])
            body.dispatchEvent(new DragEvent(
              kind, {dataTransfer: data, bubbles: true, cancelable: true}));
        }""",
        [[path.name, b64encode(path.read_bytes()).decode()] for path in files],
    )


def ask(page: Page, question: str) -> None:
    page.goto(f"/?q={question}")
    expect(page.locator(".sentence").first).to_be_visible()


def test_dropped_files_are_read_before_the_eyes_and_answer_without_a_restart(
    browser: Browser, empty: Site
) -> None:
    with scripted(browser, empty.address, {503}) as page:
        page.goto("/")
        page.get_by_role("link", name="Add reports").click()
        expect(page.get_by_text("No report is searched yet")).to_be_visible()
        empty.hold.touch()
        drop(page, empty.paths("tram.txt", "tides.pdf", "crane.docx", "broken.pdf"))
        page.wait_for_url("**/builds/1")
        expect(page.locator("#build .step")).to_contain_text("Embedding 0 of 5", timeout=WAIT)
        assert state(page, "tram.txt") == "2 sentences"
        assert state(page, "broken.pdf").startswith("Not read")
        assert "The file is damaged" in state(page, "broken.pdf")
        empty.hold.unlink()
        expect(page.locator("#build .state")).to_have_text("Ready", timeout=WAIT)
        expect(page.locator("#live")).to_have_text("Ready")
        assert state(page, "crane.docx") == "Ready, 1 sentence"
        page.get_by_role("link", name="Ask a question").click()
        ask(page, "crane")
        expect(page.locator(".sentence").first).to_contain_text("The crane lifts nine tons")


def test_a_drop_of_what_cannot_be_read_says_why(browser: Browser, empty: Site) -> None:
    with scripted(browser, empty.address, {422}) as page:
        page.goto("/reports")
        drop(page, empty.paths("sheet.xlsx"))
        expect(page.locator(".sending")).to_contain_text("the format .xlsx cannot be read")


def test_reports_are_added_and_removed_without_a_script(browser: Browser, empty: Site) -> None:
    with visit(browser, empty.address) as page:
        page.goto("/reports")
        page.get_by_label("Files", exact=True).set_input_files(
            empty.paths("tram.txt", "crane.docx")
        )
        page.get_by_role("button", name="Add reports").click()
        page.wait_for_url("**/builds/1")
        expect(page.locator("#build .state")).to_have_text("Ready", timeout=WAIT)  # it reloads
        page.goto("/reports")
        page.get_by_role("link", name="Remove crane").click()
        expect(page.get_by_text(".removed", exact=True)).to_be_visible()
        page.get_by_role("button", name="Remove").click()
        expect(page.locator("#build .state")).to_have_text("Ready", timeout=WAIT)
        page.goto("/reports")
        expect(page.get_by_role("link", name="Remove tram")).to_be_visible()
        expect(page.get_by_role("link", name="Remove crane")).to_have_count(0)
        page.locator("summary", has_text="Add reports").click()
        page.get_by_label("Files", exact=True).set_input_files(empty.paths("sheet.xlsx"))
        page.get_by_role("button", name="Add reports").click()
        expect(page.get_by_role("alert")).to_contain_text("the format .xlsx cannot be read")
        page.get_by_label("Files", exact=True).set_input_files(empty.paths("crane.docx"))
        page.get_by_role("button", name="Add reports").click()
        expect(page.locator("#build .state")).to_have_text("Ready", timeout=WAIT)


def test_a_folder_keeps_its_names(browser: Browser, empty: Site) -> None:
    (empty.files / "sheet.xlsx").unlink()
    with scripted(browser, empty.address) as page:
        page.goto("/reports")
        page.get_by_label("Or a whole folder").set_input_files(empty.files)
        page.get_by_role("button", name="Add reports").click()
        page.wait_for_url("**/builds/1")
        expect(page.locator("#build .state")).to_have_text("Ready", timeout=WAIT)
        assert state(page, "files/tides.pdf") == "Ready, 2 sentences"
    assert (empty.corpus / "files" / "tides.pdf").exists()


def test_reports_are_added_with_the_keyboard_alone(browser: Browser, empty: Site) -> None:
    with scripted(browser, empty.address) as page:
        page.goto("/reports")
        page.get_by_label("Files", exact=True).set_input_files(empty.paths("tram.txt"))
        page.get_by_label("Files", exact=True).focus()
        for _ in range(3):
            page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Add reports"
        page.keyboard.press("Enter")
        page.wait_for_url("**/builds/1")
        expect(page.locator("#build .state")).to_have_text("Ready", timeout=WAIT)


def test_a_running_build_is_followed_on_the_list_too(browser: Browser, empty: Site) -> None:
    with scripted(browser, empty.address) as page:
        page.goto("/reports")
        empty.hold.touch()
        drop(page, empty.paths("tram.txt"))
        page.wait_for_url("**/builds/1")
        page.goto("/reports")
        expect(page.locator("#build .state")).to_contain_text("Building", timeout=WAIT)
        empty.hold.unlink()
        expect(page.get_by_role("link", name="Remove tram")).to_be_visible(timeout=WAIT)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_state_is_accessible_and_fits(
    browser: Browser, empty: Site, scheme: str, width: int, tmp_path: Path
) -> None:
    (empty.files / ("long" * 30 + ".txt")).write_bytes(TRAM)
    with dressed(browser, empty.address, scheme, width, {422, 503}) as page:

        def check(name: str) -> None:
            page.screenshot(path=tmp_path / f"{name}-{scheme}-{width}.png", full_page=True)
            check_fit_for_all(page, name)

        page.goto("/")
        check("home-empty")
        page.goto("/reports")
        check("empty")
        page.get_by_label("Files", exact=True).set_input_files(empty.paths("sheet.xlsx"))
        page.get_by_role("button", name="Add reports").click()
        page.wait_for_selector("#error")
        check("refused")
        empty.hold.touch()
        names = [path.name for path in empty.files.iterdir() if path.name != "sheet.xlsx"]
        page.get_by_label("Files", exact=True).set_input_files(empty.paths(*names))
        page.get_by_role("button", name="Add reports").click()
        expect(page.locator("#build .step")).to_contain_text("Embedding 0", timeout=WAIT)
        check("building")
        page.goto("/reports")
        check("empty-building")
        empty.hold.unlink()
        expect(page.get_by_role("link", name="Remove tram")).to_be_visible(timeout=WAIT)
        page.goto("/builds/1")
        check("built")
        page.goto("/reports?add=1")
        check("reports-add")
        targets = page.locator("form.add input, form.add button, form.add label")
        for at in range(targets.count()):
            box = targets.nth(at).bounding_box()
            assert box is not None
            assert box["height"] >= 24, targets.nth(at).evaluate("one => one.outerHTML")
        page.goto("/remove?report=tram")
        check("remove")
        page.get_by_role("button", name="Remove").click()
        page.wait_for_url(re.compile("/builds/2"))
        expect(page.locator("#build .state")).to_have_text("Ready", timeout=WAIT)
        check("removed")
