"""What the ask page does with scripts on, that it does without a reload."""

from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from build_index import main
from service.answers.answer import percent
from service.answers.verdict.calibration import worth_for
from service.answers.vocabulary import WHY_WORDS
from tests.browser.conftest import check_fit_for_all, dressed, scripted, visit
from tests.conftest import running_service
from tests.service.http_client import get_json, until_ready

pytestmark = pytest.mark.browser
TROOPS = "How many U.S. troops are stationed in Japan?"
CYBER = "When did the SDF create a cyber defense group?"
RTL_OVERRIDE, CLOSES_ISOLATE = "\u202e", "\u2069"
HOSTILE = [
    '<img src=x onerror="alert(1)">',
    '"><script>alert(1)</script> troops',
    "' onfocus=alert(1) autofocus x='",
    "javascript:alert(1) //troops",
    "{{7*7}} ${7*7} <svg/onload=alert(1)>",
    "</title><script>alert(1)</script>",
    "<template><script>alert(1)</script></template><base href=//example.org>",
    '<meta http-equiv="refresh" content="0;url=//example.org"> troops',
]


def ask(page: Page, question: str) -> None:
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Ask").click()


def mark_document(page: Page) -> None:
    """Leave a mark that a reload would wipe out."""
    page.evaluate("window.notReloaded = true")


def is_same_document(page: Page) -> bool:
    return bool(page.evaluate("window.notReloaded === true"))


def hold(page: Page, addresses: str) -> list[Route]:
    """Let requests wait; gives them as they come."""
    held: list[Route] = []

    def keep(route: Route) -> None:
        held.append(route)

    page.route(addresses, keep)
    return held


def answer_to(site: str, question: str, **options: Any) -> dict[str, Any]:
    query = urlencode({"q": question, **options})
    return get_json(f"{site}ask?{query}")


def citation_in(page: Page, passage: dict[str, Any], style: str = "chicago") -> str:
    """Return the citation that the service writes in a style."""
    query = urlencode({"id": passage["citation"]["id"], "format": style})
    return page.request.get(f"/cite?{query}").text().replace("\r\n", "\n")


def test_an_answer_comes_without_a_reload_and_is_announced(live: Page) -> None:
    live.goto("/")
    mark_document(live)
    ask(live, TROOPS)
    expect(live.locator("#a1")).to_contain_text("50,000")
    assert is_same_document(live)
    assert parse_qs(urlsplit(live.url).query) == {"q": [TROOPS]}
    assert live.title() == f"{TROOPS} – Pincite"
    expect(live.locator("#status")).to_be_focused()
    expect(live.get_by_role("status")).to_contain_text(
        "Answered. Very likely the answer (95\u00a0%). "
        "Searched 222 sentences in The U.S.-Japan Alliance"
    )


def test_the_page_is_the_same_with_and_without_scripts(live: Page, page: Page) -> None:
    live.goto("/")
    ask(live, TROOPS)
    expect(live.locator("#a1")).to_be_visible()
    page.goto(live.url)
    shown = [one.locator(".sentence, .source, .chance, #status").all_text_contents()
             for one in (live, page)]  # fmt: skip
    assert shown[0] == shown[1]
    assert len(shown[0]) == 1 + 3 * 5


def test_back_and_forward_go_through_the_questions_at_once(live: Page) -> None:
    live.goto("/")
    mark_document(live)
    for question in (TROOPS, CYBER):
        ask(live, question)
        expect(live).to_have_title(f"{question} – Pincite")
    live.evaluate("void (window.fetch = () => { throw new Error('Back needs no request') })")
    live.go_back()
    expect(live.get_by_label("Your question")).to_have_value(TROOPS)
    expect(live.locator("#a1")).to_contain_text("50,000")
    live.go_back()
    expect(live.get_by_role("heading", name="Ask this report a question")).to_be_visible()
    live.go_forward()
    live.go_forward()
    expect(live.locator("#a1")).to_contain_text("cyber defense group")
    assert is_same_document(live)


def test_back_from_a_report_returns_to_the_answers(live: Page) -> None:
    live.goto("/")
    ask(live, TROOPS)
    live.locator("#a1 .source a").click()
    live.wait_for_url("**/reports/us-japan-alliance?from=*#s2~mu3mmntlqdlv")
    live.go_back()
    expect(live.locator("#a1")).to_contain_text("50,000")
    live.go_back()
    expect(live.get_by_role("heading", name="Ask this report a question")).to_be_visible()


