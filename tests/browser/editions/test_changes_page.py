"""From a report to what changed since its older edition, in Chromium."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import check_fit_for_all, dressed, visit
from tests.browser.test_reading import HOSTILE, serving
from tests.twins import NEW, SENTENCES, entry, write_editions

pytestmark = pytest.mark.browser
CHANGES = "/reports/bay.pdf/changes?from=old"
STRANGE = "/reports/strange-2/changes?from=strange-1"


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service over two editions of a report, and two of a hostile text."""
    written = tmp_path_factory.mktemp("written")
    write_editions(written)
    reports = {file.name: file.read_bytes() for file in written.iterdir()}
    for number in (1, 2):
        name = f"strange-{number}.txt"
        text = HOSTILE.replace("12 piers", f"{number}00 piers").replace("turns", "turns" * number)
        reports[name] = text.encode()
        stated = entry(name, f"202{number}-01-01").replace("KB-2026", "ST-1")
        reports["catalog.toml"] += stated.encode()
    with serving(tmp_path_factory.mktemp("editions"), reports) as address:
        yield address


@pytest.fixture
def page(browser: Browser, editions: str) -> Iterator[Page]:
    """A page without scripts."""
    with visit(browser, editions) as opened:
        yield opened


def test_a_reader_goes_from_a_report_to_a_sentence_that_is_gone(page: Page) -> None:
    page.goto("/reports/bay.pdf")
    page.get_by_role("link", name="since the edition of 1 Mar. 2024").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What changed")
    expect(page.locator("article.gone")).to_have_count(2)
    expect(page.locator("article.new")).to_have_count(2)
    expect(page.get_by_text(SENTENCES[9])).to_be_hidden()
    page.get_by_text("8 sentences the same", exact=True).click()
    expect(page.get_by_text(SENTENCES[9])).to_be_visible()
    page.get_by_role("link", name="gone 2").click()
    expect(page.locator("article")).to_have_count(2)
    page.locator("article", has_text=NEW[0]).get_by_role("link").click()
    assert "/reports/old#s1~" in page.url


def test_any_two_reports_are_compared_by_the_form(page: Page) -> None:
    page.goto("/reports/bay.pdf/changes")
    page.get_by_label("Id of another report").fill("bay.md")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator(".tally")).to_contain_text("10 sentences the same")


def test_both_sides_stand_beside_each_other_unless_the_window_is_narrow(
    browser: Browser, editions: str
) -> None:
    for width in (1280, 360):
        with dressed(browser, editions, "light", width) as page:
            page.goto(STRANGE)
            row = page.locator("article.numbers").first
            old, new = (row.locator(one).bounding_box() for one in (".old", ".new"))
            assert old is not None
            assert new is not None
            assert (old["y"] == new["y"]) == (width == 1280)
            expect(row.locator("ins.number").first).to_contain_text("200")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_is_fit_for_all(browser: Browser, editions: str, scheme: str, width: int) -> None:
    with dressed(browser, editions, scheme, width, (404,)) as page:
        for address in (CHANGES, f"{CHANGES}&kind=new", STRANGE, "/reports/old/changes"):
            page.goto(address)
            for closed in page.locator("details > summary").all():
                closed.click()
            check_fit_for_all(page, address)
        page.goto("/reports/old/changes?from=none")
        expect(page.locator("main")).to_contain_text("choose another edition")
        check_fit_for_all(page, "an edition that is not there")


def test_what_is_printed_holds_every_change_and_no_form(browser: Browser, editions: str) -> None:
    with dressed(browser, editions, "light", 1280) as page:
        page.goto(CHANGES)
        page.emulate_media(media="print")
        expect(page.locator("article:visible")).to_have_count(4)
        expect(page.locator("form:visible, nav:visible")).to_have_count(0)
