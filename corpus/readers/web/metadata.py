"""Read what a web page's metadata states: <meta>, <link rel="canonical"> and JSON-LD."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from corpus.readers.folded import fold
from corpus.readers.front import is_address, iso_date
from corpus.readers.persons import is_person, person_names

_TITLES = ("citation_title", "dc.title", "dcterms.title")
_PUBLISHERS = (
    "citation_technical_report_institution", "citation_publisher", "dc.publisher",
    "dcterms.publisher",
)  # fmt: skip
_DATES = (
    "article:published_time", "citation_publication_date", "citation_date", "dc.date.issued",
    "dcterms.issued", "dc.date", "dcterms.date",
)  # fmt: skip
_AUTHORS = ("citation_author", "dc.creator", "dcterms.creator", "article:author")
_ADDRESSES = ("citation_public_url", "citation_abstract_html_url", "og:url")
_DOCUMENTS = (
    "Report", "TechArticle", "Article", "NewsArticle", "ScholarlyArticle", "GovernmentReport",
    "CreativeWork", "WebPage",
)  # fmt: skip
_OWN_HOSTS = (".com", ".net", ".news")
"""Hosts of one publisher, whose name they have."""
_MIDNIGHT = ("T00:00", "")
_MOST_LINKED_DATA = 1_000_000


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What the metadata of a page states; None or empty where it states nothing.

    Attributes:
        date: a year, a month or a day.
        has_time: whether a time of day confirms the day.
        owner: the generic author of the page, who counts only where the page credits them too.
        page_title: the title of the browser's window, often with the name of the site.
    """

    title: str | None
    publisher: str | None
    number: str | None
    date: str | None
    has_time: bool
    url: str | None
    authors: tuple[str, ...]
    owner: str | None
    page_title: str


def page_metadata(root: etree._Element) -> PageMetadata:
    """Return the metadata of a page before its scripts and links are removed."""
    stated = _meta(root)
    linked = _linked_data(root)

    def first(names: tuple[str, ...], other: object = None) -> str | None:
        values = (stated[name][0] for name in names if name in stated)
        return next(values, fold(other) or None if isinstance(other, str) else None)

    number = first(("citation_technical_report_number",))
    when = first(_DATES, linked.get("datePublished")) or ""
    window_title = fold(root.findtext(".//title") or "")
    address = _address(root, first(_ADDRESSES, linked.get("url")))
    return PageMetadata(
        title=first(_TITLES, linked.get("headline")),
        publisher=_publisher(stated, linked, address, window_title),
        number=number,
        date=iso_date(when),
        has_time=when[10:16] not in _MIDNIGHT,
        url=address,
        authors=_authors(stated, linked),
        owner=first(("author",)),
        page_title=first(("og:title",)) or window_title,
    )


def _publisher(
    stated: dict[str, list[str]], linked: dict[str, Any], address: str | None, page_title: str
) -> str | None:
    """Return the publisher that the metadata states; a part of the site is none."""
    named = linked.get("publisher")
    name = named.get("name") if isinstance(named, dict) else named
    other = fold(name) or None if isinstance(name, str) else None
    for key in _PUBLISHERS:
        if key in stated:
            return stated[key][0]
    site = stated.get("og:site_name", [None])[0]
    sections = [*stated.get("article:section", ()), linked.get("articleSection")]
    # A title such as "Dam fails | Reuters" ends with the name of the site.
    if (
        site and address and site != other and not page_title.endswith(site)
        and _is_part_of_site(site, address, other, sections)
    ):  # fmt: skip
        return other
    return site or other


def _is_part_of_site(
    name: str, address: str, publisher: str | None, sections: Iterable[object]
) -> bool:
    """Return whether a name is not that of the site at an address, but of one of its parts.

    It has nothing of the host's name: "U.S." at www.reuters.com. Public bodies share a host, such
    as www.gov.uk; there the path, the section of the page or its publisher must say so as well.
    """
    url = urlsplit(address)
    host = url.hostname or ""
    if _has_name(host, name):
        return False
    parts = {*url.path.split("/")[:-1], *(part for part in sections if isinstance(part, str))}
    is_own = host.endswith(_OWN_HOSTS)
    return is_own or _squashed(name) in map(_squashed, parts) or _has_name(host, publisher or "")


def _has_name(host: str, name: str) -> bool:
    """Return whether a host is called by a word of a name, its initials, or all of it."""
    labels = [_squashed(label) for label in host.split(".")[:-1] if label != "www"]
    words = [word for word in re.split(r"[^\w.]+", name.casefold()) if word]
    initials = "".join(word[0] for word in words if word not in ("of", "the", "and", "for"))
    bare = _squashed(name)
    return any(
        label and (
            label in bare
            or (len(bare) > 2 and bare in label)
            or (len(initials) > 1 and initials in label)
            or any(len(_squashed(word)) > 3 and _squashed(word) in label for word in words)
        )
        for label in labels
    )  # fmt: skip


def _squashed(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def linked_addresses(root: etree._Element) -> list[str]:
    """Return the addresses that the page links to."""
    links = (element.get("href", "").strip() for element in root.iter("a"))
    return list(filter(is_address, links))


def _meta(root: etree._Element) -> dict[str, list[str]]:
    """Return the contents of the page's <meta> elements by name."""
    stated: defaultdict[str, list[str]] = defaultdict(list)
    for element in root.iter("meta"):
        name = element.get("name") or element.get("property") or ""
        if content := fold(element.get("content") or ""):
            stated[name.lower()].append(content)
    return dict(stated)


def _address(root: etree._Element, stated: str | None) -> str | None:
    links = root.iter("link")
    canonical = (link.get("href") for link in links if "canonical" in link.get("rel", "").split())
    return next(filter(is_address, [*canonical, stated]), None)


def _authors(stated: dict[str, list[str]], linked: dict[str, Any]) -> tuple[str, ...]:
    """Return the authors of the first kind of statement that names persons only."""
    for name in _AUTHORS:
        # One element for each author, or one with all of them.
        names = [one for each in stated.get(name, ()) for one in person_names(each)]
        if names and all(map(person_names, stated[name])):
            return tuple(dict.fromkeys(names))
    authors = linked.get("author")
    given = [one.get("name") if isinstance(one, dict) else one
             for one in (authors if isinstance(authors, list) else [authors])]  # fmt: skip
    names = [fold(name) for name in given if isinstance(name, str)]
    valid = names and len(names) == len(given) and all(map(is_person, names))
    return tuple(dict.fromkeys(names)) if valid else ()


def _linked_data(root: etree._Element) -> dict[str, Any]:
    """Return the first JSON-LD object that describes a document; empty when there is none."""
    for script in root.iter("script"):
        text = "".join(script.itertext())
        if script.get("type") == "application/ld+json" and len(text) <= _MOST_LINKED_DATA:
            try:
                content = json.loads(text)
            except (ValueError, RecursionError):
                continue  # a page may hold invalid scripts; it is read without them
            for found in _objects(content):
                kinds = found.get("@type")
                listed = kinds if isinstance(kinds, list) else [kinds]
                if any(kind in _DOCUMENTS for kind in listed):
                    return found
    return {}


def _objects(content: object) -> Iterator[dict[str, Any]]:
    """Yield the objects at the top of a JSON-LD text, in a list or in its graph."""
    for each in content if isinstance(content, list) else [content]:
        if isinstance(each, dict):
            yield each
            graph = each.get("@graph")
            yield from (
                (one for one in graph if isinstance(one, dict)) if isinstance(graph, list) else ()
            )
