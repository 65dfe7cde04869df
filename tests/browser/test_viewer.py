"""What stays in sight over a report, and the printed page beside its text, in a real browser."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import check_fit_for_all, dressed, scripted, until_drawn
from tests.browser.test_reading import serving
from tests.corpus.readers.pdf.pdf_files import BOLD, PARAGRAPH, Drawing

pytestmark = pytest.mark.browser

TITLE = "Bridges of the Northern Counties and What Their Upkeep Has Cost Since the Second War"
ANSWER = "/?q=Which+bridges+are+old%3F&k=3#a1"
FROM = urlencode({"from": ANSWER})
MATERIALS = ("steel", "stone", "timber", "brick", "iron", "concrete", "granite", "rope")
PAGES = len(MATERIALS)
WIDTHS = [320, 360, 1024, 1280, 1920]


def bridges() -> bytes:
    """Return a PDF of eight pages; a word is broken at the end of a line on each."""
    drawing = Drawing(TITLE)
    for page, made_of in enumerate(MATERIALS, start=1):
        if page > 1:
            drawing.page()
        drawing.line(f"Bridges of {made_of}", 80, size=16, font=BOLD)
        for at in range(4):
            drawing.lines(PARAGRAPH, 120 + 60 * at)
        drawing.lines((f"Those of {made_of} are the oldest in the county. None was ever inspect-",
                       "ed by the department in a bad year."), 400)  # fmt: skip
    return drawing.save()


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shelf")


@pytest.fixture(scope="module")
def library(shelf: Path) -> Iterator[str]:
    guide = "# The guide\n\n" + "".join(
        f"## Part {part}\n\n" + "It speaks of the ferry. It is old. " * 12 + "\n\n"
        for part in range(1, 30)
    )
    reports = {"bridges.pdf": bridges(), "guide.md": guide.encode(), "gone.pdf": bridges()[:-1]}
    with serving(shelf, reports) as address:
        (shelf / "corpus" / "gone.pdf").unlink()
        yield address


@pytest.fixture
def wide(browser: Browser, library: str) -> Iterator[Page]:
    """A page of 1200 by 800 pixels with scripts."""
    with scripted(browser, library, (), viewport={"width": 1200, "height": 800}) as page:
        yield page


def sentences(page: Page, report: str = "bridges") -> list[dict[str, Any]]:
    content = page.request.get(f"/reports/{report}?format=json").json()
    assert isinstance(content["sentences"], list)
    return content["sentences"]


def box(place: Locator) -> dict[str, float]:
    found = place.bounding_box()
    assert found is not None
    return {side: found[side] for side in ("x", "y", "width", "height")}


def check_in_view(page: Page, place: Locator) -> None:
    """Check that nothing covers an element and that it is inside the window."""
    assert place.evaluate(
        """e => { const { left, right, top, bottom } = e.getBoundingClientRect();
        const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight
            && (e.contains(hit) || hit.contains(e)); }"""
    ), f"{place} is not in view at {page.url}"


# The controls and headings that can be hit, and the columns; what scrolls below the bar or the
# panel is cut where they begin, and what scrolls in the contents at its edges.
OVERLAPS = """() => {
  const shown = (e) => e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
  const stuck = [...document.querySelectorAll('.bar, .head')].filter((e) =>
    ['sticky'].includes(getComputedStyle(e).position) && e.offsetHeight);
  const over = stuck[0].getBoundingClientRect();
  const pane = document.querySelector('.pane').getBoundingClientRect();
  const sticksBelow = getComputedStyle(document.querySelector('.pane')).bottom === '0px';
  const rect = (e) => {
    let { left, right, top, bottom } = e.getBoundingClientRect();
    if (!e.closest('.head, .tools, .pane') && over.top <= 0) top = Math.max(top, over.bottom);
    if (e.closest('.tools') && stuck[0].matches('.head')) top = Math.max(top, over.bottom);
    if (!e.closest('.pane') && sticksBelow && pane.height) bottom = Math.min(bottom, pane.top);
    const list = e.parentElement.closest('.contents ol')?.getBoundingClientRect();
    if (list) [top, bottom] = [Math.max(top, list.top), Math.min(bottom, list.bottom)];
    return { left: Math.max(left, 0), right: Math.min(right, innerWidth),
             top: Math.max(top, 0), bottom: Math.min(bottom, innerHeight) };
  };
  const parts = [...document.querySelectorAll(
    'body > header a, main a, main button, main input:not([type=hidden]), main summary, ' +
    'main h1, .pane h2, .text, .contents ol, .scroller')]
    .filter(shown).map((e) => [e, rect(e)])
    .filter(([, r]) => r.right - r.left > 1 && r.bottom - r.top > 1);
  const found = [];
  parts.forEach(([one, a], at) => parts.slice(at + 1).forEach(([other, b]) => {
    if (one.contains(other) || other.contains(one)) return;
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (across > 1 && down > 1) found.push([one, other].map((e) => e.outerHTML.slice(0, 90)));
  }));
  return [parts.length, found];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_at_any_sentence_title_way_back_and_question_are_in_sight_and_nothing_overlaps(
    browser: Browser, library: str, width: int, scheme: str
) -> None:
    with dressed(browser, library, scheme, width) as page:
        for report in ("bridges", "guide"):
            last = len(sentences(page, report))
            for anchor in ("", f"#s{last // 2}", f"#s{last}"):
                page.goto(f"/reports/{report}?{FROM}{anchor}")
                page.wait_for_load_state("networkidle")
                check_in_view(page, page.get_by_role("heading", level=1))
                check_in_view(page, page.get_by_role("link", name="Back to the answer"))
                check_in_view(page, page.get_by_label("Ask this report"))
                if anchor:
                    check_in_view(page, page.locator(anchor))
                parts, overlaps = page.evaluate(OVERLAPS)
                assert parts > 10
                assert overlaps == [], f"{report}{anchor} at {width}"


def test_the_whole_title_is_there_where_it_is_shown_shortened(wide: Page) -> None:
    wide.goto("/reports/bridges#s9")
    heading = wide.get_by_role("heading", level=1)
    expect(heading).to_have_text(TITLE)
    expect(heading).to_have_attribute("title", TITLE)


@pytest.mark.parametrize("scripts", [True, False])
def test_the_way_back_leads_to_the_answer_from_the_text_a_search_and_a_page(
    browser: Browser, library: str, scripts: bool
) -> None:
    context = browser.new_context(
        base_url=library, java_script_enabled=scripts, viewport={"width": 1024, "height": 800}
    )
    page = context.new_page()
    page.goto(f"/reports/bridges?{FROM}#s9")
    page.get_by_label("Find in this report").fill("witnesses")
    page.get_by_role("button", name="Find").click()
    page.goto(f"/reports/bridges?sentence=9&{FROM}#s9")
    page.get_by_role("link", name="Show page").click()
    if scripts:
        page.get_by_role("button", name="Close the page").click()
    else:
        page.get_by_role("link", name="Page 2", exact=True).click()
    page.get_by_role("link", name="Back to the answer").click()
    expect(page).to_have_url(f"{library}{ANSWER}")
    context.close()


def test_the_report_is_asked_from_where_it_is_read(wide: Page) -> None:
    wide.goto("/reports/bridges#s9")
    wide.get_by_role("searchbox", name="Ask this report").fill("Who met in the spring?")
    wide.keyboard.press("Enter")
    expect(wide).to_have_url(re.compile(r"/\?q=Who\+met\+in\+the\+spring%3F&report=bridges$"))
    expect(wide.locator(".searched")).to_contain_text("in 1 of 2 reports")


def test_the_page_stands_beside_the_text_with_the_outline_in_sight(wide: Page) -> None:
    wide.goto("/reports/bridges")
    last = sentences(wide)[-1]["number"]
    for number in (last, 9, last // 2):
        wide.goto(f"/reports/bridges#s{number}")
        page = sentences(wide)[number - 1]["pages"][0]
        image = wide.get_by_alt_text(f"Image of page {page} with sentence {number} outlined")
        expect(image).to_be_visible()
        until_drawn(image, 1001)
        frame = box(wide.locator(".scroller"))
        text = box(wide.locator(".text"))
        assert frame["width"] >= 550
        assert text["x"] + text["width"] <= frame["x"]
        assert text["width"] >= 480
        # All at once, since the page draws them anew when its image has come.
        outlines = wide.locator(".outlines i").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect().toJSON())"
        )
        assert outlines
        for outline in outlines:
            assert frame["y"] <= outline["y"]
            assert outline["y"] + outline["height"] <= min(frame["y"] + frame["height"], 800)


