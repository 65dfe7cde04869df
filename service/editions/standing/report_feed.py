"""Write what became of the reports of standing questions as entries of their Atom feed."""

from collections.abc import Iterator, Sequence

from lxml import etree
from markupsafe import Markup

from corpus.files import text_sha256
from service.editions.atom import ATOM, add, urn
from service.editions.standing.report_words import (
    changes_words,
    questions_words,
    renewed_words,
)
from service.editions.standing.reports import Renewed

_TAG = f"{{{ATOM}}}"
_STATE = "report:"


def report_entries(
    feed: etree._Element, renewed: Sequence[Renewed], moment: str
) -> list[etree._Element]:
    """Return the entries of reports of which a feed does not tell this yet.

    A report has one entry for each of its fates; the one that the feed has is taken out.
    """
    feed_id = feed.findtext(f"{_TAG}id", "")
    told = {one.findtext(f"{_TAG}id"): one for one in feed.iterfind(f"{_TAG}entry")}
    changed = []
    for one in renewed:
        entry_id = urn(feed_id, "report", one.fate, one.report)
        before = told.get(entry_id)
        if not one.is_changed or (before is not None and _state(one) in _states(before)):
            continue
        changed.append(_entry(entry_id, before, one, moment))
        if before is not None:
            feed.remove(before)
    return changed


def _states(entry: etree._Element) -> set[str | None]:
    return {one.get("term") for one in entry.iterfind(f"{_TAG}category")}


def _state(one: Renewed) -> str:
    found = one.comparison
    texts = (found.old.text_sha256, found.new.text_sha256) if found else ()
    return _STATE + text_sha256("\n".join((one.fate, one.newer or "", *texts)))[:32]


def _entry(
    entry_id: str, before: etree._Element | None, one: Renewed, moment: str
) -> etree._Element:
    entry = etree.Element(f"{_TAG}entry")
    add(entry, "id", entry_id)
    add(entry, "title", renewed_words(one))
    add(entry, "updated", moment)
    published = moment if before is None else before.findtext(f"{_TAG}published", moment)
    add(entry, "published", published)
    etree.SubElement(entry, f"{_TAG}category", term=_state(one))
    add(entry, "content", "".join(_html(one))).set("type", "html")
    return entry


def _html(one: Renewed) -> Iterator[str]:
    yield Markup("<p>{}</p>").format(changes_words(one))
    yield Markup("<p>Of {}.</p>").format(questions_words(one))
