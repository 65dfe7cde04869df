"""Put the letters of right-to-left lines into the order in which they are read.

Producers draw such lines from either side, and PDFium gives their letters in either order. Only
their places are certain, so this module reads a line as it stands from left to right, and undoes
what a renderer does (Unicode Standard Annex 9) for lines with one level of embedding.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.readers.pdf.lines import Line, Page, around
from corpus.report import Block, Box, Extracted, PageBox, Place

_RIGHT_TO_LEFT = ("R", "AL")
_NUMBERS = ("EN", "AN")
_IN_NUMBERS = ("ES", "CS")  # "12.5", "10/12"; only between digits
_WITH_NUMBERS = "ET"  # "%", "$"
_LAM, _ALEFS = "ل", frozenset("اأإآٱ")
_MIRRORED = {"(": ")", ")": "(", "[": "]", "]": "[", "{": "}", "}": "{", "«": "»", "»": "«"}
_OPENING = frozenset("([{«")
_SPACE = 0.2
"""Gap between letters, in type sizes, that parts words where no space is drawn."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A character of a line.

    Attributes:
        at: its index on the page.
        box: as its line stands when its letters are upright.
        size: type size in points.
        origin: where its glyph starts; the characters of a ligature share it.
    """

    text: str
    at: int
    box: Box
    size: float
    origin: tuple[float, float]


Cluster = list[Sign]
"""The characters of one glyph, and the marks on it."""


def is_right_to_left(text: str) -> bool:
    """Return whether a text has a letter that is written from right to left."""
    return any(
        unicodedata.bidirectional(sign) in _RIGHT_TO_LEFT for sign in text if sign > "\u058f"
    )


def is_mostly_right_to_left(text: str) -> bool:
    """Return whether most letters of a text are written from right to left."""
    kinds = [unicodedata.bidirectional(sign) for sign in text]
    return sum(kind in _RIGHT_TO_LEFT for kind in kinds) > kinds.count("L")


def logical_words(signs: Sequence[Sign]) -> list[list[Sign]]:
    """Return the words of a line in reading order, each with its characters in order.

    Args:
        signs: the characters of the line, also its spaces, in any order.
    """
    visual = _with_spaces(sorted(_clusters(signs), key=lambda cluster: _middle(cluster[0])))
    backwards = is_mostly_right_to_left("".join(sign.text for sign in signs))
    if backwards:
        visual.reverse()
    ordered = [one for run in _runs(visual, backwards) for one in run]
    words: list[list[Sign]] = [[]]
    for cluster in _with_brackets(ordered):
        if cluster:
            words[-1] += cluster
        elif words[-1]:
            words.append([])
    return [word for word in words if word]


def _clusters(signs: Sequence[Sign]) -> list[Cluster]:
    """Group the characters of each glyph, with the marks above and below it."""
    clusters: list[Cluster] = []
    marks: list[Sign] = []
    for sign in signs:
        if unicodedata.combining(sign.text[0]):
            marks.append(sign)
        elif clusters and _share_a_glyph(clusters[-1][0], sign):
            clusters[-1].append(sign)
        else:
            clusters.append([sign])
    for cluster in clusters:
        if len(cluster) == 2 and cluster[0].text in _ALEFS and cluster[1].text == _LAM:
            cluster.reverse()
    for mark in marks:
        bases = [one for one in clusters if not one[0].text.isspace()]
        if bases:
            min(bases, key=lambda one: abs(_middle(one[0]) - _middle(mark))).append(mark)
    return clusters


def _share_a_glyph(one: Sign, other: Sign) -> bool:
    return one.origin == other.origin and not one.text.isspace() and not other.text.isspace()


def _with_spaces(clusters: list[Cluster]) -> list[Cluster]:
    """Return clusters from left to right with an empty one between words."""
    spaced: list[Cluster] = []
    reached: float | None = None
    for cluster in clusters:
        box = around(sign.box for sign in cluster)
        if cluster[0].text.isspace():
            spaced.append([])
            continue
        if reached is not None and box[0] - reached > _SPACE * cluster[0].size:
            spaced.append([])
        spaced.append(cluster)
        reached = max(reached or box[2], box[2])
    return spaced


def _runs(clusters: list[Cluster], backwards: bool) -> Iterator[list[Cluster]]:
    """Yield runs in reading order; those against the direction of the line are turned round."""
    kinds = [_kind(cluster) for cluster in clusters]
    for at, kind in enumerate(kinds):
        between = 0 < at < len(kinds) - 1 and {kinds[at - 1], kinds[at + 1]} == {"number"}
        beside = "number" in kinds[max(at - 1, 0) : at + 2]
        if (kind == "in" and between) or (kind == "with" and beside):
            kinds[at] = "number"
    against = ("L", "number") if backwards else ("R",)
    at = 0
    while at < len(clusters):
        end = at + 1
        if kinds[at] in against:
            strong = kinds[at]
            for ahead in range(at + 1, len(clusters)):
                if kinds[ahead] == strong or (strong == "L" and kinds[ahead] == "number"):
                    end = ahead + 1
                elif kinds[ahead] in ("R", "L") or (strong == "number" and kinds[ahead] != strong):
                    break
            yield list(reversed(clusters[at:end]))
        else:
            yield clusters[at:end]
        at = end


def _kind(cluster: Cluster) -> str:
    kind = unicodedata.bidirectional(cluster[0].text[0]) if cluster else ""
    if kind in _RIGHT_TO_LEFT:
        return "R"
    if kind in _NUMBERS:
        return "number"
    if kind in _IN_NUMBERS:
        return "in"
    return "with" if kind == _WITH_NUMBERS else kind


def _with_brackets(clusters: list[Cluster]) -> list[Cluster]:
    """Return the clusters with brackets that open before a word and close behind it.

    PDFs name the bracket that is drawn or the one that is read, and PDFium turns some round.
    """
    turned = list(clusters)
    for at, cluster in enumerate(clusters):
        bracket = cluster[0].text if cluster else ""
        before = at > 0 and bool(clusters[at - 1])
        after = at + 1 < len(clusters) and bool(clusters[at + 1])
        if bracket in _MIRRORED and after not in (before, bracket in _OPENING):
            turned[at] = [replace(cluster[0], text=_MIRRORED[bracket]), *cluster[1:]]
    return turned


def _middle(sign: Sign) -> float:
    return (sign.box[0] + sign.box[2]) / 2


class Arranged:
    """Pages whose words advance to the right in reading order, as the layout expects.

    A page of right-to-left text is turned into its mirror image, and so is each run of words
    against the direction of its page. ``restored`` gives the words back their places.
    """

    def __init__(self, pages: Iterable[Page]) -> None:
        self._places: dict[tuple[int, Box], Box] = {}
        self._widths: dict[int, float] = {}
        self.pages = [self._arranged(page) for page in pages]

    def restored(self, extracted: Extracted) -> Extracted:
        """Return what was extracted with the places that the words have on their pages."""
        if not self._places:
            return extracted
        places = tuple(
            replace(place, box=self._places.get((place.page, place.box)) or self._back(place))
            for place in extracted.places
        )
        blocks = tuple(map(self._with_cells_back, extracted.blocks))
        return replace(extracted, places=places, blocks=blocks)

    def _back(self, place: Place | PageBox) -> Box:
        width = self._widths.get(place.page)
        return _reflected(place.box, 0.0, width) if width else place.box

    def _with_cells_back(self, block: Block) -> Block:
        if block.row is None:
            return block
        cells = (
            replace(cell, boxes=tuple(replace(box, box=self._back(box)) for box in cell.boxes))
            for cell in block.row.cells
        )
        return replace(block, row=replace(block.row, cells=tuple(cells)))

    def _arranged(self, page: Page) -> Page:
        texts = [line.text for line in page.lines]
        if not any(map(is_right_to_left, texts)):
            return page
        width = page.width if is_mostly_right_to_left(" ".join(texts)) else 0.0
        lines = tuple(self._line(line, width) for line in page.lines)
        if not width:
            return replace(page, lines=lines)
        self._widths[page.number] = width
        rules = tuple(_reflected(rule, 0.0, width) for rule in page.rules)
        return replace(page, lines=lines, rules=rules)

    def _line(self, line: Line, width: float) -> Line:
        boxes = [word.box for word in line.words]
        if width:
            boxes = [_reflected(box, 0.0, width) for box in boxes]
        start = 0
        while start < len(boxes):
            end = start + 1
            while end < len(boxes) and boxes[end][0] < boxes[end - 1][0]:
                end += 1
            left, _, right, _ = around(boxes[start:end])
            if end > start + 1:
                boxes[start:end] = [_reflected(box, left, right) for box in boxes[start:end]]
            start = end
        words = tuple(replace(word, box=box) for word, box in zip(line.words, boxes, strict=True))
        for old, new in zip(line.words, words, strict=True):
            self._places[(new.page, new.box)] = old.box
        return Line(words)


def _reflected(box: Box, left: float, right: float) -> Box:
    return left + right - box[2], box[1], left + right - box[0], box[3]
