"""The page that gives the citation of a passage away."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import html

from index.build.build import BuildSummary
from service.answers.engine import Engine
from service.citations.cited import find_cited
from service.citations.formats import FORMATS
from tests.service.until import until_serving

SENTENCE = "/cite?id=ferry%23s1"
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def sent(media_type: str) -> str:
    """The media type with the encoding that text is sent in."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def expected(engine: Engine, name: str, passage_id: str = "ferry#s1") -> str:
    cited = find_cited(engine.opened.generation, passage_id)
    assert cited is not None
    return FORMATS[name].write(cited)


def test_the_page_shows_every_format_with_its_download(client: FlaskClient, engine: Engine) -> None:
    page = html.fromstring(client.get(SENTENCE).text)
    for name in FORMATS:
        # A parser of HTML makes every line end a line feed.
        shown = page.get_element_by_id(f"{name}-text").text_content()
        assert shown == expected(engine, name).replace("\r\n", "\n")
        (link,) = page.xpath(f"//a[contains(@href, 'format={name}&')]/@href")
        assert client.get(link).status_code == 200
    assert "The ferry to Kestrel Bay leaves at nine." in page.find(".//blockquote").text


@pytest.mark.parametrize("name", FORMATS)
def test_one_format_has_its_media_type_and_a_file_name(
    client: FlaskClient, engine: Engine, name: str
) -> None:
    response = client.get(f"{SENTENCE}&format={name}")
    assert response.headers["Content-Type"] == sent(FORMATS[name].media_type)
    assert "Content-Disposition" not in response.headers
    assert response.data.decode() == expected(engine, name)
    download = client.get(f"{SENTENCE}&format={name}&download=1")
    assert download.data == response.data
    assert download.headers["Content-Type"] == sent(FORMATS[name].media_type)
    assert download.headers["Content-Disposition"] == (
        f"attachment; filename=ferry-s1{FORMATS[name].ending}"
    )


def test_the_json_of_the_page_holds_every_format(client: FlaskClient, engine: Engine) -> None:
    content = client.get(f"{SENTENCE}&format=json").get_json()
    assert content["quote"] == "The ferry to Kestrel Bay leaves at nine."
    assert content["citation"]["id"] == "ferry#s1"
    assert {name: form["text"] for name, form in content["formats"].items()} == {
        name: expected(engine, name) for name in FORMATS
    }


@pytest.mark.parametrize("passage_id", ["ferry%23s99", "none%23s1", "ferry", "ferry%23s0", "%00"])
def test_an_unknown_passage_is_not_found(client: FlaskClient, passage_id: str) -> None:
    response = client.get(f"/cite?id={passage_id}")
    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"
    page = client.get(f"/cite?id={passage_id}", headers=HTML)
    assert (page.status_code, page.mimetype) == (404, "text/html")


def test_an_unknown_format_is_refused_with_the_known_ones(client: FlaskClient) -> None:
    response = client.get(f"{SENTENCE}&format=endnote")
    assert response.status_code == 422
    detail = response.get_json()["detail"]
    assert all(name in detail for name in (*FORMATS, "json"))
    assert "the parameter id is missing" in client.get("/cite").get_json()["detail"]


def test_a_hostile_report_stays_text(
    own_client: FlaskClient, own_engine: Engine, corpus: Path, build: Callable[..., BuildSummary]
) -> None:
    (corpus / "Zoë & co.txt").write_text("<script>alert(1)</script> said “</pre><b>hi</b>”.\n")
    (corpus / "catalog.toml").write_text(
        '[[report]]\nfile = "Zoë & co.txt"\ntitle = "</title><script>alert(2)</script>"\n'
        'id = "Zoë & co"\nurl = "https://x.example/\\"><script>\\nER  - "\n'
    )
    until_serving(own_engine, build().generation)
    query = {"id": "Zoë & co#s1", "q": '"><script>alert(3)</script>'}
    response = own_client.get("/cite", query_string=query)
    assert response.status_code == 200
    page = html.fromstring(response.text)
    assert [script.get("src") for script in page.iter("script")] == [
        "/static/page.js", "/static/cite.js",
    ]  # fmt: skip
    assert page.xpath("//pre//*") == []
    back = page.xpath("//a[contains(text(), 'Back to the answer')]/@href")
    assert back == ["/?q=%22%3E%3Cscript%3Ealert%283%29%3C/script%3E"]
    for name in FORMATS:
        one = own_client.get("/cite", query_string=query | {"format": name, "download": "1"})
        assert re.fullmatch(
            r"attachment; filename=Zoe-co-s1[.\w]+; filename\*=UTF-8''Zo%C3%AB-co-s1[.\w]+",
            one.headers["Content-Disposition"],
        )
        assert "x.example/%22%3E%3Cscript%3E%0AER%20%20-" in one.text or "ni:///" in one.text
