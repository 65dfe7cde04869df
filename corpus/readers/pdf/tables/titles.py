"""Put the rows of each table together with its title, over page ends as well."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus.readers.pdf.lines import around, box_of, text_of
from corpus.readers.pdf.paragraphs import Part
from corpus.readers.pdf.tables.grid import is_value
from corpus.readers.pdf.tables.heads import TableHeads
from corpus.readers.pdf.tables.regions import ALIGNED, CAPTION
from corpus.readers.pdf.tables.rules import Rules
from corpus.report import Box

_NUMBERED = re.compile(r"(?:table|exhibit|chart)\s+[\w.-]+", re.IGNORECASE)
_DRAWING = re.compile(r"(?:fig(?:ure|\.)|map|chart)\b", re.IGNORECASE)
_CONTINUED = re.compile(r"\bcont(?:inued|['’]?d)?\b", re.IGNORECASE)
_MAX_GROUP_CHARS = 150
_MIN_ROWS = 2
_NEAR = 4.0
"""Type sizes between a table and its title, or between the head of a group and its rows."""


@dataclass(slots=True)
class _Stretch:
    """The rows of a table on one page, with the heads of groups among them.

    Attributes:
        continued: whether the title says that the table began on a page before.
        start, end: indexes of the parts.
    """

    rows: list[Part] = field(default_factory=list)
    title: list[Part] = field(default_factory=list)
    continued: bool = False
    start: int = 0
    end: int = 0

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
        if last is not None and _goes_on(last, stretch, parts, rules):
            stretch.title = last.title
        else:
            table = TableHeads(rules)
        heads = table.read([part.cells for part in stretch.rows])
        last = None
        if heads is not None and _is_certain(stretch, table):
            for part, own in zip(stretch.rows, heads, strict=True):
                part.kind, part.heads, part.title = "row", own, stretch.title
            last = stretch


def _is_certain(stretch: _Stretch, table: TableHeads) -> bool:
    """Return whether rows are those of a table, and not lines of columns or of a drawing."""
    if stretch.title and _DRAWING.match(stretch.title[0].text):
        return False
    rows = [part.cells for part in stretch.rows if len(part.cells) > 1]
    values = [is_value(text_of(cell)) for row in rows for cell in row[1:]]
    known = table.are_known or sum(values) > 0.5 * len(values)
    return bool(stretch.title and rows) or (known and len(rows) >= _MIN_ROWS)


def _stretches(parts: Sequence[Part], rules: Rules) -> Iterator[_Stretch]:
    """Yield the rows that stand together, in order."""
    at = 0
    while at < len(parts):
        if not parts[at].cells:
            at += 1
            continue
        stretch = _Stretch([parts[at]], start=at)
        end = at + 1
        while (following := _next_row(parts, end, stretch)) is not None:
            _take(stretch, parts[end : following + 1])
            end = following + 1
        heads = _heads_at_end(parts, end, stretch)
        _take(stretch, parts[end : end + heads])
        end += heads
        _take_top(stretch, parts, at, rules)
        if not stretch.title and end < len(parts) and _is_caption_below(parts, end, stretch):
            stretch.title = [parts[end]]
        stretch.end = end
        yield stretch
        at = end


def _take(stretch: _Stretch, parts: Sequence[Part]) -> None:
    """Add rows and heads of groups; a paragraph among them stays a paragraph."""
    for part in parts:
        if part.cells or _may_head(part, stretch.rows[0]):
            part.cells = part.cells or [tuple(part.lines)]
            stretch.rows.append(part)


def _next_row(parts: Sequence[Part], start: int, stretch: _Stretch) -> int | None:
    """Return the index of the table's next row, behind heads of groups, or None.

    The head of a group may have a paragraph below it.
    """
    last = stretch.rows[-1]
    for at in range(start, min(start + 4, len(parts))):
        part = parts[at]
        above = parts[at - 1] if at > start else last
        if not _is_near(above, part) or not _inside(part, stretch.box):
            return None
        if part.cells:
            return at
        explains = at > start and above.text.endswith(":") and part.kind == "text"
        if not _may_head(part, last) and not explains:
            return None
    return None


def _heads_at_end(parts: Sequence[Part], start: int, stretch: _Stretch) -> int:
    """Return the number of heads of groups between the last row and the end of the page."""
    at = start
    while at < len(parts) and parts[at].kind != "note" and parts[at].lines[0].page == stretch.page:
        above = parts[at - 1] if at > start else stretch.rows[-1]
        heads = _may_head(parts[at], stretch.rows[-1]) and parts[at].text.endswith(":")
        if not (heads and _is_near(above, parts[at]) and _inside(parts[at], stretch.box)):
            return 0
        at += 1
    return at - start


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
        and (part.text.endswith(":") or not is_value(part.text))
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


def _goes_on(last: _Stretch, stretch: _Stretch, parts: Sequence[Part], rules: Rules) -> bool:
    """Return whether a table goes on at the top of the next page or column, or below a note."""
    if stretch.page not in (last.page, last.page + 1):
        return False
    if stretch.title:
        named = [_NUMBERED.match(one.title[0].text) for one in (last, stretch) if one.title]
        same = len(named) == 2 and named[0] and named[1] and named[0][0] == named[1][0]
        return stretch.continued and bool(same)
    one, other = last.box, stretch.box
    widths = sorted((one[2] - one[0], other[2] - other[0]))
    alike = widths[0] > 0.6 * widths[1] or len(last.rows) == 1
    if not alike:
        return False
    if stretch.page == last.page and other[1] > one[1]:
        first = stretch.rows[0]
        between = parts[last.end : stretch.start]
        return (
            max(abs(one[0] - other[0]), abs(one[2] - other[2])) < ALIGNED
            and rules.above(tuple(first.lines), _NEAR * first.size)
            and all(abs(part.size - first.size) < 0.6 for part in between)
        )
    between = [
        part
        for part in parts[last.end : stretch.start]
        if part.kind != "note" and not part.cells and _is_between(part, last, stretch)
    ]
    size = stretch.rows[0].size
    return all(
        abs(part.size - size) < 0.6
        or not _inside(part, one if part.lines[0].page == last.page else other)
        for part in between
    )


def _is_between(part: Part, last: _Stretch, stretch: _Stretch) -> bool:
    """Return whether a part stands below the rows of one page, or above those of the next."""
    _, top, _, bottom = box_of(part.lines)
    if part.lines[0].page == last.page:
        return top >= last.box[3]
    return bottom <= stretch.box[1]
