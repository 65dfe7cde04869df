"""What stands between quotation marks."""

import pytest

from corpus.report import Block
from service.citecheck.quotation_marks import find_quoted


def quoted(*paragraphs: str) -> tuple[list[str], list[str]]:
    """Return the quotations of paragraphs, and the marks without a partner with a word behind."""
    text = "\n\n".join(paragraphs)
    blocks: list[Block] = []
    for paragraph in paragraphs:
        start = blocks[-1].end + 2 if blocks else 0
        blocks.append(Block(start, start + len(paragraph)))
    found = find_quoted(text, blocks)
    return (
        [text[start:end] for start, end in found.spans],
        [text[start : end + 5].split()[0] for start, end in found.unclosed],
    )


@pytest.mark.parametrize(
    ("marks", "also"),
    [
        ("“”", ""), ("‘’", ""), ("„“", ""), ("„”", ""), ("«»", ""), ("»«", ""), ("‹›", ""),
        ("›‹", ""), ("「」", ""), ("『』", ""), ('""', ""), ("''", ""), ("‚‘", ""), ("””", ""),
        ('“"', "typed half by hand"), ('"”', "typed half by hand"), ("‘'", "typed half by hand"),
    ],
)  # fmt: skip
def test_each_pair_of_marks_quotes_the_words_between(marks: str, also: str) -> None:
    text = f"It says {marks[0]}the bridge is old{marks[1]}, and that it’s closed."
    assert quoted(text) == (["the bridge is old"], []), also


def test_white_space_inside_the_marks_is_no_part_of_the_words() -> None:
    assert quoted("Il dit «\u00a0le pont est vieux\u00a0» hier.") == (["le pont est vieux"], [])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It's the states' own bridge, and the '90s weren't kind.", []),
        ("It’s the states’ own bridge, and the ’90s weren’t kind.", []),
        ("‘Twas the states’ own rock ’n’ roll, till ’em all.", []),
        ("The troops' 'main base of all' was the Marines' home.", ["main base of all"]),
        ("He called it ‘the Marines’ new home’ and left.", ["the Marines’ new home"]),
        ("He called it 'the Marines' new home' and left.", ["the Marines' new home"]),
        ("She said “it’s the states’ bridge” then.", ["it’s the states’ bridge"]),
    ],
)
def test_an_apostrophe_is_told_from_a_quotation_mark(text: str, words: list[str]) -> None:
    assert quoted(text) == (words, [])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('A 12" pipe and a man of 5\'10" tall.', []),
        ('He asked for "about 12" pipes", and for "13".', ['about 12" pipes', "13"]),
        ('Between "12" and "13" there is none.', ["12", "13"]),
    ],
)
def test_the_sign_for_inches_is_told_from_a_quotation_mark(text: str, words: list[str]) -> None:
    assert quoted(text) == (words, [])


def test_a_quotation_inside_another_is_part_of_it() -> None:
    assert quoted("“He said ‘no’ and “never” again” twice.")[0] == [
        "He said ‘no’ and “never” again"
    ]


def test_paragraphs_that_each_begin_with_a_mark_are_one_quotation_each() -> None:
    assert quoted("He said: “The bridge is old.", "“It is closed.", "“It fell.” So it was.") == (
        ["The bridge is old.", "It is closed.", "It fell."],
        [],
    )


@pytest.mark.parametrize(
    ("paragraphs", "words", "lost"),
    [
        (("He said “the bridge is old.", "It is closed."), [], ["“the"]),
        (("He said “the bridge “is very old” now.",), ["is very old"], ["“the"]),
        (("He said the bridge is old” again.",), [], ["”"]),
        (("He said “the bridge.", "“It is closed.", "It fell."), [], ["“the", "“It"]),
        (("'Twas late. 'The bridge is old.",), [], ["'The"]),
        (("“One ‘two three” four.",), ["One ‘two three"], ["‘two"]),
    ],
)
def test_a_mark_without_a_partner_is_said_and_quotes_nothing(
    paragraphs: tuple[str, ...], words: list[str], lost: list[str]
) -> None:
    assert quoted(*paragraphs) == (words, lost)


def test_marks_that_nothing_closes_take_time_in_proportion_to_the_text() -> None:
    words, lost = quoted("“a " * 20_000)
    assert (words, len(lost)) == ([], 20_000)
