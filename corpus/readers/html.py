"""Read a web page: headings, paragraphs, lists, tables and notes, without boilerplate."""

import re

from lxml import etree

from corpus.errors import NO_TEXT, UnreadableFile
from corpus.readers.boilerplate import holds_notes, main_part
from corpus.readers.canonical import TextBuilder, fold, superscript
from corpus.readers.front import date_in, iso_date, number_in
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
_FRONT_BLOCKS = 6
_SITE_NAME = re.compile(r"\s+[|»·]\s+[^|»·]+$")
_TITLES = ("citation_title", "dc.title", "dcterms.title")
_PUBLISHERS = (
    "citation_technical_report_institution", "citation_publisher", "dc.publisher",
    "dcterms.publisher", "og:site_name",
)  # fmt: skip
_DAYS = (
    "article:published_time", "citation_publication_date", "citation_date", "dc.date.issued",
    "dcterms.issued", "dc.date", "dcterms.date",
)  # fmt: skip


def read_html(content: bytes) -> Extracted:
    """Return the text of a web page.

    Raises:
        UnreadableFile: when the page contains no text, or is nested too deeply.
    """
    refuse_other_kinds(content)
    root = parse_html(_decode(content))
    if root is None:
        raise UnreadableFile(NO_TEXT)
    metadata, page_title = _metadata(root), fold(root.findtext(".//title") or "")
    builder = TextBuilder()
    add_page(builder, root)
    return builder.extracted(_front(builder, metadata, page_title))


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


def _metadata(root: etree._Element) -> dict[str, str]:
    """Return the content of the page's <meta> elements by name; the first one of a name counts."""
    metadata: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("name") or element.get("property") or ""
        if content := fold(element.get("content") or ""):
            metadata.setdefault(name.lower(), content)
    return metadata


def _front(builder: TextBuilder, metadata: dict[str, str], page_title: str) -> Front:
    def stated(names: tuple[str, ...]) -> str | None:
        return next((metadata[name] for name in names if name in metadata), None)

    page_title = metadata.get("og:title") or page_title
    opening = [page_title, *builder.opening(_FRONT_BLOCKS)]
    day = stated(_DAYS)
    return Front(
        title=stated(_TITLES) or _title(builder.title, page_title),
        publisher=stated(_PUBLISHERS),
        number=metadata.get("citation_technical_report_number") or number_in(opening),
        date=(iso_date(day) if day else None) or date_in(opening),
    )


def _title(heading: str | None, page_title: str) -> str | None:
    """Return the heading if the page title contains it, else the title without the site name."""
    if heading and heading.casefold() in page_title.casefold():
        return heading
    return _SITE_NAME.sub("", page_title) or heading
