"""Certificates of absence over the small corpus."""

from pathlib import Path

import pytest

from corpus.errors import BadRequest
from corpus.settings import Settings
from index.build.build import build_index
from index.search.scope import Scope
from service.absence.certify import Record, certify
from service.absence.document import certificate_html, certificate_json
from service.absence.miss_rate import interval
from service.absence.phrases import phrases_of
from service.absence.request import Request
from service.absence.rerun import read_record, rerun
from service.answers.engine import Engine
from service.records.canonical import is_intact
from tests.fakes import BagOfWords

PRINTED = """The sta-
tioned crew of Zoë’s ﬂagship read “Sea\u00a0Law” twice. It cost 50\u202f000 crowns in all.
The Har\xadbor Board of Kestrel met in the old customs house again.
Nobody of the crew had ever seen the northern light house before.
"""


def certified(engine: Engine, *phrases: str, scope: Scope | None = None) -> Record:
    chosen = phrases_of(phrases, engine.settings)
    return certify(engine, Request(chosen, None, scope or Scope()))


@pytest.fixture
def printed(settings: Settings) -> Engine:
    (settings.corpus / "printed.txt").write_text(PRINTED)
    build_index(settings, BagOfWords())
    return Engine(settings, BagOfWords())


@pytest.mark.parametrize(
    "phrase",
    ["stationed crew", "STATIONED", "Zoe", "zoë's flagship", "flagship", '"Sea Law"', "sea law",
     "50,000", "50 000 crowns", "harbor board", "light house", "Zo\u0065\u0308", "customs\nhouse"],
)  # fmt: skip
def test_no_phrase_in_other_typography_is_called_absent(printed: Engine, phrase: str) -> None:
    phrase = phrase.replace("\n", " ")
    record = certified(printed, phrase)
    assert [one["text"] for one in record["standing"]] == [phrase]
    assert record["status"] == "refused"
    place = record["standing"][0]["places"][0]
    text = printed.opened.generation.text(place["report"])
    assert text[place["start"] : place["end"]] == place["quote"]


@pytest.mark.parametrize("phrase", ["tation", "50", "lighthouse", "ship", "law sea", "zebra"])
def test_words_that_stand_nowhere_are_certified(printed: Engine, phrase: str) -> None:
    record = certified(printed, phrase)
    assert record["status"] == "certified", record["reasons"]
    assert [one["text"] for one in record["phrases"]] == [phrase]
    assert is_intact(record)
    assert [one["found"] for one in record["controls"]] == [True] * 5


def test_an_index_older_than_the_folder_is_refused(printed: Engine) -> None:
    (printed.settings.corpus / "new.txt").write_text("A new report.")
    record = certified(printed, "zebra")
    assert [one["code"] for one in record["reasons"]] == ["index_older"]
    assert record["statement"] is None


def test_files_that_were_not_read_need_a_partial_certificate(settings: Settings) -> None:
    (settings.corpus / "scan.xyz").write_text("?")
    build_index(settings, BagOfWords())
    engine = Engine(settings, BagOfWords())
    assert [one["code"] for one in certified(engine, "zebra")["reasons"]] == ["partly_read"]
    phrases = phrases_of(["zebra"], settings)
    record = certify(engine, Request(phrases, None, Scope(), partial=True))
    assert record["status"] == "certified"
    assert record["does_not_cover"][0].startswith("Does not cover scan.xyz")
    assert "not_covered" in record["statement"]


def test_a_filter_is_part_of_the_statement(printed: Engine) -> None:
    record = certified(printed, "Kestrel", scope=Scope(("notes/harbor",)))
    assert record["filters"]["reports"] == ["notes/harbor"]
    assert [one["id"] for one in record["covered"]] == ["notes/harbor"]
    assert {one["report"] for one in record["not_covered"]} == {"ferry", "printed"}


def test_a_question_that_is_answered_is_refused(printed: Engine) -> None:
    record = certify(printed, Request((), "When does the ferry to Kestrel Bay leave?"))
    assert record["status"] == "refused"
    assert record["reasons"][0]["code"] in ("answered", "uncertain")


def test_a_rerun_tells_text_from_the_rest(printed: Engine, tmp_path: Path) -> None:
    record = certified(printed, "zebra")
    path = tmp_path / "certificate.json"
    path.write_bytes(certificate_json(record))
    old = read_record(path, 10**6)
    assert rerun(printed, old).same
    (printed.settings.corpus / "printed.txt").write_text(PRINTED + "A zebra was seen.\n")
    build_index(printed.settings, BagOfWords())
    again = rerun(Engine(printed.settings, BagOfWords()), old)
    assert again.changed == ("text", "result")
    path.write_bytes(path.read_bytes().replace(b"zebra", b"zebro"))
    with pytest.raises(BadRequest, match="was changed"):
        read_record(path, 10**6)


def test_the_page_escapes_what_it_shows(printed: Engine) -> None:
    page = certificate_html(certified(printed, "<b>zebra</b>"))
    assert "<b>zebra" not in page
    assert "default-src 'none'" in page


@pytest.mark.parametrize("phrase", ["a", "…", "one … two", "[x] two", "x" * 301, ""])
def test_phrases_that_cannot_be_sought_are_refused(settings: Settings, phrase: str) -> None:
    with pytest.raises(BadRequest):
        phrases_of([phrase], settings)


def test_the_interval_is_that_of_wilson() -> None:
    assert interval(10, 100) == (0.0552, 0.1744)
