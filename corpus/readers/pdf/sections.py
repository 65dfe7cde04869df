"""Say under which headings each part of a document stands."""

import re
from collections import defaultdict

from corpus.readers.pdf.paragraphs import CONTENTS, Part

_DISPLAY = 1.9
"""In type sizes of the text: what is larger, and occurs on one page alone, heads nothing."""

_Style = tuple[float, bool]


class Sections:
    """The path of headings through a document, kept up to date part by part.

    Headings of larger type stand above those of smaller, and bold above plain.

    Args:
        parts: the whole document.
        title: the document's own title, which is no part of a path.
        body_size: type size of the running text.
    """

    def __init__(self, parts: list[Part], title: str | None, body_size: float) -> None:
        pages: defaultdict[_Style, set[int]] = defaultdict(set)
        for part in parts:
            if part.kind == "heading" and not part.is_caption:
                pages[_style(part)].add(part.lines[0].page)
        ranked = sorted(
            style
            for style, where in pages.items()
            if len(where) > 1 or -style[0] <= _DISPLAY * body_size
        )
        self._ranks = {style: rank for rank, style in enumerate(ranked)}
        self._body_size = body_size
        self._title = _bare(title or "")
        self._titled = not any(_bare(part.text) == self._title for part in parts)
        self._bare_pages = _without_text(parts)
        self._path: list[tuple[int, str]] = []
        self._caption: str | None = None

    def of(self, part: Part, text: str) -> str | None:
        """Return the path of the headings above the next part.

        Args:
            text: the part's, as it is quoted.
        """
        if part.kind == "heading" and not part.is_caption:
            self._caption = None
            rank = self._ranks.get(_style(part), 0)
            self._path = [step for step in self._path if step[0] < rank]
            path = self._joined()
            if _bare(text) == self._title:
                self._titled = True
            elif self._heads(part, text):
                self._path.append((rank, text))
            return path
        small = part.kind == "text" and part.size < self._body_size - 0.9
        if self._caption and (small or part.kind == "row"):
            return self._joined(self._caption)
        self._caption = text if part.is_caption else None
        return self._joined()

    def _heads(self, part: Part, text: str) -> bool:
        return (
            self._titled
            and _style(part) in self._ranks
            and part.lines[0].page not in self._bare_pages
            and not CONTENTS.fullmatch(text)
        )

    def _joined(self, *more: str) -> str | None:
        return " > ".join([*(text for _, text in self._path), *more]) or None


def _style(part: Part) -> _Style:
    return -part.size, not part.lines[0].bold


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _without_text(parts: list[Part]) -> set[int]:
    """Return the pages that are a cover or a table of contents: no paragraph stands on them."""
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