def test_the_keys_move_between_answers_and_open_the_place(live: Page) -> None:
    live.goto("/?" + urlencode({"q": TROOPS}))
    for key, rank in (("j", 1), ("j", 2), ("j", 3), ("k", 2)):
        live.keyboard.press(key)
        expect(live.locator(f"#a{rank}")).to_be_focused()
    outline = live.locator("#a2").evaluate("e => getComputedStyle(e).outlineStyle")
    assert outline == "solid"
    assert urlsplit(live.url).fragment == "a2"
    place = live.locator("#a2 .source a").get_attribute("href")
    live.keyboard.press("o")
    live.wait_for_url(lambda url: url.endswith(place or "none"))
    live.go_back()
    expect(live.locator("#a2")).to_be_focused()


def test_the_keys_stay_silent_while_one_writes_or_holds_a_modifier(live: Page) -> None:
    live.goto("/?" + urlencode({"q": TROOPS}))
    live.keyboard.press("/")
    box = live.get_by_label("Your question")
    expect(box).to_be_focused()
    live.keyboard.type("jock? o/k")
    expect(box).to_have_value("jock? o/k")
    live.locator("#status").focus()
    for modifier in ("Alt", "Control", "Meta"):
        live.keyboard.press(f"{modifier}+j")
    expect(live.locator("#status")).to_be_focused()


def test_the_keys_are_shown_on_demand(live: Page) -> None:
    live.goto("/?" + urlencode({"q": TROOPS}))
    live.keyboard.press("?")
    keys = live.get_by_role("dialog", name="Keyboard shortcuts")
    expect(keys).to_be_visible()
    assert Axe().run(live).violations_count == 0
    live.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    live.get_by_role("button", name="Keyboard shortcuts").click()
    expect(keys).to_be_visible()
    keys.get_by_role("button", name="Close").click()
    expect(keys).to_be_hidden()


def test_the_quote_is_copied_word_for_word(live: Page, site: str) -> None:
    passages = answer_to(site, TROOPS)["passages"]
    live.goto("/?" + urlencode({"q": TROOPS}))
    live.get_by_role("button", name="Copy the quote of sentence 1").click()
    expect(live.get_by_role("status")).to_have_text("Quote copied")
    expect(live.locator("#a1 [data-copy]")).to_have_text("Copied")
    assert live.evaluate("navigator.clipboard.readText()") == passages[0]["quote"]


def test_a_key_copies_the_citation_of_the_sentence_at_hand(live: Page, site: str) -> None:
    passages = answer_to(site, TROOPS)["passages"]
    live.goto("/?" + urlencode({"q": TROOPS}))
    live.keyboard.press("j")
    live.keyboard.press("j")
    live.keyboard.press("c")
    expect(live.get_by_role("status")).to_have_text("Chicago citation copied")
    expect(live.locator("#a2 [data-cited]")).to_have_text("Copied")
    copied = live.evaluate("navigator.clipboard.readText()")
    assert copied.replace("\r\n", "\n") == citation_in(live, passages[1])


def test_a_citation_is_copied_where_the_browser_keeps_the_clipboard_for_https(
    live: Page, site: str
) -> None:
    live.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    live.goto("/?" + urlencode({"q": TROOPS}))
    live.keyboard.press("c")
    expect(live.locator("#a1 [data-cited]")).to_have_text("Copied")
    live.keyboard.press("/")
    live.keyboard.press("Control+v")
    copied = citation_in(live, answer_to(site, TROOPS)["passages"][0])
    expect(live.get_by_label("Your question")).to_have_value(copied)


def test_what_needs_a_script_is_not_offered_without_one(page: Page) -> None:
    page.goto("/?" + urlencode({"q": TROOPS}))
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)
    expect(page.get_by_role("button", name="Keyboard shortcuts")).to_have_count(0)
    expect(page.get_by_role("link", name="Cite sentence 1 in other formats")).to_be_visible()


def test_a_newer_question_takes_the_place_of_a_slow_one(live: Page) -> None:
    held = hold(live, "**/?q=slow")
    live.goto("/")
    ask(live, "slow")
    expect(live.locator("main")).to_have_attribute("aria-busy", "true")
    expect(live.get_by_role("status")).to_have_text("Searching …")
    ask(live, TROOPS)
    expect(live.locator("#a1")).to_contain_text("50,000")
    expect(live.locator("main")).to_have_attribute("aria-busy", "false")
    assert held[0].request.failure == "net::ERR_ABORTED"
    assert live.title() == f"{TROOPS} – Pincite"


