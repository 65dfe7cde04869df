"""Links to sentences of reports that have changed since, in a real browser."""

import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from corpus.settings import load_settings
from index.build.build import build_index
from index.store import open_index
from service.answers.engine import Engine
from service.web.app import create_app
from tests.browser.conftest import check_fit_for_all, dressed
from tests.browser.conftest import scripted as with_scripts
from tests.fakes import BagOfWords

pytestmark = pytest.mark.browser

FILLING = tuple(f"Sentence {at} of the filling tells of pier {at * 7}." for at in range(60))
COST = "The bridge in Alton cost four million dollars in 2016."
COSTS = "The bridge in Alton cost at least five million dollars in 2016."
GONE = "The harbor master keeps the lantern of the northern pier."
LAST = "The zebra sleeps at last."
OLD = ("The ferry leaves at nine.", *FILLING, COST, GONE, LAST)
NEW = ("A new beginning.", OLD[0], *FILLING, COSTS, LAST)


@dataclass(frozen=True, slots=True)
class Changed:
    """The address of a service whose reports have changed, and the old links to sentences."""

    address: str
    moved: str
    reworded: str
    gone: str
    renamed: str
    removed: str


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Changed]:
    folder = tmp_path_factory.mktemp("changed")
    corpus = folder / "corpus"
    corpus.mkdir()
    settings = replace(load_settings({}, corpus=corpus, index=folder / "index"), reranker="none")
    (corpus / "report.txt").write_text(" ".join(OLD))
    (corpus / "boats.txt").write_text("Boats sail. They are old.")
    tokens = (f"it has {at} bases in japan ." for at in range(2, 90))
    (corpus / "tokens.txt").write_text("\n".join(tokens))
    (corpus / "away.txt").write_text("This report will be removed. Nobody has its words.")
    build_index(settings, BagOfWords())
    with closing(open_index(settings.index)) as view:
        found = {
            (name, number): f"/reports/{name}#s{number}~{anchor}"
            for name in view.reports
            for number, anchor in enumerate(view.anchors(name), 1)
        }
    (corpus / "report.txt").write_text(" ".join(NEW))
    (corpus / "boats.txt").rename(corpus / "ships.txt")
    (corpus / "away.txt").unlink()
    build_index(settings, BagOfWords())
    server = make_server(
        "127.0.0.1", 0, create_app(settings, Engine(settings, BagOfWords())), threaded=True
    )
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Changed(
        f"http://127.0.0.1:{server.server_port}",
        moved=found["report", 64],
        reworded=found["report", 62],
        gone=found["report", 63],
        renamed=found["boats", 2],
        removed=found["away", 2],
    )
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(browser: Browser, changed: Changed) -> Iterator[Page]:
    with with_scripts(
        browser, changed.address, (404,), viewport={"width": 1280, "height": 800}
    ) as opened:
        yield opened


def told(page: Page) -> str:
    return page.get_by_role("status").filter(has_text="link").inner_text()


def test_a_link_goes_to_its_sentence_where_it_stands_now(page: Page, changed: Changed) -> None:
    assert NEW.index(LAST) + 1 == 64  # one came before, one went: the number is the same
    page.goto(changed.moved.replace("#s64~", "#s40~"))  # as if it had been sentence 40
    expect(page.locator("#s64")).to_be_in_viewport()
    expect(page.locator("#s64.here")).to_have_text(LAST)
    expect(page.locator(".linked")).to_contain_text(
        "This link pointed to sentence 40; it is now sentence 64."
    )
    own = page.locator("#s64").evaluate("e => e.previousElementSibling.id")
    assert page.url.endswith(f"#{own}")  # what is copied from here is the link of today
    page.get_by_role("button", name="Close this message").click()
    expect(page.locator(".linked")).to_be_hidden()


def test_a_link_whose_neighbours_changed_needs_no_message(page: Page, changed: Changed) -> None:
    page.goto(changed.moved)
    expect(page.locator("#s64.here")).to_have_text(LAST)
    expect(page.locator("#s64")).to_be_in_viewport()
    expect(page.locator(".linked")).to_be_hidden()


