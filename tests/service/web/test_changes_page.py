"""The page that compares two editions of a report, and its JSON."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html

from corpus.settings import Settings, load_settings
from index.build.build import build_index
from service.answers.engine import Engine
from service.editions.as_record import editions_record
from service.editions.comparison import compared
from service.editions.editions import present_edition
from service.records.canonical import canonical, is_intact
from service.web.app import create_app
from service.web.pages.editions import changes_page
from tests.conftest import FERRY
from tests.fakes import BagOfWords
from tests.service.web.generated_client import schema_errors
from tests.twins import NEW, OLD_DATE, SENTENCES, write_editions

CHANGES = "/reports/bay.pdf/changes?from=old"
SECOND = FERRY.replace("forty", "fifty")
THIRD = SECOND.replace("Children travel", "Children go")


def settings_in(folder: Path) -> Settings:
    (folder / "corpus").mkdir()
    return load_settings(
        {}, corpus=folder / "corpus", index=folder / "index", job_folder=folder / "jobs",
        reranker="none",
    )  # fmt: skip


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine over twins, an older edition, and a report whose text two builds replaced."""
    settings = settings_in(tmp_path_factory.mktemp("editions"))
    write_editions(settings.corpus)
    (settings.corpus / "bay").mkdir()
    (settings.corpus / "bay" / "changes.txt").write_text("Two reports have names alike.")
    for text in (FERRY, SECOND, THIRD):
        (settings.corpus / "ferry.txt").write_text(text)
        build_index(settings, BagOfWords())
    return Engine(settings, BagOfWords())


def links(page: str, path: str) -> list[tuple[str, str]]:
    return [(link.text_content(), link.get("href")) for link in html.fromstring(page).xpath(path)]


def others(client: FlaskClient, report: str) -> list[dict[str, Any]]:
    found: Any = client.get(f"/reports/{report}/changes?format=json").json
    assert found["report"] == report
    listed: list[dict[str, Any]] = found["editions"]
    return listed


def test_the_page_shows_every_change_with_links_to_both_sides(client: FlaskClient) -> None:
    page = html.fromstring(client.get(CHANGES).text)
    articles = page.xpath("//article")
    kinds = [one.xpath("string(h3)").split()[-1] for one in articles]
    assert sorted(kinds) == ["gone", "gone", "new", "new"]
    shown = {one.xpath("string(.//bdi)") for one in articles}
    assert shown == {*NEW, *SENTENCES[:2]}
    gone = next(one for one in articles if one.xpath("string(.//bdi)") == NEW[0])
    (link,) = gone.xpath(".//a/@href")
    assert link.startswith("/reports/old#s1~")
    assert [one.xpath("string(summary)") for one in page.xpath("//details")] == [
        "8 sentences the same"
    ]
    assert page.xpath("string(//p[@class='tally'])") == "2 gone, 2 new; 8 sentences the same."


def test_the_json_is_the_record_of_the_command_watch(client: FlaskClient, engine: Engine) -> None:
    response = client.get(f"{CHANGES}&format=json")
    view = engine.opened.generation
    found = compared(present_edition(view, "old"), present_edition(view, "bay.pdf"))
    assert response.data == canonical(editions_record([found]))
    assert is_intact(response.get_json())
    accepted = client.get(CHANGES, headers={"Accept": "application/json"})
    assert (accepted.mimetype, accepted.data) == ("application/json", response.data)
    document: Any = client.get("/openapi.json").json
    described = document["paths"]["/reports/{report}/changes"]["get"]["responses"]["200"]
    schema = described["content"]["application/json"]["schema"]
    for content in (response.get_json(), client.get(CHANGES[:-9], query_string="format=json").json):
        assert schema_errors(document, schema, content) == []
    assert schema_errors(document, schema, {"type": "pincite/watch/1"})


