import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from lxml import html

from service.citecheck.output.html import annotated_html, original_url
from service.citecheck.output.marked_text import changes, paragraphs
from service.citecheck.output.verdict_words import VERDICTS
from tests.service.citecheck.made import PARAGRAPHS, TEXT, checked_draft, draft


@pytest.fixture(scope="module")
def page() -> str:
    return annotated_html(checked_draft(), draft(), "https://pincite.test")


def test_the_column_of_the_draft_has_its_words_unchanged(page: str) -> None:
    shown = []
    for part in html.fromstring(page).find_class("words"):
        for added in (*part.find_class("to"), *part.find_class("note")):
            if added.tag in ("a", "sup"):
                added.drop_tree()
        shown.append(part.text_content().strip())
    assert shown == list(PARAGRAPHS)


def test_the_pieces_of_the_paragraphs_join_to_the_text_of_the_draft() -> None:
    parts = ["".join(p.text for p in one.pieces) for one in paragraphs(checked_draft(), draft())]
    assert "\n\n".join(parts) == TEXT


def test_each_judged_finding_stands_beside_its_words_and_links_to_them(page: str) -> None:
    tree = html.fromstring(page)
    assert [one.get("id") for one in tree.find_class("finding")] == ["f1", "f2", "f3", "f4"]
    for number in range(1, 5):
        assert tree.get_element_by_id(f"u{number}") is not None
        assert tree.xpath(f"//a[@href='#f{number}']")
        assert tree.xpath(f"//article[@id='f{number}']//a[@href='#u{number}']")


def test_a_verdict_has_words_and_a_sign_besides_its_colour(page: str) -> None:
    tree = html.fromstring(page)
    for number, verdict in ((1, "altered"), (2, "differs"), (3, "exact"), (4, "not_checked")):
        told = " ".join(tree.get_element_by_id(f"v{number}").text_content().split())
        assert VERDICTS[verdict].words in told  # type: ignore[index]
        assert told.startswith(VERDICTS[verdict].sign)  # type: ignore[index]


def test_the_file_loads_nothing_and_forbids_it(page: str) -> None:
    class Links(HTMLParser):
        found: list[tuple[str, str | None]]

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.found += [(tag, value) for name, value in attrs if name in ("src", "action")]
            if tag in ("script", "link", "img", "iframe", "object", "form"):
                self.found.append((tag, ""))

    links = Links()
    links.found = []
    links.feed(page)
    assert links.found == []
    (style,) = re.findall("<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in page
    assert "url(" not in style
    assert "@import" not in style


def test_words_of_the_draft_are_never_read_as_html(page: str) -> None:
    assert "<b>bold" not in page
    assert "A &lt;b&gt;bold&lt;/b&gt;" in page
    assert "memo &lt;1&gt;.docx" in page


def test_the_word_diff_shows_unmarked_changes_only() -> None:
    found = changes(TEXT, checked_draft().findings[0])
    assert [(one.draft, one.source) for one in found if not one.is_same] == [("ten", "nine")]
    assert "".join(one.draft for one in found) == "the ferry to Kestrel Bay leaves at ten."


def test_each_verdict_that_occurs_has_a_filter_with_a_rule_of_its_own(page: str) -> None:
    tree = html.fromstring(page)
    filters = [one.get("id") for one in tree.xpath("//input[@name='only']")]
    assert filters == [
        "only-all", "only-altered", "only-differs", "only-not_checked", "only-exact", "only-warned",
    ]  # fmt: skip
    for verdict in {*VERDICTS, "warned"} - {"own_words", "term"}:
        assert f".check:has(#only-{verdict}:checked) .finding:not(.{verdict})" in page


def test_the_source_is_linked_at_the_service_and_at_the_publisher(page: str) -> None:
    tree = html.fromstring(page)
    links = tree.xpath("//article[@id='f1']//a/@href")
    assert "https://pincite.test/reports/ferry#s1" in links
    fragment = "The%20ferry%20to%20Kestrel%20Bay%20leaves%20at%20nine."
    assert f"https://example.org/f#:~:text={fragment}" in links


def test_an_address_that_no_browser_should_open_is_no_link() -> None:
    from dataclasses import replace

    source = checked_draft().findings[0].source
    assert source is not None
    report = replace(source.citation.report, url="javascript:alert(1)")
    assert original_url(replace(source, citation=replace(source.citation, report=report))) == ""


def test_what_was_not_checked_stands_apart_with_its_reasons(page: str) -> None:
    (part,) = html.fromstring(page).find_class("unchecked")
    told = " ".join(part.text_content().split())
    for reason in ("A chart could not be read.", "no report of the index has this title",
                   "harbor: page 2 could not be read"):  # fmt: skip
        assert reason in told
