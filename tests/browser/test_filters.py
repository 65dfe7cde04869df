"""What a person does to search in some reports only."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from build_index import main
from tests.browser.conftest import check_fit_for_all, dressed, visit
from tests.conftest import running_service
from tests.service.http_client import until_ready

pytestmark = pytest.mark.browser
LONG = "Board of Ferries, Harbors, Lighthouses, Breakwaters and Navigable Inland Waterways"
CATALOG = f"""
[[report]]
file = "ferry.txt"
publisher = "{LONG}"
date = 2015-03-01
[[report]]
file = "harbor.txt"
publisher = "Harbor Office"
date = 2016-02-09
[[report]]
file = "memo.txt"
"""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the real service over three small reports."""
    folder = tmp_path_factory.mktemp("shelf")
    corpus: Path = folder / "corpus"
    corpus.mkdir()
    (corpus / "ferry.txt").write_text("The ferry to Kestrel Bay carries forty cars.\n")
    (corpus / "harbor.txt").write_text("The new ferry carries sixty cars.\n")
    (corpus / "memo.txt").write_text("The old ferry carried twelve cars.\n")
    (corpus / "catalog.toml").write_text(CATALOG)
    assert main(["--corpus", str(corpus), "--index", str(folder / "index")]) == 0
    with running_service(folder / "index") as (_, address):
        until_ready(address)
        yield address


@pytest.fixture
def reader(browser: Browser, shelf: str) -> Iterator[Page]:
    with visit(browser, shelf) as opened:
        yield opened


def sources(page: Page) -> list[str]:
    """Return the reports of the sentences, which are all different here."""
    return [line.split(": ")[0] for line in page.locator(".source").all_text_contents()]


def test_the_filters_stay_out_of_the_way_until_they_are_wanted(reader: Page) -> None:
    reader.goto("/")
    expect(reader.get_by_label("Harbor Office")).to_be_hidden()
    reader.get_by_text("Filter reports").click()
    expect(reader.get_by_label("Harbor Office")).to_be_visible()


def test_a_filtered_answer_is_of_the_chosen_reports_and_has_a_permalink(reader: Page) -> None:
    reader.goto("/")
    reader.get_by_label("Your question").fill("How many cars does the ferry carry?")
    reader.get_by_text("Filter reports").click()
    reader.get_by_label("Harbor Office").check()
    reader.get_by_label(LONG).check()
    reader.get_by_label("From date").fill("2015-06")
    reader.get_by_label("To date").fill("2016")
    reader.get_by_role("button", name="Ask").click()
    expect(reader.get_by_text("Searched 1 sentence in")).to_be_visible()
    assert sources(reader) == ["harbor. Harbor Office, 9 Feb. 2016"]
    reader.goto(reader.url)
    assert sources(reader) == ["harbor. Harbor Office, 9 Feb. 2016"]
    expect(reader.get_by_label("Harbor Office", exact=True)).to_be_checked()
    expect(reader.get_by_label("From date")).to_have_value("2015-06")
    reader.get_by_text("Filter reports").click()
    reader.get_by_label("From date").fill("")
    reader.get_by_role("button", name="Ask").click()
    assert len(sources(reader)) == 2


def test_a_filter_is_dropped_by_a_click_on_its_name_above_the_answer(reader: Page) -> None:
    reader.goto("/?q=ferry&publisher=Harbor+Office&from=2015")
    expect(reader.get_by_label("From date")).to_be_hidden()  # the panel has closed
    verdict = reader.locator("#status").bounding_box()
    assert verdict is not None
    assert verdict["y"] < 400
    reader.get_by_role("link", name="Remove the filter Harbor Office").click()
    assert reader.url.endswith("/?q=ferry&from=2015")
    assert len(sources(reader)) == 2
    reader.get_by_role("link", name="Search all reports").click()
    assert reader.url.endswith("/?q=ferry")
    expect(reader.locator(".chips")).to_have_count(0)


def test_what_is_no_date_is_not_sent_and_an_empty_range_is_explained(reader: Page) -> None:
    reader.goto("/?q=ferry&from=2016")
    asked = reader.url
    reader.get_by_text("Filter reports").click()
    reader.get_by_label("From date").fill("last year")
    reader.get_by_role("button", name="Ask").click()
    assert reader.url == asked
    reader.get_by_label("From date").fill("2030")
    reader.get_by_role("button", name="Ask").click()
    expect(reader.get_by_role("alert")).to_contain_text("run from 2015-03-01 to 2016-02-09")
    expect(reader.get_by_label("From date")).to_have_value("2030")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_filters_are_accessible_and_fit(
    browser: Browser, shelf: str, scheme: str, width: int
) -> None:
    filtered = ("/?q=ferry&publisher=Harbor+Office", "/?q=ferry&report=ferry&report=memo")
    with dressed(browser, shelf, scheme, width) as page:
        for address in ("/", *filtered):
            page.goto(address)
            check_fit_for_all(page, address)
