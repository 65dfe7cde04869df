"""The questions that the browser keeps: the last ones, the starred ones, and their export."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.browser.conftest import check_fit_for_all, dressed, scripted

pytestmark = pytest.mark.browser
TROOPS = "How many U.S. troops are stationed in Japan?"
NONE = "What is the best recipe for banana bread?"
KEPT_AS = "pincite-questions"


def address(question: str) -> str:
    return "/?" + urlencode({"q": question})


def shown(page: Page) -> list[str]:
    return page.locator(".history li a").all_inner_texts()


def fill(page: Page, count: int, *, starred: bool = False) -> None:
    """Store questions, the newest first, as a browser that asked them has them."""
    entries = [
        {"question": f"{at}?", "url": f"/?q={at}%3F", "verdict": "Answered",
         "at": f"2026-01-{at % 28 + 1:02}T10:00:00Z", "starred": starred}
        for at in range(count)
    ]  # fmt: skip
    page.evaluate("([name, text]) => localStorage.setItem(name, text)",
                  [KEPT_AS, json.dumps(entries)])  # fmt: skip


@pytest.fixture
def asker(browser: Browser, site: str) -> Iterator[Page]:
    with scripted(browser, site, ()) as page:
        yield page


def test_the_questions_are_listed_newest_first_and_none_twice(asker: Page) -> None:
    asker.goto("/")
    expect(asker.locator(".history")).to_be_hidden()
    for question in (TROOPS, NONE, TROOPS):
        asker.goto(address(question))
    asker.get_by_role("link", name="Pincite").click()
    expect(asker.locator(".welcome")).to_be_visible()
    assert shown(asker) == [TROOPS, NONE]
    assert "Answered" in asker.locator(".history li").first.inner_text()
    asker.get_by_role("link", name=NONE).click()
    expect(asker.get_by_role("heading", level=1)).to_have_text("No answer found")
    asker.go_back()
    expect(asker.locator(".welcome")).to_be_visible()
    assert shown(asker) == [NONE, TROOPS]


def test_the_last_20_are_kept_and_those_with_a_star_besides(asker: Page) -> None:
    asker.goto(address(TROOPS))
    asker.get_by_role("button", name="Star this question").click()
    expect(asker.get_by_role("button", name="Starred")).to_have_attribute("aria-pressed", "true")
    starred = asker.evaluate(f"JSON.parse(localStorage.getItem('{KEPT_AS}'))")
    fill(asker, 20)
    asker.evaluate(
        "([name, one]) => localStorage.setItem(name, JSON.stringify("
        "JSON.parse(localStorage.getItem(name)).concat(one)))",
        [KEPT_AS, starred],
    )
    asker.goto(address(NONE))
    asker.goto("/")
    assert shown(asker) == [NONE, *(f"{at}?" for at in range(19)), TROOPS]
    asker.locator(".history li").last.get_by_role("button", name="Star").press("Enter")
    expect(asker.locator(".history li").last.get_by_role("button", name="Star")).to_be_focused()
    asker.goto(address(NONE))
    asker.goto("/")
    assert TROOPS not in shown(asker)


def test_questions_are_removed_and_a_clearing_is_undone(asker: Page) -> None:
    asker.goto("/")
    fill(asker, 3)
    asker.reload()
    asker.get_by_role("button", name="Remove “1?”").press("Enter")
    assert shown(asker) == ["0?", "2?"]
    asker.get_by_role("button", name="Clear").press("Enter")
    assert shown(asker) == []
    assert asker.evaluate(f"localStorage.getItem('{KEPT_AS}')") == "[]"
    expect(asker.get_by_role("button", name="Undo")).to_be_focused()
    asker.keyboard.press("Enter")
    assert shown(asker) == ["0?", "2?"]
    asker.get_by_role("button", name="Clear").click()
    asker.reload()
    expect(asker.locator(".history")).to_be_hidden()


def test_one_click_exports_the_questions_with_whole_addresses(asker: Page, site: str) -> None:
    asker.goto(address(TROOPS))
    asker.get_by_role("button", name="Star this question").click()
    asker.goto("/")
    with asker.expect_download() as download:
        asker.get_by_role("button", name="Export as JSON").click()
    assert download.value.suggested_filename == "pincite-questions.json"
    (row,) = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert row["question"] == TROOPS
    assert row["verdict"] == "Answered"
    assert row["starred"] is True
    assert row["url"] == site.rstrip("/") + address(TROOPS)


HOSTILE = {
    "question": "?", "url": "javascript:alert(1)", "verdict": "", "at": "2026-01-01",
    "starred": False,
}  # fmt: skip


@pytest.mark.parametrize(
    "kept", ["{", "null", "7", '[null, 1, "x", {}]', '[{"question": 1}]', json.dumps([HOSTILE])]
)
def test_a_storage_that_holds_something_else_is_as_an_empty_one(asker: Page, kept: str) -> None:
    asker.goto("/")
    asker.evaluate("([name, kept]) => localStorage.setItem(name, kept)", [KEPT_AS, kept])
    asker.reload()
    expect(asker.locator(".history")).to_be_hidden()
    asker.goto(address(TROOPS))
    asker.goto("/")
    assert shown(asker) == [TROOPS]


def test_a_full_storage_lets_the_oldest_questions_go_and_asking_goes_on(asker: Page) -> None:
    asker.goto("/")
    fill(asker, 5)
    # What is left has room for three questions.
    asker.add_init_script(f"""
      const set = Storage.prototype.setItem;
      Storage.prototype.setItem = function (name, text) {{
        if (name === "{KEPT_AS}" && JSON.parse(text).length > 3)
          throw new DOMException("full", "QuotaExceededError");
        return set.call(this, name, text);
      }};""")
    asker.goto(address(TROOPS))
    asker.goto("/")
    assert shown(asker) == [TROOPS, "0?", "1?"]


def test_a_browser_without_storage_answers_and_offers_no_star(asker: Page) -> None:
    asker.add_init_script(
        "Object.defineProperty(window, 'localStorage',"
        " { get() { throw new DOMException('denied', 'SecurityError'); } })"
    )
    asker.goto(address(TROOPS))
    expect(asker.locator("#a1")).to_contain_text("50,000")
    expect(asker.locator("[data-star]")).to_be_hidden()
    asker.keyboard.press("c")
    expect(asker.locator("#a1 [data-cited]")).to_have_text("Copied")
    asker.goto("/")
    expect(asker.locator(".history")).to_be_hidden()


def test_nothing_of_the_history_is_sent(asker: Page) -> None:
    asker.goto(address(TROOPS))
    sent: list[Request] = []

    def note(request: Request) -> None:
        sent.append(request)

    asker.on("request", note)
    asker.get_by_role("button", name="Star this question").click()
    asker.goto("/")
    with asker.expect_download():
        asker.get_by_role("button", name="Export as JSON").click()
    asker.get_by_role("button", name="Clear").click()
    paths = {request.url.split("/", 3)[3] for request in sent if "blob:" not in request.url}
    assert {path for path in paths if not path.startswith("static/")} == {""}
    assert not any(request.post_data for request in sent)


def test_without_a_script_there_is_no_history(page: Page) -> None:
    page.goto(address(TROOPS))
    expect(page.locator("[data-star]")).to_be_hidden()
    page.goto("/")
    expect(page.locator(".history")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_list_is_accessible_and_fits(
    browser: Browser, site: str, scheme: str, width: int
) -> None:
    with dressed(browser, site, scheme, width) as page:
        page.goto("/")
        fill(page, 3, starred=True)
        page.reload()
        expect(page.locator(".history li")).to_have_count(3)
        check_fit_for_all(page, "the list of questions")
        for button in page.locator(".history button:visible").all():
            box = button.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 24
