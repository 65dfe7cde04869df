"""Write editions by editing the texts of a page in HTML."""

from collections.abc import Iterator, Sequence
from typing import Any

from lxml import html

from bench.editions.edits import Edit
from bench.editions.formats.markup import Markup, TextNode
from bench.editions.formats.original import read_bytes
from bench.editions.sentences import sentences_of
from corpus.text.decode import decode

_NO_TEXT = ("head", "script", "style", "noscript", "template")


class HtmlOriginal:
    """A page in HTML."""

    form = "HTML"

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.first = read_bytes(content, ".html")
        self.sentences = sentences_of(self.first)
        self.free = self._markup()[1].free

    def second(self, edits: Sequence[Edit]) -> bytes:
        """Return the second edition as a file."""
        page, markup = self._markup()
        markup.apply(edits)
        written: bytes = html.tostring(page, encoding="utf-8", doctype="<!DOCTYPE html>")
        return written

    def _markup(self) -> tuple[Any, Markup]:
        page = html.document_fromstring(
            decode(self._content).encode(), parser=html.HTMLParser(encoding="utf-8")
        )
        return page, Markup(list(_texts(page)), self.sentences, "tr")


def _texts(element: Any) -> Iterator[TextNode]:
    if isinstance(element.tag, str) and element.tag not in _NO_TEXT:
        yield TextNode(element, "text")
        for child in element:
            yield from _texts(child)
            yield TextNode(child, "tail")
