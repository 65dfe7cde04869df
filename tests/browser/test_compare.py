"""One question for every report, in a real browser over the real service."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import check_fit_for_all, dressed, visit
from tests.conftest import FERRY, HARBOR, REPORTS, running_service
from tests.service.http_client import until_ready

pytestmark = pytest.mark.browser
CARS = "How many cars does the ferry carry?"
HOSTILE = "# <img src=x onerror=alert(1)> \u202e=1+1\n\nA whale carries no car at all.\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real service over four reports, one with a hostile title."""
    from build_index import main

    folder: Path = tmp_path_factory.mktemp("compare")
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / "ferry.txt").write_text(FERRY)
    (corpus / "harbor.txt").write_text(HARBOR)
    (corpus / "whale.md").write_text(HOSTILE)
    (corpus / "alliance.txt").write_bytes((REPORTS / "us-japan-alliance.txt").read_bytes())
    assert main(["--corpus", str(corpus), "--index", str(folder / "index")]) == 0
    with running_service(folder / "index") as (_, address):
        until_ready(address)
        yield address


def test_a_question_gets_a_row_for_each_report_with_the_keyboard_alone(
    browser: Browser, site: str
) -> None:
    with visit(browser, site) as page:  # no scripts
        page.goto("/compare")
        page.get_by_label("Your question").focus()
        page.keyboard.type(CARS)
        page.keyboard.press("Enter")
        rows = page.locator("tbody tr")
        expect(rows).to_have_count(4)
        expect(rows.first).to_contain_text("It carries forty cars.")
        expect(page.locator("#status")).to_have_text(re.compile(r"\d answered, \d to check"))
        rows.first.locator("a.cited").click()
        assert re.search(r"/reports/ferry.*#s2~[a-z2-7]{12}$", page.url)


def test_a_filter_and_the_downloads_keep_the_question(browser: Browser, site: str) -> None:
    with visit(browser, site) as page:
        page.goto("/compare?q=How+many+cars%3F")
        page.get_by_text("Filter reports").click()
        page.get_by_role("checkbox", name="ferry").check()
        page.get_by_role("button", name="Compare").click()
        expect(page.locator("tbody tr")).to_have_count(1)
        with page.expect_download() as download:
            page.get_by_role("link", name="CSV").click()
        lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
        assert len(lines) == 2
        assert lines[1].startswith("ferry,")
        assert f"{site}reports/ferry#s" in lines[1]
        page.get_by_role("link", name="Compare all reports").click()
        expect(page.locator("tbody tr")).to_have_count(4)


def small_targets(page: Page) -> list[str]:
    """Return the links and buttons of the page's content under 24 pixels, beside inline ones."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("main button, main summary, main a.place")]
        .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 24)
        .map((one) => one.outerHTML)"""
    )
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_state_of_the_page_is_accessible_and_fits(
    browser: Browser, site: str, scheme: str, width: int
) -> None:
    states = {
        "form": "/compare",
        "rows": "/compare?q=How+many+cars+does+the+ferry+carry%3F",
        "filtered": "/compare?q=cars&report=ferry",
        "error": "/compare?q=cars&report=none",
        "not English": "/compare?q=%C2%BFCu%C3%A1ntos+soldados+hay+en+Jap%C3%B3n%3F",
    }
    with dressed(browser, site, scheme, width, (422,)) as page:
        for state, address in states.items():
            page.goto(address)
            check_fit_for_all(page, state)
            assert small_targets(page) == [], state
