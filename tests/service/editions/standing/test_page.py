"""The page of standing questions."""

from lxml import html

from service.editions.standing.page import questions_html
from service.editions.standing.words import counts_words
from tests.service.editions.standing.examples import FOUND, QUESTIONS, TITLES


def page(site: str | None = "https://pincite.test") -> html.HtmlElement:
    text = questions_html("watch.toml", QUESTIONS, FOUND, "ab" * 32, TITLES, site)
    return html.document_fromstring(text)


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_changes_stand_apart_by_cause() -> None:
    sections = {one.get("aria-label"): one for one in page().iter("section")}
    assert list(sections) == [
        "Changed by the text",
        "Changed by both the text and the engine",
        "Changed by the engine",
        "Changed by the text or the engine, which cannot be told apart",
        "Changed by neither the text nor the engine",
        "Ties",
    ]
    counts = [len(one.findall("article")) for one in sections.values()]
    assert counts == [2, 1, 1, 1, 1, 1]
    assert "Who is the harbor master?" in words(sections["Changed by the engine"])
    [tally] = page().find_class("tally")
    assert words(tally) == counts_words(FOUND)
    assert "6 answers of 9 questions changed: 2 by the text" in words(tally)


def test_old_and_new_answer_stand_side_by_side_with_the_words_that_differ() -> None:
    [one] = page().find_class("number_changed")
    old, new = one.find_class("old")[0], one.find_class("new")[0]
    assert "twelve" in words(old.find(".//del"))
    assert "thirteen" in words(new.find(".//ins"))
    assert "2019" in words(old.findall(".//del[@class='number']")[-1])
    assert "2020" in words(new.findall(".//ins[@class='number']")[-1])
    assert words(old).startswith("Accepted: ferry, sentence 3, The Ferry to <Kestrel> Bay")
    [link] = old.iter("a")
    assert link.get("href") == "https://pincite.test/reports/ferry#s3~mu3mmntlqdlv"
    [other] = page().find_class("other_sentence_first")
    assert not list(other.iter("del", "ins"))
    assert "the old one is gone" in words(other)
    assert "<b>Ada</b> & Co." in words(other)


def test_filters_reasons_and_missing_answers_are_said() -> None:
    [gone] = page().find_class("no_answer_now")
    assert "No answer now (asked of: ferry)" in words(gone)
    assert "Now: no answer" in words(gone)
    assert "with the former texts too" in words(gone)
    [came] = page().find_class("newly_answered")
    assert "Accepted: no answer" in words(came)


def test_without_an_address_there_are_no_links_and_the_page_loads_nothing() -> None:
    shown = page(None)
    assert [one.get("href") for one in shown.iter("a")] == ["#main"]
    assert not list(shown.iter("script", "img", "link", "iframe"))
    [policy] = shown.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")


def test_a_run_without_a_change_says_so() -> None:
    assert counts_words(FOUND[7:]) == "No answer of 2 questions has changed."
    assert counts_words(FOUND[6:7]) == "No answer of 1 question has changed; 1 tie."