def test_the_html_file_loads_nothing_and_links_to_the_service(client: FlaskClient) -> None:
    response = client.get(f"{CHANGES}&format=html")
    assert response.headers["Content-Disposition"] == 'attachment; filename="changes-bay.pdf.html"'
    page = html.fromstring(response.text)
    assert not page.xpath("//link | //script | //img")
    assert all(one.startswith(("http://localhost/", "#")) for one in page.xpath("//a/@href"))


def test_a_report_links_what_changed_since_its_older_edition(client: FlaskClient) -> None:
    path = "//p[@class='about compared']/a"
    day = "1 Mar. 2024"
    assert links(client.get("/reports/bay.pdf").text, path) == [
        (f"since the edition of {day}", CHANGES)
    ]
    # The Markdown twin is compared by its PDF: both editions have one.
    assert links(client.get("/reports/bay.md").text, path) == [
        (f"since the edition of {day}", CHANGES)
    ]
    assert links(client.get("/reports/old").text, path) == [
        ("in the newer edition of 9 Feb. 2026", CHANGES)
    ]
    assert "What changed" not in client.get("/reports/bay/changes").text


def test_a_report_links_the_texts_that_it_had(client: FlaskClient) -> None:
    second, first = others(client, "ferry")
    assert [one["generation"] for one in (second, first)] == [2, 1]
    page = client.get("/reports/ferry").text
    assert links(page, "//p[@class='about compared']/a") == [
        ("since the text of build 2", f"/reports/ferry/changes?from={second['old']}"),
        ("1 earlier text", "/reports/ferry/changes"),
    ]
    choice = client.get("/reports/ferry/changes").text
    addresses = [address for _, address in links(choice, "//section//li/a")]
    for address, count in zip(addresses, ("1 reworded", "2 reworded"), strict=True):
        assert f"{count}; " in client.get(address).text
    [change] = client.get(f"{addresses[0]}&format=json").get_json()["editions"][0]["changes"]
    assert change["old_quotes"] == ["Children travel free of charge."]
    assert change["new_quotes"] == ["Children go free of charge."]


def test_the_editions_that_a_report_can_be_compared_with_are_listed(client: FlaskClient) -> None:
    older = {
        "relation": "older", "old": "old", "new": "bay.pdf", "title": "Ferries of Kestrel Bay",
        "date": OLD_DATE, "generation": None,
    }  # fmt: skip
    assert others(client, "bay.md") == others(client, "bay.pdf") == [older]
    assert [one["relation"] for one in others(client, "old")] == ["newer"]


def test_changes_of_one_kind_are_chosen(client: FlaskClient) -> None:
    page = html.fromstring(client.get(f"{CHANGES}&kind=gone").text)
    assert (
        len(page.xpath("//article")) == len(page.xpath("//article[contains(@class, 'gone')]")) == 2
    )
    assert not page.xpath("//details")
    assert client.get(f"{CHANGES}&kind=same").status_code == 422


@pytest.mark.parametrize(
    ("number", "heading"), [(1, "− gone"), (3, "= the same"), (10, "= the same")]
)
def test_what_became_of_one_sentence_is_shown_first(
    client: FlaskClient, number: int, heading: str
) -> None:
    page = html.fromstring(client.get(f"{CHANGES}&sentence={number}").text)
    (first,) = page.xpath("//section[@class='became']//article")
    assert first.xpath("string(h3)") == heading
    assert first.xpath("string(.//bdi)") == (*NEW, *SENTENCES[2:])[number - 1]
    assert client.get(f"{CHANGES}&sentence=11").status_code == 404
    assert client.get(f"{CHANGES}&sentence=x").status_code == 422


def test_an_answer_from_an_older_edition_links_what_became_of_its_sentence(
    client: FlaskClient,
) -> None:
    page = client.get("/?q=When does the new pier open?&k=1").text
    (link,) = links(page, "//a[text()='What changed']")
    assert link[1] == f"{CHANGES}&sentence=1"
    assert "What changed" not in client.get("/?q=lighthouse of granite&k=1").text