def test_the_outline_stands_where_the_index_says(wide: Page) -> None:
    wide.goto("/reports/bridges#s9")
    expect(wide.locator(".outlines i").first).to_be_visible()
    drawn = wide.request.get("/page-images/1/bridges?format=json").json()
    (lines,) = [each["lines"] for each in drawn["sentences"] if each["number"] == 9]
    sheet = box(wide.locator(".page"))
    scale = sheet["width"] / drawn["width"]
    assert sheet["height"] == pytest.approx(scale * drawn["height"], abs=1)
    for outline, line in zip(wide.locator(".outlines i").all(), lines, strict=True):
        left, top, right, bottom = line["box"]
        placed = box(outline)
        assert placed["x"] - sheet["x"] == pytest.approx(scale * (left - 2), abs=1)
        assert placed["y"] - sheet["y"] == pytest.approx(scale * (top - 2), abs=1)
        assert placed["width"] == pytest.approx(scale * (right - left + 4), abs=1)
        assert placed["height"] == pytest.approx(scale * (bottom - top + 4), abs=1)


def test_the_page_zooms_by_key_and_button_and_keeps_the_outline(wide: Page) -> None:
    wide.goto("/reports/bridges#s30")
    expect(wide.locator(".outlines i").first).to_be_visible()
    fit = box(wide.locator(".page"))["width"]
    for key in "++":
        wide.keyboard.press(key)
    assert box(wide.locator(".page"))["width"] == pytest.approx(1.5 * fit, rel=0.01)
    wide.get_by_role("button", name="Zoom in").click()
    assert box(wide.locator(".page"))["width"] == pytest.approx(2 * fit, rel=0.01)
    outline, frame = box(wide.locator(".outlines i").first), box(wide.locator(".scroller"))
    assert frame["x"] - 2 <= outline["x"] <= frame["x"] + frame["width"]
    assert frame["y"] <= outline["y"] <= frame["y"] + frame["height"] - outline["height"]
    wide.keyboard.press("-")
    assert box(wide.locator(".page"))["width"] == pytest.approx(1.5 * fit, rel=0.01)
    wide.keyboard.press("0")
    assert box(wide.locator(".page"))["width"] == pytest.approx(fit, rel=0.01)
    # Where somebody writes, they are letters.
    wide.get_by_role("searchbox", name="Ask this report").press_sequentially("2+0")
    assert box(wide.locator(".page"))["width"] == pytest.approx(fit, rel=0.01)


