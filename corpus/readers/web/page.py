"""Read a web page: headings, paragraphs, lists, tables and notes, without boilerplate."""

import re
from collections.abc import Iterable, Iterator

from lxml import etree

from corpus.errors import NO_TEXT, UnreadableFile
from corpus.readers.canonical import TextBuilder
from corpus.readers.front import (
    address_in,
    date_in,
    number_in,
    publisher_in,
    without_filled_day,
)
from corpus.readers.persons import are_printed, person_names
from corpus.readers.signature import refuse_other_kinds
from corpus.readers.web.blocks import add_page
from corpus.readers.web.metadata import PageMetadata, linked_addresses, page_metadata
from corpus.report import Extracted, Front
from corpus.text.decode import decode

_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_-]+)""")
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
# Encodings that pages declare. Python also has codecs that do not decode to text.
_CHARSET = re.compile(
    r"utf-?8|windows-\d+|cp125\d|iso-?8859-\d+|shift[_-]jis|euc-(?:jp|kr)|gb(?:k|2312|18030)"
    r"|big5|koi8-[ru]|macintosh",
    re.IGNORECASE,
)
_LATIN_1 = re.compile(r"iso-?8859-1|us-ascii", re.IGNORECASE)

_FRONT_BLOCKS, _DATED_BLOCKS = 6, 40
"""Number of first blocks that state front matter, and that may print the date in words."""
_BY = re.compile(r"by:?\s+", re.IGNORECASE)
_SITE_NAME = re.compile(r"\s+[|»·]\s+[^|»·]+$")


def read_html(content: bytes, *, as_draft: bool = False) -> Extracted:
    """Return the text of a web page.

    Args:
        as_draft: whether to read the whole page, with the marks of notes and what is set apart.

    Raises:
        UnreadableFile: when the page contains no text, or is nested too deeply.
    """
    refuse_other_kinds(content)
    root = parse_html(_decode(content))
    if root is None:
        raise UnreadableFile(NO_TEXT)
    # Adding the page removes its scripts and its menus, which may link to the report's address.
    stated, addresses = page_metadata(root), linked_addresses(root)
    builder = TextBuilder()
    add_page(builder, root, as_draft)
    return builder.extracted(_front(builder, stated, addresses))


def _decode(content: bytes) -> str:
    """Decode by the byte order mark, else by the declared encoding if the bytes are valid in it."""
    declared = _DECLARED.search(content[:4096])
    if declared and not content.startswith(_MARKS):
        charset = declared[1].decode("ascii")
        if _CHARSET.fullmatch(charset) or _LATIN_1.fullmatch(charset):
            try:
                # Browsers read a page that declares Latin-1 as Windows-1252, its superset.
                return content.decode("cp1252" if _LATIN_1.fullmatch(charset) else charset)
            except (UnicodeDecodeError, LookupError):
                pass  # wrong declaration: detect the encoding
    return decode(content)


def parse_html(text: str) -> etree._Element | None:
    """Return the root element of a page or fragment, or None if it has no element.

    Raises:
        UnreadableFile: when elements are nested so deeply that the parser drops some.
    """
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    root = etree.fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser)
    # The parser drops elements that are too deep. Citing an incomplete text would be wrong.
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise UnreadableFile(
            "the elements of the page are nested too deeply: save the page's text as .txt"
        )
    return root


def add_html(builder: TextBuilder, content: bytes) -> None:
    """Add the blocks of a web page that another document embeds.

    Raises:
        UnreadableFile: when the page is nested too deeply.
    """
    root = parse_html(_decode(content))
    if root is not None:
        add_page(builder, root)


def _front(builder: TextBuilder, stated: PageMetadata, addresses: Iterable[str]) -> Front:
    """Return the front matter; ``addresses`` are those that the page links to."""
    opening = builder.opening(_FRONT_BLOCKS)
    texts = [stated.page_title, *opening]
    number = stated.number or number_in(texts)
    stated_date = stated.date or date_in(texts)
    certain = stated.date is not None and stated.has_time
    owners = person_names(stated.owner or "")
    return Front(
        title=stated.title or _title(builder.title, stated.page_title),
        publisher=stated.publisher or publisher_in(opening),
        number=number,
        date=stated_date
        if certain or stated_date is None
        else without_filled_day(stated_date, builder.opening(_DATED_BLOCKS)),
        url=stated.url or address_in(addresses, number),
        authors=stated.authors or (owners if are_printed(owners, _bylines(opening)) else ()),
    )


def _bylines(texts: Iterable[str]) -> Iterator[str]:
    """Yield texts, without the "By" of a line that names the authors."""
    for text in texts:
        yield _BY.sub("", text)


def _title(heading: str | None, page_title: str) -> str | None:
    """Return the heading if the page title contains it, else the title without the site name."""
    if heading and heading.casefold() in page_title.casefold():
        return heading
    return _SITE_NAME.sub("", page_title) or heading
