"""Find the path of headings above each part of a document."""

import re
from collections import defaultdict

from corpus.readers.pdf.paragraphs import CONTENTS, Part

_MAX_HEADING_SIZE = 1.9
"""In body sizes. A larger style that occurs on one page only is decoration, not a heading."""

_Style = tuple[float, bool, bool]


class Sections:
    """Tracks the path of headings while the parts of a document pass by.

    Larger type ranks above smaller type, and bold above italic above regular at the same size.

    Args:
        parts: all parts of the document.
        title: title of the document, which paths omit.
        body_size: type size of the running text, in points.
    """

    def __init__(self, parts: list[Part], title: str | None, body_size: float) -> None:
        pages: defaultdict[_Style, set[int]] = defaultdict(set)
        for part in parts:
            if part.kind == "heading" and not part.is_caption:
                pages[_style(part)].add(part.lines[0].page)
        ranked = sorted(
            style
            for style, where in pages.items()
            if len(where) > 1 or -style[0] <= _MAX_HEADING_SIZE * body_size
        )
        self._ranks = {style: rank for rank, style in enumerate(ranked)}
        self._body_size = body_size
        self._title = _bare(title or "")
        self._titled = not any(_bare(part.text) == self._title for part in parts)
        self._bare_pages = _without_text(parts)
        self._path: list[tuple[int, str]] = []
        self._caption: str | None = None

    def of(self, part: Part, text: str) -> str | None:
        """Return the path of headings above the next part, joined by " > ", or None.

        Args:
            part: the next part in document order.
            text: text of the part after hyphens are resolved.
        """
        if part.kind == "heading" and not part.is_caption:
            self._caption = None
            rank = self._ranks.get(_style(part), 0)
            self._path = [step for step in self._path if step[0] < rank]
            path = self._joined()
            if _bare(text) == self._title:
                self._titled = True
            elif self._is_section_heading(part, text):
                self._path.append((rank, text))
            return path
        small = part.kind == "text" and part.size < self._body_size - 0.9
        if self._caption and (small or part.kind == "row"):
            return self._joined(self._caption)
        self._caption = text if part.is_caption else None
        return self._joined()

    def _is_section_heading(self, part: Part, text: str) -> bool:
        return (
            self._titled
            and _style(part) in self._ranks
            and part.lines[0].page not in self._bare_pages
            and not CONTENTS.fullmatch(text)
        )

    def _joined(self, *more: str) -> str | None:
        return " > ".join([*(text for _, text in self._path), *more]) or None


def _style(part: Part) -> _Style:
    return -part.size, not part.lines[0].bold, not part.lines[0].italic


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _without_text(parts: list[Part]) -> set[int]:
    """Return the pages that are a cover or a table of contents and contain no paragraph."""
    pages: defaultdict[int, list[Part]] = defaultdict(list)
    for part in parts:
        pages[part.lines[0].page].append(part)
    first = min(pages, default=0)
    return {
        number
        for number, found in pages.items()
        if (number == first or any(CONTENTS.fullmatch(part.text) for part in found))
        and not any(part.kind == "text" and len(part.lines) > 2 for part in found)
    }
