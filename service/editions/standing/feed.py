"""Keep an Atom feed (RFC 4287) of standing questions whose answers have changed.

A question has one entry. A run changes it where it tells something else than before: then only do
the times of the entry and of the feed move.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime

from lxml import etree
from markupsafe import Markup

from corpus.files import text_sha256
from service.editions.atom import ATOM, add, moment_of, new_feed, read_feed, urn, written
from service.editions.standing.report_feed import report_entries
from service.editions.standing.reports import Renewed
from service.editions.standing.verdicts import Accepted, Standing, Watched
from service.editions.standing.words import CAUSES, place_words, plain, verdict_words

NAME = "questions.atom"
_TAG = f"{{{ATOM}}}"
_STATE, _ACCEPTED = "state:", "accepted:"
_BACK = "as accepted again"


def questions_feed(
    existing: bytes | None,
    name: str,
    title: str,
    questions: Sequence[Standing],
    found: Sequence[Watched],
    now: datetime,
    renewed: Sequence[Renewed] = (),
) -> bytes | None:
    """Return the feed after a run, or None where nothing has changed in it.

    Args:
        existing: the feed of earlier runs; a new one is begun when None.
        name: of a new feed, unlike that of every other one; title: of a new feed.
        renewed: reports that have changed.

    Raises:
        BadRequest: when the existing file is not a feed.
    """
    feed = new_feed(title, name) if existing is None else read_feed(existing, NAME)
    feed_id = feed.findtext(f"{_TAG}id", "")
    told = {one.findtext(f"{_TAG}id"): one for one in feed.iterfind(f"{_TAG}entry")}
    pairs = {_name(one): (one, what) for one, what in zip(questions, found, strict=True)}
    changed = []
    for key, (standing, what) in pairs.items():
        entry_id = urn(feed_id, key)
        before = told.get(entry_id)
        if _is_news(before, standing, what):
            changed.append(_entry(entry_id, before, standing, what, moment_of(now)))
            if before is not None:
                feed.remove(before)
    changed += report_entries(feed, renewed, moment_of(now))
    if not changed and existing is not None:
        return None
    feed.find(f"{_TAG}updated").text = moment_of(now)
    first = feed.find(f"{_TAG}entry")
    place = len(feed) if first is None else feed.index(first)
    feed[place:place] = changed
    return written(feed)


def _is_news(before: etree._Element | None, standing: Standing, what: Watched) -> bool:
    """Return whether a feed does not tell this of a question yet.

    An answer that is as accepted is news only where the feed tells that it was not: not after the
    present one was accepted.
    """
    if before is None:
        return what.is_changed
    told = {str(one.get("term")) for one in before.iterfind(f"{_TAG}category")}
    if what.is_changed:
        return _state(standing, what) not in told
    return _accepted(standing) in told and _state(standing, what) not in told


def _name(one: Standing) -> str:
    return json.dumps([one.question, asdict(one.scope)], ensure_ascii=False)


def _accepted(one: Standing) -> str:
    return _ACCEPTED + _digest(one.status, *_place(one.accepted[0] if one.accepted else None))


def _state(standing: Standing, what: Watched) -> str:
    if not what.is_changed:
        return _STATE + _BACK
    said = _accepted(standing), what.verdict, str(what.cause)
    return _STATE + _digest(*said, *_place(what.now))


def _place(one: Accepted | None) -> tuple[str, ...]:
    return (one.report, str(one.sentence), one.quote_sha256) if one else ()


def _digest(*parts: str) -> str:
    return text_sha256("\n".join(parts))[:32]


def _entry(
    entry_id: str,
    before: etree._Element | None,
    standing: Standing,
    what: Watched,
    moment: str,
) -> etree._Element:
    words = verdict_words(what) if what.is_changed else _BACK
    entry = etree.Element(f"{_TAG}entry")
    add(entry, "id", entry_id)
    add(entry, "title", f"{words}: {standing.question}")
    add(entry, "updated", moment)
    published = moment if before is None else before.findtext(f"{_TAG}published", moment)
    add(entry, "published", published)
    for term in (_accepted(standing), _state(standing, what)):
        etree.SubElement(entry, f"{_TAG}category", term=term)
    add(entry, "content", "".join(_html(standing, what))).set("type", "html")
    return entry


def _html(standing: Standing, what: Watched) -> Iterator[str]:
    """Yield the paragraphs of an entry; all text of reports is escaped."""
    if what.cause is not None:
        yield Markup("<p>Changed by {}.</p>").format(CAUSES[what.cause])
    if what.reason:
        yield Markup("<p>{}</p>").format(what.reason)
    for label, one in (("Accepted", next(iter(standing.accepted), None)), ("Now", what.now)):
        if one is None:
            yield Markup("<p>{}: no answer.</p>").format(label)
        else:
            yield Markup("<p>{} ({}): {}</p>").format(label, place_words(one), plain(one))
