import re
import shutil
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    Dialog,
    Locator,
    Page,
    Request,
    sync_playwright,
)

from tests.conftest import running_service
from tests.service.http_client import until_ready

# Debian's chromium where there is one, else the browser that Playwright fetched itself.
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


@pytest.fixture(scope="session")
def site(alliance_index: Path) -> Iterator[str]:
    """The address of the real service over our own report."""
    with running_service(alliance_index) as (_, address):
        until_ready(address)
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


def until_drawn(image: Locator, width: int) -> None:
    """Wait until an image of at least a width in pixels has come.

    ``Page.wait_for_function`` evaluates text in the page, which the pages' policy refuses.
    """
    deadline = time.monotonic() + 30
    while image.evaluate("one => one.naturalWidth") < width:
        assert time.monotonic() < deadline, f"no image of {width} pixels came"
        image.page.wait_for_timeout(50)


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
def scripted(
    browser: Browser, site: str, statuses: Collection[int] | None = None, **options: Any
) -> Iterator[Page]:
    """Open a page with scripts on, that fails on any trouble: on the console, too.

    Args:
        statuses: of errors that the service may answer with; any when None.
    """
    context = browser.new_context(base_url=site, **options)
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.rstrip("/"))
    troubles: list[str] = []
    opened = context.new_page()

    def note(trouble: str) -> None:
        # The browser itself reports answers that are errors.
        reported = re.search(r"the server responded with a status of (\d+)", trouble)
        if reported is None or (statuses is not None and int(reported[1]) not in statuses):
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


@contextmanager
def dressed(
    browser: Browser, site: str, scheme: str, width: int, statuses: Collection[int] = ()
) -> Iterator[Page]:
    """Open a page with scripts on in a colour scheme, "light" or "dark", and a width in pixels.

    Args:
        statuses: those of the errors that the test asks for.
    """
    with scripted(
        browser,
        site,
        statuses,
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": width, "height": 800},
    ) as opened:
        yield opened


def check_fit_for_all(page: Page, name: str) -> None:
    """Check that a page is accessible and no wider than its window."""
    # The page's policy forbids scripts of others; axe comes in through the debugger.
    found = Axe().run(page)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0, f"{name} is {overflow} px too wide"
