"""Claims about what a pack's page shows beside quotes: certificates, findings, images, reports."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pypdfium2 import PdfDocument
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from corpus.settings import load_settings
from index.build.build import build_index
from service.answers.answer import Answer
from service.answers.engine import Engine
from service.packs.certificates import Certificate, Certificates, Record
from service.packs.contents import CitedText, PackedAnswer, packed_answer
from service.packs.evidence import evidence_of
from service.packs.pack import PackOptions, write_pack
from service.packs.page import page_html
from service.records.canonical import canonical, identified
from tests.browser.conftest import check_fit_for_all
from tests.browser.packs.conftest import show
from tests.corpus.readers.pdf.pdf_files import PARAGRAPH, Drawing
from tests.fakes import BagOfWords
from tests.service.packs.given import certificate_of, findings_of

pytestmark = pytest.mark.browser
Forge = Callable[..., bytes]
TEXT = (
    "# The ferry of Kestrel Bay\n\nThe ferry 🚢 carries forty cars each day. Tickets cost twelve "
    "dollars at most. The harbour opens at six. The master is Ann Smith.\n"
)
ABSENT = "Who painted the old lighthouse of the northern isles?"
DAY = date(2026, 1, 2)
RATE = "Of 792 answerable questions of the set squad2, this limit said “no answer” to 3."


def question_record(phrase: Record) -> Record:
    """Return the record of a certificate for a question, made of that for a phrase."""
    said = {"strength": "question", "question": ABSENT, "phrases": [], "limit": 0.0961,
            "answerable": 0.0366, "miss_rate": [{"sentence": RATE}]}  # fmt: skip
    return identified({**phrase, **said})


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = tmp_path_factory.mktemp("evidence")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "ferry.md").write_text(TEXT, encoding="utf-8")
    drawing = Drawing().lines(PARAGRAPH, 80).line("The northern quay closes at midnight.", 300)
    (folder / "corpus" / "quay.pdf").write_bytes(drawing.lines(PARAGRAPH, 600).save())
    settings = load_settings({}, corpus=folder / "corpus", index=folder / "index", reranker="none")
    build_index(settings, BagOfWords())
    return Engine(settings, BagOfWords())


@pytest.fixture(scope="module")
def answers(engine: Engine) -> list[PackedAnswer]:
    asked = ["How many cars does the ferry carry?", "When does the northern quay close?", ABSENT]
    found: list[Answer] = engine.ask([engine.asked(one, 3) for one in asked])
    found[2] = replace(found[2], status="no_answer")
    return [packed_answer(number, one) for number, one in enumerate(found, start=1)]


@pytest.fixture(scope="module")
def records(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("records")
    phrase = certificate_of(engine, folder)
    question = folder / "question.json"
    question.write_bytes(canonical(question_record(json.loads(phrase.read_bytes()))) + b"\n")
    return [phrase, question]


@pytest.fixture(scope="module")
def html(
    engine: Engine,
    answers: list[PackedAnswer],
    records: list[Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> bytes:
    findings = findings_of(engine, tmp_path_factory.mktemp("findings"))
    stream = io.BytesIO()
    options = PackOptions("ferries", DAY, certificates=records, findings=findings)
    write_pack(engine, answers, stream, options)
    with zipfile.ZipFile(stream) as zipped:
        return zipped.read("ferries/data/index.html")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1100, 390])
@pytest.mark.parametrize("scripts", [True, False])
def test_the_page_is_fit_for_all(
    browser: Browser, html: bytes, tmp_path: Path, scheme: str, width: int, scripts: bool
) -> None:
    context = browser.new_context(
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": width, "height": 12000},  # what is out of view is not laid out
    )
    page = context.new_page()
    content = html if scripts else html[: html.rindex(b"<script>")]
    told = show(page, tmp_path / "index.html", content)
    assert told.startswith("✓ Checked: all" if scripts else "○ Not checked")
    check_fit_for_all(page, f"{scheme}, {width}")
    context.close()


def test_a_certificate_stands_with_its_question(
    opened: Page, html: bytes, records: list[Path], tmp_path: Path
) -> None:
    show(opened, tmp_path / "index.html", html)
    beside = opened.locator("#answer-3 .record")
    told = beside.text_content() or ""
    statement = question_record(json.loads(records[0].read_bytes()))["statement"]
    for words in (statement, "is 0.0366; the limit is 0.0961", RATE, "✓ The certificate has"):
        assert words in told
    assert opened.locator("#answer-1 .record, #answer-2 .record").count() == 0
    alone = opened.locator("#certificates ~ section .record")
    assert "zebra crossing" in (alone.text_content() or "")
    assert opened.locator(".record .check.good").count() == 2


def test_without_a_script_no_certificate_is_ticked(
    browser: Browser, html: bytes, tmp_path: Path
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    show(page, tmp_path / "index.html", html)
    checks = page.locator(".check").all_text_contents()
    assert len(checks) > 5
    assert all(one.startswith("○ Not checked") for one in checks)
    assert not any(page.locator("button, #pack, .context").nth(at).is_visible() for at in range(3))
    context.close()


@pytest.fixture
def forge(engine: Engine, answers: list[PackedAnswer], records: list[Path]) -> Forge:
    """Return a function that makes a page with right seals over false data."""

    def page(record: Record | None = None, swap: tuple[str, str] = ("", "")) -> bytes:
        path = records[1].with_name("forged.json")
        path.write_bytes(canonical(record) + b"\n" if record else records[1].read_bytes())
        certificate = Certificate(json.loads(path.read_bytes())["record_id"], path)
        view = engine.opened.generation
        texts = {}
        for sha256, one in evidence_of(answers).texts.items():
            text = view.text(one.report.id).replace(*swap)
            about = view.reports[one.report.id]
            texts[sha256] = CitedText(one.report.id, about.path, "0" * 64, partial(str, text))
        made = page_html("p", DAY, answers, texts, [], Certificates((certificate,)), None)
        return "".join(made).encode()

    return page


def test_a_false_certificate_is_told_though_its_seals_are_right(
    opened: Page, forge: Forge, records: list[Path], tmp_path: Path
) -> None:
    assert show(opened, tmp_path / "index.html", forge()).startswith("✓ Checked")
    false = {**json.loads(records[1].read_bytes()), "answerable": 0.0001}
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
    opened: Page, html: bytes, tmp_path: Path
) -> None:
    show(opened, tmp_path / "index.html", html)
    exact, wrong = opened.locator("#finding-1"), opened.locator("#finding-2")
    assert exact.locator("h3").inner_text() == "✓ Finding 1: exact"
    assert exact.locator("mark").first.inner_text() == "carries forty cars"
    assert exact.locator(".check.good").count() == exact.locator("article").count() >= 1
    assert wrong.locator("h3").inner_text().startswith("✗ Finding 2: ")
    assert "tickets cost thirteen dollars" in wrong.inner_text()
    names = opened.locator(".finding").evaluate_all("(all) => all.map((one) => one.id)")
    assert names == ["finding-2", "finding-1"]  # the worst first


def test_a_quote_is_copied_with_its_citation_by_keyboard(
    opened: Page, html: bytes, answers: list[PackedAnswer], tmp_path: Path
) -> None:
    opened.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', { value: "
        "{ writeText: async (text) => { globalThis.copied = text; } } })"
    )
    show(opened, tmp_path / "index.html", html)
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.className") == "skip"
    for _ in range(60):
        if opened.evaluate("document.activeElement.matches('[data-copy]')"):
            break
        opened.keyboard.press("Tab")
    opened.keyboard.press("Enter")
    opened.locator("#told", has_text="Copied.").wait_for(state="attached")
    answer = answers[0].result.answer
    assert answer is not None
    one = answer.passages[0]
    start, end = one.citation.start, one.citation.end
    assert opened.evaluate("globalThis.copied") == (
        f"“{one.quote}”\n{one.citation.label}\nCharacters {start} to {end} of the text with "
        f"SHA-256 {one.citation.text_sha256}"
    )


def test_a_quote_is_shown_in_its_text(
    opened: Page, html: bytes, answers: list[PackedAnswer], engine: Engine, tmp_path: Path
) -> None:
    show(opened, tmp_path / "index.html", html)
    context = opened.locator("#answer-1 .context").first
    context.locator("summary").focus()
    opened.keyboard.press("Enter")
    answer = answers[0].result.answer
    assert answer is not None
    one = answer.passages[0]
    assert context.locator("mark").inner_text() == one.quote
    shown = context.locator("p").evaluate("(one) => one.textContent")
    assert shown in engine.opened.generation.text(one.citation.report.id)
    assert "🚢" in shown


def test_every_link_of_the_page_leads_somewhere(opened: Page, html: bytes, tmp_path: Path) -> None:
    show(opened, tmp_path / "index.html", html)
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


def test_print_keeps_images_whole_and_questions_with_their_answers(
    browser: Browser, engine: Engine, answers: list[PackedAnswer], tmp_path: Path
) -> None:
    stream = io.BytesIO()
    many = [packed_answer(at, one.result.answer) for at, one in enumerate(answers * 9, start=1)
            if one.result.answer]  # fmt: skip
    write_pack(engine, many, stream, PackOptions("printed", DAY))
    with zipfile.ZipFile(stream) as zipped:
        content = zipped.read("printed/data/index.html")
    context = browser.new_context()
    page = context.new_page()
    show(page, tmp_path / "index.html", content)
    images = page.locator("figure img").count()
    page.pdf(path=tmp_path / "printed.pdf", format="A4")
    context.close()
    document = PdfDocument(tmp_path / "printed.pdf")
    drawn = 0
    assert len(document) > 4
    for number, sheet in enumerate(document, start=1):
        drawn += len(list(sheet.get_objects([FPDF_PAGEOBJ_IMAGE])))
        lines = sheet.get_textpage().get_text_bounded().replace("\r", "").strip().split("\n")
        body = [one.strip() for one in lines if one.strip() != f"{number} / {len(document)}"]
        assert len(body) < len(lines), "the page has no number"
        assert not body[-1].endswith(("?", "that the reports do)")), f"page {number}: {body[-1]}"
    assert drawn == images == 1
