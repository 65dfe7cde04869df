"""The scripts of the pages stay below the path that a proxy gives the service."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.deploy.proxy import NGINX, free_port, nginx
from tests.service.http.served import served
from tests.service.http_client import until_ready

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed"),
]


def test_scripts_ask_find_choose_and_remember_below_the_path(
    browser: Browser, small_index: Path, tmp_path: Path
) -> None:
    port = free_port()
    with (
        served(
            small_index,
            public_url=f"http://localhost:{port}/pincite",
            corpus=small_index.with_name("corpus"),
            job_folder=tmp_path / "jobs",
        ) as service,
        nginx("nginx.conf", tmp_path, port, {8000: service.port}, strip=True) as site,
    ):
        until_ready(site)
        page = browser.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(site)
        page.locator("#q").fill("How many cars?")
        page.keyboard.press("Enter")
        expect(page.locator("#status")).to_be_visible()
        assert page.url.startswith(f"{site}?q=How+many+cars")
        page.goto(f"{site}reports")
        page.locator("#find").press_sequentially("harbor")
        page.wait_for_url(f"{site}reports?*find=harbor*")
        page.goto(f"{site}reports/ferry#s2")
        cite = page.locator("[data-way=cite]").first
        expect(cite).to_have_attribute("href", "/pincite/cite?id=ferry%23s2")
        page.goto(f"{site}batch")
        questions = tmp_path / "q.txt"
        questions.write_text("How many cars?\n")
        page.locator("input[type=file]").set_input_files(questions)
        page.locator("form.send button").first.click()
        page.wait_for_url(f"{site}batch/*")
        page.goto(f"{site}batch")
        expect(page.get_by_role("link", name="q.txt").first).to_have_attribute(
            "href", re.compile(r"^/pincite/batch/\w+$")
        )
        assert [address for address in asked if not address.startswith(site)] == []
        page.close()
