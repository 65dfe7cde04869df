"""Two sentences that give different numbers, in a real browser over the real service."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import check_fit_for_all, dressed, visit
from tests.conftest import running_service
from tests.service.differing.pairs import PAIRS
from tests.service.http_client import until_ready

pytestmark = pytest.mark.browser
ASK = "/?q=How+many+passengers+did+the+Larne+ferry+carry%3F"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real service over two reports that say the same of many things, or not."""
    from build_index import main

    folder: Path = tmp_path_factory.mktemp("differing")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "older.txt").write_text("\n\n".join(pair.older for pair in PAIRS))
    (folder / "corpus" / "newer.txt").write_text("\n\n".join(pair.newer for pair in PAIRS))
    assert main(["--corpus", str(folder / "corpus"), "--index", str(folder / "index")]) == 0
    with running_service(folder / "index") as (_, address):
        until_ready(address)
        yield address


def test_a_link_leads_to_each_sentence_and_back(browser: Browser, site: str) -> None:
    with visit(browser, site) as page:
        for report, figure in (("older", "310,000"), ("newer", "402,000")):
            page.goto(ASK)
            side = page.locator(".pair > div").filter(has_text=figure)
            expect(side.locator(".short")).to_have_text(figure)
            side.get_by_role("link").click()
            assert f"/reports/{report}" in page.url
            page.get_by_role("link", name="Back").first.click()
            expect(page.locator(".pair .short")).to_have_count(2)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_pair_is_accessible_and_fits(
    browser: Browser, site: str, scheme: str, width: int
) -> None:
    with dressed(browser, site, scheme, width) as page:
        page.goto(ASK)
        boxes = [one.bounding_box() for one in page.locator(".pair > div").all()]
        first, second = [(box["x"], box["y"]) for box in boxes if box]
        # Side by side where there is room, else one below the other.
        assert (first[1] == second[1]) == (width > 320)
        check_fit_for_all(page, "differing")
