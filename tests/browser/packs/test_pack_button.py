"""The button under the recent questions gives an evidence pack of them."""

import json
import zipfile
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, expect

from service.packs.check import pack_problems
from tests.browser.conftest import check_fit_for_all, scripted

pytestmark = pytest.mark.browser
QUESTIONS = ["How many U.S. troops are stationed in Japan?", "What is the best recipe for bread?"]


def test_the_recent_questions_download_as_a_pack(
    browser: Browser, site: str, tmp_path: Path
) -> None:
    with scripted(browser, site, ()) as page:
        page.goto("/")
        expect(page.get_by_role("button", name="Evidence pack")).to_be_hidden()
        for question in QUESTIONS:
            page.goto("/?" + urlencode({"q": question}))
            expect(page.locator("[data-question]")).to_be_visible()
        page.goto("/")
        with page.expect_download() as download:
            page.get_by_role("button", name="Evidence pack of these questions").click()
        check_fit_for_all(page, "asked")
        path = tmp_path / "pack.zip"
        download.value.save_as(path)
    assert pack_problems(path, 2**30) == []
    with zipfile.ZipFile(path) as zipped:
        lines = zipped.read("evidence-pack/data/answers.jsonl").decode().splitlines()
    assert [json.loads(line)["question"] for line in lines] == QUESTIONS[::-1]
