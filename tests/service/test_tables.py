"""A cell of a table, from the file through search to every interface."""

import csv
import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html

from corpus.settings import Settings, load_settings
from index.build.build import build_index
from index.types import Key
from service.answers.engine import Engine
from service.answers.marks import table_row
from service.exports.layout import Layout
from service.exports.markdown import answer_markdown
from service.exports.tables import csv_lines, passage_table
from service.web.app import create_app
from tests.corpus.readers.pdf.pdf_files import BODY, BOLD, PARAGRAPH, Drawing
from tests.fakes import BagOfWords

TITLE = "Table 2. Cost of the piers"
ROWS = (
    ("Pier", "2019", "2020"),
    ("North", "$4 million", "$7 million"),
    ("South", "$5 million", "$6 million"),
)
QUESTION = "What did the south pier cost in 2020?"


def report() -> bytes:
    drawing = Drawing("Piers").lines(PARAGRAPH, 60).line(TITLE, 130, font=BOLD)
    for at, row in enumerate(ROWS):
        for left, text in zip((72, 200, 320), row, strict=True):
            drawing.line(text, 160 + 20 * at, left, 10, BODY if at else BOLD)
    return drawing.save()


@pytest.fixture(scope="module")
def piers(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("piers")
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / "piers.pdf").write_bytes(report())
    (corpus / "harbor.txt").write_text("The harbor has a pier. It was built in 1920.\n")
    settings = load_settings(
        {}, corpus=corpus, index=folder / "index", job_folder=folder / "jobs", reranker="none"
    )
    build_index(settings, BagOfWords())
    return settings


@pytest.fixture(scope="module")
def engine(piers: Settings) -> Engine:
    return Engine(piers, BagOfWords())


@pytest.fixture(scope="module")
def client(engine: Engine) -> FlaskClient:
    return create_app(engine.settings, engine).test_client()


def asked(client: FlaskClient, question: str = QUESTION) -> dict[str, Any]:
    answer = client.get("/ask", query_string={"q": question}).get_json()
    passage: dict[str, Any] = answer["passages"][0]
    return passage


def test_a_row_is_found_by_the_heads_that_it_lacks(client: FlaskClient) -> None:
    passage = asked(client)
    assert passage["quote"] == "South $5 million $6 million"
    assert passage["display"] == "South: 2019 $5 million; 2020 $6 million"
    assert asked(client, "cost of the north pier 2019")["quote"].startswith("North")


def test_the_json_names_title_heads_and_the_cell_that_answers(client: FlaskClient) -> None:
    passage = asked(client)
    row = passage["row"]
    assert row["title"] == TITLE
    assert [(cell["row"], cell["column"], cell["text"]) for cell in row["cells"]] == [
        ("", "Pier", "South"),
        ("South", "2019", "$5 million"),
        ("South", "2020", "$6 million"),
    ]
    assert row["cell"] == 3
    assert passage["answer"]["text"] == "$6 million"
    assert passage["display"][slice(*passage["display_answer"])] == "$6 million"
    (box,) = row["cells"][2]["boxes"]
    assert box["page"] == 1
    assert box["box"][0] == pytest.approx(320, abs=1)


def test_the_citation_names_table_row_and_column(client: FlaskClient) -> None:
    citation = asked(client)["citation"]
    assert (citation["table"], citation["row"], citation["column"]) == (TITLE, "South", "2020")
    assert f'"{TITLE}", row "South", column "2020", sentence' in citation["label"]


def test_other_passages_have_no_row(client: FlaskClient) -> None:
    passage = asked(client, "When was the harbor built?")
    assert passage["row"] is None
    assert passage["citation"]["table"] is None


def test_the_page_marks_the_cell_and_leads_to_its_box(client: FlaskClient) -> None:
    page = html.fromstring(client.get("/", query_string={"q": QUESTION}).get_data(as_text=True))
    (card,) = page.xpath("//*[@id='a1']")
    (short,) = card.xpath(".//strong[@class='short']")
    assert short.text_content() == "$6 million"
    (source,) = card.xpath(".//*[@class='source']")
    assert 'row "South", column "2020"' in source.text_content()
    (link,) = card.xpath(".//a[@class='read']/@href")
    assert "cell=3" in link


def outlined(client: FlaskClient, query: str) -> bytes:
    response = client.get(f"/page-images/1/piers?{query}")
    assert response.status_code == 200
    return response.get_data()


def test_the_image_of_a_page_outlines_the_cell_alone(client: FlaskClient, engine: Engine) -> None:
    number = engine.ask([engine.asked(QUESTION)])[0].passages[0].citation.sentence
    images = [outlined(client, f"sentence={number}{cell}") for cell in ("", "&cell=2", "&cell=3")]
    assert len(set(images)) == 3
    missing = client.get(f"/page-images/1/piers?sentence={number}&cell=9")
    assert missing.status_code == 404


def test_the_places_of_the_cells_are_with_those_of_the_lines(client: FlaskClient) -> None:
    content = client.get("/page-images/1/piers?format=json").get_json()
    by_number = {one["number"]: one["cells"] for one in content["sentences"]}
    assert [len(cells) for cells in by_number.values() if cells] == [3, 3, 3]


def test_the_reading_view_shows_the_heads(client: FlaskClient) -> None:
    page = client.get("/reports/piers").get_data(as_text=True)
    assert "South: 2019 $5 million; 2020 $6 million" in page
    (row,) = (
        one
        for one in client.get("/reports/piers?format=json").get_json()["sentences"]
        if one["quote"].startswith("South")
    )
    assert [cell["column"] for cell in row["row"]["cells"]] == ["Pier", "2019", "2020"]


def test_files_of_answers_name_the_heads(engine: Engine) -> None:
    (answer,) = engine.ask([engine.asked(QUESTION)])
    text = b"".join(csv_lines(passage_table(answer, Layout("full")))).decode("utf-8-sig")
    first = next(csv.DictReader(io.StringIO(text)))
    assert first["display"] == "South: 2019 $5 million; 2020 $6 million"
    assert (first["table_title"], first["table_row"], first["table_column"]) == (
        *(TITLE, "South", "2020"),
    )
    markdown = b"".join(answer_markdown(answer)).decode()
    assert "South: 2019 $5 million; 2020 $6 million" in markdown.replace("\\", "")


@pytest.mark.parametrize(
    ("question", "marked", "cell"),
    [
        ("What did the south pier cost in 2019?", None, "$5 million"),
        ("What did the south pier cost in 2020?", None, "$6 million"),
        ("What did the south pier cost?", (17, 27), "$6 million"),
        ("What did the south pier cost in 2019?", (17, 27), "$5 million"),
        ("Which pier cost $5 million in 2019 and $6 million in 2020?", (0, 5), "South"),
    ],
)
def test_the_cell_that_answers_is_named_by_heads_before_the_mark(
    engine: Engine, question: str, marked: tuple[int, int] | None, cell: str
) -> None:
    words = engine.asked(question).words
    view = engine.opened.generation
    keys = [Key("piers", number) for number in range(1, view.reports["piers"].sentences + 1)]
    (passage,) = (
        one for one in view.fetch(keys).values() if one.quote == "South $5 million $6 million"
    )
    row = table_row(words, passage, marked)
    assert row is not None
    assert row.cell is not None
    assert row.cells[row.cell - 1].text == cell
