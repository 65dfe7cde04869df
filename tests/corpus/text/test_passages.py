from corpus.report import Block, Kind, PageBox, Passage, Place
from corpus.text.passages import split_sentences


def words(text: str, width: float = 100, page_lines: int = 3) -> list[Place]:
    """Set the words of a text in lines of a width, so many a page: 5 points a character."""
    places: list[Place] = []
    left, line, at = 0.0, 0, 0
    for word in text.split():
        at = text.index(word, at)
        if left + 5 * len(word) > width:
            left, line = 0.0, line + 1
        page, row = divmod(line, page_lines)
        box = (left, 12.0 * row, left + 5 * len(word), 12.0 * row + 10)
        places.append(Place(at, at + len(word), page + 1, box))
        left += 5 * len(word) + 5
        at += len(word)
    return places


def split(text: str, *kinds: Kind) -> tuple[Passage, ...]:
    """Split a text whose paragraphs have these kinds and stand on pages."""
    blocks: list[Block] = []
    for paragraph, kind in zip(text.split("\n\n"), kinds, strict=True):
        start = text.index(paragraph)
        blocks.append(Block(start, start + len(paragraph), 1, "A > B", kind))
    return split_sentences("r", text, tuple(blocks), words(text))


def test_a_sentence_has_a_box_for_each_of_its_lines_and_both_its_pages() -> None:
    text = "The ferry leaves at nine. It carries forty cars and is late in winter. It stops."
    first, second, third = split(text, "text")
    assert (first.pages, second.pages, third.pages) == ((1, 1), (1, 2), (2, 2))
    assert first.boxes == (
        PageBox(1, (0, 0, 95, 10)),
        PageBox(1, (0, 12, 25, 22)),
    )
    assert [box.page for box in second.boxes] == [1, 1, 2]
    assert second.boxes[0].box[0] == 30  # it starts behind the first sentence, on its line
    assert third.boxes == (PageBox(2, (80, 0, 90, 10)), PageBox(2, (0, 12, 30, 22)))


def test_each_box_has_its_part_of_the_sentence() -> None:
    text = "The ferry leaves at nine. It carries forty cars and is late in winter. It stops."
    passages = split(text, "text")
    lines = [[part.strip() for _, part in passage.printed_lines] for passage in passages]
    # A line holds 20 characters: it starts where a word no longer fits.
    assert lines == [
        ["The ferry leaves at", "nine."],
        ["It carries", "forty cars and is", "late in winter."],
        ["It", "stops."],
    ]
    for passage in passages:
        assert "".join(part for _, part in passage.printed_lines) == passage.quote


def test_headings_and_rows_stay_whole_and_nothing_joins_its_neighbours() -> None:
    text = "No. 3. Costs. And more\n\nFuel. 3. 4. 5.\n\nby the U.S.\n\nnavy left. It came.\n\nso on"
    passages = split(text, "heading", "row", "item", "note", "text")
    assert [(passage.paragraph, passage.kind, passage.quote) for passage in passages] == [
        (1, "heading", "No. 3. Costs. And more"),
        (2, "row", "Fuel. 3. 4. 5."),
        (3, "item", "by the U.S."),
        (4, "note", "navy left."),
        (4, "note", "It came."),
        (5, "text", "so on"),
    ]
    assert {passage.section for passage in passages} == {"A > B"}


def test_a_page_is_never_invented() -> None:
    (passage,) = split_sentences("r", "It rains.", (Block(0, 9),))
    assert (passage.pages, passage.boxes, passage.section) == (None, (), None)
    (passage,) = split_sentences("r", "It rains.", (Block(0, 9, page=4),))
    assert (passage.pages, passage.boxes) == ((4, 4), ())
