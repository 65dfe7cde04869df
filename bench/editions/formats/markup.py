"""Edit the texts of the elements of a file of markup, which stays as it is otherwise."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from bench.editions.edits import Edit
from bench.editions.row_edits import other_row
from bench.editions.sentences import Sentence, letters, one_line

_Element = Any
"""An element of lxml, which has no types."""


@dataclass(frozen=True, slots=True)
class TextNode:
    """A text in a tree.

    Attributes:
        name: the attribute of the element that holds it, "text" or "tail".
    """

    element: _Element
    name: str

    @property
    def text(self) -> str:
        """Return the text."""
        return getattr(self.element, self.name) or ""

    def replace(self, text: str) -> None:
        """Put another text in its place."""
        setattr(self.element, self.name, text)


@dataclass(frozen=True, slots=True)
class Found:
    """Where the letters and digits of a sentence stand: numbers of nodes and offsets in them."""

    letters: tuple[tuple[int, int], ...]

    @property
    def node(self) -> int | None:
        """Return the number of the one node that holds the sentence, or None."""
        first, last = self.letters[0][0], self.letters[-1][0]
        return first if first == last else None


class Markup:
    """The texts of a tree, in which the sentences of its report are found.

    Args:
        nodes: in the order of the text; row_of: returns the row of a table that holds an element.
    """

    def __init__(
        self, nodes: Sequence[TextNode], sentences: Sequence[Sentence], row_tag: str
    ) -> None:
        self.nodes, self.sentences, self._row_tag = nodes, sentences, row_tag
        found = _find(nodes, sentences)
        self.rows: dict[int, _Element] = {}
        self.spans: dict[int, tuple[int, int, int]] = {}
        self._found = found
        for at, one in found.items():
            if sentences[at].kind == "row":
                row = self._row(one, sentences[at])
                if row is not None:
                    self.rows[at] = row
            elif one.node is not None:
                span = _span(nodes[one.node].text, one, sentences[at].text)
                if span:
                    self.spans[at] = one.node, *span

    @property
    def free(self) -> frozenset[int]:
        """Return the places of sentences that can be edited."""
        return frozenset(self.rows) | frozenset(self.spans)

    def apply(self, edits: Sequence[Edit]) -> None:
        """Edit the tree."""
        self._edit_texts([one for one in edits if not one.is_row])
        self._edit_cells([one for one in edits if one.is_row and one.kind == "number"])
        for edit in edits:
            if edit.is_row:
                self._edit_row(edit)

    def _row(self, found: Found, sentence: Sentence) -> _Element | None:
        """Return the row whose text a sentence is, if no cell of it reaches over another row."""
        element = self.nodes[found.letters[0][0]].element
        row = next(
            (one for one in (element, *element.iterancestors()) if one.tag == self._row_tag), None
        )
        if row is None or letters("".join(row.itertext())) != letters(sentence.text):
            return None
        merged = any(
            "rowspan" in one.attrib or str(one.tag).endswith("}vMerge") for one in row.iter()
        )
        return None if merged else row

    def _edit_texts(self, edits: Iterable[Edit]) -> None:
        changes = defaultdict[int, list[tuple[int, int, str]]](list)
        for edit in edits:
            node, start, end = self.spans[edit.old[0]]
            text = " ".join(one.text for one in edit.made)
            if edit.kind == "new":
                changes[node].append((end, end, f" {text}"))
            elif edit.kind in ("gone", "moved"):
                changes[node].append((start, end, ""))
            else:
                last = self.spans[edit.old[-1]]
                changes[node].append((start, last[2], text))
            if edit.kind == "moved":
                node, _, end = self.spans[edit.to]
                changes[node].append((end, end, f" {self.sentences[edit.old[0]].text}"))
        for node, own in changes.items():
            text = self.nodes[node].text
            for start, end, other in sorted(own, reverse=True):
                text = text[:start] + other + text[end:]
            self.nodes[node].replace(text)

    def _edit_cells(self, edits: Iterable[Edit]) -> None:
        for edit in edits:
            at = edit.old[0]
            old, new = (
                [one for one in text if one.isalnum()]
                for text in (self.sentences[at].text, edit.made[0].text)
            )
            for (node, offset), one, other in zip(self._found[at].letters, old, new, strict=True):
                if one != other:
                    text = self.nodes[node].text
                    self.nodes[node].replace(text[:offset] + other + text[offset + 1 :])

    def _edit_row(self, edit: Edit) -> None:
        row = self.rows[edit.old[0]]
        if edit.kind == "gone":
            row.getparent().remove(row)
        elif edit.kind == "moved":
            self.rows[edit.to].addnext(row)
        elif edit.kind == "new":
            copy = deepcopy(row)
            for one in copy.iter():
                if isinstance(one.tag, str):
                    one.text = other_row(one.text) if one.text else one.text
                    one.tail = other_row(one.tail) if one.tail else one.tail
            row.addnext(copy)


def _find(nodes: Sequence[TextNode], sentences: Sequence[Sentence]) -> dict[int, Found]:
    """Return where sentences stand that follow each other in the tree as in the report."""
    places = [
        (number, offset)
        for number, node in enumerate(nodes)
        for offset, sign in enumerate(node.text)
        if sign.isalnum()
    ]
    text = "".join(nodes[number].text[offset] for number, offset in places)
    found: dict[int, Found] = {}
    reached = 0
    for at, sentence in enumerate(sentences):
        own = "".join(filter(str.isalnum, sentence.text))
        start = text.find(own, reached) if own else -1
        # What stands far on is another copy of a sentence that is not found.
        if start >= 0 and start - reached < 20_000:
            found[at] = Found(tuple(places[start : start + len(own)]))
            reached = start + len(own)
    return found


def _span(text: str, found: Found, sentence: str) -> tuple[int, int] | None:
    """Return where a sentence stands in the text of a node, with its first and last marks."""
    lead = re.match(r"[\W_]*", sentence)
    tail = re.search(r"[\W_]*$", sentence)
    first = found.letters[0][1] - (len(lead[0]) if lead else 0)
    last = found.letters[-1][1] + 1 + (len(tail[0]) if tail else 0)
    return (first, last) if first >= 0 and one_line(text[first:last]) == sentence else None
