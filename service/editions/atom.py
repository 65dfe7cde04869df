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
    feed = read_feed(existing) if existing is not None else new_feed(title, record_id)
    newest = feed.find(f"{_TAG}entry/{_TAG}category")
    if newest is not None and newest.get("term") == _RECORD + record_id:
        return None
    moment = moment_of(now)
    updated = feed.find(f"{_TAG}updated")
    updated.text = moment
    first = feed.find(f"{_TAG}entry")
    place = len(feed) if first is None else feed.index(first)
    feed.insert(place, _entry(entry, html, record_id, moment))
    return written(feed)


def new_feed(title: str, name: str) -> etree._Element:
    """Return a feed without entries; its id follows from a name."""
    feed = etree.Element(f"{_TAG}feed", nsmap={None: ATOM})
    add(feed, "id", urn("feed", name))
    add(feed, "title", title)
    add(feed, "updated", "")
    add(etree.SubElement(feed, f"{_TAG}author"), "name", "Pincite")
    add(feed, "generator", "Pincite")
    return feed


def written(feed: etree._Element) -> bytes:
    """Return a feed as the content of a file."""
    etree.indent(feed)
    return bytes(etree.tostring(feed, xml_declaration=True, encoding="utf-8")) + b"\n"


def moment_of(now: datetime) -> str:
    """Return a time as feeds write it."""
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _entry(title: str, html: str, record_id: str, moment: str) -> etree._Element:
    entry = etree.Element(f"{_TAG}entry")
    add(entry, "id", urn(moment, record_id))
    add(entry, "title", title)
    add(entry, "updated", moment)
    add(entry, "published", moment)
    etree.SubElement(entry, f"{_TAG}category", term=_RECORD + record_id)
    add(entry, "content", html).set("type", "html")
    return entry


def add(parent: etree._Element, name: str, text: str) -> etree._Element:
    """Add an element with a text, without what XML cannot hold."""
    element = etree.SubElement(parent, _TAG + name)
    element.text = one_line(text).translate(_NOT_IN_XML)
    return element


def urn(*names: str) -> str:
    """Return the identifier that follows from names."""
    return uuid.uuid5(uuid.NAMESPACE_URL, ":".join(("pincite", *names))).urn


def read_feed(existing: bytes, name: str = "watch.atom") -> etree._Element:
    """Read a feed.

    Raises:
        BadRequest: when the content is not a feed; ``name`` is that of the file.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True)
    try:
        feed = etree.fromstring(existing, parser)
    except etree.XMLSyntaxError:
        feed = None
    if feed is None or feed.tag != f"{_TAG}feed" or feed.find(f"{_TAG}updated") is None:
        raise BadRequest(f"{name} is not an Atom feed", "move it away, or choose another folder")
    return feed
