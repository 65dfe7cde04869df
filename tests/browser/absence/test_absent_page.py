"""From "no answer" to a certificate of absence, in Chromium over the real service."""

import json

import pytest
from playwright.sync_api import Browser, Page, expect

from service.records.canonical import canonical, is_intact
from tests.browser.conftest import check_fit_for_all, dressed

pytestmark = pytest.mark.browser
ABSENT = "How do I bake a chocolate cake with walnuts?"


def test_from_no_answer_to_the_certificate_and_its_files_without_scripts(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Your question").fill(ABSENT)
    page.get_by_role("button", name="Ask").click()
    page.get_by_role("link", name="Certify that the reports have no answer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Certificate of absence")
    expect(page.locator(".statement")).to_contain_text("no sentence reached the limit")
    shown = page.get_by_text("Record", exact=False).locator("code").first.inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="JSON", exact=True).click()
    content = download.value.path().read_bytes()
    record = json.loads(content)
    assert content == canonical(record) + b"\n"
    assert is_intact(record)
    assert (record["record_id"], record["status"]) == (shown, "certified")
    with page.expect_download() as download:
        page.get_by_role("link", name="HTML", exact=True).click()
    assert shown in download.value.path().read_text(encoding="utf-8")


def test_phrases_are_certified_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/absent")
    page.get_by_label("Words and phrases").focus()
    page.keyboard.type("zebra crossing | zebra-crossing\nJapan")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Certificate of absence")
    stands = page.locator("li", has_text="Japan").get_by_role("link").first
    stands.click()
    assert "/reports/us-japan-alliance" in page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_the_page_is_fit_for_all(browser: Browser, site: str, scheme: str, width: int) -> None:
    with dressed(browser, site, scheme, width, (422,)) as page:
        page.goto("/absent")
        check_fit_for_all(page, "form")
        page.get_by_role("button", name="Certify").click()
        expect(page.get_by_role("alert")).to_contain_text("There is nothing to certify")
        check_fit_for_all(page, "error")
        page.get_by_label("Words and phrases").fill("Japan\nzebra\n" + "x" * 200)
        page.get_by_role("button", name="Certify").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Certificate of absence")
        check_fit_for_all(page, "certificate")
        page.goto("/absent?phrases=Japan")
        expect(page.get_by_role("heading", level=1)).to_have_text("No certificate of absence")
        check_fit_for_all(page, "refusal")
