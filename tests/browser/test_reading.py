"""The reading view in a real browser over the real application."""

import dataclasses
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from corpus.settings import load_settings
from index.build.build import build_index
from service.answers.engine import Engine
from service.web.app import create_app
from tests.browser.conftest import check_fit_for_all, dressed
from tests.browser.conftest import scripted as with_scripts
from tests.corpus.readers.pdf.pdf_files import PARAGRAPH, Drawing
from tests.fakes import BagOfWords

pytestmark = pytest.mark.browser

OVERRIDE = "\u202e"
HOSTILE = (
    "<script>alert(1)</script> ends here. ]]> <img src=x onerror=alert(2)> stays text.\n\n"
    f"An {OVERRIDE} override turns no other sentence. This one runs from left to right.\n\n"
    "هذه جملة بالعربية عن الميناء. The harbor has 12 piers.\n\n"
    f"{'x' * 10_000} is long.\n\n" + "A long line of words goes on " * 400 + "to its end.\n"
)
LETTERS = "It doesn’t open. Zoë Müller owns the cafe\u0301 and the ﬁrst oﬃce. 😀 A naïve end.\n"
PARAGRAPHS = 60


def guide() -> str:
    sections = (
        f"## Part {number}\n\n" + f"Part {number} speaks of the ferry. It is old. " * 20
        for number in range(1, PARAGRAPHS + 1)
    )
    return "# The guide\n\n" + "\n\n".join(sections) + "\n\nThe zebra sleeps at last.\n"


def pdf() -> bytes:
    drawing = Drawing("Bridges").line("Bridges", 50, size=18).lines(PARAGRAPH, 90).page()
    return drawing.line("The second page speaks of the harbor alone.", 80).save()


