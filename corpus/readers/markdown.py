"""Read Markdown: CommonMark with tables, footnotes and "name: value" front matter."""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from corpus.errors import UnreadableFile
from corpus.note_marks import NoteName
from corpus.readers.canonical import TextBuilder
from corpus.readers.grid import Grid, GridCell
from corpus.readers.inline import Inline, Look
from corpus.readers.markdown_inline import inline_of
from corpus.readers.signature import refuse_other_kinds
from corpus.readers.statements import front_of, split_statements
from corpus.readers.web.blocks import add_page
from corpus.readers.web.page import parse_html
from corpus.report import Extracted, Kind
from corpus.text.decode import decode

_NOTE = re.compile(r"\[\^([^\]\s]+)\]:[ \t]*")
_NOTE_IN_SENTENCE = re.compile(r"\^\[((?:[^\[\]]|\[[^\[\]]*\])*)\]")
_IN_SENTENCE = "."
"""End of the label of a note that stands in its sentence, which no other note has."""
_NOTE_INDENT = 4
_TABLE_PARTS = ("table_open", "thead_open", "thead_close", "tr_open", "tr_close")
_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")
_FRONT_BLOCKS = 60
_MENU_LINKS, _MENU_WORDS = 4, 0.12
# markdown-it drops deeper content silently. Python raises RecursionError long before this depth.
_MAX_NESTING = 100_000


def read_markdown(content: bytes, *, as_draft: bool = False) -> Extracted:
    """Return the text of a Markdown file without its markup.

    Args:
        as_draft: whether to keep the marks of notes, and to tell what is set apart.

    Raises:
        UnreadableFile: when the file contains no text, or is nested too deeply.
    """
    refuse_other_kinds(content)
    stated, text = split_statements(re.sub(r"\r\n?", "\n", decode(content)))
    builder = TextBuilder()
    try:
        _Writer(builder, as_draft).write(_parser().parse(_named(text) if as_draft else text))
    except RecursionError as error:
        raise UnreadableFile(
            "lists or quotations are nested too deeply: save the text as .txt"
        ) from error
    return builder.extracted(front_of(stated, builder.title, builder.opening(_FRONT_BLOCKS)))


def _named(text: str) -> str:
    """Return a text with a name for each note that stands in the sentence: "words^[See p. 4.]"."""
    notes: list[str] = []

    def name(match: re.Match[str]) -> str:
        notes.append(" ".join(match[1].split()))
        return f"[^{len(notes)}{_IN_SENTENCE}]"

    text = _NOTE_IN_SENTENCE.sub(name, text)
    defined = (f"[^{at}{_IN_SENTENCE}]: {note}" for at, note in enumerate(notes, start=1))
    return "\n\n".join((text, *defined))


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING})
    parser.enable(["table", "strikethrough"])
    parser.block.ruler.before("reference", "note", _read_note, {"alt": ["paragraph"]})
    return parser


def _read_note(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """Read the definition of a footnote: its lines, and indented ones after an empty line."""

    def line(number: int) -> str:
        return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]

    match = None if state.is_code_block(first) else _NOTE.match(line(first))
    if not match:
        return False
    if silent:
        return True
    following = first + 1
    while following < end and not _NOTE.match(line(following)):
        if not line(following) and not (
            following + 1 < end and line(following + 1)
            and state.sCount[following + 1] >= state.blkIndent + _NOTE_INDENT
        ):  # fmt: skip
            break
        following += 1
    lines = [line(first)[match.end() :], *map(line, range(first + 1, following))]
    token = state.push("note", "", 0)
    token.info = match[1]
    token.content = f"[{match[1]}] " + "\n".join(lines)
    token.children = state.md.parseInline(token.content, state.env)[0].children
    state.line = following
    return True


