"""The citation of a sentence, copied where the sentence stands."""

from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from service.citations.formats import FORMATS
from tests.browser.conftest import check_fit_for_all, dressed

pytestmark = pytest.mark.browser
TROOPS = "/?" + urlencode({"q": "How many U.S. troops are stationed in Japan?"})
CLIPBOARD = "navigator.clipboard.readText()"


def served(page: Page, style: str) -> str:
    query = urlencode({"id": "us-japan-alliance#s2", "format": style})
    return page.request.get(f"/cite?{query}").text().replace("\r\n", "\n")


def copied(page: Page) -> str:
    return str(page.evaluate(CLIPBOARD)).replace("\r\n", "\n")


def test_every_style_is_copied_by_one_click_and_remembered(live: Page) -> None:
    live.goto(TROOPS)
    first = live.locator("#a1")
    expect(first.get_by_role("button", name="Copy citation (Chicago)")).to_be_visible()
    assert first.locator("[data-style]").count() == len(FORMATS)
    for name, form in FORMATS.items():
        first.get_by_text("Style", exact=True).click()
        first.get_by_role("button", name=form.title, exact=True).click()
        expect(first.locator("[data-cited]")).to_have_text("Copied")
        expect(first.locator("[data-style]").first).to_be_hidden()
        assert copied(live) == served(live, name)
        short = form.title.split(" (")[0]
        expect(live.get_by_role("status")).to_have_text(f"{short} citation copied")
        expect(first.locator("[data-cited]")).to_have_text(f"Copy citation ({short})")
    last = list(FORMATS)[-1]
    live.reload()
    short = FORMATS[last].title.split(" (")[0]
    live.get_by_text("4 less likely sentences").click()
    for at in (1, 2):
        expect(live.locator(f"#a{at} [data-cited]")).to_have_text(f"Copy citation ({short})")
    live.locator("#a1 [data-cited]").click()
    expect(live.locator("#a1 [data-cited]")).to_have_text("Copied")
    assert copied(live) == served(live, last)


def test_the_menu_works_with_the_keyboard_alone(live: Page) -> None:
    live.goto(TROOPS)
    summary = live.locator("#a1 .styles summary")
    summary.focus()
    live.keyboard.press("Enter")
    expect(live.locator("#a1 .styles")).to_have_attribute("open", "")
    live.keyboard.press("Tab")
    live.keyboard.press("Escape")
    expect(summary).to_be_focused()
    expect(live.locator("#a1 [data-style]").first).to_be_hidden()
    live.keyboard.press("Enter")
    live.locator("#a1").get_by_role("button", name="Bluebook").focus()
    live.keyboard.press("Enter")
    expect(live.locator("#a1 [data-cited]")).to_be_focused()
    expect(live.locator("#a1 [data-cited]")).to_have_text("Copied")
    assert copied(live) == served(live, "bluebook")


def test_the_menu_closes_when_one_goes_on(live: Page) -> None:
    live.goto(TROOPS)
    live.locator("#a1 .styles summary").click()
    live.get_by_label("Your question").focus()
    expect(live.locator("#a1 [data-style]").first).to_be_hidden()
    live.locator("#a1 .styles summary").click()
    live.locator("h1").click(position={"x": 1, "y": 1})
    expect(live.locator("#a1 [data-style]").first).to_be_hidden()


def test_all_formats_are_behind_the_menu(live: Page) -> None:
    live.goto(TROOPS)
    live.locator("#a1 .styles summary").click()
    live.get_by_role("link", name="Cite sentence 1 in other formats").click()
    expect(live.get_by_role("heading", name="Cite this sentence")).to_be_visible()
    live.go_back()
    expect(live.locator("#a1 [data-cited]")).to_have_count(1)


def test_a_citation_is_fetched_once_and_only_when_it_is_wanted(live: Page) -> None:
    asked: list[str] = []
    live.on("request", lambda request: asked.append(request.url))
    live.goto(TROOPS)
    expect(live.locator("#a1 [data-cited]")).to_be_visible()
    assert not any("/cite?" in url for url in asked)
    for _ in range(2):
        live.locator("#a1 [data-cited]").click()
        expect(live.locator("#a1 [data-cited]")).to_have_text("Copied")
        expect(live.locator("#a1 [data-cited]")).to_have_text("Copy citation (Chicago)")
    assert sum("/cite?" in url for url in asked) == 1


def test_a_citation_that_does_not_come_is_said(live: Page) -> None:
    live.goto(TROOPS)
    live.route("**/cite?*", lambda route: route.fulfill(status=503))
    live.locator("#a1 [data-cited]").click()
    expect(live.locator("#a1 [data-cited]")).to_have_text("Not copied")
    expect(live.get_by_role("status")).to_have_text("Chicago citation not copied")


def test_a_style_that_no_longer_exists_is_forgotten(live: Page) -> None:
    live.goto("/")
    live.evaluate("localStorage.setItem('pincite-style', 'constructor')")
    live.goto(TROOPS)
    expect(live.locator("#a1 [data-cited]")).to_have_text("Copy citation (Chicago)")


def test_without_a_script_the_link_leads_to_every_format(page: Page) -> None:
    page.goto(TROOPS)
    page.get_by_role("link", name="Cite sentence 1 in other formats").click()
    expect(page.get_by_role("heading", name="BibTeX")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_open_menu_is_accessible_and_fits(
    browser: Browser, site: str, scheme: str, width: int
) -> None:
    with dressed(browser, site, scheme, width) as page:
        page.goto(TROOPS)
        page.locator("#a1 .styles summary").click()
        check_fit_for_all(page, "the menu of styles")
        for one in page.locator("#a1 .deeds :is(a, button, summary):visible").all():
            box = one.bounding_box()
            assert box is not None
            assert box["height"] >= 24, one.inner_text()
