"""Draw the automatic numbers of a Word document: "2.2", "(a)", "Article IV"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docx.oxml.ns import qn
from lxml import etree

from corpus.readers.numerals import WORD, decimal
from corpus.readers.word.styles import Styles, is_on, value_of

_PROPERTIES, _NUMBERING = qn("w:pPr"), qn("w:numPr")
_LEVEL, _ID, _LEVEL_NUMBER = qn("w:lvl"), qn("w:numId"), qn("w:ilvl")
_ABSTRACT, _ABSTRACT_ID, _NUM = qn("w:abstractNum"), qn("w:abstractNumId"), qn("w:num")
_OVERRIDE, _START, _NEW_START = qn("w:lvlOverride"), qn("w:start"), qn("w:startOverride")
_LINK, _STYLE = qn("w:numStyleLink"), qn("w:pStyle")
_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_NO_SPACE = "nothing"


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list.

    Attributes:
        restarts_after: the level, from 1, whose items make this one start again; 0 for none.
        text: the number with "%1" for the number of the outermost level.
    """

    start: int
    form: str
    text: str
    restarts_after: int
    style: str | None
    is_decimal: bool
    is_hidden: bool
    space: str

    @property
    def is_drawn(self) -> bool:
        """Return whether a number is drawn: bullets and unknown forms are not."""
        return self.form in WORD and not self.is_hidden


@dataclass(frozen=True, slots=True)
class _List:
    """A list of the document: the counters that it shares with other lists, and its levels."""

    shared: str
    levels: dict[int, _Level]
    starts: dict[int, int]

    def start(self, level: int) -> int:
        """Return the first number of a level."""
        stated = self.levels[level].start if level in self.levels else 1
        return self.starts.get(level, stated)


class Numbering:
    """Counts the numbered paragraphs of a document, in order.

    Args:
        root: root element of the numbering part, or None when the document has none.
    """

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._shared = {} if root is None else _by_id(root, _ABSTRACT, "w:abstractNumId")
        self._nums = {} if root is None else _by_id(root, _NUM, "w:numId")
        self._lists: dict[str, _List | None] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def next_number(self, paragraph: etree._Element) -> str:
        """Return the number that Word draws before a paragraph, with its space, or ""."""
        identifier, level = self._place(paragraph)
        found = self._list(identifier) if identifier else None
        if identifier is None or found is None or level not in found.levels:
            return ""
        self._count(identifier, found, level)
        stated = found.levels[level]
        if not stated.is_drawn:
            return ""
        number = _PLACE.sub(lambda place: self._written(found, int(place[1]) - 1, stated),
                            stated.text).strip()  # fmt: skip
        return f"{number}{'' if stated.space == _NO_SPACE else ' '}" if number else ""

    def _count(self, identifier: str, found: _List, level: int) -> None:
        counts = self._counts.setdefault(found.shared, {})
        begins = level in found.starts and (identifier, level) not in self._begun
        self._begun.add((identifier, level))
        counts[level] = found.start(level) if begins or level not in counts else counts[level] + 1
        for below in [each for each in counts if each > level]:
            after = found.levels[below].restarts_after if below in found.levels else below
            if level < after:
                del counts[below]

    def _written(self, found: _List, level: int, within: _Level) -> str:
        number = self._counts[found.shared].get(level, found.start(level))
        form = found.levels[level].form if level in found.levels else "decimal"
        return (decimal if within.is_decimal else WORD.get(form, decimal))(number)

    def _place(self, paragraph: etree._Element) -> tuple[str | None, int]:
        """Return the id of a paragraph's list, or None, and its level from 0."""
        direct = paragraph.find(f"{_PROPERTIES}/{_NUMBERING}")
        identifier, level = _stated(direct)
        chain = self._styles.chain(self._styles.of_paragraph(paragraph))
        if identifier is None:
            for _, style in chain:
                identifier, styled = _stated(style.find(f"{_PROPERTIES}/{_NUMBERING}"))
                if identifier is not None:
                    level = styled if level is None else level
                    break
        if identifier is None or (direct is not None and _stated(direct)[1] is not None):
            return identifier, level or 0
        linked = self._linked_level(identifier, [name for name, _ in chain])
        return identifier, (level or 0) if linked is None else linked

    def _linked_level(self, identifier: str, styles: list[str]) -> int | None:
        """Return the level that the list links to the nearest of these styles."""
        found = self._list(identifier)
        by_style = {level.style: at for at, level in found.levels.items()} if found else {}
        return next((by_style[style] for style in styles if style in by_style), None)

    def _list(self, identifier: str) -> _List | None:
        if identifier not in self._lists:
            self._lists[identifier] = self._read_list(identifier)
        return self._lists[identifier]

    def _read_list(self, identifier: str) -> _List | None:
        num = self._nums.get(identifier)
        shared = value_of(num.find(_ABSTRACT_ID)) if num is not None else None
        abstract = self._abstract(shared or "")
        if num is None or abstract is None:
            return None
        levels = dict(_levels(abstract))
        starts: dict[int, int] = {}
        for override in num.iterchildren(_OVERRIDE):
            levels.update(_levels(override))
            at, start = _number(override.get(_LEVEL_NUMBER)), value_of(override.find(_NEW_START))
            if at is not None and (first := _number(start)) is not None:
                starts[at] = first
        return _List(abstract.get(qn("w:abstractNumId"), ""), levels, starts)

    def _abstract(self, identifier: str) -> etree._Element | None:
        """Return the definition of a list; one that only names a list style leads to another."""
        for _ in range(_LEVELS):
            abstract = self._shared.get(identifier)
            link = value_of(abstract.find(_LINK)) if abstract is not None else None
            if link is None:
                return abstract
            chain = self._styles.chain(link)
            stated = (_stated(style.find(f"{_PROPERTIES}/{_NUMBERING}"))[0] for _, style in chain)
            num = self._nums.get(next(filter(None, stated), ""))
            identifier = (value_of(num.find(_ABSTRACT_ID)) if num is not None else None) or ""
        return None


def _by_id(root: etree._Element, tag: str, key: str) -> dict[str, etree._Element]:
    return {element.get(qn(key), ""): element for element in root.iterchildren(tag)}


def _stated(numbering: etree._Element | None) -> tuple[str | None, int | None]:
    """Return the id of the list and the level that numbering properties state."""
    if numbering is None:
        return None, None
    level = _number(value_of(numbering.find(_LEVEL_NUMBER)))
    return value_of(numbering.find(_ID)), level


def _levels(parent: etree._Element) -> Iterator[tuple[int, _Level]]:
    for element in parent.iterchildren(_LEVEL):
        at = _number(element.get(_LEVEL_NUMBER))
        if at is not None and at < _LEVELS:
            yield at, _level(element, at)


def _level(element: etree._Element, at: int) -> _Level:
    def value(name: str, default: str) -> str:
        stated = value_of(element.find(qn(name)))
        return default if stated is None else stated

    restart = _number(value("w:lvlRestart", str(at)))
    return _Level(
        start=_number(value("w:start", "0")) or 0,
        form=value("w:numFmt", "decimal"),
        text=value("w:lvlText", ""),
        restarts_after=at if restart is None else restart,
        style=value_of(element.find(_STYLE)),
        is_decimal=is_on(element.find(qn("w:isLgl"))),
        is_hidden=is_on(element.find(f"{qn('w:rPr')}/{qn('w:vanish')}")),
        space=value("w:suff", "tab"),
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"\d{1,9}", text) else None
