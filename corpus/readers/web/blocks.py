"""Write the blocks of a web page: headings, paragraphs, lists, tables and notes."""

import re
from collections import Counter

from lxml import etree

from corpus.note_marks import Apart, NoteName
from corpus.readers.canonical import TextBuilder
from corpus.readers.grid import Grid, GridCell
from corpus.readers.inline import Inline, Look
from corpus.readers.web.boilerplate import holds_notes, main_part
from corpus.readers.web.lists import ListNumbers, states_itself
from corpus.readers.web.mathml import linear
from corpus.readers.web.notes import PageNotes, page_notes
from corpus.readers.web.quotes import SET_APART, apart, quotation_marks
from corpus.readers.web.sections import closes_sections, end_of_links
from corpus.readers.web.styles import PageStyles
from corpus.readers.web.tables import CELLS, GROUPS, head_rows, is_layout_row, spans
from corpus.report import Kind

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_ITEMS = ("li", "dt", "dd")
_BLOCKS = {
    "html", "body", "main", "article", "section", "div", "p", "blockquote", "header", "footer",
    "nav", "aside", "address", "center", "details", "summary", "figure", "figcaption", "fieldset",
    "legend", "form", "hgroup", "ul", "ol", "menu", "dl", *_ITEMS, "table", "caption",
    "thead", "tbody", "tfoot", "tr", "td", "th", "pre", "hr", "option", *_HEADINGS,
}  # fmt: skip
_LINE_BREAK = "\v"
_EMPTY_LINE_AS_TYPED = re.compile(r"\n[^\S\n]*\n")


