"""Claims about the page of a pack on paper, and about the rows of its question file."""

import io
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pypdfium2 import PdfDocument
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from service.answers.engine import Engine
from service.answers.problems import Problem
from service.answers.result import Result
from service.packs.certificates import Certificates
from service.packs.contents import PackedAnswer, cited_text, packed_answer, packed_result
from service.packs.evidence import evidence_of
from service.packs.pack import PackOptions, write_pack
from service.packs.page import page_html
from tests.browser.packs.conftest import DAY, show

pytestmark = pytest.mark.browser


def test_print_keeps_images_whole_and_questions_with_their_answers(
    browser: Browser, ferry_engine: Engine, ferry_answers: list[PackedAnswer], tmp_path: Path
) -> None:
    stream = io.BytesIO()
    found = [one.result.answer for one in ferry_answers * 9]
    many = [packed_answer(at, one) for at, one in enumerate(found, start=1) if one]
    write_pack(ferry_engine, many, stream, PackOptions("printed", DAY))
    with zipfile.ZipFile(stream) as zipped:
        content = zipped.read("printed/data/index.html")
    context = browser.new_context()
    page = context.new_page()
    show(page, tmp_path / "index.html", content)
    images = page.locator("figure img").count()
    page.pdf(path=tmp_path / "printed.pdf", format="A4")
    context.close()
    document = PdfDocument(tmp_path / "printed.pdf")
    drawn = 0
    assert len(document) > 4
    for number, sheet in enumerate(document, start=1):
        drawn += len(list(sheet.get_objects([FPDF_PAGEOBJ_IMAGE])))
        lines = sheet.get_textpage().get_text_bounded().replace("\r", "").strip().split("\n")
        body = [one.strip() for one in lines if one.strip() != f"{number} / {len(document)}"]
        assert len(body) < len(lines), "the page has no number"
        assert not body[-1].endswith(("?", "that the reports do)")), f"page {number}: {body[-1]}"
    assert drawn == images == 1


def test_rows_are_named_as_in_their_question_file(
    opened: Page, ferry_engine: Engine, ferry_answers: list[PackedAnswer], tmp_path: Path
) -> None:
    answer = ferry_answers[0].result.answer
    assert answer is not None
    problem = Problem("about:blank", "Invalid", 422, "the question is empty")
    rows = [Result("row 7", answer.question, answer), Result(2, "", None, problem)]
    made = page_html("p", DAY, [packed_result(one) for one in rows],
                     {name: cited_text(ferry_engine.opened.generation, one)
                      for name, one in evidence_of([packed_result(rows[0])]).texts.items()},
                     [], Certificates(()), None)  # fmt: skip
    told = show(opened, tmp_path / "index.html", "".join(made).encode())
    assert told.startswith("✓ Checked")
    assert "Id in the question file: row 7" in opened.locator("#answer-1").inner_text()
    second = opened.locator("#answer-2").inner_text()
    assert "2. (no question)" in second
    assert "Not asked: the question is empty" in second
    assert "Id in" not in second
