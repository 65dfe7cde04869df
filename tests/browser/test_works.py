"""A PDF with a Markdown twin and an older edition, in a real browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import check_fit_for_all, dressed, visit
from tests.browser.test_reading import serving
from tests.conftest import FERRY
from tests.twins import write_editions

pytestmark = pytest.mark.browser
SUPERSEDED = "Superseded by Ferries of Kestrel Bay, 9 Feb. 2026"
PIER = "/?q=When does the new pier open for cruise ships?&k=1"


@pytest.fixture(scope="module")
def works(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service over twins, an older edition and another report."""
    written = tmp_path_factory.mktemp("written")
    write_editions(written)
    reports = {file.name: file.read_bytes() for file in written.iterdir()}
    folder = tmp_path_factory.mktemp("works")
    with serving(folder, {**reports, "ferry.txt": FERRY.encode()}) as address:
        yield address


@pytest.fixture
def page(browser: Browser, works: str) -> Iterator[Page]:
    """A page without scripts."""
    with visit(browser, works) as opened:
        yield opened


def test_each_format_opens_its_own_reading_view(page: Page) -> None:
    page.goto("/reports")
    expect(page.locator("tbody tr")).to_have_count(3)
    row = page.locator("tbody tr").filter(has_text="bay.pdf")
    row.get_by_role("link", name="Markdown").click()
    expect(page).to_have_url(re.compile(r"/reports/bay\.md$"))
    expect(page.locator("article.report")).to_contain_text("Download the report or subscribe")
    page.get_by_role("link", name="PDF", exact=True).click()
    expect(page.locator("article.report")).not_to_contain_text("Download the report or subscribe")
    expect(page.locator(".formats [aria-current=page]")).to_have_text("PDF")


def test_a_reader_of_an_older_edition_reaches_the_newer(page: Page) -> None:
    page.goto(PIER)
    expect(page.locator(".answer .sentence")).to_contain_text("A new pier opens")
    expect(page.locator(".answer .edition")).to_have_text(SUPERSEDED)
    page.locator(".answer .source a").click()
    expect(page.locator(".edition")).to_have_text(SUPERSEDED)
    page.locator(".edition a").click()
    expect(page.locator(".edition")).to_have_text("Supersedes Ferries of Kestrel Bay, 1 Mar. 2024")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_these_pages_are_accessible_and_fit(
    browser: Browser, works: str, scheme: str, width: int
) -> None:
    with dressed(browser, works, scheme, width) as page:
        for address in ("/reports", "/reports/old", "/reports/bay.md", PIER):
            page.goto(address)
            check_fit_for_all(page, address)
