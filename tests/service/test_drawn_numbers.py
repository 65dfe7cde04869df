"""Numbers that a program draws are shown with the sentence, and marked as drawn at every door."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import html

from corpus.settings import Settings, load_settings
from index.build.build import build_index
from index.encode import choose
from service.answers import engine as engines
from service.answers.engine import Engine
from service.shell.main import main
from service.web.app import create_app
from tests.fakes import BagOfWords

PAGE = """<h1>Harbor lease</h1><ol start="3" type="a">
<li>The tenant shall pay a late fee of $40 after ten days.</li></ol>
<p>The lease ends in 2031.</p>"""
QUOTE = "c. The tenant shall pay a late fee of $40 after ten days."
NOTE = "Drawn by the program, not in the source's own text: “c.”."
QUESTION = "What late fee shall the tenant pay?"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("drawn")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "lease.html").write_text(PAGE, encoding="utf-8")
    made = load_settings(
        {}, corpus=folder / "corpus", index=folder / "index", reranker="none",
        job_folder=folder / "jobs",
    )  # fmt: skip
    build_index(made, BagOfWords())
    return made


@pytest.fixture(scope="module")
def client(settings: Settings) -> FlaskClient:
    app = create_app(settings, Engine(settings, BagOfWords()))
    return app.test_client()


def test_the_json_gives_the_spans_that_the_program_draws(client: FlaskClient) -> None:
    passages = client.get("/ask", query_string={"q": QUESTION}).get_json()["passages"]
    first, *others = passages
    assert (first["quote"], first["drawn"]) == (QUOTE, [[0, 2]])
    assert [one["drawn"] for one in others] == [[]] * len(others)
    report = client.get("/reports/lease?format=json").get_json()
    drawn = {one["quote"]: one["drawn"] for one in report["sentences"]}
    assert drawn == {"Harbor lease": [], QUOTE: [[0, 2]], "The lease ends in 2031.": []}


def test_the_pages_and_the_shell_say_what_is_drawn(
    client: FlaskClient,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = client.get("/", query_string={"q": QUESTION}).get_data(as_text=True)
    assert asked.count(f'<p class="remark">{NOTE}</p>'.replace("'", "&#39;")) == 1
    beside = client.get("/reports/lease?sentence=2").get_data(as_text=True)
    assert NOTE.replace("'", "&#39;") in beside
    assert "Drawn by" not in client.get("/reports/lease?sentence=3").get_data(as_text=True)
    monkeypatch.setattr(engines, "Engine", lambda given: Engine(given, BagOfWords()))
    monkeypatch.setattr(choose, "encoder_for_serving", lambda *_: BagOfWords())
    monkeypatch.setenv("PINCITE_RERANKER", "none")
    assert main(["ask", QUESTION, "--index", str(settings.index)]) == 0
    assert f"   {NOTE}\n" in capsys.readouterr().out


def test_an_item_with_a_number_of_its_own_has_no_dash_before_it(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    fees = "- A fee is due.\n- (b) A second fee is due.\n\n4. A third fee is due.\n"
    (tmp_path / "corpus" / "fees.md").write_text(fees)
    settings = load_settings(
        {}, corpus=tmp_path / "corpus", index=tmp_path / "index", reranker="none",
        job_folder=tmp_path / "jobs",
    )  # fmt: skip
    build_index(settings, BagOfWords())
    page = create_app(settings, Engine(settings, BagOfWords())).test_client().get("/reports/fees")
    items = html.fromstring(page.get_data(as_text=True)).xpath("//ul[@class='items']/li")
    said = {item.xpath("string(.//bdi)"): item.get("class") for item in items}
    assert said == {
        "A fee is due.": "dash", "(b) A second fee is due.": None, "4. A third fee is due.": None,
    }  # fmt: skip