def test_what_is_written_while_an_answer_comes_is_kept(live: Page) -> None:
    held = hold(live, "**/?q=troops")
    live.goto("/")
    ask(live, "troops")
    expect(live.locator("main")).to_have_attribute("aria-busy", "true")
    live.get_by_label("Your question").fill("And the ships")
    held[0].continue_()
    expect(live.locator("#status")).to_be_visible()
    box = live.get_by_label("Your question")
    expect(box).to_have_value("And the ships")
    expect(box).to_be_focused()


def test_a_lost_connection_is_said_and_the_question_kept(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site)
    page = context.new_page()
    page.goto("/")
    page.route("**/?q=*", lambda route: route.abort())
    ask(page, TROOPS)
    expect(page.get_by_role("alert")).to_contain_text("cannot reach the service")
    expect(page.get_by_label("Your question")).to_have_value(TROOPS)
    page.unroute("**/?q=*")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("#a1")).to_contain_text("50,000")
    expect(page.get_by_role("alert")).to_have_count(0)
    context.close()


@pytest.mark.parametrize("status", [429, 503])
def test_a_service_that_is_not_ready_is_asked_again_when_it_said(live: Page, status: int) -> None:
    answers = iter([status])

    def first_busy(route: Route) -> None:
        if next(answers, None) is None:
            route.continue_()
            return
        page = '<!doctype html><main id="main"><h1>Temporarily unavailable</h1></main>'
        headers = {"Retry-After": "1", "Content-Type": "text/html"}
        route.fulfill(status=status, headers=headers, body=page)

    live.goto("/")
    live.route("**/?q=*", first_busy)
    ask(live, TROOPS)
    expect(live.get_by_role("heading", name="Temporarily unavailable")).to_be_focused()
    expect(live.locator("#a1")).to_contain_text("50,000")


@pytest.mark.parametrize("query", ["?q=", "?q=" + "x" * 1001])
def test_a_question_at_fault_is_marked_and_no_filter_is(live: Page, query: str) -> None:
    live.goto("/" + query)
    at_fault = live.locator("[aria-invalid]")
    expect(at_fault).to_have_count(1)
    expect(at_fault).to_have_attribute("name", "q")
    summary = live.get_by_role("alert")
    expect(summary).to_be_focused()
    beside = live.locator(f"#{at_fault.get_attribute('aria-describedby')}")
    assert summary.get_by_role("link").text_content() == beside.text_content()
    summary.get_by_role("link").click()
    expect(at_fault).to_be_focused()


def test_the_corrected_spelling_is_shown_and_can_be_taken(live: Page) -> None:
    live.goto("/")
    ask(live, "How many trops are stationed in Japan?")
    said = live.locator(".respelt")
    expect(said).to_contain_text("Showing results for “How many troops are stationed in Japan?”")
    assert said.locator("strong").all_inner_texts() == ["troops"]
    mark_document(live)
    said.get_by_role("link", name="How many troops").click()
    expect(live.locator(".respelt")).to_have_count(0)
    expect(live.get_by_label("Your question")).to_have_value(
        "How many troops are stationed in Japan?"
    )
    assert is_same_document(live)


def test_a_question_is_searched_as_it_was_written_on_demand(live: Page) -> None:
    written = "How many trops are stationed in Japan?"
    live.goto("/")
    ask(live, written)
    live.get_by_role("link", name=f"Search for “{written}” instead").click()
    expect(live.locator(".respelt")).to_have_count(0)
    expect(live.get_by_label("Your question")).to_have_value(written)
    asked = parse_qs(urlsplit(live.url).query)
    assert asked == {"q": [written], "spelling": ["as_written"]}
    ask(live, written)  # the next question is corrected again
    expect(live.locator(".respelt")).to_have_count(1)


def test_no_answer_is_said_and_the_nearest_are_called_that(live: Page) -> None:
    live.goto("/")
    ask(live, "What is the best recipe for banana bread?")
    expect(live.get_by_role("heading", level=1)).to_have_text("No answer found")
    expect(live.get_by_role("heading", name="The closest sentence, not an answer")).to_be_visible()
    expect(live.locator("#a1 .why")).to_contain_text(WHY_WORDS["little"])
    expect(live.locator("#a2")).to_be_hidden()
    expect(live.locator("main strong.short")).to_have_count(0)


