"""Claims about what a pack's page shows beside quotes: certificates, findings, images, reports."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from service.answers.engine import Engine
from service.packs.certificates import Certificate, Certificates, Record
from service.packs.contents import CitedText, PackedAnswer
from service.packs.evidence import evidence_of
from service.packs.page import page_html
from service.records.canonical import canonical
from tests.browser.conftest import check_fit_for_all
from tests.browser.packs.conftest import DAY, RATE, question_record, show

pytestmark = pytest.mark.browser
Forge = Callable[..., bytes]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1100, 390])
@pytest.mark.parametrize("scripts", [True, False])
def test_the_page_is_fit_for_all(
    browser: Browser, ferry_html: bytes, tmp_path: Path, scheme: str, width: int, scripts: bool
) -> None:
    context = browser.new_context(
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": width, "height": 12000},  # what is out of view is not laid out
    )
    page = context.new_page()
    content = ferry_html if scripts else ferry_html[: ferry_html.rindex(b"<script>")]
    told = show(page, tmp_path / "index.html", content, 20 if scripts else 0)
    assert told.startswith("✓ Checked: all" if scripts else "○ Not checked")
    check_fit_for_all(page, f"{scheme}, {width}")
    context.close()


def test_a_certificate_stands_with_its_question(
    opened: Page, ferry_html: bytes, ferry_records: list[Path], tmp_path: Path
) -> None:
    show(opened, tmp_path / "index.html", ferry_html)
    beside = opened.locator("#answer-3 .record")
    told = beside.text_content() or ""
    statement = question_record(json.loads(ferry_records[0].read_bytes()))["statement"]
    for words in (statement, "is 0.0366; the limit is 0.0961", RATE, "✓ The certificate has"):
        assert words in told
    assert opened.locator("#answer-1 .record, #answer-2 .record").count() == 0
    alone = opened.locator("#certificates ~ section .record")
    assert "zebra crossing" in (alone.text_content() or "")
    assert opened.locator(".record .check.good").count() == 2


def test_without_a_script_no_certificate_is_ticked(
    browser: Browser, ferry_html: bytes, tmp_path: Path
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    show(page, tmp_path / "index.html", ferry_html, 0)
    checks = page.locator(".check").all_text_contents()
    assert len(checks) > 5
    assert all(one.startswith("○ Not checked") for one in checks)
    assert not any(page.locator("button, #pack, .context").nth(at).is_visible() for at in range(3))
    context.close()


@pytest.fixture
def forge(
    ferry_engine: Engine, ferry_answers: list[PackedAnswer], ferry_records: list[Path]
) -> Forge:
    """Return a function that makes a page with right seals over false data."""

    def page(record: Record | None = None, swap: tuple[str, str] = ("", "")) -> bytes:
        path = ferry_records[1].with_name("forged.json")
        path.write_bytes(canonical(record) + b"\n" if record else ferry_records[1].read_bytes())
        certificate = Certificate(json.loads(path.read_bytes())["record_id"], path)
        view = ferry_engine.opened.generation
        texts = {}
        for sha256, one in evidence_of(ferry_answers).texts.items():
            text = view.text(one.report.id).replace(*swap)
            about = view.reports[one.report.id]
            texts[sha256] = CitedText(one.report.id, about.path, "0" * 64, partial(str, text))
        made = page_html("p", DAY, ferry_answers, texts, [], Certificates((certificate,)), None)
        return "".join(made).encode()

    return page


def test_a_false_certificate_is_told_though_its_seals_are_right(
    opened: Page, forge: Forge, ferry_records: list[Path], tmp_path: Path
) -> None:
    assert show(opened, tmp_path / "index.html", forge()).startswith("✓ Checked")
    false = {**json.loads(ferry_records[1].read_bytes()), "answerable": 0.0001}
    assert "✗ Changed" in show(opened, tmp_path / "index.html", forge(false))
    assert "answer-3" in opened.locator("#verdict").inner_text()
    assert opened.locator(".check.good").count() == 0


def test_a_false_text_is_told_though_its_seals_are_right(
    opened: Page, forge: Forge, tmp_path: Path
) -> None:
    told = show(opened, tmp_path / "index.html", forge(swap=("forty", "fifty")))
    assert "a quote of answer-1" in told
    assert opened.locator(".check.good").count() == 0


def test_findings_show_their_verdicts_and_sources(
    opened: Page, ferry_html: bytes, tmp_path: Path
) -> None:
    show(opened, tmp_path / "index.html", ferry_html)
    exact, wrong = opened.locator("#finding-1"), opened.locator("#finding-2")
    assert exact.locator("h3").inner_text() == "✓ Finding 1: exact"
    assert exact.locator("mark").first.inner_text() == "carries forty cars"
    assert exact.locator(".check.good").count() == exact.locator("article").count() >= 1
    assert wrong.locator("h3").inner_text().startswith("✗ Finding 2: ")
    assert "tickets cost thirteen dollars" in wrong.inner_text()
    names = opened.locator(".finding").evaluate_all("(all) => all.map((one) => one.id)")
    assert names == ["finding-2", "finding-1"]  # the worst first


def test_a_quote_is_copied_with_its_citation_by_keyboard(
    opened: Page, ferry_html: bytes, ferry_answers: list[PackedAnswer], tmp_path: Path
) -> None:
    opened.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', { value: "
        "{ writeText: async (text) => { globalThis.copied = text; } } })"
    )
    show(opened, tmp_path / "index.html", ferry_html)
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.className") == "skip"
    for _ in range(60):
        if opened.evaluate("document.activeElement.matches('[data-copy]')"):
            break
        opened.keyboard.press("Tab")
    opened.keyboard.press("Enter")
    opened.locator("#told", has_text="Copied.").wait_for(state="attached")
    answer = ferry_answers[0].result.answer
    assert answer is not None
    one = answer.passages[0]
    start, end = one.citation.start, one.citation.end
    assert one.citation.report.url
    assert opened.evaluate("globalThis.copied") == (
        f"“{one.quote}”\n{one.citation.label}\n{one.citation.report.url}\n"
        f"Characters {start} to {end} of the text with SHA-256 {one.citation.text_sha256}"
    )


def test_a_quote_is_shown_in_its_text(
    opened: Page,
    ferry_html: bytes,
    ferry_answers: list[PackedAnswer],
    ferry_engine: Engine,
    tmp_path: Path,
) -> None:
    show(opened, tmp_path / "index.html", ferry_html)
    context = opened.locator("#answer-1 .context").first
    context.locator("summary").focus()
    opened.keyboard.press("Enter")
    answer = ferry_answers[0].result.answer
    assert answer is not None
    one = answer.passages[0]
    assert context.locator("mark").inner_text() == one.quote
    shown = context.locator("p").evaluate("(one) => one.textContent")
    assert shown in ferry_engine.opened.generation.text(one.citation.report.id)
    assert "🚢" in shown


def test_every_link_of_the_page_leads_somewhere(
    opened: Page, ferry_html: bytes, tmp_path: Path
) -> None:
    show(opened, tmp_path / "index.html", ferry_html)
    ids = opened.evaluate("[...document.querySelectorAll('[id]')].map((one) => one.id)")
    links = opened.evaluate(
        "[...document.querySelectorAll('a[href^=\"#\"]')].map((one) => one.hash.slice(1))"
    )
    assert len(ids) == len(set(ids))
    assert set(links) <= set(ids)
    assert {"answer-1", "answer-2", "answer-3", "certificates", "draft", "reports"} <= set(links)
    figures = opened.locator("figure img")
    assert figures.count() == 1
    assert figures.get_attribute("loading") == "lazy"
    caption = opened.locator("#answer-2 figcaption, #answer-1 figcaption").inner_text()
    assert "Page 1 of quay; outlined: " in caption
