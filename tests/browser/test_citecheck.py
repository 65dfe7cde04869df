"""The page that checks a draft, with and without scripts."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from service.citecheck.output.html import annotated_html
from tests.browser.conftest import check_fit_for_all, dressed
from tests.service.citecheck.made import checked_draft, draft

pytestmark = pytest.mark.browser

EXACT = "about 50,000 u.s. troops are stationed in japan ."
DRAFT = f"""Memo

The report says that “{EXACT}” It also says that “some 70,000 people moved to the moon in May”.
"""


@pytest.fixture
def memo(tmp_path: Path) -> Path:
    path = tmp_path / "memo.txt"
    path.write_text(DRAFT)
    return path


def check(page: Page, memo: Path) -> None:
    page.goto("/citecheck")
    page.get_by_label("Draft", exact=True).set_input_files(memo)
    page.get_by_role("button", name="Check").click()
    page.locator(".check").wait_for(timeout=120_000)


def test_a_draft_is_checked_without_scripts(page: Page, memo: Path) -> None:
    check(page, memo)
    expect(page.locator(".finding.exact")).to_have_count(1)
    expect(page.locator(".finding.not_found")).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_have_text("memo.txt")


def test_pasted_text_is_checked_and_the_page_turns_by_itself(live: Page) -> None:
    live.goto("/citecheck")
    live.get_by_role("button", name="Check").click()  # nothing is chosen: nothing is sent
    expect(live).to_have_url(re.compile("/citecheck$"))
    live.get_by_label("Or paste its text").fill(DRAFT)
    live.get_by_role("button", name="Check").click()
    live.locator(".check").wait_for(timeout=120_000)
    expect(live.get_by_role("heading", level=1)).to_have_text("Pasted text")


def test_the_sentence_of_a_finding_is_read_in_its_report(live: Page, memo: Path) -> None:
    check(live, memo)
    finding = live.locator(".finding.exact")
    finding.locator("summary").click()
    finding.locator(".cited a").first.click()
    expect(live).to_have_url(re.compile("/reports/us-japan-alliance#s2"))
    expect(live.locator("#s2")).to_be_in_viewport()


def test_a_filter_shows_one_verdict_with_the_keyboard_alone(live: Page, memo: Path) -> None:
    check(live, memo)
    everything = live.get_by_role("radio", name="all")
    everything.focus()
    live.keyboard.press("ArrowRight")
    expect(live.locator("#only-not_found")).to_be_checked()
    expect(live.locator(".finding.not_found")).to_be_visible()
    expect(live.locator(".finding.exact")).to_be_hidden()
    everything.check()
    expect(live.locator(".finding.exact")).to_be_visible()


def test_a_number_in_the_draft_leads_to_its_finding_and_back(live: Page, memo: Path) -> None:
    check(live, memo)
    live.get_by_role("link", name="finding 2: not found").click()
    expect(live.locator("#f2")).to_be_in_viewport()
    live.locator("#f2").get_by_role("link", name="In the draft").click()
    expect(live).to_have_url(re.compile("#u2$"))


def test_every_file_is_downloaded_and_a_deleted_draft_is_gone(live: Page, memo: Path) -> None:
    check(live, memo)
    address = live.url
    for name, file in (("HTML", "annotated.html"), ("JSON", "findings.json"),
                       ("CSV", "findings.csv")):  # fmt: skip
        with live.expect_download() as started:
            live.locator(".formats").get_by_role("link", name=name, exact=True).click()
        assert started.value.suggested_filename == f"draft.{file}"
    live.get_by_role("button", name="Delete this draft and its findings").click()
    expect(live).to_have_url(re.compile("/citecheck$"))
    assert live.request.get(address).status == 404


def test_a_wrong_file_is_told_before_it_is_sent(live: Page, tmp_path: Path) -> None:
    wrong = tmp_path / "memo.rtf"
    wrong.write_text(DRAFT)
    live.goto("/citecheck")
    live.get_by_label("Draft", exact=True).set_input_files(wrong)
    expect(live.locator(".chosen")).to_contain_text("memo.rtf is not a draft")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_both_pages_are_fit_for_all(
    browser: Browser, site: str, memo: Path, scheme: str, width: int
) -> None:
    with dressed(browser, site, scheme, width) as page:
        page.goto("/citecheck")
        check_fit_for_all(page, "the form")
        check(page, memo)
        check_fit_for_all(page, "the findings")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_annotated_file_is_fit_for_all_and_asks_for_nothing(
    browser: Browser, tmp_path: Path, scheme: str, width: int
) -> None:
    path = tmp_path / "draft.annotated.html"
    path.write_text(annotated_html(checked_draft(), draft(), "https://pincite.test"))
    context = browser.new_context(
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": width, "height": 800},
    )
    troubles: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: troubles.append(message.text))
    page.on("request", lambda request: troubles.append(request.url))
    page.goto(path.as_uri())
    expect(page.locator(".finding.altered")).to_be_visible()
    page.locator("#only-exact").check()
    expect(page.locator(".finding.altered")).to_be_hidden()
    page.locator("#only-all").check()
    assert troubles == [path.as_uri()]
    check_fit_for_all(page, "the annotated draft")
    context.close()
