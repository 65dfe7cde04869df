from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page


@pytest.fixture
def opened(browser: Browser) -> Iterator[Page]:
    """A page with scripts on that fails on any request but for its file and its own images."""
    context = browser.new_context()
    page = context.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    yield page
    context.close()
    assert [url for url in requests if not url.startswith(("file:", "data:image/png"))] == []


def show(page: Page, path: Path, content: bytes) -> str:
    """Open a page from a file, and return its verdict once it has one."""
    path.write_bytes(content)
    page.goto(path.as_uri())
    page.wait_for_timeout(50)
    found = page.locator("#verdict")
    if not found.count():
        return page.locator("body").inner_text()
    for _ in range(40):
        if not found.inner_text().startswith("○ Not checked"):
            break
        page.wait_for_timeout(25)
    return found.inner_text()
