"""The page of standing questions as a file, in Chromium."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from service.editions.standing.page import questions_html
from tests.browser.conftest import check_fit_for_all
from tests.service.editions.standing.examples import FOUND, QUESTIONS, TITLES

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_file_is_fit_for_all_and_asks_for_nothing(
    browser: Browser, tmp_path: Path, scheme: str, width: int
) -> None:
    path = tmp_path / "questions.html"
    site = "https://pincite.test"
    path.write_text(questions_html("watch.toml", QUESTIONS, FOUND, "ab" * 32, TITLES, site))
    context = browser.new_context(
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": width, "height": 800},
    )
    troubles: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: troubles.append(message.text))
    page.on("request", lambda request: troubles.append(request.url))
    page.goto(path.as_uri())
    first = page.locator("article").first
    old, new = (first.locator(one).bounding_box() for one in (".old", ".new"))
    assert old is not None
    assert new is not None
    assert (old["y"] == new["y"]) == (width > 640)  # side by side, or one below the other
    page.get_by_text("2 answers the same").click()
    expect(page.get_by_text("It is painted red.")).to_be_visible()
    assert troubles == [path.as_uri()]
    check_fit_for_all(page, "the standing questions")
    context.close()
