"""Links to sentences of reports that have changed since."""

import dataclasses
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from flask.testing import FlaskClient

from corpus.settings import Settings
from index.build.build import BuildSummary
from index.store import open_index
from service.answers.engine import Engine
from service.reading.links import resolve
from service.web.app import create_app
from tests.fakes import BagOfWords

Build = Callable[..., BuildSummary]
OLD = (
    "The ferry to the bay leaves at nine.",
    "The bridge in Alton cost four million dollars.",
    "The bridge in Borden cost six million dollars.",
    "The harbor master keeps the lantern of the northern pier.",
)


class Library:
    """A corpus that is built again and again."""

    def __init__(self, settings: Settings, build: Build) -> None:
        self.settings, self._build = settings, build
        for path in settings.corpus.rglob("*.txt"):
            path.unlink()

    def hold(self, *sentences: str, name: str = "ferry") -> None:
        """Build with a report of these sentences; without them it is gone."""
        path = self.settings.corpus / f"{name}.txt"
        (self.settings.corpus / "other.txt").write_text("Another report stays as it is.")
        path.parent.mkdir(exist_ok=True)
        if sentences:
            path.write_text(" ".join(sentences))
        else:
            path.unlink()
        self._build()

    def link(self, number: int, report_id: str = "ferry") -> str:
        with closing(open_index(self.settings.index)) as view:
            return f"s{number}~{view.anchors(report_id)[number - 1]}"

    def leads(self, link: str, report_id: str = "ferry") -> tuple[object, ...]:
        with closing(open_index(self.settings.index)) as view:
            found = resolve(view, report_id, link)
            return found.status, found.report, found.sentence, found.quote, found.former_quote


@pytest.fixture
def library(settings: Settings, build: Build) -> Library:
    return Library(settings, build)


def test_a_link_leads_to_its_sentence_through_every_change(library: Library) -> None:
    library.hold(*OLD)
    links = [library.link(number) for number in (1, 2, 3, 4)]
    for number, link in enumerate(links, 1):
        assert library.leads(link) == ("same", "ferry", number, OLD[number - 1], None)
    reworded = "The bridge in Alton cost at least five million dollars."
    library.hold("A new beginning.", OLD[0], reworded, OLD[2])
    assert library.leads(links[0]) == ("moved", "ferry", 2, OLD[0], None)
    assert library.leads(links[1]) == ("reworded", "ferry", 3, reworded, OLD[1])
    assert library.leads(links[2]) == ("moved", "ferry", 4, OLD[2], None)
    assert library.leads(links[3]) == ("gone", None, None, None, OLD[3])


def test_a_sentence_that_always_stood_there_is_not_the_one_that_is_gone_reworded(
    library: Library,
) -> None:
    library.hold(*OLD)
    alton = library.link(2)
    library.hold(OLD[0], OLD[2], OLD[3])
    assert library.leads(alton) == ("gone", None, None, None, OLD[1])
    # What comes later may well be the old sentence in other words.
    back = "The bridge in Alton cost some four million dollars."
    library.hold(OLD[0], back, OLD[2], OLD[3])
    assert library.leads(alton) == ("reworded", "ferry", 2, back, OLD[1])
    library.hold(*OLD)
    assert library.leads(alton) == ("same", "ferry", 2, OLD[1], None)


def test_a_sentence_that_became_part_of_another_one_is_found(library: Library) -> None:
    library.hold(*OLD)
    link = library.link(4)
    longer = f"By the law of 2016, {OLD[3][:1].lower()}{OLD[3][1:-1]}, day and night, and all year."
    library.hold(*OLD[:3], longer)
    assert library.leads(link)[0] == "reworded"
    joined = f"{OLD[0][:-1]}; {OLD[3]}"
    library.hold(*OLD[1:3], joined)
    assert library.leads(link) == ("moved", "ferry", 3, joined, OLD[3])


def test_where_a_copy_is_gone_it_is_said_that_another_may_be_meant(library: Library) -> None:
    library.hold("One.", "It rains hard.", "Two.", "It rains hard.", "Three.")
    first, second = library.link(2), library.link(4)
    library.hold("One.", "It rains hard.", "Two.", "Four.")
    with closing(open_index(library.settings.index)) as view:
        assert resolve(view, "ferry", first).message == ""
        found = resolve(view, "ferry", second)
    assert (found.status, found.sentence) == ("moved", 2)
    assert found.message.endswith("it may have pointed to another place.")


