"""The feed of a watch, by the rules of RFC 4287."""

from datetime import UTC, datetime, timedelta

import pytest
from lxml import etree

from corpus.errors import BadRequest
from service.editions.atom import ATOM, updated_feed

NOW = datetime(2026, 11, 27, 5, 0, tzinfo=UTC)
NAMES = {"a": ATOM}


def feed(before: bytes | None = None, record: str = "ab", hours: int = 0) -> bytes | None:
    return updated_feed(
        before,
        title="Watch <1>",
        entry="A & B\x00",
        html="<p>1 gone</p>",
        record_id=record,
        now=NOW + timedelta(hours=hours),
    )


def found(content: bytes | None, path: str) -> list[str]:
    assert content is not None
    return [one.text or "" for one in etree.fromstring(content).iterfind(path, NAMES)]


def test_a_feed_has_what_the_standard_demands() -> None:
    for path in ("a:id", "a:title", "a:updated", "a:author/a:name"):
        assert all(found(feed(), path))
        assert len(found(feed(), path)) == 1
    for path in ("a:entry/a:id", "a:entry/a:title", "a:entry/a:updated", "a:entry/a:content"):
        assert all(found(feed(), path))
        assert len(found(feed(), path)) == 1
    assert found(feed(), "a:updated") == ["2026-11-27T05:00:00Z"]


def test_a_later_entry_stands_first_and_the_ids_stay() -> None:
    first = feed()
    second = feed(first, "cd", 1)
    ids = found(second, "a:entry/a:id")
    assert ids[1:] == found(first, "a:entry/a:id")
    assert len(set(ids)) == 2
    assert found(second, "a:id") == found(first, "a:id")
    assert found(second, "a:updated") == ["2026-11-27T06:00:00Z"]


def test_the_same_changes_are_told_once() -> None:
    assert feed(feed(), "ab", 1) is None


def test_another_file_is_refused() -> None:
    for content in (b"", b"<html/>", b"no"):
        with pytest.raises(BadRequest, match="not an Atom feed"):
            feed(content)
