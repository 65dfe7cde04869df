"""The reading view, its source files and its page images, over a small library of reports."""

import dataclasses
import hashlib
import io
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import numpy as np
import pytest
from flask.testing import FlaskClient
from lxml import html
from PIL import Image

from corpus.errors import UnreadableFile
from corpus.limits import DrawingLimits
from corpus.readers.pdf.page_view import PageView
from corpus.sandbox.parent import Sandbox
from corpus.settings import Settings, load_settings
from index.build.build import build_index
from index.store import open_index
from index.types import Key
from service.answers.engine import Engine
from service.reading.cache import SizedCache
from service.web.app import create_app
from tests.corpus.readers.pdf.pdf_files import HEIGHT, PARAGRAPH, WIDTH, Drawing
from tests.fakes import BagOfWords
from tests.service.until import until

HOSTILE = (
    "<script>alert(1)</script> ]]> <img src=x onerror=alert(2)> \u202eabc {{ 7*7 }} &amp; end."
)
GUIDE = """# The guide

It opens here. It has two sentences.

### A level too deep

- first item
- second item

| name | cost |
|---|---|
| ferry | twelve |
| bus | four |

## Next part

The ferry costs twelve dollars. Ferries are slow.

#### Under it

It is deep.
"""
TOKENISED = """the u.s. - japan alliance , forged after the war , is old .
about 50,000 troops are stationed in japan ( see p. 3 ) .
"""
LETTERS = """The clerk’s office “doesn’t” open on Monday.

A naïve cafe\u0301 owner, Zoë Müller, opened the ﬁrst oﬃce of the ﬂeet in Łódź.

They ask for co\u00adopera\u00adtion in 2016–2017 at １０ degrees.
"""


def sound_pdf() -> bytes:
    drawing = Drawing("Bridges").lines(PARAGRAPH, 80).page()
    return drawing.line("The second page speaks of the harbor alone.", 80).save()


