"""Read the text of a Markdown paragraph without its markup."""

import re

from markdown_it.token import Token

from corpus.readers.inline import Inline, Look
from corpus.readers.web.page import parse_html
from corpus.readers.web.quotes import quotation_marks
from corpus.readers.web.styles import PageStyles

_NOTE_MARK = re.compile(r"\[\^([^\]\s]+)\]")
# Converters write "**Oversight. **The", which CommonMark does not parse as bold.
_BROKEN_BOLD = re.compile(r"(?<!\*)\*\*(?!\*)([^*]*\s)\*\*(?=[^*\s])")
# Attributes of Pandoc, kramdown and others: "{#survey .unnumbered}", "{: .note}", "{width=50%}".
_NAME = r"[\w:.-]+"
_ATTRIBUTE = rf"(?:[#.]{_NAME}|{_NAME}=(?:\"[^\"]*\"|'[^']*'|[^\s\"'}}]+)|-)"
_ATTRIBUTES = rf"\{{:?\s*{_ATTRIBUTE}(?:\s+{_ATTRIBUTE})*\s*\}}"
_AT_START, _AT_END = re.compile(_ATTRIBUTES), re.compile(rf"\s*{_ATTRIBUTES}\s*$")
_SPAN = re.compile(rf"\[([^\[\]]*)\]{_ATTRIBUTES}")
_AFTER_ATTRIBUTES = ("link_close", "image", "code_inline")
_DEFINITION = re.compile(r":[ \t]+(?=\S)")
_FENCE = re.compile(r":{3,}[ \t]*(?:\{[^{}]*\}|[\w-]+)?[ \t]*")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_VOID = ("br", "img", "wbr", "hr", "input")


def inline_of(token: Token, has_terms: bool = False, *, with_notes: bool = False) -> list[Inline]:
    """Return the text of inline content; line breaks stay.

    Args:
        has_terms: whether a line that begins with a colon defines the term above it. The term and
            its definitions are texts of their own.
        with_notes: whether to keep the marks of notes.
    """
    reading = _Reading(has_terms, with_notes)
    reading.read(token.children or [])
    for text in reading.texts:
        text.replace(_BROKEN_BOLD, r"\1")
        text.replace(_AT_END, "")
    return reading.texts


class _Reading:
    def __init__(self, has_terms: bool, with_notes: bool) -> None:
        self._with_notes = with_notes
        self.texts = [Inline()]
        self._has_terms = has_terms
        self._looks: list[tuple[str, Look]] = [("", "shown")]
        self._before = ""

    def read(self, tokens: list[Token]) -> None:
        """Read tokens in order."""
        for token in tokens:
            if token.type == "text":
                self._add_text(token.content)
            elif token.type in ("softbreak", "hardbreak"):
                self._add("\n")
            elif token.type == "image":
                self.read(token.children or [])
            elif token.type == "html_inline":
                self._read_tag(token.content)
            elif token.type in ("s_open", "s_close"):
                self._turn("~~", "struck", token.nesting > 0)
            elif token.type == "link_open" and self._before == "link_close":
                self._add(" ")  # adjacent links are separate words
            else:
                self._add(token.content)
            self._before = token.type

    def _add(self, text: str, look: Look | None = None) -> None:
        self.texts[-1].add(text, look or self._looks[-1][1])

    def _add_text(self, text: str) -> None:
        if self._before in _AFTER_ATTRIBUTES and (attributes := _AT_START.match(text)):
            text = text[attributes.end() :]
        starts_line = self._before in ("", "softbreak", "hardbreak")
        if starts_line and _FENCE.fullmatch(text):
            return  # an edge of a division: "::: note"
        if self._has_terms and starts_line and (definition := _DEFINITION.match(text)):
            text = text[definition.end() :]
            if self.texts[-1].has_text:
                self.texts.append(Inline())
        if not self._with_notes:
            self._add(_SPAN.sub(r"\1", _NOTE_MARK.sub(r"[\1]", text)))
            return
        # The names of notes stand at the odd places.
        for at, part in enumerate(_NOTE_MARK.split(text)):
            if at % 2:
                self.texts[-1].mark(part, f"[{part}]", self._looks[-1][1])
            else:
                self._add(_SPAN.sub(r"\1", part))

    def _turn(self, name: str, look: Look, is_on: bool) -> None:
        """Begin a look, or end it with what began inside."""
        if is_on:
            self._looks.append((name, look))
        elif name in [each for each, _ in self._looks]:
            while self._looks.pop()[0] != name:
                pass

    def _read_tag(self, content: str) -> None:
        tag = _TAG.match(content)
        if not tag:
            return
        name = tag[2].lower()
        if name == "br":
            self._add("\n")
        if name in _VOID or content.endswith("/>"):
            return
        root = None if tag[1] else parse_html(content)
        element = None if root is None else next(root.iter(name), None)
        if element is None:
            self._turn(name, "shown", is_on=False)
            self._add("”" if name == "q" else "")
            return
        around = self._looks[-1][1]
        styles = PageStyles(element)
        self._turn(name, "hidden" if styles.is_hidden(element) else styles.look(element, around),
                   is_on=True)  # fmt: skip
        self._add(quotation_marks(element)[0] if name == "q" else "")
