"""A report is found however the accents in its name are encoded, through every interface."""

import json
from pathlib import Path
from unicodedata import normalize
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from corpus.settings import Settings, load_settings
from index.build.build import build_index
from service.answers.engine import Engine
from service.answers.result import read_answers
from service.answers.verify import Verifier
from service.web.app import create_app
from tests.fakes import BagOfWords

NFC, NFD = (normalize(form, "résumé") for form in ("NFC", "NFD"))
FORMS = pytest.mark.parametrize("typed", [NFC, NFD])
PUBLISHER = "Société du port"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("names")
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / f"{NFD}.txt").write_text("The harbor is deep. It is old.")
    (corpus / "other.txt").write_text("The harbor is wide.")
    (corpus / "~$sume.docx").write_bytes(b"a lock")
    (corpus / "catalog.toml").write_text(
        f"[[report]]\nfile = '{NFC}.txt'\ntitle = 'Life'\ndate = 2016\n"
        f"publisher = '{normalize('NFD', PUBLISHER)}'\n",
        encoding="utf-8",
    )
    settings = load_settings({}, corpus=corpus, index=folder / "index", reranker="none")
    build_index(settings, BagOfWords(), strict=True)
    return settings


@pytest.fixture(scope="module")
def client(settings: Settings) -> FlaskClient:
    return create_app(settings, Engine(settings, BagOfWords())).test_client()


@FORMS
def test_an_answer_of_the_report_is_filtered_by_its_id(client: FlaskClient, typed: str) -> None:
    found = client.get("/ask", query_string={"q": "how deep is the harbor", "report": typed})
    passages = found.get_json()["passages"]
    assert {one["citation"]["report"]["id"] for one in passages} == {NFC}
    cited = passages[0]["citation"]
    assert (cited["report"]["title"], cited["report"]["date"]) == ("Life", "2016")
    assert "2016" in cited["label"]


@FORMS
def test_an_answer_is_filtered_by_publisher_and_year(client: FlaskClient, typed: str) -> None:
    publisher = normalize("NFC" if typed == NFC else "NFD", PUBLISHER)
    query = {"q": "harbor", "publisher": publisher, "from": "2016", "to": "2016-12-31"}
    passages = client.get("/ask", query_string=query).get_json()["passages"]
    assert {one["citation"]["report"]["id"] for one in passages} == {NFC}
    late = client.get("/ask", query_string={"q": "harbor", "from": "2017"})
    assert late.status_code == 422


@pytest.mark.parametrize("words", ["resume", NFC, NFD, "SOCIETE", "life 2016"])
def test_the_list_of_reports_is_searched_without_accents(client: FlaskClient, words: str) -> None:
    found = client.get("/reports", query_string={"find": words, "format": "json"}).get_json()
    assert [one["id"] for one in found["reports"]] == [NFC]


@FORMS
@pytest.mark.parametrize("address", ["/reports/{}", "/sources/{}", "/cite?id={}%23s1"])
def test_its_pages_are_found(client: FlaskClient, typed: str, address: str) -> None:
    assert client.get(address.format(quote(typed))).status_code == 200


@FORMS
def test_a_citation_with_either_id_is_confirmed(
    settings: Settings, client: FlaskClient, tmp_path: Path, typed: str
) -> None:
    answer = client.get("/ask", query_string={"q": "harbor", "report": NFC}).get_json()
    text = json.dumps(answer, ensure_ascii=False).replace(f'"{NFC}', f'"{typed}')
    (tmp_path / "a.jsonl").write_text(text + "\n", encoding="utf-8")
    verifier = Verifier(settings)
    found = [verifier.check(*one) for one in read_answers(tmp_path / "a.jsonl")]
    assert found
    assert {one.verdict for one in found} == {"exact"}


def test_a_report_that_is_not_there_is_still_unknown(client: FlaskClient) -> None:
    assert client.get(f"/reports/{quote('résume')}").status_code == 404
