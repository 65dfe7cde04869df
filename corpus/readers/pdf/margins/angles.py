"""Read each page in the direction of most of its text, and keep text at other angles apart."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from corpus.readers.pdf.glyphs.frame import turned_box
from corpus.readers.pdf.lines import Line, Page, Word
from corpus.report import Block, PageBox, Place

# Scans are set askew by a few degrees, as their OCR's text is (tests: a page turned by 4).
_ASKEW = 10
_FEWEST_LINES = 3
"""Lines that turn a page with upright text: stamps have one or two."""


def upright(page: Page) -> Page:
    """Return the page turned so that most of its text is upright, with other text in `asides`."""
    if not any(word.angle for line in page.lines for word in line.words):
        return page
    pieces = [piece for line in page.lines for piece in _pieces(line)]
    turn = _turn(pieces)
    main = [line for line in pieces if quarter(line) == turn]
    asides = [line for line in pieces if quarter(line) != turn]
    flat = page.width, page.height
    width, height = flat if turn in (0, 180) else flat[::-1]
    return Page(
        page.number,
        width,
        height,
        tuple(_turned(line, turn, *flat) for line in main),
        tuple(_turned(line, turn, *flat) for line in asides),
        turn,
        tuple(turned_box(rule, turn, *flat) for rule in page.rules),
    )


def labels_at_angle(page: Page) -> list[list[Line]]:
    """Return the lines at another angle than the page's text, those of one label together."""
    labels: list[list[Line]] = []
    for line in page.asides:
        last = labels[-1][-1] if labels else None
        if last and quarter(last) == quarter(line) is not None and _adjoins(last, line):
            labels[-1].append(line)
        else:
            labels.append([line])
    return labels


def _adjoins(line: Line, other: Line) -> bool:
    """Return whether two lines overlap in one direction and nearly touch in the other."""
    across = max(line.left, other.left) - min(line.right, other.right)
    down = max(line.top, other.top) - min(line.bottom, other.bottom)
    return (
        min(across, down) < 0
        and max(across, down) < 0.5 * line.size
        and (abs(line.size - other.size) < 1)
    )


def turned_back(places: Iterable[Place], pages: Iterable[Page]) -> tuple[Place, ...]:
    """Return the places with their boxes on the pages as they are shown.

    Args:
        places: places on the pages as `upright` returns them.
        pages: those pages.
    """
    turned = {page.number: page for page in pages if page.turn}
    return tuple(
        replace(place, box=turned_box(place.box, -page.turn % 360, page.width, page.height))
        if (page := turned.get(place.page))
        else place
        for place in places
    )


def cells_turned_back(blocks: tuple[Block, ...], pages: Iterable[Page]) -> tuple[Block, ...]:
    """Return the blocks with the boxes of their cells on the pages as they are shown."""
    turned = {page.number: page for page in pages if page.turn}
    return tuple(_cells_turned_back(block, turned) if block.row else block
                 for block in blocks) if turned else blocks  # fmt: skip


def _cells_turned_back(block: Block, turned: dict[int, Page]) -> Block:
    if block.row is None or not (page := turned.get(block.page or 0)):
        return block

    def shown(box: PageBox) -> PageBox:
        back = -page.turn % 360
        return replace(box, box=turned_box(box.box, back, page.width, page.height))

    cells = tuple(replace(cell, boxes=tuple(map(shown, cell.boxes))) for cell in block.row.cells)
    return replace(block, row=replace(block.row, cells=cells))


def quarter(line: Line) -> int | None:
    """Return the quarter turn, in degrees, that a line is set in; None for one set aslant."""
    return _direction(line.words[0])


def _direction(word: Word) -> int | None:
    nearest = round(word.angle / 90) * 90
    return nearest % 360 if abs(word.angle - nearest) <= _ASKEW else None


def _pieces(line: Line) -> Iterable[Line]:
    """Yield the parts of a line whose words are set in one direction."""
    for _, words in groupby(line.words, key=_direction):
        yield Line(tuple(words))


def _turn(lines: list[Line]) -> int:
    """Return the quarter turn that most characters are set in."""
    characters: Counter[int] = Counter({0: 0})
    count: Counter[int] = Counter()
    for line in lines:
        turn = quarter(line)
        if turn is not None:
            characters[turn] += len(line.text)
            count[turn] += 1
    turn = max(characters, key=lambda turn: (characters[turn], -turn))
    return turn if count[turn] >= _FEWEST_LINES or not count[0] else 0


def _turned(line: Line, turn: int, width: float, height: float) -> Line:
    """Return the line on a page of this size that is turned clockwise."""
    if not turn:
        return line
    return Line(tuple(_turned_word(word, turn, width, height) for word in line.words))


def _turned_word(word: Word, turn: int, width: float, height: float) -> Word:
    box = turned_box(word.box, turn, width, height)
    return replace(word, box=box, angle=(word.angle - turn) % 360)