@pytest.mark.parametrize(
    ("question", "status", "words"),
    [
        (TROOPS, "answered", "Very likely the answer ({0})"),
        ("Which bases are in Okinawa?", "uncertain", "Probably the answer ({0})"),
        ("Which new unit is being created?", "uncertain", "these reports answer at all is {1}"),
        ("What is the best recipe for banana bread?", "no_answer", "they answer is {1}"),
    ],
)
def test_the_chance_stands_in_words_under_the_status_which_links_to_its_meaning(
    live: Page, site: str, question: str, status: str, words: str
) -> None:
    answer = answer_to(site, question)
    assert answer["status"] == status
    chances = [f"{answer[name] * 100:.0f}\u00a0%" for name in ("confidence", "answerable")]
    live.goto("/")
    ask(live, question)
    expect(live.locator(f"#status.{status}")).to_be_visible()
    said = live.locator(".result > :is(.chance, .chances)").all_text_contents()
    assert words.format(*chances) in " ".join(said)
    live.locator("#status a").click()
    expect(live.locator(f"dt#{status}")).to_be_in_viewport()


def test_what_the_statuses_were_worth_is_told_with_the_models_that_were_measured(
    page: Page,
) -> None:
    worth = worth_for("pincite-reader")
    assert worth is not None
    page.goto("/about#answered")
    right, wrong = (percent(one, "\u00a0%") for one in astuple(worth))
    expect(page.locator("#answered + dd")).to_contain_text(
        f"{right} had a first sentence that answers"
    )
    expect(page.locator("#no_answer + dd")).to_contain_text(f"{wrong} had an answer after all")


FILLED = "e => getComputedStyle(e).backgroundColor !== 'rgba(0, 0, 0, 0)'"
CONTRAST = """(bar) => {
  const channels = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const light = (colour) => channels(colour)
    .map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
  const around = light(getComputedStyle(document.documentElement).backgroundColor);
  const own = light(getComputedStyle(bar).borderTopColor);
  return (Math.max(own, around) + 0.05) / (Math.min(own, around) + 0.05);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_strength_of_an_answer_is_seen_without_colour(
    browser: Browser, site: str, scheme: str
) -> None:
    with dressed(browser, site, scheme, 1280) as page:
        seen = {}
        for question, level in (
            (TROOPS, 4),
            ("Which bases are in Okinawa?", 3),
            ("Summarize this report", 2),
            ("Who is the U.S. ambassador to Japan?", 1),
        ):
            page.goto("/?" + urlencode({"q": question}))
            bars = page.locator(".result > .chance .bars i").all()
            assert sum(bar.evaluate(FILLED) for bar in bars) == level, question
            assert min(bar.evaluate(CONTRAST) for bar in bars) >= 3
            seen[level] = page.locator("#status").get_attribute("class")
        assert seen[3] != seen[2] == seen[1]  # amber has two marks, and three lengths


def test_a_long_question_is_shown_whole_and_enter_asks(live: Page) -> None:
    live.goto("/")
    box = live.get_by_label("Your question")
    one_line = box.bounding_box()
    box.fill("word " * 100)
    many_lines = box.bounding_box()
    assert one_line is not None
    assert many_lines is not None
    assert many_lines["height"] > 3 * one_line["height"]
    assert box.evaluate("e => e.scrollHeight <= e.clientHeight")
    box.fill("How many U.S. troops")
    box.press("Shift+Enter")
    live.keyboard.type("are stationed in Japan?")
    box.press("Enter")
    expect(live.locator("#a1")).to_contain_text("50,000")


def test_the_keys_open_what_is_folded(live: Page) -> None:
    live.goto("/?" + urlencode({"q": TROOPS}))
    expect(live.locator("#a2")).to_be_hidden()
    live.keyboard.press("j")
    live.keyboard.press("j")
    expect(live.locator("#a2")).to_be_focused()
    live.goto("/about")
    live.goto("/?" + urlencode({"q": TROOPS}) + "#a4")
    expect(live.locator("#a4")).to_be_focused()


def test_an_order_to_write_is_told_what_pincite_does(page: Page) -> None:
    page.goto("/?" + urlencode({"q": "Summarize this report"}))
    hint = page.locator(".chances").first
    expect(hint).to_contain_text("Pincite quotes sentences; it does not write")


def test_each_example_is_answered_first_by_one_click(live: Page) -> None:
    live.goto("/")
    examples = live.locator(".examples a").all_inner_texts()
    assert TROOPS in examples
    assert len(examples) >= 3
    for example in examples:
        live.goto("/")
        live.get_by_role("link", name=example).click()
        expect(live.get_by_role("heading", level=1)).to_have_text("Answered")


def test_more_sentences_follow_where_the_first_ended(live: Page) -> None:
    live.goto("/?" + urlencode({"q": TROOPS}))
    live.get_by_role("link", name="Show up to 20 sentences").click()
    expect(live.locator("#a6")).to_be_focused()
    expect(live.locator(".answer")).to_have_count(20)


@pytest.mark.parametrize("question", HOSTILE)
def test_a_hostile_question_stays_text(live: Page, question: str) -> None:
    live.goto("/")
    ask(live, question)
    expect(live.locator("#status")).to_be_visible()
    live.goto("/?" + urlencode({"q": question}))
    expect(live.get_by_label("Your question")).to_have_value(question)
    live.keyboard.press("j")
    live.keyboard.press("c")
    assert live.locator("main :is(img, script, svg, base, meta, template)").count() == 0


CATALOG = f"""
[[report]]
file = "plain.txt"
title = "Ferries"
[[report]]
file = "turned.txt"
title = "{CLOSES_ISOLATE}{RTL_OVERRIDE}seirreF"
[[report]]
file = "hebrew.txt"
title = "דוח המעבורות"
"""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the real service over reports whose writing direction is not ours."""
    folder = tmp_path_factory.mktemp("turned")
    corpus: Path = folder / "corpus"
    corpus.mkdir()
    (corpus / "plain.txt").write_text("The ferry to Kestrel Bay carries forty cars.\n")
    (corpus / "turned.txt").write_text(f"The ferry {RTL_OVERRIDE}carries sixty cars.\n")
    (corpus / "hebrew.txt").write_text("המעבורת נושאת ארבעים מכוניות.\n")
    (corpus / "catalog.toml").write_text(CATALOG)
    assert main(["--corpus", str(corpus), "--index", str(folder / "index")]) == 0
    with running_service(folder / "index") as (_, address):
        until_ready(address)
        yield address


