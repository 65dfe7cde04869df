"""Words that the page sets in two pieces: at line ends, and behind a large initial."""

import pytest

from corpus.readers.pdf.characters import read_pdf
from tests.corpus.readers.pdf.pdf_files import PARAGRAPH, Drawing


def joined(*lines: str) -> str:
    return read_pdf(Drawing().lines(lines, 80).save()).text


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("the re-", "placement of the piles", "the replacement of the piles"),
        ("the con-", "struction of a lock", "the construction of a lock"),
        ("the environmental Ef-", "fects of a lock", "the environmental Effects of a lock"),
        ("more require-", "ments of the law", "more requirements of the law"),
        ("an over-", "view of the law", "an overview of the law"),
        ("the price-", "determining factors", "the price-determining factors"),
        ("a long-", "term plan of the harbor", "a long-term plan of the harbor"),
        ("a state-", "owned bank", "a state-owned bank"),
        ("the Co-", "operation of the states", "the Co-operation of the states"),
        ("a fee of $4-", "6 a ton", "a fee of $4-6 a ton"),
        ("see pages 12-", "14 of the plan", "see pages 12-14 of the plan"),
        ("ships of the X-", "class may enter", "ships of the X-class may enter"),
        ("written by Smith-", "Jones of Elko", "written by Smith-Jones of Elko"),
        ("see https://", "www.example.gov/plan for it", "see https://www.example.gov/plan for it"),
        (
            "see http://example.org/a/",
            "b/c.html for it",
            "see http://example.org/a/b/c.html for it",
        ),
        (
            "see https://example.org/q?id=",
            "17&x=2 for it",
            "see https://example.org/q?id=17&x=2 for it",
        ),
        (
            "see https://example.org/",
            "_new.html for it",
            "see https://example.org/_new.html for it",
        ),
        ("see www.", "example.gov for it", "see www.example.gov for it"),
        (
            "see https://example.org/con-",
            "struction for it",
            "see https://example.org/con-struction for it",
        ),
        (
            "It is at https://example.org.",
            "The plan is new",
            "It is at https://example.org. The plan is new",
        ),
        (
            "It is at https://example.org",
            "and in print",
            "It is at https://example.org and in print",
        ),
    ],
)
def test_a_line_end_inside_a_word_or_address(left: str, right: str, expected: str) -> None:
    start = "The board wrote in its last report of the year "
    end = " and added that nothing else had changed."
    assert joined(start + left, right + end) == start + expected + end


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [("re-", "placement", "re-placement is used"), ("replace-", "ment", "replacement is used")],
)
def test_the_document_itself_goes_before_the_dictionary(
    left: str, right: str, expected: str
) -> None:
    text = joined(
        "The board calls it re-placement, and re-placement it is, in every year of the plan; no",
        f"other word than {left}",
        f"{right} is used for it by anybody in the harbor.",
    )
    assert expected in text


REST = (
    "harbor was dredged in 1990 by two crews from Elko and the",
    "work took forty days in all, which was longer than the plan had",
    "foreseen. A second dredging in 2004 took only nine days because",
)
FULL = ("the crews had better pumps. The board paid for both of them from the fund of the harbor.",)


def with_initial(
    initial: str, first: str, rows: int = 3, last: bool = False, rest_size: float = 11
) -> str:
    """Draw a paragraph with an initial over some rows, and return how its start is read."""
    size = {1: 24.0, 2: 34.0, 3: 50.0}[rows]
    drawing = Drawing()
    width = drawing.canvas.stringWidth(initial, "Times-Roman", size)
    baseline = 100 + 13.2 * (rows - 1) + 11
    if not last:
        drawing.line(initial, baseline - size, size=size)
    for at, text in enumerate((f"{first}{REST[0]}", *REST[1:])):
        left = 75 + width if at < rows else 72
        drawing.line(text, 100 + 13.2 * at, left, rest_size if at == 0 else 11)
    drawing.lines(FULL, 100 + 13.2 * 3)
    if last:
        drawing.line(initial, baseline - size, size=size)
    drawing.lines(PARAGRAPH, 300)
    text = read_pdf(drawing.save()).text.split("\n\n")[0]
    assert text.endswith(f"{' '.join(REST[1:])} {FULL[0]}")
    return text.split(" was dredged")[0]


@pytest.mark.parametrize("last", [False, True])
@pytest.mark.parametrize("rows", [1, 2, 3])
@pytest.mark.parametrize(
    ("initial", "first", "expected"),
    [
        ("T", "he ", "The harbor"),
        ("T", "HE ", "THE harbor"),
        ("“T", "he ", "“The harbor"),
        ("A", "", "A harbor"),
        ("A", "fter it the ", "After it the harbor"),
        ("I", "n Elko the ", "In Elko the harbor"),
        ("I", "’m sure the ", "I’m sure the harbor"),
        ("I", "saw that the ", "I saw that the harbor"),
        ("O", "nce the ", "Once the harbor"),
        ("W", "hen a ", "When a harbor"),
    ],
)
def test_an_initial_is_part_of_its_word_or_a_word(
    initial: str, first: str, expected: str, rows: int, last: bool
) -> None:
    assert with_initial(initial, first, rows, last) == expected


def test_a_large_letter_that_begins_no_word_stays() -> None:
    drawing = Drawing().line("B", 60, size=40).line("Bridges of the north", 100, left=72, size=11)
    drawing.lines(PARAGRAPH, 130)
    assert "B\n\nBridges of the north" in read_pdf(drawing.save()).text