def test_numbers_that_changed_are_chosen_and_marked(client: FlaskClient) -> None:
    first = others(client, "ferry")[1]["old"]
    page = html.fromstring(client.get(f"/reports/ferry/changes?from={first}&kind=numbers").text)
    assert page.xpath("//article//del[@class='number']/text()") == ["forty"]
    assert page.xpath("//article//ins[@class='number']/text()") == ["fifty"]


def test_a_comparison_the_wrong_way_round_says_so(client: FlaskClient) -> None:
    page = client.get("/reports/old/changes?from=bay.pdf").text
    assert links(page, "//p[@class='notice']/a") == [("Compare the other way round", CHANGES)]
    assert "the later one" not in client.get(CHANGES).text


@pytest.mark.parametrize("form", ["", "&format=json", "&format=html"])
@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("/reports/none/changes?from=old", "unknown report: choose one from /reports"),
        ("/reports/old/changes?from=none", "no report and no former text none: choose another"),
        (f"/reports/old/changes?from={'0' * 64}", "no report and no former text 0"),
    ],
)
def test_what_the_index_does_not_have_is_refused_with_a_remedy(
    client: FlaskClient, address: str, reason: str, form: str
) -> None:
    response = client.get(address + form, headers={"Accept": "application/problem+json"})
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")
    assert reason in response.get_json()["detail"]


def test_an_unknown_format_is_refused(client: FlaskClient) -> None:
    assert client.get(f"{CHANGES}&format=pdf").status_code == 422


def test_a_report_whose_name_ends_like_this_page_keeps_its_address(client: FlaskClient) -> None:
    for address in ("/reports/bay/changes", "/reports/bay/changes?from=/%3Fq%3Dx"):
        assert "Two reports have names alike." in client.get(address).text
    assert client.get("/reports/bay/changes?format=json").get_json()["id"] == "bay/changes"
    own = client.get("/reports/bay/changes/changes?from=old&format=json").get_json()
    assert own["editions"][0]["new"]["report"] == "bay/changes"


def test_a_long_comparison_is_shown_in_pages(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes_page, "_CHANGES_SHOWN", 3)
    monkeypatch.setattr(changes_page, "_MOST_SAME", 4)
    shown, same = [], 0
    for number in (1, 2):
        page = html.fromstring(client.get(f"{CHANGES}&page={number}").text)
        shown += [one.xpath("string(.//bdi)") for one in page.xpath("//article")]
        same += len(page.xpath("//details/p/bdi"))
        assert page.xpath("string(//nav[@class='pager']/span)") == f"Page {number} of 2"
    assert sorted(shown) == sorted([*NEW, *SENTENCES[:2]])
    assert same == 4
    assert "… 4 more …" in client.get(f"{CHANGES}&page=9").text


def test_a_comparison_that_takes_too_long_ends_with_a_remedy(
    guarded: Callable[..., FlaskClient],
) -> None:
    client = guarded(request_seconds=1e-9)
    response = client.get("/reports/ferry/changes?from=notes/harbor&format=json")
    assert response.status_code == 503
    assert "pincite watch" in json.loads(response.data)["detail"]


def test_a_long_edition_is_refused_with_a_remedy(guarded: Callable[..., FlaskClient]) -> None:
    address = "/reports/notes/harbor/changes?from=ferry"
    response = guarded(max_edition_sentences=3).get(f"{address}&format=json")
    assert response.status_code == 422
    assert "4 sentences, and the page compares at most 3" in json.loads(response.data)["detail"]
    assert guarded(max_edition_sentences=4).get(address).status_code == 200


def test_text_of_reports_is_escaped(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    for text in ("It is <b>bold</b> & old.", "It is <b>bold</b> & new <script>x</script>."):
        (settings.corpus / "tags.txt").write_text(text)
        build_index(settings, BagOfWords())
    client = create_app(settings, Engine(settings, BagOfWords())).test_client()
    [former] = others(client, "tags")
    page = client.get(f"/reports/tags/changes?from={former['old']}").text
    assert "<b>bold" not in page
    assert "&lt;script&gt;" in page
