"""Put headings in the side margin before the paragraphs beside them."""

from corpus.readers.pdf.lines import Line, Page, same_row

# Shares of the page width, fitted on GAO-05-927, page 2.
_MAX_WIDTH = 0.3
_MIN_TEXT_WIDTH = 0.35


def side_headings_first(lines: list[Line], page: Page) -> list[Line]:
    """Move each heading in the side margin before the paragraph beside it."""
    ordered = list(lines)
    placed: set[int] = set()
    for beside in lines:
        line = _heading_beside(beside, lines, page)
        if line is None or id(line) in placed:
            continue
        heading = [line]
        for other in sorted(lines, key=lambda one: one.top):
            if _continues_heading(other, heading[-1]):
                heading.append(other)
        placed.update(map(id, heading))
        ordered = [one for one in ordered if id(one) not in placed or one not in heading]
        at = ordered.index(beside)
        ordered[at:at] = heading
    return ordered


def _heading_beside(line: Line, lines: list[Line], page: Page) -> Line | None:
    """Return the side heading to the left of this line of running text, or None."""
    if line.right - line.left < _MIN_TEXT_WIDTH * page.width:
        return None
    row = [one for one in lines if one is not line and same_row(one, line)]
    if len(row) != 1:
        return None
    (heading,) = row
    fits = (
        heading.right < line.left
        and heading.size >= line.size
        and (heading.bold, heading.size) != (line.bold, line.size)
    )
    narrow = all(
        one.right - one.left < _MAX_WIDTH * page.width for one in lines if one.right < line.left
    )
    return heading if fits and narrow else None


def _continues_heading(line: Line, heading: Line) -> bool:
    return (
        abs(line.left - heading.left) < 3
        and abs(line.size - heading.size) < 0.3
        and line.bold == heading.bold
        and 0.5 * line.size < line.top - heading.top < 1.8 * line.size
    )