def test_a_report_under_another_name_is_found(library: Library) -> None:
    library.hold(*OLD)
    links = [library.link(number) for number in (1, 4)]
    library.hold()
    library.hold(*OLD, name="boats/ferry")
    assert library.leads(links[0]) == ("moved", "boats/ferry", 1, OLD[0], None)
    library.hold("It is new.", *OLD, name="boats/ferry")
    assert library.leads(links[1]) == ("moved", "boats/ferry", 5, OLD[3], None)


def test_the_words_of_a_report_that_is_gone_in_another_one_are_no_proof_of_a_new_name(
    library: Library,
) -> None:
    library.hold("It rains.", "Printed on paper.", "The end of this.")
    link = library.link(2)
    library.hold("A storm comes.", "Printed on paper.", "Good night.", name="storm")
    library.hold()
    assert library.leads(link) == ("gone", None, None, None, "Printed on paper.")


def test_without_former_sentences_a_link_says_less_and_nothing_wrong(
    settings: Settings, build: Build
) -> None:
    library = Library(settings, build)
    library.hold(*OLD)
    unknown = "s2~aaaaaaaaaaaa"
    assert library.leads(unknown) == ("gone", None, None, None, None)
    with pytest.raises(KeyError):
        library.leads(unknown, "nowhere")


@pytest.fixture
def changed(library: Library) -> tuple[FlaskClient, list[str]]:
    """A client of an index whose report changed, and the links from before."""
    library.hold(*OLD)
    links = [library.link(number) for number in (1, 2, 4)]
    library.hold("A new beginning.", OLD[0], OLD[1].replace("four", "five"), OLD[2])
    engine = Engine(library.settings, BagOfWords())
    return create_app(library.settings, engine).test_client(), links


def ask(client: FlaskClient, link: str, report_id: str = "ferry") -> Any:
    query = {"link": link, "format": "json"}
    return client.get(f"/reports/{report_id}", query_string=query)


def test_the_service_says_what_became_of_a_link(changed: tuple[FlaskClient, list[str]]) -> None:
    client, (moved, reworded, gone) = changed
    (passage,) = client.get("/ask?q=When+does+the+ferry+leave&k=1").get_json()["passages"]
    assert ask(client, moved).get_json() == {
        "link": moved,
        "status": "moved",
        "message": "This link pointed to sentence 1; it is now sentence 2.",
        "report": "ferry",
        "sentence": 2,
        "url": passage["citation"]["url"],
        "quote": OLD[0],
        "display": OLD[0],
        "former_quote": None,
        "former_display": None,
    }
    assert passage["citation"]["url"] == f"/reports/ferry#s2~{passage['citation']['anchor']}"
    found = ask(client, reworded).get_json()
    assert found["message"] == (
        "Sentence 2, which this link pointed to, has been reworded. It is now sentence 3."
    )
    assert (found["former_quote"], found["quote"]) == (OLD[1], OLD[1].replace("four", "five"))
    found = ask(client, gone).get_json()
    assert found["message"] == (
        "Sentence 4, which this link pointed to, is no longer in this report."
    )
    assert (found["url"], found["former_quote"]) == (None, OLD[3])
    sentence = client.get("/reports/ferry?sentence=2&format=json").get_json()
    assert sentence["anchor"] == passage["citation"]["anchor"]


@pytest.mark.parametrize("link", ["s2", "s2~short", "s0~aaaaaaaaaaaa", "s2~AAAAAAAAAAAA", ""])
def test_a_link_of_another_form_is_refused_with_its_remedy(
    changed: tuple[FlaskClient, list[str]], link: str
) -> None:
    refused = ask(changed[0], link)
    assert refused.status_code == 422
    assert "s2~mu3mmntlqdlv" in refused.get_json()["detail"]
    assert ask(changed[0], "s2~aaaaaaaaaaaa", "nowhere").status_code == 404


def test_a_sentence_of_the_page_has_the_id_of_its_number_and_that_of_its_link(
    changed: tuple[FlaskClient, list[str]],
) -> None:
    page = changed[0].get("/reports/ferry?sentence=2").get_data(as_text=True)
    anchor = changed[0].get("/reports/ferry?sentence=2&format=json").get_json()["anchor"]
    assert f'<i id="s2~{anchor}"></i><bdi id="s2">The ferry' in page
    assert f'href="/reports/ferry#s2~{anchor}">Link</a>' in page


def test_the_setting_for_former_sentences_reaches_the_answer_to_a_link(
    settings: Settings,
) -> None:
    from index.build.build import build_index

    chosen = dataclasses.replace(settings, former_sentences=0)
    library = Library(chosen, lambda: build_index(chosen, BagOfWords()))
    library.hold(*OLD)
    link = library.link(4)
    library.hold(*OLD[:3])
    assert library.leads(link) == ("gone", None, None, None, None)
