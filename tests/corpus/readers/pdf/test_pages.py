"""What is made of lines, whatever the file they come from."""

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.readers.pdf.assembly import assemble
from corpus.readers.pdf.columns import join_pieces
from corpus.readers.pdf.layout.order import reading_order
from corpus.readers.pdf.lines import BREAK, Line, Page, Word
from corpus.readers.pdf.margins.running_heads import without_running_heads
from corpus.readers.pdf.tables.rows import find_rows

WIDTH, HEIGHT = 600.0, 800.0
BODY = 11.0


def line(
    text: str,
    top: float,
    left: float = 60,
    size: float = BODY,
    bold: bool = False,
    page: int = 1,
    gap: float = 0.25,
) -> Line:
    """Set a line in type whose letters are half as wide as they are high."""
    words = []
    for word in text.split():
        right = left + 0.5 * size * len(word)
        words.append(Word(word, page, (left, top, right, top + size), size, bold, top + 0.8 * size))
        left = right + gap * size
    return Line(tuple(words))


def page(*lines: Line, number: int = 1) -> Page:
    return Page(number, WIDTH, HEIGHT, lines)


def paragraph(*texts: str, top: float = 100, number: int = 1) -> list[Line]:
    return [line(text, top + 13 * at, page=number) for at, text in enumerate(texts)]


def ordered(*lines: Line) -> list[str]:
    return [one.text for one in reading_order(page(*lines))]


def text_of(*lines: Line) -> str:
    return assemble([page(*lines)]).text


def test_a_hyphen_stays_where_the_document_writes_it_elsewhere() -> None:
    lines = paragraph(f"a record of balance-of{BREAK}", "payments deficits", "balance-of-payments")
    assert "balance-of-payments deficits" in text_of(*lines)


def test_a_hyphen_goes_where_the_document_writes_the_word_whole() -> None:
    lines = paragraph(f"this is an inter{BREAK}", "national body", "under international law")
    assert "an international body" in text_of(*lines)


def test_a_hyphen_stays_between_two_words_that_stand_alone_elsewhere() -> None:
    lines = paragraph(f"over the long{BREAK}", "term it will", "be a long and a short term")
    assert "the long-term it" in text_of(*lines)


def test_a_hyphen_stays_before_a_capital_and_after_a_digit() -> None:
    lines = paragraph(f"the Anglo{BREAK}", "Saxon law is in P.L. 101-", "508 of that year")
    assert text_of(*lines) == "the Anglo-Saxon law is in P.L. 101-508 of that year"


def test_a_hyphen_of_which_nothing_is_known_goes_where_the_document_hyphenates() -> None:
    lines = paragraph(f"the govern{BREAK}", f"ment of a repub{BREAK}", "lic and its government")
    assert "a republic and" in text_of(*lines)


def test_a_raised_note_mark_is_part_of_the_word_before_it() -> None:
    end = line("under the act.", 100)
    mark = line("3", 99, left=end.right, size=6)
    rest = line("The rest is known.", 100, left=mark.right + 3)
    (joined,) = join_pieces(page(end, mark, rest)).lines
    assert joined.text == "under the act.³ The rest is known."


def test_a_line_that_is_spread_to_the_margin_is_not_cut() -> None:
    full = "the years that came after it were as good as the years before"
    spread = line("it all came of the war which no one wanted", 113, gap=1.6)
    lines = [line(full, 100), spread, line(full, 126)]
    assert ordered(*lines) == [one.text for one in lines]


def test_a_heading_beside_a_paragraph_comes_before_it() -> None:
    wide = "some words of running text which fill the line up to its end"
    text = [line(wide, 100 + 13 * at, left=200) for at in range(4)]
    heading = [line("Results in", 100, size=13, bold=True), line("Brief", 115, size=13, bold=True)]
    by_row = [text[0], heading[0], text[1], heading[1], *text[2:]]
    assert ordered(*text, *heading) == ["Results in", "Brief", *[wide] * 4]
    assert ordered(*by_row) == ["Results in", "Brief", *[wide] * 4]


def test_cells_of_more_lines_than_one_are_put_together() -> None:
    cells = [("North", 100, 60), ("and", 100, 200), ("South", 111, 60), ("more", 111, 200)]
    cells += [("East", 130, 60), ("or", 130, 200), ("West", 141, 60), ("less", 141, 200)]
    lines = [line(text, top, left, size=10) for text, top, left in cells]
    rows = [row for row in find_rows(lines) if not isinstance(row, Line)]
    assert [[" ".join(one.text for one in cell) for cell in row] for row in rows] == [
        ["North South", "and more"],
        ["East West", "or less"],
    ]


def heads(*pages: Page) -> set[str]:
    """Return the lines that are kept out."""
    kept = without_running_heads(list(pages), BODY)
    return {
        one.text
        for before, after in zip(pages, kept, strict=True)
        for one in before.lines
        if one not in after.lines
    }


def test_heads_that_differ_in_their_number_alone_are_kept_out() -> None:
    pages = [
        page(line(f"Annual Review {n}", 30), *paragraph("Some text.", number=n), number=n)
        for n in range(1, 4)
    ]
    assert heads(*pages) == {"Annual Review 1", "Annual Review 2", "Annual Review 3"}


def test_the_last_line_of_a_column_stays_though_it_recurs() -> None:
    pages = [
        page(
            *[line(f"row {at} of {n}", 600 + 13 * at, page=n) for at in range(9)],
            line("amount over 5", 717, page=n),
            line(f"Page {n}", 760, size=8, page=n),
            number=n,
        )
        for n in range(1, 6)
    ]
    assert heads(*pages) == {f"Page {n}" for n in range(1, 6)}


def test_an_address_that_ends_a_footnote_stays_and_one_that_stands_alone_goes() -> None:
    note = [line("1 See the board's page,", 700, size=9), line("https://a.example/x", 711, size=9)]
    foot = line("https://publisher.example", 760, left=300, size=9)
    assert heads(page(*paragraph("Some text."), *note, foot)) == {"https://publisher.example"}


words = st.text("abcdefgh", min_size=1, max_size=8).filter(lambda word: word != "a")
places = st.tuples(st.integers(30, 550), st.integers(110, 640), st.sampled_from([8.0, 11.0, 16.0]))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.lists(words, min_size=1, max_size=9), places, st.booleans()), max_size=25)
)
def test_no_word_inside_a_page_is_lost_or_made_up(
    drawn: list[tuple[list[str], tuple[int, int, float], bool]],
) -> None:
    lines = [
        line(" ".join(texts), top, left, size, bold) for texts, (left, top, size), bold in drawn
    ]
    extracted = assemble([page(*lines)])
    found = [extracted.text[place.start : place.end] for place in extracted.places]
    assert Counter(found) == Counter(word.text for one in lines for word in one.words)
    assert [block.start for block in extracted.blocks] == sorted(
        block.start for block in extracted.blocks
    )
