"""The feed of standing questions, by the rules of RFC 4287."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from lxml import etree

from corpus.errors import BadRequest
from corpus.files import text_sha256
from index.search.scope import Scope
from service.editions.atom import ATOM
from service.editions.standing.feed import questions_feed
from service.editions.standing.verdicts import Accepted, Standing, Watched

NOW = datetime(2026, 11, 27, 5, 0, tzinfo=UTC)
NAMES = {"a": ATOM}


def cited(quote: str, sentence: int = 3) -> Accepted:
    return Accepted("ferry", sentence, "mu3mmntlqdlv", quote, text_sha256(quote), "0" * 64)


FIRST = Standing("What <is> it?\x01", Scope(), "answered", (cited("The old & first."),))
SECOND = Standing("Who?", Scope(("ferry",)), "answered", (cited("She."),))
SAME = Watched("same", None, FIRST.accepted[0])
CHANGED = Watched("reworded", None, cited("The <new> one."), "text", "A reason.")


def feed(
    existing: bytes | None, *found: Watched, hours: int = 0, first: Standing = FIRST
) -> bytes | None:
    now = NOW + timedelta(hours=hours)
    return questions_feed(existing, "file:///watch.toml", "Watch", [first, SECOND], found, now)


def texts(content: bytes | None, path: str) -> list[str]:
    assert content is not None
    return [one.text or "" for one in etree.fromstring(content).iterfind(path, NAMES)]


def test_a_first_run_begins_a_feed_without_entries() -> None:
    begun = feed(None, SAME, SAME)
    for path in ("a:id", "a:title", "a:updated", "a:author/a:name"):
        assert len(texts(begun, path)) == 1
    assert texts(begun, "a:entry/a:id") == []
    assert texts(begun, "a:updated") == ["2026-11-27T05:00:00Z"]


def test_a_changed_question_has_what_the_standard_demands() -> None:
    one = feed(None, CHANGED, SAME)
    for path in ("a:id", "a:title", "a:updated", "a:published", "a:content"):
        assert len(texts(one, f"a:entry/{path}")) == 1
    assert texts(one, "a:entry/a:title") == ["reworded: What <is> it?\ufffd"]
    [content] = texts(one, "a:entry/a:content")
    assert "Changed by the text." in content
    assert "The old &amp; first." in content
    assert "The &lt;new&gt; one." in content
    assert len(set(texts(one, "a:id") + texts(one, "a:entry/a:id"))) == 2


def test_the_times_move_only_when_something_else_is_told() -> None:
    one = feed(None, CHANGED, SAME)
    assert feed(one, CHANGED, SAME, hours=1) is None
    other = feed(one, replace(CHANGED, now=cited("Yet another.")), SAME, hours=2)
    assert texts(other, "a:entry/a:id") == texts(one, "a:entry/a:id")
    assert texts(other, "a:id") == texts(one, "a:id")
    assert texts(other, "a:entry/a:updated") == texts(other, "a:updated")
    assert texts(other, "a:updated") == ["2026-11-27T07:00:00Z"]
    assert texts(other, "a:entry/a:published") == ["2026-11-27T05:00:00Z"]


def test_another_question_leaves_the_first_entry_as_it_is_and_stands_above() -> None:
    one = feed(None, CHANGED, SAME)
    both = feed(one, CHANGED, CHANGED, hours=1)
    assert texts(both, "a:entry/a:id")[1:] == texts(one, "a:entry/a:id")
    assert texts(both, "a:entry/a:updated") == ["2026-11-27T06:00:00Z", "2026-11-27T05:00:00Z"]


def test_an_answer_that_is_as_accepted_again_is_told_once() -> None:
    one = feed(None, CHANGED, SAME)
    back = feed(one, SAME, SAME, hours=1)
    assert texts(back, "a:entry/a:title") == ["as accepted again: What <is> it?\ufffd"]
    assert feed(back, SAME, SAME, hours=2) is None
    assert feed(back, CHANGED, SAME, hours=3) is not None


def test_an_answer_that_was_accepted_is_no_news() -> None:
    one = feed(None, CHANGED, SAME)
    accepted = replace(FIRST, accepted=(CHANGED.now,) if CHANGED.now else ())
    assert feed(one, SAME, SAME, hours=1, first=accepted) is None


def test_another_file_is_refused() -> None:
    with pytest.raises(BadRequest, match=r"questions\.atom is not an Atom feed"):
        feed(b"<html/>", SAME, SAME)
