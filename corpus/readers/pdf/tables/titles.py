"""Put the rows of each table together with its title, over page ends as well."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus.readers.pdf.lines import around, box_of
from corpus.readers.pdf.paragraphs import Part
from corpus.readers.pdf.tables.heads import TableHeads
from corpus.readers.pdf.tables.rows import CAPTION
from corpus.readers.pdf.tables.rules import Rules
from corpus.report import Box

_NUMBERED = re.compile(r"(?:table|exhibit|chart)\s+[\w.-]+", re.IGNORECASE)
_CONTINUED = re.compile(r"\bcont(?:inued|['’]?d)?\b", re.IGNORECASE)
_MAX_GROUP_CHARS = 150
_MIN_ROWS = 2
_NEAR = 4.0
"""Type sizes between a table and its title, or between the head of a group and its rows."""


@dataclass(slots=True)
class _Stretch:
    """The rows of a table on one page, with the heads of groups among them."""

    rows: list[Part] = field(default_factory=list)
    title: list[Part] = field(default_factory=list)
    continued: bool = False

    @property
    def box(self) -> Box:
        """Return the box around all rows."""
        return around(box_of(part.lines) for part in self.rows)

    @property
    def page(self) -> int:
        """Return the page."""
        return self.rows[0].lines[0].page


def tell_rows(parts: Sequence[Part], rules: Rules) -> None:
    """Set title and heads of the rows among the parts; a head of a group becomes a row."""
    last: _Stretch | None = None
    table = TableHeads(rules)
    for stretch in _stretches(parts, rules):
        goes_on = last is not None and _goes_on(last, stretch, parts)
        if goes_on and last is not None:
            stretch.title = last.title
        else:
            table = TableHeads(rules)
        rows = sum(len(part.cells) > 1 for part in stretch.rows)
        heads = table.read([part.cells for part in stretch.rows])
        if heads is None or (rows < _MIN_ROWS and not stretch.title):
            last = None
            continue
        for part, own in zip(stretch.rows, heads, strict=True):
            part.kind, part.heads, part.title = "row", own, stretch.title
        last = stretch


def _stretches(parts: Sequence[Part], rules: Rules) -> Iterator[_Stretch]:
    """Yield the rows that stand together, in order."""
    at = 0
    while at < len(parts):
        if not parts[at].cells:
            at += 1
            continue
        stretch = _Stretch([parts[at]])
        end = at + 1
        while (following := _next_row(parts, end, stretch)) is not None:
            for part in parts[end : following + 1]:
                part.cells = part.cells or [tuple(part.lines)]
                stretch.rows.append(part)
            end = following + 1
        _take_top(stretch, parts, at, rules)
        if not stretch.title and end < len(parts) and _is_caption_below(parts, end, stretch):
            stretch.title = [parts[end]]
        yield stretch
        at = end


def _next_row(parts: Sequence[Part], start: int, stretch: _Stretch) -> int | None:
    """Return the index of the table's next row, behind heads of groups, or None."""
    last = stretch.rows[-1]
    for at in range(start, min(start + 4, len(parts))):
        part = parts[at]
        below = parts[at - 1] if at > start else last
        if not _is_near(below, part) or not _inside(part, stretch.box):
            return None
        if part.cells:
            return at
        if not _may_head(part, last):
            return None
    return None


def _is_near(above: Part, part: Part) -> bool:
    one, other = box_of(above.lines), box_of(part.lines)
    if above.lines[0].page != part.lines[0].page:
        return False
    return -part.size < other[1] - one[3] < _NEAR * max(above.size, part.size)


def _inside(part: Part, box: Box) -> bool:
    left, _, right, _ = box_of(part.lines)
    shared = min(right, box[2]) - max(left, box[0])
    return shared > 0.5 * min(right - left, box[2] - box[0])


def _may_head(part: Part, row: Part) -> bool:
    """Return whether a part may be the head of a group of rows."""
    return (
        part.kind in ("text", "heading", "item")
        and not CAPTION.match(part.text)
        and len(part.text) <= _MAX_GROUP_CHARS
        and abs(part.size - row.size) < 1.2
        and not part.text.endswith(".")
    )


def _take_top(stretch: _Stretch, parts: Sequence[Part], at: int, rules: Rules) -> None:
    """Take the heads of groups above the first row, and the title above them."""
    first = at
    while (
        first
        and _is_near(parts[first - 1], parts[first])
        and _inside(parts[first - 1], stretch.box)
        and _may_head(parts[first - 1], parts[at])
    ):
        first -= 1
    above = list(parts[first:at])
    title = _title(parts, first)
    if not title:
        ruled = [rules.above(tuple(part.lines), _NEAR * part.size) for part in above]
        inside = ruled.index(True) if True in ruled else len(above)
        title = [part for part in above[:inside] if part.kind == "heading"][-1:]
        above = above[inside:]
    for part in reversed(above):
        part.cells = [tuple(part.lines)]
        stretch.rows.insert(0, part)
    stretch.title = title
    stretch.continued = bool(title and _CONTINUED.search(title[-1].text))


def _title(parts: Sequence[Part], first: int) -> list[Part]:
    """Return the parts that are the title of a table which starts with this part."""
    if not first or not _is_near(parts[first - 1], parts[first]):
        return []
    above = parts[first - 1]
    before = parts[first - 2] if first > 1 else None
    if before and _NUMBERED.fullmatch(before.text.rstrip(".:")) and _is_near(before, above):
        return [before, above]
    named = CAPTION.match(above.text) or _NUMBERED.fullmatch(above.text)
    return [above] if named or above.kind == "heading" else []


def _is_caption_below(parts: Sequence[Part], at: int, stretch: _Stretch) -> bool:
    caption = parts[at]
    heads_next = at + 1 < len(parts) and bool(parts[at + 1].cells)
    return (
        bool(CAPTION.match(caption.text)) and _is_near(stretch.rows[-1], caption) and not heads_next
    )


def _goes_on(last: _Stretch, stretch: _Stretch, parts: Sequence[Part]) -> bool:
    """Return whether a table goes on at the top of the next page."""
    if stretch.page != last.page + 1:
        return False
    if stretch.title:
        named = [_NUMBERED.match(one.title[0].text) for one in (last, stretch) if one.title]
        same = len(named) == 2 and named[0] and named[1] and named[0][0] == named[1][0]
        return stretch.continued and bool(same)
    one, other = last.box, stretch.box
    below = [part for part in parts if part.lines[0].page == last.page and part.kind != "note"]
    over = [part for part in parts if part.lines[0].page == stretch.page]
    wide = min(one[2] - one[0], other[2] - other[0]) > 0.7 * max(
        one[2] - one[0], other[2] - other[0]
    )
    return (
        wide
        and not any(box_of(part.lines)[1] >= one[3] and _inside(part, one) for part in below)
        and not any(box_of(part.lines)[3] <= other[1] and _inside(part, other) for part in over)
    )