def test_the_selected_text_of_the_page_is_the_text_of_the_sentences(wide: Page) -> None:
    wide.goto("/reports/bridges#s2")
    said = {each["number"]: each for each in sentences(wide)}
    for page in (1, PAGES):
        if page > 1:
            wide.goto(f"/reports/bridges#s{len(said)}")
        expect(wide.get_by_alt_text(f"Image of page {page} ")).to_be_visible()
        selected = wide.evaluate(
            """() => Object.fromEntries([...document.querySelectorAll('.words [data-sentence]')]
            .map((e) => { getSelection().selectAllChildren(e);
            return [e.dataset.sentence, String(getSelection())]; }))"""
        )
        wanted = {number for number, each in said.items() if page in each["pages"]}
        assert set(map(int, selected)) == wanted
        for number, text in selected.items():
            assert " ".join(text.split()) == " ".join(said[int(number)]["quote"].split())
    # A word broken at the end of a line is whole.
    assert any("None was ever inspected by the department" in text for text in selected.values())
    everything = wide.evaluate(
        "() => { getSelection().selectAllChildren(document.querySelector('.words'));"
        "return String(getSelection()) }"
    )
    quotes = [said[number]["quote"] for number in sorted(wanted)]
    assert " ".join(everything.split()) == " ".join(" ".join(quotes).split())