def test_a_sentence_that_was_reworded_is_shown_with_its_old_words(
    page: Page, changed: Changed
) -> None:
    page.goto(changed.reworded)
    expect(page.locator("#s63.here")).to_have_text(COSTS)
    expect(page.locator("#s63")).to_be_in_viewport()
    assert told(page).splitlines()[0] == (
        "Sentence 62, which this link pointed to, has been reworded. It is now sentence 63."
    )
    expect(page.locator(".linked dd")).to_have_text([COST, COSTS])


def test_on_a_phone_the_message_leaves_the_sentence_in_sight(
    browser: Browser, changed: Changed
) -> None:
    with dressed(browser, changed.address, "light", 320) as phone:
        phone.goto(changed.reworded)  # the last but one of the report
        expect(phone.locator(".linked dd")).to_have_text([COST, COSTS])
        phone.wait_for_timeout(500)
        pane = phone.locator(".pane").bounding_box()
        sentence = phone.locator("#s63").bounding_box()
        assert pane
        assert sentence
        assert sentence["y"] + sentence["height"] <= pane["y"]


def test_a_sentence_that_is_gone_is_said_to_be_gone_with_its_words(
    page: Page, changed: Changed
) -> None:
    page.goto("/reports/report#s5")
    expect(page.locator("#s5.here")).to_be_visible()
    page.evaluate(f"location.hash = '{changed.gone.partition('#')[2]}'")
    expect(page.locator(".linked")).to_contain_text("is no longer in this report")
    expect(page.locator(".cited")).to_be_hidden()
    expect(page.locator(".linked dd")).to_have_text([GONE])
    assert page.locator(".here").count() == 0
    page.locator("#s5").click()
    expect(page.locator("#s5.here")).to_be_visible()
    page.evaluate(f"location.hash = '{changed.reworded.partition('#')[2]}'")
    expect(page.locator("#s63.here")).to_be_in_viewport()
    expect(page.locator(".linked dd")).to_have_text([COST, COSTS])


def test_a_link_to_a_report_of_another_name_leads_there(page: Page, changed: Changed) -> None:
    page.goto(changed.renamed)
    expect(page.get_by_role("status").filter(has_text="sentence 2 of “ships”")).to_be_visible()
    page.get_by_role("link", name="Go to the sentence").click()
    expect(page.locator("#s2.here")).to_have_text("They are old.")


def test_a_link_to_a_report_that_is_gone_gives_its_words(page: Page, changed: Changed) -> None:
    page.goto(changed.removed)
    expect(page.locator(".gone-report dd")).to_have_text(["Nobody has its words."])


def test_an_old_link_without_an_anchor_works_as_before(page: Page, changed: Changed) -> None:
    page.goto("/reports/report#s5")
    expect(page.locator("#s5.here")).to_be_in_viewport()
    expect(page.locator(".linked")).to_be_hidden()


def test_a_link_lands_on_its_sentence_without_a_script(browser: Browser, changed: Changed) -> None:
    context = browser.new_context(base_url=changed.address, java_script_enabled=False)
    plain = context.new_page()
    for form in ("", "?form=both", "?form=source"):
        plain.goto("/reports/tokens")
        link = plain.locator("i[id^='s40~']").get_attribute("id")
        plain.goto(f"/reports/tokens{form}#{link}")
        expect(plain.locator("#s40")).to_be_in_viewport()
        marked, other = (
            plain.locator(one).evaluate("e => getComputedStyle(e).backgroundColor")
            for one in ("#s40", "#s39")
        )
        assert marked != other
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_messages_are_accessible_and_fit(
    browser: Browser, changed: Changed, scheme: str, width: int
) -> None:
    with dressed(browser, changed.address, scheme, width, (404,)) as opened:
        for link in (changed.reworded, changed.gone, changed.renamed, changed.removed):
            opened.goto(link)
            opened.get_by_role("button", name="Close this message").wait_for()
            check_fit_for_all(opened, link)
