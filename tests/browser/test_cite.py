"""What a person takes away from the page of citations, in a real browser."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from markdown_it import MarkdownIt
from playwright.sync_api import Browser, Page, expect

from service.citations.formats import FORMATS
from tests.browser.conftest import check_fit_for_all, dressed, scripted

pytestmark = pytest.mark.browser
QUOTE = (
    "under the treaty of mutual cooperation and security , about 50,000 u.s. troops are stationed "
    "in japan ."
)
ADDRESS = "/cite?id=us-japan-alliance%23s2"


def test_each_copy_button_puts_the_exact_text_on_the_clipboard(browser: Browser, site: str) -> None:
    with scripted(browser, site, ()) as page:
        page.goto(ADDRESS)
        for name, form in FORMATS.items():
            button = page.get_by_role("button", name=f"Copy {form.title}", exact=True)
            button.focus()
            page.keyboard.press("Enter")
            expect(page.locator("#copied")).to_have_text(f"{form.title} copied.")
            copied = page.evaluate("navigator.clipboard.readText()")
            served = page.request.get(f"{ADDRESS}&format={name}").text()
            assert copied == served.replace("\r\n", "\n")


def test_a_page_without_a_clipboard_of_its_own_copies_all_the_same(
    browser: Browser, site: str
) -> None:
    with scripted(browser, site, ()) as page:
        page.add_init_script(
            "window.real = navigator.clipboard;"
            "Object.defineProperty(navigator, 'clipboard', {value: undefined})"
        )
        page.goto(ADDRESS)
        page.get_by_role("button", name="Copy BibTeX").click()
        expect(page.locator("#copied")).to_have_text("BibTeX copied.")
        (entry,) = parse_string(page.evaluate("window.real.readText()")).entries
        assert entry["annote"] == QUOTE


READERS: dict[str, Callable[[str], str]] = {
    "ris": lambda text: str(rispy.loads(text)[0]["notes"][0]),
    "bibtex": lambda text: str(parse_string(text).entries[0]["annote"]),
    "csl": lambda text: str(json.loads(text)[0]["annote"]),
    "annotation": lambda text: str(json.loads(text)["target"]["selector"][0]["exact"]),
    "markdown": lambda text: MarkdownIt().parse(text)[2].content,
    **{
        name: lambda text: text.split("“")[1].split("”")[0]
        for name in ("text", "chicago", "apa", "bluebook")
    },
}


def test_every_download_works_without_a_script_and_is_read_again(page: Page) -> None:
    page.goto(ADDRESS)
    expect(page.locator("blockquote")).to_contain_text("about 50,000 U.S. troops")
    assert page.locator("button:visible").count() == 0
    # An entry of a bibliography has no quote.
    assert set(READERS) == set(FORMATS) - {"chicago-bibliography"}
    for name, form in ((name, FORMATS[name]) for name in READERS):
        with page.expect_download() as download:
            page.get_by_role("link", name=f"Download {form.title}", exact=True).click()
        assert download.value.suggested_filename == f"us-japan-alliance-s2{form.ending}"
        text = Path(download.value.path()).read_bytes().decode()
        assert READERS[name](text) == QUOTE


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_is_accessible_and_fits(
    browser: Browser, site: str, scheme: str, width: int
) -> None:
    with dressed(browser, site, scheme, width) as page:
        for address in (ADDRESS, f"{ADDRESS}&q=How%20many%20troops%3F"):
            page.goto(address)
            check_fit_for_all(page, address)