@contextmanager
def serving(folder: Path, reports: dict[str, bytes]) -> Iterator[str]:
    """Serve the application over these files on a free port; gives its address."""
    corpus = folder / "corpus"
    corpus.mkdir()
    for name, content in reports.items():
        (corpus / name).write_bytes(content)
    settings = load_settings({}, corpus=corpus, index=folder / "index")
    settings = dataclasses.replace(settings, reranker="none")
    build_index(settings, BagOfWords())
    engine = Engine(settings, BagOfWords())
    server = make_server("127.0.0.1", 0, create_app(settings, engine), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    tokenised = b"the u.s. - japan alliance , old as it is , holds .\nit has 12 bases .\n"
    reports = {
        "guide.md": guide().encode(),
        "bridges.pdf": pdf(),
        "hostile.txt": HOSTILE.encode(),
        "tokens.txt": tokenised,
        "letters.txt": LETTERS.encode(),
    }
    with serving(tmp_path_factory.mktemp("library"), reports) as address:
        yield address


@pytest.fixture
def scripted(browser: Browser, library: str) -> Iterator[Page]:
    """A page with scripts, that fails on any error, dialog or broken policy."""
    with with_scripts(browser, library, (), viewport={"width": 1280, "height": 800}) as page:
        yield page


@pytest.fixture
def plain(browser: Browser, library: str) -> Iterator[Page]:
    """A page without scripts."""
    context = browser.new_context(
        base_url=library, java_script_enabled=False, viewport={"width": 1280, "height": 800}
    )
    yield context.new_page()
    context.close()


def colour(page: Page, selector: str) -> str:
    found = page.locator(selector).evaluate("e => getComputedStyle(e).backgroundColor")
    return str(found)


def last_number(page: Page) -> int:
    return page.locator("article bdi[id]").count()


def test_a_citation_lands_on_its_sentence_without_a_script(plain: Page) -> None:
    plain.goto("/reports/guide")
    last = last_number(plain)
    for number in (last, last // 2):
        plain.goto(f"/reports/guide#s{number}")
        expect(plain.locator(f"#s{number}")).to_be_in_viewport()
        assert colour(plain, f"#s{number}") != colour(plain, f"#s{number - 1}")


def test_a_citation_lands_on_its_sentence_and_follows_the_hash(scripted: Page) -> None:
    scripted.goto("/reports/guide#s2000")
    expect(scripted.locator("#s2000")).to_be_in_viewport()
    expect(scripted.get_by_role("heading", name="Sentence 2000")).to_be_visible()
    scripted.evaluate("location.hash = '#s30'")
    expect(scripted.get_by_role("heading", name="Sentence 30", exact=True)).to_be_visible()
    expect(scripted.locator("#s30")).to_be_in_viewport()
    assert colour(scripted, "#s30") != colour(scripted, "#s2000")
    assert scripted.locator(".here").count() == 1


def test_a_sentence_is_chosen_by_click_and_by_key(scripted: Page) -> None:
    scripted.goto("/reports/guide")
    scripted.locator("#s4").click()
    expect(scripted.get_by_role("heading", name="Sentence 4", exact=True)).to_be_visible()
    link = scripted.locator("#s4").evaluate("e => e.previousElementSibling.id")
    assert scripted.url.endswith(f"/reports/guide#{link}")
    cite = scripted.get_by_role("link", name="Cite", exact=True)
    assert cite.get_attribute("href") == "/cite?id=guide%23s4"
    scripted.keyboard.press("j")
    expect(scripted.get_by_role("heading", name="Sentence 5", exact=True)).to_be_visible()
    scripted.keyboard.press("k")
    scripted.keyboard.press("k")
    expect(scripted.get_by_role("heading", name="Sentence 3", exact=True)).to_be_visible()
    scripted.keyboard.press("Escape")
    expect(scripted.locator(".cited")).to_be_hidden()


def test_words_are_found_counted_and_stepped_through_by_key(scripted: Page) -> None:
    scripted.goto("/reports/guide")
    scripted.keyboard.press("/")
    expect(scripted.locator("#find")).to_be_focused()
    scripted.keyboard.type("zebra")
    scripted.keyboard.press("Enter")
    expect(scripted.locator(".count")).to_have_text("1 of 1")
    last = last_number(scripted)
    expect(scripted.locator(f"#s{last}")).to_be_in_viewport()
    marked = "[...CSS.highlights.get('found')].map(String)"
    assert scripted.evaluate(marked) == ["zebra"]
    scripted.locator("#find").fill("part ferry")
    scripted.keyboard.press("Enter")
    total = 20 * PARAGRAPHS  # the search begins again at the start, for all stand before
    expect(scripted.locator(".count")).to_have_text(f"1 of {total}")
    scripted.keyboard.press("Enter")
    expect(scripted.locator(".count")).to_have_text(f"2 of {total}")
    scripted.keyboard.press("Shift+Enter")
    scripted.keyboard.press("Shift+Enter")
    expect(scripted.locator(".count")).to_have_text(f"{total} of {total}")
    scripted.locator("#find").fill("qwxyz")
    scripted.keyboard.press("Enter")
    expect(scripted.locator(".count")).to_have_text("No matches")


@pytest.mark.parametrize(
    ("words", "marked"),
    [
        ("doesn't", ["doesn’t"]),
        ("zoe cafe", ["Zoë", "cafe\u0301"]),
        ("first office", ["ﬁrst", "oﬃce"]),
        ("naive", ["naïve"]),
    ],
)
def test_words_are_marked_as_they_are_set(scripted: Page, words: str, marked: list[str]) -> None:
    scripted.goto("/reports/letters")
    scripted.locator("#find").fill(words)
    scripted.keyboard.press("Enter")
    expect(scripted.locator(".count")).to_have_text("1 of 1")
    assert scripted.evaluate("[...CSS.highlights.get('found')].map(String)") == marked


def test_words_are_found_without_a_script(plain: Page) -> None:
    plain.goto("/reports/guide")
    plain.get_by_label("Find in this report").fill("ZEBRA")
    plain.get_by_role("button", name="Find").click()
    plain.get_by_role("link", name="The zebra sleeps at last.").click()
    expect(plain.locator("bdi:target")).to_have_text("The zebra sleeps at last.")
    expect(plain.locator("bdi:target")).to_be_in_viewport()


def test_a_page_is_seen_with_its_sentence_outlined(scripted: Page, plain: Page) -> None:
    scripted.goto("/reports/bridges#s3")
    image = scripted.get_by_alt_text("Image of page 1 with sentence 3 outlined")
    expect(image).to_be_visible()
    expect(image).to_have_js_property("naturalWidth", 1700)
    plain.goto("/reports/bridges?sentence=3#s3")
    plain.get_by_role("link", name="Show page").click()
    expect(plain.get_by_role("heading", name="Bridges, page 1")).to_be_visible()
    picture = plain.get_by_alt_text("sentence 3 outlined")
    expect(picture).to_have_js_property("naturalWidth", 1700)
    plain.get_by_role("link", name="Read as text").click()
    expect(plain.locator("#s3")).to_be_in_viewport()


def test_the_form_of_the_text_changes_and_keeps_the_sentence(scripted: Page) -> None:
    scripted.goto("/reports/tokens#s2")
    expect(scripted.locator("[data-say=quote]")).to_have_text("it has 12 bases .")
    scripted.get_by_role("link", name="Both").click()
    assert "?form=both#s2~" in scripted.url
    expect(scripted.get_by_text("it has 12 bases .")).to_be_visible()
    expect(scripted.get_by_text("It has 12 bases.")).to_be_visible()


def test_hostile_text_does_nothing(scripted: Page) -> None:
    scripted.goto("/reports/hostile?find=override#s1")
    expect(scripted.locator(".count")).to_have_text("1 sentence")
    assert scripted.locator("main script, main img[onerror]").count() == 0
    overflow = scripted.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0
    # The override of one sentence leaves the next one as it is: it starts at its own left.
    turned = scripted.locator("bdi", has_text="runs from left to right")
    letters = turned.evaluate(
        """e => [0, 5].map((at) => { const range = new Range();
        range.setStart(e.firstChild, at); range.setEnd(e.firstChild, at + 1);
        return range.getBoundingClientRect().left })"""
    )
    assert letters[0] < letters[1]


ADDRESSES = ["guide?from=/%3Fq%3Dferry#s2", "guide?sentence=2&find=zebra#s2", "bridges#s2",
             "bridges?page=1&sentence=2&from=/", "hostile#s3", "tokens?form=both#s1",
             "tokens?form=source"]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_view_is_accessible_and_fits(
    browser: Browser, library: str, scheme: str, width: int
) -> None:
    with dressed(browser, library, scheme, width) as page:
        for address in ADDRESSES:
            page.goto(f"/reports/{address}")
            page.wait_for_load_state("networkidle")
            check_fit_for_all(page, address)


def test_with_forced_colours_the_sentence_is_outlined(browser: Browser, library: str) -> None:
    context = browser.new_context(base_url=library, forced_colors="active")
    page = context.new_page()
    page.goto("/reports/guide#s3")
    expect(page.locator("#s3")).to_have_css("outline-style", "solid")
    context.close()


def test_paper_shows_the_text_and_no_controls(plain: Page) -> None:
    plain.goto("/reports/guide#s2")
    plain.emulate_media(media="print")
    expect(plain.locator("#s2")).to_be_visible()
    expect(plain.get_by_role("heading", name="The guide").first).to_be_visible()
    for control in (".tools", ".contents", ".ask-it", ".pane"):
        expect(plain.locator(control)).to_be_hidden()
