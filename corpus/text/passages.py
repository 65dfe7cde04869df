"""Split a report into passages: sentences with their lines, pages and boxes."""

from collections.abc import Iterable, Iterator

from corpus.errors import UnreadableFile
from corpus.marks import within
from corpus.report import Block, Box, PageBox, Passage, Place
from corpus.settings import LONGEST_SENTENCE
from corpus.text.layout import line_of, line_starts
from corpus.text.sentences import find_sentences
from corpus.text.spans import Span, cut_sentence


def split_sentences(
    report_id: str,
    text: str,
    blocks: tuple[Block, ...],
    places: Iterable[Place] = (),
    max_chars: int = LONGEST_SENTENCE,
) -> tuple[Passage, ...]:
    """Return the sentences of a report in order.

    Args:
        blocks: in order; they cover the whole text but white space.
        places: positions of the words, in order. The iterable is always consumed completely.
        max_chars: maximum length of a passage; a longer sentence is cut into several passages.

    Raises:
        UnreadableFile: when Punkt needs too long for a part of the text.
    """
    starts = line_starts(text)
    try:
        sentences = find_sentences(text, blocks)
    except TimeoutError as error:
        raise UnreadableFile(
            "splitting the text into sentences takes too long: break its longest words or lines"
        ) from error
    parts = [
        (part, paragraph, span[1] > part[1] and part[0] == span[0])
        for span, paragraph in _with_numbers(sentences, blocks)
        for part in cut_sentence(text, span, max_chars)
    ]
    boxes_of = _boxes_of(places, [part for part, _, _ in parts])
    passages: list[Passage] = []
    for (start, end), paragraph, cut in parts:
        block = blocks[paragraph - 1]
        boxes, printed = next(boxes_of)
        drawn, row = within(block.drawn, block.row, start, end)
        passages.append(
            Passage(
                report_id=report_id,
                number=len(passages) + 1,
                start=start,
                end=end,
                quote=text[start:end],
                lines=(line_of(starts, start), line_of(starts, end - 1)),
                pages=_pages(boxes, block.page),
                section=block.section,
                paragraph=paragraph,
                kind=block.kind,
                boxes=boxes,
                cut=cut,
                line_starts=printed,
                drawn=drawn,
                row=row,
            )
        )
    next(boxes_of, None)
    return tuple(passages)


def _with_numbers(
    sentences: Iterable[tuple[Span, int]], blocks: tuple[Block, ...]
) -> list[tuple[Span, int]]:
    """Return the sentences, with a drawn number such as "Article IV." before what it numbers."""
    found: list[tuple[Span, int]] = []
    for (start, end), paragraph in sentences:
        before, above = found[-1] if found else ((0, 0), 0)
        drawn = blocks[paragraph - 1].drawn
        if above == paragraph and any(
            one <= before[0] < before[1] <= other for one, other in drawn
        ):
            start, _ = found.pop()[0]  # noqa: PLW2901
        found.append(((start, end), paragraph))
    return found


def _pages(boxes: tuple[PageBox, ...], page: int | None) -> tuple[int, int] | None:
    if boxes:
        pages = [box.page for box in boxes]
        return min(pages), max(pages)
    return None if page is None else (page, page)


def _boxes_of(
    places: Iterable[Place], spans: list[Span]
) -> Iterator[tuple[tuple[PageBox, ...], tuple[int, ...]]]:
    """Yield the boxes of each sentence's printed lines, and where the text of each starts."""
    words = iter(places)
    word = next(words, None)
    for start, end in spans:
        lines: list[PageBox] = []
        starts: list[int] = []
        while word is not None and word.start < end:
            if word.end > start and _add(lines, word):
                starts.append(max(start, word.start))
            word = next(words, None)
        yield tuple(PageBox(line.page, rounded(line.box)) for line in lines), tuple(starts)
    for _ in words:
        pass


def _add(lines: list[PageBox], word: Place) -> bool:
    """Add a word to its line, and return whether it starts a line."""
    if lines and lines[-1].page == word.page and _beside(lines[-1].box, word.box):
        lines[-1] = PageBox(word.page, _around(lines[-1].box, word.box))
        return False
    lines.append(PageBox(word.page, word.box))
    return True


def _beside(line: Box, word: Box) -> bool:
    """Return whether a word continues a line, to its right and at the same height."""
    shared = min(line[3], word[3]) - max(line[1], word[1])
    height = min(line[3] - line[1], word[3] - word[1])
    return shared >= 0.5 * height and word[2] >= line[2]


def _around(one: Box, other: Box) -> Box:
    left, top = min(one[0], other[0]), min(one[1], other[1])
    return left, top, max(one[2], other[2]), max(one[3], other[3])


def rounded(box: Box) -> Box:
    """Return a box with its edges to a hundredth of a point."""
    left, top, right, bottom = (round(edge, 2) for edge in box)
    return left, top, right, bottom