def client_of(settings: Settings) -> FlaskClient:
    return create_app(settings, Engine(settings, BagOfWords())).test_client()


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An index over reports of several formats, for tests that leave it and its files alone."""
    folder = tmp_path_factory.mktemp("library")
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / "guide.md").write_text(GUIDE)
    (corpus / "tokens.txt").write_text(TOKENISED)
    (corpus / "hostile.txt").write_text(HOSTILE)
    (corpus / "letters.txt").write_text(LETTERS)
    (corpus / "bridges.pdf").write_bytes(sound_pdf())
    (corpus / "web.html").write_text(f"<p>{'A page of the web says so. ' * 20}</p>")
    settings = load_settings({}, corpus=corpus, index=folder / "index", reranker="none")
    build_index(settings, BagOfWords())
    return settings


@pytest.fixture(scope="module")
def client(library: Settings) -> FlaskClient:
    return client_of(library)


@pytest.fixture
def corpus(library: Settings, tmp_path: Path) -> Path:
    """A copy of the files, for a test that changes them."""
    return shutil.copytree(library.corpus, tmp_path / "corpus")


@pytest.fixture
def own_client(settings: Settings, library: Settings) -> FlaskClient:
    """A client over a copy of the index, and over ``corpus``."""
    shutil.copytree(library.index, settings.index)
    return client_of(settings)


def content(client: FlaskClient, address: str) -> dict[str, Any]:
    found = client.get(address).get_json()
    assert isinstance(found, dict)
    return found


def parsed(client: FlaskClient, address: str) -> html.HtmlElement:
    response = client.get(address)
    assert response.status_code == 200, response.text
    return html.document_fromstring(response.text)


@pytest.mark.parametrize("report", ["guide", "tokens", "hostile", "bridges", "web"])
def test_every_sentence_has_one_anchor_and_is_its_only_text(
    client: FlaskClient, report: str
) -> None:
    page = parsed(client, f"/reports/{report}")
    anchors = page.xpath("//bdi[starts-with(@id, 's')]")
    sentences = content(client, f"/reports/{report}?format=json")["sentences"]
    assert [anchor.get("id") for anchor in anchors] == [f"s{each['number']}" for each in sentences]
    assert [anchor.text for anchor in anchors] == [each["display"] for each in sentences]
    assert all(len(anchor) == 0 for anchor in anchors)


def test_headings_are_headings_and_skip_no_level(client: FlaskClient) -> None:
    page = parsed(client, "/reports/guide")
    levels = [
        (each.tag, each.text_content())
        for each in page.xpath("//article//*[self::h2 or self::h3 or self::h4]")
    ]
    assert [(tag, text.lstrip("0123456789").strip()) for tag, text in levels] == [
        ("h2", "The guide"), ("h2", "A level too deep"), ("h2", "Next part"), ("h3", "Under it")
    ]  # fmt: skip
    links = page.xpath("//nav[contains(@class, 'contents')]//a/@href")
    # The first heading is the title.
    assert links == [
        f"#{each.xpath('.//bdi/@id')[0]}"
        for each in page.xpath("//article//h2 | //article//h3")[1:]
    ]


def test_the_contents_leave_out_the_title_and_the_reports_own_table_of_contents(
    tmp_path: Path,
) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "costs.md").write_text(
        "# Costs: The Price of Ferries\n\n## The price of ferries\n\n## Contents\n\n## Tables\n\n"
        "## Appendixes\n\n## Introduction\n\nA ferry is dear.\n\n## Tables\n\n"
        "### Table 1. Fares\n\nThe fare is nine dollars.\n\n## Contacts\n\nAsk Tove Marr.\n"
    )
    settings = load_settings({}, corpus=tmp_path / "corpus", index=tmp_path / "i", reranker="none")
    build_index(settings, BagOfWords())
    client = client_of(settings)
    page = parsed(client, "/reports/costs")
    entries = [each.text_content() for each in page.xpath("//nav[@aria-labelledby='contents']//a")]
    # The second "Tables" and "Contacts" have something below them.
    assert entries == ["Introduction", "Tables", "Table 1. Fares", "Contacts"]
    told = content(client, "/reports/costs?format=json")["contents"]
    assert [each["title"] for each in told] == entries


ANSWER = "/?q=Who+met%3F&k=3#a2"


def test_the_way_back_is_carried_through_every_link_of_the_view(client: FlaskClient) -> None:
    for address in ("/reports/bridges?sentence=2", "/reports/bridges?page=1&sentence=2",
                    "/reports/tokens?form=source"):  # fmt: skip
        page = parsed(client, f"{address}&from={quote(ANSWER)}")
        (back,) = page.xpath("//a[@class='back']")
        assert back.get("href") == ANSWER
        assert " ".join(back.text_content().split()) == "← Back to the answer"
        inner = [
            href
            for href in page.xpath("//main//a/@href")
            if href.startswith(("?", "/reports/")) and "format=json" not in href
            and not page.xpath(f"//a[@href='{href}'][@data-way='link']")
        ]  # fmt: skip
        if "page=" not in address:  # the numbers beside the text
            numbers = page.xpath("//article//a[@class='n']/@href")
            assert numbers
            assert set(numbers) <= set(inner)
        for href in inner:
            assert parse_qs(urlsplit(href).query)["from"] == [ANSWER], href
        for form in page.xpath("//form[@class='find']"):
            assert form.xpath("input[@name='from']/@value") == [ANSWER]
    assert not parsed(client, "/reports/bridges").xpath("//a[@class='back']")
    elsewhere = parsed(client, "/reports/bridges?from=/batch/1a2b").xpath("//a[@class='back']")
    assert [each.text_content().split() for each in elsewhere] == [["←", "Back"]]


@pytest.mark.parametrize(
    "origin",
    ["https://example.org/", "//example.org/", "/\\example.org", "/\t/example.org", "javascript:1",
     "?q=1", f"/{'x' * 4001}"],
)  # fmt: skip
def test_the_way_back_never_leads_to_another_service(client: FlaskClient, origin: str) -> None:
    response = client.get("/reports/bridges", query_string={"from": origin})
    assert response.status_code == 422
    assert "address of this service" in response.get_json()["detail"]


def test_a_question_to_the_report_is_asked_of_it_alone(client: FlaskClient) -> None:
    for address in ("/reports/bridges", "/reports/bridges?page=2"):
        (form,) = parsed(client, address).xpath("//form[input[@name='q']]")
        assert (form.get("action"), form.get("method")) == ("/", "get")
        assert form.xpath("input[@type='hidden']/@value") == ["bridges"]


def test_a_page_as_json_has_its_size_and_the_printed_lines_of_its_sentences(
    client: FlaskClient, library: Settings
) -> None:
    told = content(client, "/page-images/1/bridges?format=json")
    assert (told["page"], told["width"], told["height"]) == (1, WIDTH, HEIGHT)
    sentences = content(client, "/reports/bridges?format=json")["sentences"]
    here = [each for each in sentences if 1 in each["pages"]]
    assert [each["number"] for each in told["sentences"]] == [each["number"] for each in here]
    with closing(open_index(library.index)) as generation:
        for found, each in zip(told["sentences"], here, strict=True):
            lines = found["lines"]
            assert "".join(line["text"] for line in lines) == each["quote"]
            key = Key("bridges", each["number"])
            boxes = [list(place.box) for place in generation.fetch([key])[key].boxes]
            assert [line["box"] for line in lines] == boxes
    # The first line that is printed is the first that is told.
    assert told["sentences"][0]["lines"][0]["text"].strip() == PARAGRAPH[0]
    assert client.get("/page-images/1/bridges?format=xml").status_code == 422
    assert client.get("/page-images/1/tokens?format=json").status_code == 404


def test_a_page_whose_image_fails_says_why_and_keeps_its_sentences(
    own_client: FlaskClient, corpus: Path
) -> None:
    (corpus / "bridges.pdf").unlink()
    page = parsed(own_client, "/reports/bridges?page=2")
    (notice,) = page.xpath("//*[@class='notice']")
    assert "The source file is missing from " in notice.text_content()
    assert not page.xpath("//main//img")
    assert "The second page speaks of the harbor alone." in page.text_content()
    problem = own_client.get("/page-images/2/bridges?format=json")
    assert problem.status_code == 404
    assert "restore it" in problem.get_json()["detail"]


def test_lists_and_rows_are_lists(client: FlaskClient) -> None:
    page = parsed(client, "/reports/guide")
    items = [each.xpath("string(.//bdi)") for each in page.xpath("//ul[@class='items']/li")]
    assert [item.removeprefix("- ") for item in items] == ["first item", "second item"]
    rows = page.xpath("//ul[@class='rows']/li")
    assert any("ferry" in row.text_content() and "twelve" in row.text_content() for row in rows)


def test_a_report_without_headings_or_pages_gets_no_contents(client: FlaskClient) -> None:
    assert not parsed(client, "/reports/tokens").xpath("//nav[contains(@class, 'contents')]")


def test_pages_break_where_their_first_sentence_starts(client: FlaskClient) -> None:
    page = parsed(client, "/reports/bridges")
    for sentence in content(client, "/reports/bridges?format=json")["sentences"]:
        (anchor,) = page.xpath(f"//bdi[@id='s{sentence['number']}']")
        turns = anchor.xpath("preceding::*[contains(@class, 'turn')]")
        assert turns[-1].get("id") == f"p{sentence['pages'][0]}"
    assert page.xpath("//nav[contains(@class, 'contents')]//a/@href") == ["#p1", "#p2"]


def test_a_tokenised_report_is_shown_readable_as_in_the_source_and_both(
    client: FlaskClient,
) -> None:
    first, second = content(client, "/reports/tokens?format=json")["sentences"]
    assert second["quote"] == TOKENISED.splitlines()[1]
    assert second["display"] == "About 50,000 troops are stationed in Japan (see p. 3)."
    source = parsed(client, "/reports/tokens?form=source")
    assert [each.text for each in source.xpath("//article//bdi")] == [
        first["quote"],
        second["quote"],
    ]
    both = parsed(client, "/reports/tokens?form=both")
    shown = [each.text for each in both.xpath("//article//bdi")]
    assert shown == [first["display"], first["quote"], second["display"], second["quote"]]
    assert client.get("/reports/tokens?form=upper").status_code == 422
    # A report that is readable as it stands has one form.
    assert not parsed(client, "/reports/guide?form=both").xpath("//nav[@aria-label='Text version']")


def test_the_json_holds_what_the_file_proves(client: FlaskClient, corpus: Path) -> None:
    report = content(client, "/reports/tokens?format=json")
    text = (corpus / "tokens.txt").read_text()
    assert report["source_sha256"] == hashlib.sha256(text.encode()).hexdigest()
    for sentence in report["sentences"]:
        assert text[sentence["start"] : sentence["end"]] == sentence["quote"]
    assert content(client, "/reports/tokens?sentence=2&format=json") == report["sentences"][1]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [("FERRY", [6, 8, 9]), ("ferr", [6, 8, 9, 10]), ("ferry twelve", [6, 8, 9]), ("zebra", [])],
)
def test_words_are_found_where_they_start_a_word_in_any_case(
    client: FlaskClient, words: str, numbers: list[int]
) -> None:
    sentences = content(client, "/reports/guide?format=json")["sentences"]
    wanted = [
        each["number"]
        for each in sentences
        if all(
            any(
                part.lower().startswith(word.lower())
                for part in each["display"].replace("|", " ").split()
            )
            for word in words.split()
        )
    ]
    found = content(client, f"/reports/guide?find={quote(words)}&format=json")["sentences"]
    assert [each["number"] for each in found] == wanted
    shown = {each["number"]: each["display"] for each in sentences}
    for each in found:
        marked = {shown[each["number"]][start:end].lower() for start, end in each["spans"]}
        assert marked == {word.lower() for word in words.split()}
    page = parsed(client, f"/reports/guide?find={quote(words)}")
    links = page.xpath("//section[@class='found']//li/a/@href")
    assert links == [f"#s{number}" for number in wanted]
    assert bool(wanted) == (words != "zebra")


@pytest.mark.parametrize(
    ("words", "number", "marked"),
    [
        ("don't", None, []),
        ("doesn't", 1, ["doesn’t"]),
        ("doesn’t", 1, ["doesn’t"]),
        ('"does', 1, ["“does"]),
        ("clerk's", 1, ["clerk’s"]),
        ("café", 2, ["cafe\u0301"]),
        ("cafe", 2, ["cafe\u0301"]),
        ("cafe\u0301", 2, ["cafe\u0301"]),
        ("naive", 2, ["naïve"]),
        ("MULLER zoe", 2, ["Zoë", "Müller"]),
        ("first office", 2, ["ﬁrst", "oﬃce"]),
        ("lodz", 2, ["Łódź"]),
        ("cooperation", 3, ["co\u00adopera\u00adtion"]),
        ("2016-2017", 3, ["2016–2017"]),
        ("10", 3, ["１０"]),
    ],
)
def test_words_are_found_however_they_are_set_and_marked_as_they_stand(
    client: FlaskClient, words: str, number: int | None, marked: list[str]
) -> None:
    sentences = content(client, "/reports/letters?format=json")["sentences"]
    shown = {each["number"]: each["display"] for each in sentences}
    found = content(client, f"/reports/letters?find={quote(words)}&format=json")["sentences"]
    assert [each["number"] for each in found] == ([number] if number else [])
    texts = [shown[each["number"]][start:end] for each in found for start, end in each["spans"]]
    assert texts == marked


def test_a_chosen_sentence_can_be_cited_without_a_script(client: FlaskClient) -> None:
    page = parsed(client, "/reports/bridges?sentence=2")
    (chosen,) = page.xpath("//section[@class='cited']")
    assert chosen.get("hidden") is None
    assert chosen.xpath(".//a[@data-way='cite']/@href") == ["/cite?id=bridges%23s2"]
    assert chosen.xpath(".//a[@data-way='page']/@href")[0] == "/reports/bridges?page=1&sentence=2"
    assert parsed(client, "/reports/bridges").xpath("//section[@class='cited']/@hidden")


def test_hostile_text_stays_text(client: FlaskClient) -> None:
    page = parsed(client, "/reports/hostile?find=script")
    assert not page.xpath("//main//script | //main//img[@onerror]")
    text = "".join(each.text for each in page.xpath("//article//bdi[@id]"))
    assert "<script>alert(1)</script>" in text.lower()
    assert "]]>" in text


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/reports/none", 404, "unknown report"),
        ("/reports/tokens?sentence=3", 404, "its last sentence is 2"),
        ("/reports/tokens?sentence=0", 404, "its last sentence is 2"),
        ("/reports/tokens?sentence=two", 422, "whole number"),
        ("/reports/tokens?page=1", 404, "no page images"),
        ("/reports/bridges?page=3", 404, "its last page is 2"),
        ("/reports/bridges?page=1e9", 422, "whole number"),
        (f"/reports/tokens?find={'x' * 201}", 422, "at most 200"),
        ("/page-images/1/tokens", 404, "PDF"),
        ("/page-images/3/bridges", 422, "page 3 does not exist: choose a page from 1 to 2"),
        ("/page-images/1/bridges?sentence=99", 404, "its last sentence is"),
        ("/page-images/1/none", 404, "unknown report"),
        ("/sources/none", 404, "unknown report"),
        ("/sources/../settings.py", 404, ""),
        ("/sources/%2e%2e/%2e%2e/etc/passwd", 404, ""),
        ("/sources//etc/passwd", 404, ""),
    ],
)
def test_what_is_not_there_is_a_problem_that_says_so(
    client: FlaskClient, address: str, status: int, said: str
) -> None:
    response = client.get(address, follow_redirects=True)
    problem = response.get_json()
    assert (response.status_code, problem["status"]) == (status, status)
    assert said in problem["detail"]


@pytest.mark.parametrize("name", ["tokens.txt", "guide.md", "bridges.pdf", "web.html"])
def test_the_source_is_the_very_file_and_never_active(
    client: FlaskClient, corpus: Path, name: str
) -> None:
    response = client.get(f"/sources/{Path(name).stem}")
    assert response.data == (corpus / name).read_bytes()
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    plain = name.endswith((".txt", ".md"))
    assert (response.mimetype == "text/plain") == plain
    assert response.headers["Content-Disposition"].startswith("inline" if plain else "attachment")
    assert name in response.headers["Content-Disposition"]


def test_a_source_that_changed_is_refused(own_client: FlaskClient, corpus: Path) -> None:
    (corpus / "tokens.txt").write_text(TOKENISED + "one more .\n")
    response = own_client.get("/sources/tokens")
    assert response.status_code == 409
    assert "run python build_index.py" in response.get_json()["detail"]
    (corpus / "bridges.pdf").write_bytes(sound_pdf() + b"%")
    image = own_client.get("/page-images/1/bridges")
    assert image.status_code == 422
    assert "changed" in image.get_json()["detail"]


def test_a_source_that_leads_out_of_the_corpus_is_not_given(
    own_client: FlaskClient, corpus: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside.txt"
    (corpus / "tokens.txt").rename(outside)
    assert own_client.get("/sources/tokens").status_code == 404
    (corpus / "tokens.txt").symlink_to(outside)  # its bytes are still those of the index
    assert own_client.get("/sources/tokens").status_code == 404
    (corpus / "bridges.pdf").rename(tmp_path / "outside.pdf")
    (corpus / "bridges.pdf").symlink_to(tmp_path / "outside.pdf")
    assert own_client.get("/page-images/1/bridges").status_code == 404


def test_a_page_image_outlines_the_boxes_of_the_sentence(
    client: FlaskClient, library: Settings
) -> None:
    plain = Image.open(io.BytesIO(client.get("/page-images/1/bridges").data)).convert("RGB")
    scale = library.page_image_dpi / 72
    assert plain.size == (round(WIDTH * scale), round(HEIGHT * scale))
    outlined = client.get("/page-images/1/bridges?sentence=2")
    assert outlined.mimetype == "image/png"
    image = Image.open(io.BytesIO(outlined.data)).convert("RGB")
    with closing(open_index(library.index)) as generation:
        key = Key("bridges", 2)
        boxes = [place.box for place in generation.fetch([key])[key].boxes]
    differs = np.any(np.asarray(plain) != np.asarray(image), axis=2)
    changed = {(int(x), int(y)) for y, x in np.argwhere(differs)}
    assert boxes
    for left, top, right, bottom in boxes:
        middle = (left + right) / 2 * scale, (top + bottom) / 2 * scale
        assert any(abs(x - middle[0]) < 2 and abs(y - middle[1]) < 2 for x, y in changed)
    reach = 4 * scale  # the gap, the line, and what rounding adds
    for x, y in changed:
        assert any(
            left * scale - reach <= x <= right * scale + reach
            and top * scale - reach <= y <= bottom * scale + reach
            for left, top, right, bottom in boxes
        )


def test_a_damaged_file_gives_an_error_and_the_next_page_is_drawn(
    settings: Settings, tmp_path: Path
) -> None:
    def view(content: bytes) -> PageView:
        return PageView(hashlib.sha256(content).hexdigest(), 1, (), 72)

    damaged, sound = tmp_path / "damaged.pdf", tmp_path / "sound.pdf"
    damaged.write_bytes(sound_pdf()[:400])
    sound.write_bytes(sound_pdf())
    with Sandbox(DrawingLimits.of(settings)) as sandbox:
        with pytest.raises(UnreadableFile, match="damaged"):
            sandbox.draw(damaged, view(damaged.read_bytes()))
        assert sandbox.draw(sound, view(sound.read_bytes())).png.startswith(b"\x89PNG")


def test_a_page_that_takes_too_long_names_its_own_setting(settings: Settings) -> None:
    limits = DrawingLimits.of(dataclasses.replace(settings, page_image_seconds=7))
    assert (limits.read_cpu_seconds, limits.read_wall_seconds) == (7, 7)
    assert "7 s" in str(limits.exceeded("read_wall_seconds"))
    assert "PINCITE_PAGE_IMAGE_SECONDS" in str(limits.exceeded("read_cpu_seconds"))


def test_the_cache_keeps_the_most_recently_used_values_up_to_its_size() -> None:
    cache = SizedCache[str](10, len)
    made: list[str] = []

    def get(text: str) -> str:
        def make() -> str:
            made.append(text)
            return text

        return cache.get(text[0], make)

    for text in ("aaaa", "bbbb", "aaaa", "cccc"):  # b was asked for longest ago
        get(text)
    assert (get("aaaa"), get("cccc"), made) == ("aaaa", "cccc", ["aaaa", "bbbb", "cccc"])
    assert get("bbbb") == "bbbb"
    get("d" * 11)  # too large to keep
    get("d" * 11)
    assert made[3:] == ["bbbb", "d" * 11, "d" * 11]


def test_a_look_into_the_cache_makes_nothing_and_counts_as_a_use() -> None:
    cache = SizedCache[bytes](10, len)
    for name in "ab":
        cache.get(name, lambda: b"12345")
    assert (cache.peek("c"), cache.peek("a")) == (None, b"12345")
    cache.get("c", lambda: b"54321")  # b was used longest ago
    assert [cache.peek(name) for name in "abc"] == [b"12345", None, b"54321"]


def test_a_report_is_laid_out_anew_for_a_new_generation(
    own_client: FlaskClient, corpus: Path, settings: Settings
) -> None:
    before = own_client.get("/reports/tokens")
    same = own_client.get("/reports/tokens", headers={"If-None-Match": before.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    (corpus / "tokens.txt").write_text("a new text , it is .\n")
    generation = build_index(settings, BagOfWords()).generation
    until(lambda: generation in own_client.get("/readyz").text)
    after = own_client.get("/reports/tokens", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "A new text, it is." in after.text
