"""Read Markdown: CommonMark with tables, footnotes and "name: value" front matter."""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from corpus.errors import UnreadableFile
from corpus.readers.canonical import TextBuilder, fold, superscript
from corpus.readers.html import add_page, parse_html
from corpus.readers.signature import refuse_other_kinds
from corpus.readers.statements import front_of, split_statements
from corpus.report import Extracted, Kind
from corpus.text.decode import decode

_NOTE = re.compile(r"\[\^([^\]\s]+)\]:[ \t]*")
_NOTE_MARK = re.compile(r"\[\^([^\]\s]+)\]")
_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")
# Converters write "**Oversight. **The", which CommonMark does not parse as bold.
_BROKEN_BOLD = re.compile(r"(?<!\*)\*\*(?!\*)([^*]*\s)\*\*(?=[^*\s])")
_FRONT_BLOCKS = 60
_MENU_LINKS, _MENU_WORDS = 4, 0.12
# markdown-it drops deeper content silently. Python raises RecursionError long before this depth.
_MAX_NESTING = 100_000


def read_markdown(content: bytes) -> Extracted:
    """Return the text of a Markdown file without its markup.

    Raises:
        UnreadableFile: when the file contains no text, or is nested too deeply.
    """
    refuse_other_kinds(content)
    stated, text = split_statements(re.sub(r"\r\n?", "\n", decode(content)))
    builder = TextBuilder()
    try:
        _Writer(builder).write(_parser().parse(text))
    except RecursionError as error:
        raise UnreadableFile(
            "lists or quotations are nested too deeply: save the text as .txt"
        ) from error
    return builder.extracted(front_of(stated, builder.title, builder.opening(_FRONT_BLOCKS)))


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING})
    parser.enable(["table", "strikethrough"])
    parser.block.ruler.before("reference", "note", _read_note, {"alt": ["paragraph"]})
    return parser


def _read_note(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """Read the definition of a footnote, up to an empty line or the next definition."""

    def line(number: int) -> str:
        return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]

    match = None if state.is_code_block(first) else _NOTE.match(line(first))
    if not match:
        return False
    if silent:
        return True
    following = first + 1
    while following < end and line(following) and not _NOTE.match(line(following)):
        following += 1
    lines = [line(first)[match.end() :], *map(line, range(first + 1, following))]
    token = state.push("note", "", 0)
    token.content = f"[{match[1]}] " + "\n".join(lines)
    token.children = state.md.parseInline(token.content, state.env)[0].children
    state.line = following
    return True


class _Writer:
    """Adds the blocks of a parsed text to a builder."""

    def __init__(self, builder: TextBuilder) -> None:
        self._builder = builder
        self._depth = 0
        self._level: int | None = None
        self._cells: list[str] | None = None

    def write(self, tokens: Sequence[Token]) -> None:
        """Add the blocks of all tokens in order."""
        for token in tokens:
            if token.type == "list_item_open":
                self._depth += 1
            elif token.type == "list_item_close":
                self._depth -= 1
            elif token.type in ("heading_open", "heading_close"):
                self._level = int(token.tag[1:]) if token.nesting > 0 else None
            elif token.type == "tr_open":
                self._cells = []
            elif token.type == "tr_close":
                self._builder.add(" ".join(filter(None, self._cells or ())), "row")
                self._cells = None
            elif token.type == "inline":
                if not _is_link_bar(token):
                    self._write_inline(_text(token))
            else:
                self._write_leaf(token)

    def _write_inline(self, text: str) -> None:
        if self._level is not None:
            self._builder.heading(text, self._level)
        elif self._cells is not None:
            self._cells.append(fold(text))
        elif all(line.startswith("|") for line in text.split("\n")):
            # A table without its delimiter row, which the parser takes for a paragraph.
            for line in text.split("\n"):
                self._builder.add(line.replace("|", " "), "row")
        else:
            self._builder.add(text, self._kind)

    def _write_leaf(self, token: Token) -> None:
        if token.type == "note":
            self._builder.add(_text(token), "note")
        elif token.type in ("fence", "code_block"):
            for paragraph in _EMPTY_LINE.split(token.content):
                self._builder.add(paragraph, self._kind)
        elif token.type == "html_block":
            root = parse_html(token.content)
            if root is not None:
                add_page(self._builder, root)

    @property
    def _kind(self) -> Kind:
        return "item" if self._depth else "text"


def _is_link_bar(token: Token) -> bool:
    """Return whether a paragraph is the menu of a web page: links and almost no other words."""
    inside = outside = links = 0
    within = False
    for child in token.children or ():
        if child.type in ("link_open", "link_close"):
            within = child.type == "link_open"
            links += within
        elif within:
            inside += len(child.content)
        else:
            outside += sum(map(str.isalnum, child.content))
    return links >= _MENU_LINKS and outside < _MENU_WORDS * inside


def _text(token: Token) -> str:
    """Return the text of inline content without markup; line breaks stay."""
    pieces: list[str] = []
    is_superscript = False
    before = ""
    for child in token.children or ():
        if child.type == "text":
            text = _NOTE_MARK.sub(r"[\1]", child.content)
            pieces.append(superscript(text) if is_superscript else text)
        elif child.type in ("softbreak", "hardbreak"):
            pieces.append("\n")
        elif child.type == "image":
            pieces.append(_text(child))
        elif child.type == "html_inline":
            is_superscript = child.content.lower() == "<sup>"
            pieces.append("\n" if child.content.lower().startswith("<br") else "")
        elif child.type == "link_open" and before == "link_close":
            pieces.append(" ")  # adjacent links are separate words
        else:
            pieces.append(child.content)
        before = child.type
    return _BROKEN_BOLD.sub(r"\1", "".join(pieces))