class _Writer:
    """Adds the blocks of a parsed text to a builder."""

    def __init__(self, builder: TextBuilder, as_draft: bool) -> None:
        self._builder = builder
        self._as_draft = as_draft
        self._quotes = 0
        self._level: int | None = None
        self._lists: list[int | None] = []
        self._numbers: list[tuple[str, Look]] = []
        self._grid = Grid(builder)
        self._cells: list[GridCell] | None = None
        self._is_head = False

    def write(self, tokens: Sequence[Token]) -> None:
        """Add the blocks of all tokens in order."""
        for token in tokens:
            name = token.type
            if token.tag in ("ol", "ul"):
                self._turn_list(token)
            elif name == "list_item_open":
                self._begin_item(token)
            elif name == "list_item_close":
                self._numbers = self._numbers[:-1]
            elif name in ("heading_open", "heading_close"):
                self._level = int(token.tag[1:]) if token.nesting > 0 else None
            elif name in _TABLE_PARTS:
                self._turn_table(token)
            elif name == "inline":
                if not _is_link_bar(token):
                    texts = inline_of(token, self._is_running, with_notes=self._as_draft)
                    self._write_inline(texts)
            elif token.tag == "blockquote" and self._as_draft:
                self._quotes += token.nesting
                self._builder.apart = "quoted" if self._quotes else ""
            else:
                self._write_leaf(token)

    def _turn_table(self, token: Token) -> None:
        """Begin or end a table, its head or a row."""
        if token.type == "table_open":
            self._grid = Grid(self._builder, self._builder.table_title)
        elif token.tag == "thead":
            self._is_head = token.nesting > 0
        elif token.type == "tr_open":
            self._cells = []
        elif token.type == "tr_close":
            self._grid.add(self._cells or [], self._is_head)
            self._cells = None

    def _turn_list(self, token: Token) -> None:
        """Begin or end a list."""
        if token.nesting < 0:
            self._lists.pop()
        else:
            self._lists.append(int(token.attrs.get("start", 1)) if token.tag == "ol" else None)

    def _begin_item(self, token: Token) -> None:
        """Prepare the number of an item: drawn, unless the source has the same."""
        number = self._lists[-1]
        if number is None:
            self._numbers.append(("", "shown"))
            return
        self._lists[-1] = number + 1
        is_stated = token.info.isdecimal() and int(token.info) == number
        self._numbers.append((f"{number}{token.markup} ", "shown" if is_stated else "drawn"))

    @property
    def _is_running(self) -> bool:
        return self._level is None and self._cells is None

    def _write_inline(self, texts: list[Inline]) -> None:
        text = texts[0]
        if self._level is not None:
            self._builder.heading(self._numbered(text), self._level)
        elif self._cells is not None:
            self._cells.append(GridCell(self._builder.folded(text)))
        elif len(texts) > 1:
            for term_or_definition in texts:
                self._builder.add(self._numbered(term_or_definition), "item")
        elif all(line.startswith("|") for line in text.text.split("\n")):
            # A table without its delimiter row, which the parser takes for a paragraph.
            for line in text.text.split("\n"):
                self._builder.add(line.replace("|", " "), "row")
        else:
            self._builder.add(self._numbered(text), self._kind)

    def _numbered(self, text: Inline) -> Inline:
        """Return a text behind the numbers of the items that it begins."""
        found = Inline()
        if text.has_text:
            for number, look in self._numbers:
                found.add(number, look)
            self._numbers = [("", "shown") for _ in self._numbers]
        found.extend(text)
        return found

    def _write_leaf(self, token: Token) -> None:
        if token.type == "note":
            self._builder.add(inline_of(token)[0], "note", note=NoteName(token.info))
        elif token.type in ("fence", "code_block"):
            for paragraph in _EMPTY_LINE.split(token.content):
                self._builder.add(self._numbered(Inline(paragraph)), self._kind)
        elif token.type == "html_block":
            root = parse_html(token.content)
            if root is not None:
                add_page(self._builder, root)

    @property
    def _kind(self) -> Kind:
        return "item" if self._lists else "text"


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