def test_a_word_is_selected_where_it_is_printed(wide: Page) -> None:
    wide.goto("/reports/bridges#s2")
    line = wide.locator(".words [data-sentence='2'] span").first
    expect(line).to_be_attached()
    placed = box(line)
    boxes = wide.request.get("/page-images/1/bridges?format=json").json()["sentences"][1]["lines"]
    left, _, right, _ = boxes[0]["box"]
    scale = box(wide.locator(".page"))["width"] / 612
    # The line's last space reaches past its box.
    assert scale * (right - left) - 1 <= placed["width"] <= scale * (right - left) * 1.03
    wide.mouse.dblclick(placed["x"] + 2, placed["y"] + placed["height"] / 2)
    assert wide.evaluate("String(getSelection()).trim()") == "The"


def test_a_click_on_the_page_chooses_the_sentence(wide: Page) -> None:
    wide.goto("/reports/bridges#s2")
    wide.locator(".words [data-sentence='4'] span").first.click()
    expect(wide.get_by_role("heading", name="Sentence 4, page 1")).to_be_visible()
    check_in_view(wide, wide.locator("#s4"))
    assert "#s4~" in wide.url


def test_pages_are_turned_and_only_those_that_are_seen_are_loaded(wide: Page) -> None:
    asked: list[str] = []
    wide.on("request", lambda request: asked.append(request.url.partition("/page-images/")[2]))
    wide.goto("/reports/bridges#s2")
    expect(wide.get_by_alt_text("Image of page 1 with")).to_be_visible()
    wide.get_by_role("button", name="Next page").click()
    expect(wide.get_by_role("img", name="Image of page 2", exact=True)).to_be_visible()
    expect(wide.get_by_role("button", name="Previous page")).to_be_enabled()
    wide.get_by_role("button", name="Previous page").click()
    expect(wide.get_by_role("button", name="Previous page")).to_be_disabled()
    pages = [each.split("/")[0] for each in asked if each]
    assert set(pages) == {"1", "2"}


@pytest.mark.parametrize("width", [360, 1280])
def test_a_failed_image_says_why_and_what_to_do(browser: Browser, library: str, width: int) -> None:
    with dressed(browser, library, "light", width, statuses=(404,)) as page:
        page.goto("/reports/gone#s2")
        if width < 1200:
            page.get_by_role("link", name="Show page").click()
        reason = page.get_by_role("alert")
        expect(reason).to_contain_text("The source file is missing from")
        expect(page.locator(".scroller")).to_be_hidden()
        check_fit_for_all(page, "a missing image")
        page.goto("/reports/gone?page=1&sentence=2")
        expect(page.locator(".notice")).to_contain_text("restore it")
        assert page.locator(".sheet img").count() == 0
        expect(page.get_by_role("heading", name="Sentences on this page")).to_be_visible()


def test_after_a_failure_the_page_is_tried_again(browser: Browser, library: str) -> None:
    busy = json.dumps({"detail": "The service is drawing too many pages. Try again in a moment."})
    with dressed(browser, library, "light", 1280, statuses=(503,)) as page:
        page.route("**/page-images/**", lambda route: route.fulfill(status=503, body=busy), times=1)
        page.goto("/reports/bridges#s2")
        expect(page.get_by_role("alert")).to_contain_text("drawing too many pages")
        page.get_by_role("button", name="Try again").click()
        expect(page.get_by_alt_text("Image of page 1 with sentence 2 outlined")).to_be_visible()
        expect(page.locator(".viewer .why")).to_be_hidden()


