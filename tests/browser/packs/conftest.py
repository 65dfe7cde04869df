import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from corpus.settings import load_settings
from index.build.build import build_index
from service.answers.answer import Answer
from service.answers.engine import Engine
from service.packs.certificates import Record
from service.packs.contents import PackedAnswer, packed_answer
from service.packs.pack import PackOptions, write_pack
from service.records.canonical import canonical, identified
from tests.corpus.readers.pdf.pdf_files import PARAGRAPH, Drawing
from tests.fakes import BagOfWords
from tests.service.packs.given import certificate_of, findings_of

LONG = "Ferries" * 40
TEXT = (
    f"---\ntitle: {LONG}\nurl: https://example.org/{LONG}?q={LONG}\n---\n\n"
    "# The ferry of Kestrel Bay\n\nThe ferry 🚢 carries forty cars each day. Tickets cost twelve "
    "dollars at most. The harbour opens at six. The master is Ann Smith.\n"
)
ABSENT = "Who painted the old lighthouse of the northern isles?"
DAY = date(2026, 1, 2)
RATE = "Of 792 answerable questions of the set squad2, this limit said “no answer” to 3."


def question_record(phrase: Record) -> Record:
    """Return the record of a certificate for a question, made of that for a phrase."""
    said = {"strength": "question", "question": ABSENT, "phrases": [], "limit": 0.0961,
            "answerable": 0.0366, "miss_rate": [{"sentence": RATE}]}  # fmt: skip
    return identified({**phrase, **said})


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


def show(page: Page, path: Path, content: bytes, seconds: float = 20) -> str:
    """Open a page from a file, and return its verdict once it has one.

    Args:
        seconds: how long to wait for it.
    """
    path.write_bytes(content)
    page.goto(path.as_uri())
    page.wait_for_timeout(50)
    found = page.locator("#verdict")
    if not found.count():
        return page.locator("body").inner_text()
    for _ in range(int(seconds * 40)):
        if not found.inner_text().startswith("○"):
            break
        page.wait_for_timeout(25)
    return found.inner_text()


@pytest.fixture(scope="session")
def ferry_engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = tmp_path_factory.mktemp("evidence")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "ferry.md").write_text(TEXT, encoding="utf-8")
    drawing = Drawing().lines(PARAGRAPH, 80).line("The northern quay closes at midnight.", 300)
    (folder / "corpus" / "quay.pdf").write_bytes(drawing.lines(PARAGRAPH, 600).save())
    settings = load_settings({}, corpus=folder / "corpus", index=folder / "index", reranker="none")
    build_index(settings, BagOfWords())
    return Engine(settings, BagOfWords())


@pytest.fixture(scope="session")
def ferry_answers(ferry_engine: Engine) -> list[PackedAnswer]:
    asked = ["How many cars does the ferry carry?", "When does the northern quay close?", ABSENT]
    found: list[Answer] = ferry_engine.ask([ferry_engine.asked(one, 3) for one in asked])
    found[2] = replace(found[2], status="no_answer")
    return [packed_answer(number, one) for number, one in enumerate(found, start=1)]


@pytest.fixture(scope="session")
def ferry_records(ferry_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("records")
    phrase = certificate_of(ferry_engine, folder)
    question = folder / "question.json"
    question.write_bytes(canonical(question_record(json.loads(phrase.read_bytes()))) + b"\n")
    return [phrase, question]


@pytest.fixture(scope="session")
def ferry_html(
    ferry_engine: Engine,
    ferry_answers: list[PackedAnswer],
    ferry_records: list[Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> bytes:
    findings = findings_of(ferry_engine, tmp_path_factory.mktemp("findings"))
    stream = io.BytesIO()
    options = PackOptions("ferries", DAY, certificates=ferry_records, findings=findings)
    write_pack(ferry_engine, ferry_answers, stream, options)
    with zipfile.ZipFile(stream) as zipped:
        return zipped.read("ferries/data/index.html")
