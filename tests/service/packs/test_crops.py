"""Claims about the images of cited passages; the red ink of the cited words is the oracle."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
from PIL import Image
from pypdfium2 import PdfDocument

from corpus.settings import load_settings
from index.build.build import build_index
from service.answers.engine import Engine
from service.packs.contents import PackedAnswer, packed_answer
from service.packs.pack import write_pack
from tests.corpus.readers.pdf.pdf_files import PARAGRAPH, Drawing
from tests.fakes import BagOfWords
from tests.service.packs.test_pack import OPTIONS

QUESTION = "When does the ferry to Kestrel Bay leave?"
WHOLE = "The ferry to Kestrel Bay leaves the northern quay at nine."
HALVES = ("The ferry to Kestrel Bay leaves the northern quay at", "nine in the morning.")
DOTS_PER_INCH = 130


def red_line(drawing: Drawing, text: str, top: float, left: float = 72) -> Drawing:
    drawing.canvas.setFillColorRGB(1, 0, 0)
    drawing.line(text, top, left)
    drawing.canvas.setFillColorRGB(0, 0, 0)
    return drawing


def on_one_page() -> Drawing:
    drawing = Drawing().lines(PARAGRAPH, 80)
    return red_line(drawing, WHOLE, 300).lines(PARAGRAPH, 600)


def on_two_pages() -> Drawing:
    drawing = Drawing()
    for top in (80, 140, 200, 260, 320, 380, 440, 500, 560, 620):
        drawing.lines(PARAGRAPH, top)
    red_line(drawing, HALVES[0], 680)
    return red_line(drawing.page(), HALVES[1], 72).lines(PARAGRAPH, 200)


def turned() -> Drawing:
    drawing = on_one_page()
    drawing.canvas.setPageRotation(90)
    return drawing


def cropped() -> Drawing:
    drawing = on_one_page()
    drawing.canvas.setCropBox((40, 60, 560, 740))
    return drawing


def engine_over(content: bytes, folder: Path) -> Engine:
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / "ferry.pdf").write_bytes(content)
    settings = load_settings({}, corpus=corpus, index=folder / "index", reranker="none")
    build_index(settings, BagOfWords())
    return Engine(settings, BagOfWords())


def answered(engine: Engine) -> PackedAnswer:
    (answer,) = engine.ask([engine.asked(QUESTION, 1)])
    return packed_answer(1, answer)


def images(
    engine: Engine, answer: PackedAnswer, said: list[str] | None = None
) -> list[Image.Image]:
    """Return the images of a pack, in order of their pages."""
    stream = io.BytesIO()
    told = [] if said is None else said
    write_pack(engine, [answer], stream, replace(OPTIONS, tell=told.append))
    with ZipFile(stream) as zipped:
        return [
            Image.open(io.BytesIO(zipped.read(name))).convert("RGB")
            for name in sorted(zipped.namelist())
            if name.endswith(".png")
        ]


def red(image: Image.Image) -> np.ndarray:
    dots = np.asarray(image).astype(int)
    return (dots[..., 0] > 200) & (dots[..., 1] < 90) & (dots[..., 2] < 90)


def page_red(content: bytes, page: int) -> int:
    """Return the number of red dots on a page, as another program draws it."""
    drawn = PdfDocument(content)[page].render(scale=DOTS_PER_INCH / 72).to_pil().convert("RGB")
    return int(red(drawn).sum())


@pytest.mark.parametrize("draw", [on_one_page, on_two_pages, turned, cropped])
def test_the_image_shows_all_cited_words_inside_the_outline(
    draw: Callable[[], Drawing], tmp_path: Path
) -> None:
    content = draw().save()
    engine = engine_over(content, tmp_path)
    answer = answered(engine)
    quote = json.loads(answer.line)["passages"][0]["quote"]
    assert quote in (WHOLE, " ".join(HALVES))
    drawn = images(engine, answer)
    assert len(drawn) == len(PdfDocument(content))
    for page, image in enumerate(drawn):
        inked = red(image)
        assert 0 < page_red(content, page) == inked.sum()
        rows, columns = np.nonzero(inked)
        around = image.crop((columns.min() - 3, rows.min() - 3, columns.max() + 4, rows.max() + 4))
        tint = np.asarray(around)[..., 2]  # white paper has 255, the outline 180
        assert tint.max() < 200, "the background of the words is not tinted"


def test_the_image_shows_some_lines_around_and_no_more(tmp_path: Path) -> None:
    engine = engine_over(on_one_page().save(), tmp_path)
    (image,) = images(engine, answered(engine))
    rows, _ = np.nonzero(red(image))
    scale = DOTS_PER_INCH / 72
    assert 50 * scale < rows.min() < 62 * scale
    assert 50 * scale < image.height - rows.max() < 62 * scale
    assert image.width == round(612 * scale)


def test_a_page_whose_boxes_nobody_knows_is_shown_whole(tmp_path: Path) -> None:
    content = on_one_page().save()
    engine = engine_over(content, tmp_path)
    answer = answered(engine)
    assert answer.result.answer is not None
    passage = answer.result.answer.passages[0]
    boxless = replace(passage, citation=replace(passage.citation, boxes=[]))
    stored = packed_answer(1, replace(answer.result.answer, passages=[boxless]))
    (image,) = images(engine, stored)
    scale = DOTS_PER_INCH / 72
    assert image.size == (round(612 * scale), round(792 * scale))
    assert red(image).sum() == page_red(content, 0)


def test_the_page_of_a_file_that_is_gone_or_another_has_no_image_and_a_reason(
    tmp_path: Path,
) -> None:
    engine = engine_over(on_one_page().save(), tmp_path)
    answer, file = answered(engine), tmp_path / "corpus" / "ferry.pdf"
    file.write_bytes(on_two_pages().save())
    said: list[str] = []
    assert images(engine, answer, said) == []
    file.unlink()
    assert images(engine, answer, said) == []
    assert [one.partition(": ")[::2] for one in said] == [
        (
            "No image of page 1 of ferry",
            "the source file is another one now than when it was cited",
        ),
        ("No image of page 1 of ferry", "the source file is missing"),
    ]
