"""What a person does in the page, in a real browser over the real service."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import check_fit_for_all, dressed

pytestmark = pytest.mark.browser
TROOPS = "How many U.S. troops are stationed in Japan?"


def ask(page: Page, question: str) -> None:
    page.goto("/")
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Ask").click()


def test_a_question_is_answered_and_its_citation_opens_the_report_there(page: Page) -> None:
    ask(page, TROOPS)
    expect(page.get_by_role("heading", name="Answered")).to_be_visible()
    first = page.locator("#a1")
    expect(first).to_contain_text("about 50,000 U.S. troops are stationed in Japan.")
    assert first.locator("mark").all_inner_texts() == ["U.S.", "troops", "stationed", "Japan"]
    first.get_by_text("Source text").click()
    expect(first).to_contain_text("about 50,000 u.s. troops are stationed in japan .")
    first.get_by_role("link", name="sentence 2, line 3").click()
    assert page.url.endswith("#s2~mu3mmntlqdlv")
    cited = page.locator("#s2")
    expect(cited).to_be_in_viewport()
    expect(cited).to_contain_text("about 50,000 U.S. troops")
    plain = page.locator("#s3").evaluate("e => getComputedStyle(e).backgroundColor")
    assert cited.evaluate("e => getComputedStyle(e).backgroundColor") != plain


def test_an_answer_has_a_permalink_and_back_works(page: Page) -> None:
    ask(page, TROOPS)
    permalink = page.url
    page.goto(permalink)
    expect(page.get_by_label("Your question")).to_have_value(TROOPS)
    expect(page.locator("#a1")).to_contain_text("50,000")
    page.locator("#a1").get_by_role("link", name="sentence 2").click()
    page.go_back()
    expect(page.locator("#a1")).to_contain_text("50,000")


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_label("Your question")).to_be_focused()
    page.keyboard.type(TROOPS)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#a1")).to_contain_text("50,000")


def test_no_answer_says_so_and_shows_the_nearest(page: Page) -> None:
    ask(page, "What is the best recipe for banana bread?")
    expect(page.get_by_role("heading", level=1)).to_have_text("No answer found")
    expect(page.get_by_text("Searched 222 sentences")).to_be_visible()
    expect(page.locator("#a1")).to_be_visible()


def test_an_empty_or_too_long_question_says_what_to_do(page: Page) -> None:
    page.goto("/?q=")
    expect(page.get_by_role("alert")).to_contain_text(
        "The question is empty: write what you want to know."
    )
    expect(page.get_by_role("alert")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your question")).to_be_focused()
    page.goto("/?q=" + "x" * 1001)
    expect(page.get_by_role("alert")).to_contain_text("shorten it to at most 1000")


def test_a_hostile_question_stays_text(page: Page) -> None:
    question = '<img src=x onerror="alert(1)"> "><script>alert(2)</script> {{7*7}} troops \u202e'
    ask(page, question)
    expect(page.get_by_label("Your question")).to_have_value(question)
    assert page.locator("img, main script").count() == 0


def test_an_unknown_address_is_a_page_with_a_way_on(page: Page) -> None:
    response = page.goto("/reports/none")
    assert response is not None
    assert response.status == 404
    page.get_by_role("link", name="Ask a question").click()
    expect(page.get_by_label("Your question")).to_be_visible()


ADDRESSES = ["/", "/?q=How+many+troops", "/?q=banana+bread", "/?q=", "/?q=How+many+trops",
             "/?q=troops&from=2040", "/?q=Summarize+this",
             "/?q=When+was+it+signed+and+who+revised+it?", "/?q=troops&k=20#a7", "/batch",
             "/reports", "/reports/us-japan-alliance#s2", "/none"]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_is_accessible_and_fits(
    browser: Browser, site: str, scheme: str, width: int
) -> None:
    with dressed(browser, site, scheme, width, (404, 422)) as page:
        for address in ADDRESSES:
            page.goto(address)
            check_fit_for_all(page, address)
