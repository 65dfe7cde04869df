"""Claims about the page of an evidence pack, in Chromium, from a file."""

import io
import random
import zipfile
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from corpus.settings import load_settings
from index.build.build import build_index
from service.answers.engine import Engine
from service.answers.result import Result, to_line
from service.packs.contents import PackedAnswer
from service.packs.pack import PackOptions, write_pack
from tests.browser.packs.conftest import show
from tests.fakes import BagOfWords

pytestmark = pytest.mark.browser
TEXT = (
    "😀 The ferry 👨‍👩‍👧 leaves at nine. Cafe\u0301 tickets for the "
    "ferry cost <b>twelve</b> & more. "
    "העבורת ferry שלום עולם. The harbour 🚢 opens at six.\n"
)
CHANGES = 60
SAME = """([a, b]) => {
  const parse = (text) => new DOMParser().parseFromString(text, "text/html");
  return parse(a).isEqualNode(parse(b));
}"""


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("packed")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "ferry.txt").write_text(TEXT, encoding="utf-8")
    settings = load_settings({}, corpus=folder / "corpus", index=folder / "index", reranker="none")
    build_index(settings, BagOfWords())
    engine = Engine(settings, BagOfWords())
    found = engine.ask(
        [engine.asked("When does the ferry leave?"), engine.asked("שלום עולם ferry")]
    )
    results = [Result(at, one.question, one) for at, one in enumerate(found)]
    stream = io.BytesIO()
    answers = [PackedAnswer(to_line(one).rstrip("\n"), one) for one in results]
    write_pack(engine, answers, stream, PackOptions("pack", date(2026, 1, 2)))
    return stream.getvalue()


@pytest.fixture(scope="module")
def html(pack: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(pack)) as zipped:
        return zipped.read("pack/data/index.html")


def test_every_quote_is_ticked_by_code_points(opened: Page, html: bytes, tmp_path: Path) -> None:
    assert show(opened, tmp_path / "index.html", html).startswith("✓ Checked")
    articles = opened.locator("article")
    assert articles.count() >= 4
    assert opened.locator("article .check.good").count() == articles.count()


def test_the_own_hash_does_as_well(opened: Page, html: bytes, tmp_path: Path) -> None:
    opened.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined })")
    assert show(opened, tmp_path / "index.html", html).startswith("✓ Checked")


def test_without_a_script_nothing_is_ticked(browser: Browser, html: bytes, tmp_path: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    assert show(context.new_page(), tmp_path / "index.html", html, 0).startswith("○ Not checked")
    context.close()


def test_a_change_is_told_or_leaves_all_unticked(opened: Page, html: bytes, tmp_path: Path) -> None:
    chance = random.Random(20)
    for _ in range(CHANGES):
        changed = bytearray(html)
        at = chance.randrange(len(html))
        changed[at] = chance.choice([one for one in range(32, 127) if one != html[at]])
        told = show(opened, tmp_path / "index.html", bytes(changed), 1)
        if "✓" in told:
            texts = [one.decode(errors="replace") for one in (html, bytes(changed))]
            assert opened.evaluate(SAME, texts), changed[at - 20 : at + 20]


def test_the_whole_pack_is_checked(opened: Page, html: bytes, pack: bytes, tmp_path: Path) -> None:
    show(opened, tmp_path / "index.html", html)
    whole, told = tmp_path / "pack.zip", opened.locator("#whole-verdict")
    whole.write_bytes(pack)
    opened.locator("#pack").set_input_files(whole)
    told.filter(has_text="✓ All").wait_for()
    with zipfile.ZipFile(io.BytesIO(pack)) as zipped:
        files = {name: zipped.read(name) for name in zipped.namelist()}
    for name in files:
        with zipfile.ZipFile(whole, "w") as zipped:
            for one, content in files.items():
                zipped.writestr(one, content[:-1] + b"~" if one == name else content)
        opened.locator("#pack").set_input_files([])
        opened.locator("#pack").set_input_files(whole)
        told.filter(has_text="✗").wait_for()