@pytest.mark.parametrize("width", [320, 360])
def test_on_a_phone_the_page_opens_at_the_sentence(
    browser: Browser, library: str, width: int
) -> None:
    with dressed(browser, library, "dark", width) as page:
        number = sentences(page)[-1]["number"]
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"/reports/bridges#s{number}")
        page.wait_for_load_state("networkidle")
        assert not any("page-images" in url for url in asked)
        page.get_by_role("link", name="Show page").click()
        expect(page.get_by_alt_text(f"with sentence {number} outlined")).to_be_visible()
        outline, frame = box(page.locator(".outlines i").first), box(page.locator(".scroller"))
        assert outline["height"] >= 14  # letters that can be read
        assert frame["x"] - 2 <= outline["x"] < frame["x"] + frame["width"] / 2
        assert frame["y"] <= outline["y"] <= frame["y"] + frame["height"] - outline["height"]
        check_fit_for_all(page, "the page over the text")
        page.keyboard.press("Escape")
        expect(page.locator(".viewer")).to_be_hidden()
        expect(page.get_by_role("link", name="Show page")).to_be_focused()
        check_in_view(page, page.locator(f"#s{number}"))


def test_with_the_keyboard_alone_a_page_is_opened_zoomed_and_left(
    browser: Browser, library: str
) -> None:
    with dressed(browser, library, "light", 1024) as page:
        page.goto("/reports/bridges")
        page.keyboard.press("j")
        page.keyboard.press("j")
        expect(page.get_by_role("heading", name="Sentence 2, page 1")).to_be_visible()
        for _ in range(40):
            if page.evaluate("document.activeElement.dataset.way") == "page":
                break
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_alt_text("Image of page 1 with sentence 2 outlined")).to_be_visible()
        before = box(page.locator(".page"))["width"]
        page.keyboard.press("+")
        assert box(page.locator(".page"))["width"] > before
        page.keyboard.press("Escape")
        expect(page.locator(".viewer")).to_be_hidden()


def test_the_contents_are_a_menu_that_closes_or_a_column(browser: Browser, library: str) -> None:
    with dressed(browser, library, "light", 1280) as page:
        page.goto("/reports/guide")
        entries = page.locator(".contents ol")
        expect(entries).to_be_hidden()
        page.locator("summary", has_text="Contents").click()
        expect(entries).to_be_visible()
        page.keyboard.press("Escape")
        expect(entries).to_be_hidden()
        page.locator("summary", has_text="Contents").click()
        page.get_by_role("link", name="Part 20", exact=True).click()
        expect(entries).to_be_hidden()
        expect(page.locator("h2", has_text="Part 20")).to_be_in_viewport()
        page.set_viewport_size({"width": 1920, "height": 900})
        expect(entries).to_be_visible()
        text, column = box(page.locator(".text")), box(entries)
        assert column["x"] + column["width"] <= text["x"]


@pytest.mark.parametrize("width", WIDTHS)
def test_every_target_is_large_enough(browser: Browser, library: str, width: int) -> None:
    with dressed(browser, library, "light", width) as page:
        for report in ("bridges", "guide"):
            page.goto(f"/reports/{report}?{FROM}#s9")
            page.wait_for_load_state("networkidle")
            small = page.evaluate(
                """() => [...document.querySelectorAll('main :is(a, button, summary, input)')]
                .filter((e) => e.checkVisibility({ contentVisibilityAuto: true }))
                // Links within a sentence take the height of its line.
                .filter((e) => !e.matches('bdi ~ .turn, input[type=hidden]'))
                .map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
                .filter(([, r]) => r.width < 24 || r.height < 24)
                .map(([html, r]) => `${html} ${r.width} x ${r.height}`)"""
            )
            assert small == []


@pytest.mark.parametrize("width", [360, 1280, 1920])
def test_the_header_starts_at_one_left_edge_on_every_page(
    browser: Browser, library: str, width: int
) -> None:
    with dressed(browser, library, "light", width) as page:
        edges = set()
        for address in ("/", "/batch", "/reports", "/about", "/api", "/reports/bridges",
                        "/reports/bridges?page=1", f"/cite?id={quote('bridges#s1')}"):  # fmt: skip
            page.goto(address)
            edges.add(box(page.locator("header .name"))["x"])
        assert len(edges) == 1
