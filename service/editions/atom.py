"""Keep an Atom feed (RFC 4287) of what runs of a watch found."""

import uuid
from datetime import UTC, datetime

from lxml import etree

from corpus.errors import BadRequest
from service.exports.escape import one_line

ATOM = "http://www.w3.org/2005/Atom"
_RECORD = "record:"
_NOT_IN_XML = {0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}
_TAG = f"{{{ATOM}}}"


def updated_feed(
    existing: bytes | None, *, title: str, entry: str, html: str, record_id: str, now: datetime
) -> bytes | None:
    """Return a feed with one more entry on top, or None where the newest tells the same.

    Args:
        existing: the feed of earlier runs; a new one is begun when None.
        title: of a new feed; entry: title of the entry; html: its content.
        record_id: of the record that the entry tells of.

    Raises:
        BadRequest: when the existing file is not a feed.
    """
    feed = _read(existing) if existing is not None else _new_feed(title, record_id)
    newest = feed.find(f"{_TAG}entry/{_TAG}category")
    if newest is not None and newest.get("term") == _RECORD + record_id:
        return None
    moment = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    updated = feed.find(f"{_TAG}updated")
    updated.text = moment
    first = feed.find(f"{_TAG}entry")
    place = len(feed) if first is None else feed.index(first)
    feed.insert(place, _entry(entry, html, record_id, moment))
    etree.indent(feed)
    return bytes(etree.tostring(feed, xml_declaration=True, encoding="utf-8")) + b"\n"


def _new_feed(title: str, record_id: str) -> etree._Element:
    feed = etree.Element(f"{_TAG}feed", nsmap={None: ATOM})
    _add(feed, "id", _uuid("feed", record_id))
    _add(feed, "title", title)
    _add(feed, "updated", "")
    _add(etree.SubElement(feed, f"{_TAG}author"), "name", "Pincite")
    _add(feed, "generator", "Pincite")
    return feed


def _entry(title: str, html: str, record_id: str, moment: str) -> etree._Element:
    entry = etree.Element(f"{_TAG}entry")
    _add(entry, "id", _uuid(moment, record_id))
    _add(entry, "title", title)
    _add(entry, "updated", moment)
    _add(entry, "published", moment)
    etree.SubElement(entry, f"{_TAG}category", term=_RECORD + record_id)
    _add(entry, "content", html).set("type", "html")
    return entry


def _add(parent: etree._Element, name: str, text: str) -> etree._Element:
    element = etree.SubElement(parent, _TAG + name)
    element.text = one_line(text).translate(_NOT_IN_XML)
    return element


def _uuid(name: str, record_id: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"pincite:{name}:{record_id}").urn


def _read(existing: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True)
    try:
        feed = etree.fromstring(existing, parser)
    except etree.XMLSyntaxError:
        feed = None
    if feed is None or feed.tag != f"{_TAG}feed" or feed.find(f"{_TAG}updated") is None:
        raise BadRequest("watch.atom is not an Atom feed", "move it away, or choose another folder")
    return feed
