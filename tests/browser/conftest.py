import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Dialog,
    Page,
    Request,
    sync_playwright,
)

from tests.conftest import running_service

# Debian's chromium where there is one, else the browser that Playwright fetched itself.
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


def wait_until_ready(address: str) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(address + "readyz", timeout=5).close()
            return
        except urllib.error.HTTPError as error:
            error.close()
            time.sleep(0.2)
    pytest.fail("the service did not become ready")


@pytest.fixture(scope="session")
def site(alliance_index: Path) -> Iterator[str]:
    """The address of the real service over our own report."""
    with running_service(alliance_index) as (_, address):
        wait_until_ready(address)
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@contextmanager
def visit(browser: Browser, site: str) -> Iterator[Page]:
    """Open a page with scripts switched off, that fails on any request off the machine."""
    context = browser.new_context(base_url=site, java_script_enabled=False)
    strangers: list[str] = []

    def note(url: str) -> None:
        if not url.startswith(site):
            strangers.append(url)

    opened = context.new_page()
    opened.on("request", lambda request: note(request.url))
    yield opened
    context.close()
    assert strangers == []


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    with visit(browser, site) as opened:
        yield opened


@contextmanager
def scripted(browser: Browser, site: str, **options: Any) -> Iterator[Page]:
    """Open a page with scripts on, that fails on any trouble: on the console, too."""
    context = browser.new_context(base_url=site, **options)
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.rstrip("/"))
    troubles: list[str] = []
    opened = context.new_page()

    def note(trouble: str) -> None:
        # The browser itself reports answers that are errors.
        if "the server responded with a status of" not in trouble:
            troubles.append(trouble)

    def refuse(dialog: Dialog) -> None:
        note(dialog.message)
        dialog.dismiss()

    def stay(request: Request) -> None:
        if not request.url.startswith(site):
            note(request.url)

    opened.on("request", stay)
    opened.on("console", lambda message: note(message.text))
    opened.on("pageerror", lambda error: note(str(error)))
    opened.on("dialog", refuse)
    yield opened
    context.close()
    assert troubles == []


@pytest.fixture
def live(browser: Browser, site: str) -> Iterator[Page]:
    """A page with scripts on."""
    with scripted(browser, site) as opened:
        yield opened


def dressed(browser: Browser, site: str, scheme: str, width: int) -> BrowserContext:
    """Return a context in a colour scheme, "light" or "dark", and a window's width in pixels."""
    return browser.new_context(
        base_url=site,
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": width, "height": 800},
    )