def add_page(builder: TextBuilder, root: etree._Element, as_draft: bool = False) -> None:
    """Add the blocks of a page's main part; boilerplate is removed from the tree.

    Args:
        as_draft: whether to add the whole page, and to keep the marks of notes.
    """
    styles = PageStyles(root)
    notes = page_notes(root) if as_draft else PageNotes({}, {})
    part = main_part(root, styles, is_whole=as_draft)
    writer = _Writer(builder, styles, notes, as_draft)
    walk = etree.iterwalk(part.element, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            writer.leave(element, last=element is part.element)
        elif writer.enter(element):
            walk.skip_subtree()
    writer.finish()
    builder.omit("hidden", part.hidden)
    for name in part.embedded:
        builder.omit("part", part=name)


class _Writer:
    """Collects text and adds it to the builder at the end of each block."""

    def __init__(
        self, builder: TextBuilder, styles: PageStyles, notes: PageNotes, as_draft: bool
    ) -> None:
        self._builder = builder
        self._notes = notes
        self._note: NoteName | None = None
        self._as_draft = as_draft
        self._styles = styles
        self._inline = Inline()
        self._looks: list[Look] = ["shown"]
        self._kinds: list[Kind] = ["text"]
        self._blocks: list[bool] = []
        self._lists = ListNumbers(styles)
        self._numbers: list[str] = []
        self._whole: etree._Element | None = None
        self._cells: list[GridCell] = []
        self._grids: list[tuple[Grid, set[etree._Element]]] = []
        self._sections: dict[etree._Element, tuple[tuple[int, ...], int]] = {}
        self._typed = 0
        self._apart: Counter[Apart] = Counter()

    def enter(self, element: etree._Element) -> bool:
        """Process an element's start; return whether its whole content is processed with it."""
        name = element.tag
        is_block = name in _BLOCKS or self._styles.is_block(element)
        self._blocks.append(is_block)
        if is_block:
            self.finish()
            self._kinds.append(self._kind(element))
        self._looks.append(self._styles.look(element, self._looks[-1]))
        self._begin(element)
        if self._as_draft:
            self._set_apart(apart(element, self._styles.of(element)), 1)
        if element in self._notes.texts:
            self._note = NoteName(self._notes.texts[element])
        if element in self._notes.marks:
            text = "".join(element.itertext())
            self._inline.mark(self._notes.marks[element], text, self._looks[-1])
            return True
        if name == "math":
            self._inline.add(linear(element), self._looks[-1])
            return True
        self._add(element.text)
        return False

    def leave(self, element: etree._Element, last: bool) -> None:
        """Process an element's end and, unless it is the last, the text after it."""
        is_block = self._blocks.pop()
        if is_block:
            self.finish()
        self._end(element)
        if self._as_draft:
            self._set_apart(apart(element, self._styles.of(element)), -1)
        if is_block:
            self._kinds.pop()
        self._looks.pop()
        if not last:
            self._add(element.tail)

    def finish(self) -> None:
        """Add the collected text as a block, unless it is part of a larger one."""
        if self._whole is not None:
            self._inline.add(" ")
            return
        text, kind = self._collected(), self._kinds[-1]
        if text.has_text and self._note:
            self._builder.add(text, "note", note=self._note)
            self._note = None
        else:
            self._builder.add(text, kind)

    def _collected(self) -> Inline:
        """Return the collected text behind the numbers of the items that it begins."""
        text = Inline()
        if self._inline.has_text:
            for number in self._numbers:
                if not states_itself(self._inline.text, number, self._kinds[-1] == "note"):
                    text.add(number, "drawn")
            self._numbers.clear()
        text.extend(self._inline)
        self._inline = Inline()
        return text

    def _begin(self, element: etree._Element) -> None:
        """Start what an element is, besides a block."""
        name = element.tag
        if closes_sections(element):
            self._sections.setdefault(element, (self._builder.section, self._builder.size))
        if name == "li":
            self._number(element)
        elif name == "table":
            self._grids.append((Grid(self._builder, self._builder.table_title), head_rows(element)))
        elif name == "br":
            self._break()
        elif name == "q":
            self._inline.add(quotation_marks(element)[0], self._looks[-1])
        elif name == "pre":
            self._typed += 1
        elif self._whole is None:
            self._begin_whole(element)

    def _begin_whole(self, element: etree._Element) -> None:
        """Start an element that is one block with all its parts: a heading or a row."""
        if element.tag in _HEADINGS:
            self._whole = element
            if (end := end_of_links(element)) is not None:
                self._sections[end] = self._builder.section, 0
        elif element.tag == "tr" and self._grids and not is_layout_row(element):
            self._whole = element

    def _end(self, element: etree._Element) -> None:
        """Finish what an element is, besides a block."""
        name = element.tag
        if name == "q":
            self._inline.add(quotation_marks(element)[1], self._looks[-1])
        elif name == "pre":
            self._typed -= 1
        elif name == "li":
            self._numbers = self._numbers[:-1] if self._whole is None else self._numbers
        elif element is self._whole:
            self._whole = None
            self._end_whole(element)
        elif name in CELLS and self._whole is not None and element.getparent() is self._whole:
            cell = self._builder.folded(self._inline)
            self._cells.append(GridCell(cell, *spans(element), is_head=name == "th"))
            self._inline = Inline()
        elif name == "caption" and self._grids:
            self._grids[-1][0].title = self._builder.last
        elif name in GROUPS and self._grids:
            self._grids[-1][0].end_group()
        elif name == "table":
            self._grids.pop()
        self._close_sections(element)

    def _end_whole(self, element: etree._Element) -> None:
        if element.tag == "tr":
            grid, heads = self._grids[-1]
            grid.add(self._cells, element in heads)
            self._cells = []
            self._inline = Inline()
        else:
            self._builder.heading(self._collected(), _HEADINGS[element.tag])

    def _close_sections(self, element: etree._Element) -> None:
        """End the sections of an element that holds headings and their text."""
        if element in self._sections:
            before, size = self._sections.pop(element)
            if self._builder.size > size + 1:
                self._builder.section = before

    def _set_apart(self, how: Apart, change: int) -> None:
        """Begin or end an element of a draft that sets what it holds apart."""
        self._apart[how] += change
        self._builder.apart = next((each for each in SET_APART if self._apart[each]), "")

    def _number(self, item: etree._Element) -> None:
        number = self._lists.next_number(item)
        if self._whole is not None:
            self._inline.add(number, "drawn")
        else:
            self._numbers.append(number)

    def _break(self) -> None:
        """Break the line; two breaks in a row end a paragraph."""
        if self._inline.ends_with(_LINE_BREAK):
            self.finish()
        else:
            self._inline.add(_LINE_BREAK)

    def _kind(self, element: etree._Element) -> Kind:
        if self._kinds[-1] == "note" or holds_notes(element):
            return "note"
        return "item" if element.tag in _ITEMS else self._kinds[-1]

    def _add(self, text: str | None) -> None:
        """Add text; where it is shown as typed, an empty line ends a paragraph."""
        first, *others = _EMPTY_LINE_AS_TYPED.split(text or "") if self._typed else [text or ""]
        self._inline.add(first, self._looks[-1])
        for other in others:
            self.finish()
            self._inline.add(other, self._looks[-1])