LEFT_OF = """([text, selector]) => {
  const walker = document.createTreeWalker(document.querySelector(selector), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(text);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(walker.currentNode, at);
    range.setEnd(walker.currentNode, at + text.length);
    return range.getBoundingClientRect().left;
  }
}"""


def test_a_text_that_turns_its_direction_leaves_the_page_as_it_is(
    browser: Browser, shelf: str
) -> None:
    with scripted(browser, shelf) as page:
        turned = f"{CLOSES_ISOLATE}{RTL_OVERRIDE}ferry"
        page.goto("/?" + urlencode({"q": turned, "report": "turned"}))
        expect(page.locator(".searched")).to_contain_text("sentence in 1 of 3 reports")
        first = page.evaluate(LEFT_OF, ["Searched", ".searched"])
        later = page.evaluate(LEFT_OF, ["in 1", ".searched"])
        assert first < later
        assert RTL_OVERRIDE not in page.title()
        page.get_by_text("Filter reports").click()
        labels = page.locator(".choices label")
        boxes = [label.locator("input").bounding_box() for label in labels.all()]
        assert len({box["x"] for box in boxes if box}) == 1


def test_a_right_to_left_text_is_set_right_to_left(browser: Browser, shelf: str) -> None:
    with scripted(browser, shelf) as page:
        page.goto("/")
        ask(page, "כמה מכוניות נושאת המעבורת?")
        expect(page.locator("#a1")).to_contain_text("ארבעים")
        for selector in ("#q", "#a1 .sentence"):
            direction = page.locator(selector).evaluate("e => getComputedStyle(e).direction")
            assert direction == "rtl", selector
        assert page.locator("#status").evaluate("e => getComputedStyle(e).direction") == "ltr"


