"""Read a web page: headings, paragraphs, lists, tables and notes, without boilerplate."""

import re
from collections.abc import Iterable, Iterator

from lxml import etree

from corpus.errors import NO_TEXT, UnreadableFile
from corpus.readers.boilerplate import holds_notes, main_part
from corpus.readers.canonical import TextBuilder, fold, superscript
from corpus.readers.front import (
    address_in,
    date_in,
    number_in,
    publisher_in,
    without_filled_day,
)
from corpus.readers.page_metadata import PageMetadata, linked_addresses, page_metadata
from corpus.readers.persons import are_printed, person_names
from corpus.readers.signature import refuse_other_kinds
from corpus.report import Extracted, Front, Kind
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

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_ITEMS = ("li", "dt", "dd")
_BLOCKS = (
    "html", "body", "main", "article", "section", "div", "p", "blockquote", "header", "footer",
    "nav", "aside", "address", "center", "details", "summary", "figure", "figcaption", "fieldset",
    "legend", "form", "hgroup", "ul", "ol", "menu", "dl", *_ITEMS, "table", "caption",
    "thead", "tbody", "tfoot", "tr", "td", "th", "pre", "hr", "option", *_HEADINGS,
)  # fmt: skip
_CELLS = ("td", "th")
_LINE_BREAK = "\v"
_EMPTY_LINES = re.compile(rf"{_LINE_BREAK}(?:[^\S{_LINE_BREAK}]*{_LINE_BREAK})+")
_EMPTY_LINE_AS_TYPED = re.compile(r"\n[^\S\n]*\n")
_FRONT_BLOCKS, _DATED_BLOCKS = 6, 40
"""Number of first blocks that state front matter, and that may print the date in words."""
_BY = re.compile(r"by:?\s+", re.IGNORECASE)
_SITE_NAME = re.compile(r"\s+[|»·]\s+[^|»·]+$")


def read_html(content: bytes) -> Extracted:
    """Return the text of a web page.

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
    add_page(builder, root)
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


def add_page(builder: TextBuilder, root: etree._Element) -> None:
    """Add the blocks of a page's main part; boilerplate is removed from the tree."""
    part = main_part(root)
    writer = _Writer(builder)
    walk = etree.iterwalk(part, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            writer.leave(element, last=element is part)
        elif writer.enter(element):
            walk.skip_subtree()
    writer.finish()


class _Writer:
    """Collects text and adds it to the builder at the end of each block."""

    def __init__(self, builder: TextBuilder) -> None:
        self._builder = builder
        self._text: list[str] = []
        self._kinds: list[Kind] = ["text"]

    def enter(self, element: etree._Element) -> bool:
        """Process an element's start; return whether its whole content is processed with it."""
        name = element.tag
        if name in _BLOCKS:
            self.finish()
            self._kinds.append(self._kind(element))
        if level := _HEADINGS.get(name):
            self._builder.heading(_text(element), level)
        elif name == "tr" and not _is_layout_row(element):
            cells = [fold(_text(cell)) for cell in element.iterchildren(*_CELLS)]
            self._builder.add(" ".join(filter(None, cells)), "row")
        elif name == "pre":
            self._add(_EMPTY_LINE_AS_TYPED.split(_text(element)))
        elif name == "sup":
            self._text.append(superscript(_text(element)))
        else:
            self._text.append(_LINE_BREAK if name == "br" else "")
            self._text.append(element.text or "")
            return False
        return True

    def _kind(self, element: etree._Element) -> Kind:
        if self._kinds[-1] == "note" or holds_notes(element):
            return "note"
        return "item" if element.tag in _ITEMS else self._kinds[-1]

    def leave(self, element: etree._Element, last: bool) -> None:
        """Process an element's end and, unless it is the last, the text after it."""
        if element.tag in _BLOCKS:
            self.finish()
            self._kinds.pop()
        if not last:
            self._text.append(element.tail or "")

    def finish(self) -> None:
        """Add the collected text as a block."""
        text = "".join(self._text)
        self._text.clear()
        self._add(_EMPTY_LINES.split(text))

    def _add(self, paragraphs: list[str]) -> None:
        for paragraph in paragraphs:
            self._builder.add(paragraph, self._kinds[-1])


def _text(element: etree._Element) -> str:
    """Return the text inside an element, with a space at block boundaries and line breaks."""
    text: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, part in walk:
        space = " " if part.tag in _BLOCKS or part.tag == "br" else ""
        if event == "end":
            text += [space, (part.tail or "") if part is not element else ""]
        elif part.tag == "sup" and part is not element:
            text.append(superscript("".join(part.itertext())))
            walk.skip_subtree()
        else:
            text += [space, part.text or ""]
    return "".join(text)


def _is_layout_row(row: etree._Element) -> bool:
    """Return whether a table row arranges parts of the page and contains no data."""
    cells = list(row.iterchildren(*_CELLS))
    if len(cells) == 1:
        return next(cells[0].iter("p", "div", "ul", "ol", "table", *_HEADINGS), None) is not None
    return any(
        next(cell.iter("table"), None) is not None
        or (cell.tag == "td" and next(cell.iter(*_HEADINGS), None) is not None)
        or len(list(cell.iter("p"))) > 2
        for cell in cells
    )


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