def test_several_reports_are_chosen_and_found_by_their_names(browser: Browser, shelf: str) -> None:
    with scripted(browser, shelf) as page:
        page.goto("/")
        mark_document(page)
        page.get_by_text("Filter reports").click()
        page.get_by_label("Ferries").check()
        page.get_by_label("דוח המעבורות").check()
        ask(page, "ferry cars")
        expect(page.locator(".searched")).to_contain_text("in 2 of 3 reports")
        assert parse_qs(urlsplit(page.url).query)["report"] == ["hebrew", "plain"]
        expect(page.get_by_label("Ferries", exact=True)).to_be_checked()
        page.get_by_role("link", name="Search all reports").click()
        expect(page.locator(".searched")).to_contain_text("in all 3 reports")
        assert is_same_document(page)


def test_the_filter_at_fault_is_marked_and_the_question_is_not(
    browser: Browser, shelf: str
) -> None:
    for query, field in (("report=none", "fieldset"), ("publisher=None", None)):
        with visit(browser, shelf) as page:
            page.goto("/?q=ferry&" + query)
            expect(page.get_by_label("Your question")).not_to_have_attribute("aria-invalid", "true")
            if field:
                expect(page.locator(f"{field}[aria-invalid]")).to_contain_text("Reports")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_is_accessible_with_foreign_texts_and_open_filters(
    browser: Browser, shelf: str, scheme: str, width: int
) -> None:
    with dressed(browser, shelf, scheme, width, (422,)) as page:
        for address in ("/", "/?q=ferry&report=turned&report=hebrew", "/?q=ferry&report=none"):
            page.goto(address)
            page.locator(".filters").evaluate("e => e.open = true")
            check_fit_for_all(page, address)


def test_the_printed_page_is_the_question_its_answers_and_their_places(
    page: Page, site: str
) -> None:
    page.goto("/?" + urlencode({"q": TROOPS}))
    page.emulate_media(media="print")
    for hidden in ("body > header", "form.ask", "body > footer", ".deeds", ".save", ".less"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator(".asked")).to_have_text(TROOPS)
    expect(page.locator(".asked")).to_be_visible()
    expect(
        page.get_by_text(f"{site}reports/us-japan-alliance#s2~mu3mmntlqdlv", exact=True)
    ).to_be_visible()
    expect(page.get_by_text(page.url, exact=True)).to_be_visible()
    expect(page.locator("#a1 .source")).to_contain_text("RL33740")
    background = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert background == "rgb(255, 255, 255)"


def test_a_dark_screen_prints_black_on_white(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, color_scheme="dark")
    page = context.new_page()
    page.goto("/?" + urlencode({"q": TROOPS}))
    page.emulate_media(media="print", color_scheme="dark")
    for selector, property_, value in (
        ("html", "backgroundColor", "rgb(255, 255, 255)"),
        ("#a1 .sentence", "color", "rgb(0, 0, 0)"),
    ):
        found = page.locator(selector).evaluate(f"e => getComputedStyle(e).{property_}")
        assert found == value, selector
    context.close()


def test_nothing_moves_where_reduced_motion_is_asked_for(browser: Browser, site: str) -> None:
    moving = "e => getComputedStyle(e, '::before').animationName"
    for reduced, animation in (("reduce", "none"), ("no-preference", "under-way")):
        with scripted(browser, site, reduced_motion=reduced) as page:
            page.goto("/")
            page.locator("main").evaluate("e => e.classList.add('busy')")
            assert page.locator("main").evaluate(moving) == animation


def test_the_marks_outlive_forced_colours(browser: Browser, site: str) -> None:
    with scripted(browser, site, forced_colors="active") as page:
        page.goto("/?" + urlencode({"q": TROOPS}))
        mark = page.locator("#a1 mark").first.evaluate(
            "e => getComputedStyle(e).textDecorationLine"
        )
        short = page.locator("#a1 .short").evaluate("e => getComputedStyle(e).outlineStyle")
        assert (mark, short) == ("underline", "solid")
        page.keyboard.press("j")
        assert page.locator("#a1").evaluate("e => getComputedStyle(e).outlineStyle") == "solid"


@pytest.mark.parametrize("address", ["/", "/?" + urlencode({"q": TROOPS})])
def test_the_first_load_is_under_60_kb(browser: Browser, site: str, address: str) -> None:
    with scripted(browser, site) as page:
        loaded: dict[str, int] = {}
        page.on("response", lambda answer: loaded.update({answer.url: len(answer.body())}))
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert any(url.endswith("style.css") for url in loaded)
        assert any(url.endswith("ask.js") for url in loaded)
        assert sum(loaded.values()) < 60_000, loaded
