import pytest

from corpus.quotes.compare import compare
from tests.corpus.quotes.table import HEADED, PLAIN, ROWS, Row


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.quoted!a} of {row.source!a}")
def test_a_row_of_the_table_has_its_verdict_and_names_its_differences(row: Row) -> None:
    found = compare(row.quoted, row.source, (0, len(row.source)), row.style)
    assert found.verdict == row.verdict
    assert {each.rule for each in found.differences} == row.rules


def test_a_window_reaches_to_the_ends_of_its_words() -> None:
    source = f"{'a' * 300} the forces stay there {'b' * 300}"
    at = source.index("forces")
    found = compare("the forces stay there", source, (at + 2, at + 3), PLAIN)
    assert (found.verdict, source[found.start : found.end]) == ("exact", "the forces stay there")


def test_words_behind_the_context_of_a_window_are_not_compared() -> None:
    source = f"{'so ' * 100}the forces stay there{' so' * 100}"
    assert compare("the forces stay there", source, (0, 3), PLAIN).verdict == "altered"


def test_the_reading_of_marks_with_the_best_likeness_is_told() -> None:
    source = "they [all] say that the forces of Japan stay there"
    found = compare("they [all] say that the forces … leave there", source, (0, 50), PLAIN)
    assert [each.rule for each in found.differences] == ["ellipsis", "word"]
    assert found.likeness == 14 / 16
    found = compare("they [al] say that the forces leave there", source, (0, 50), HEADED)
    assert [each.rule for each in found.differences] == ["brackets", "word"]


@pytest.mark.parametrize(
    ("quoted", "likeness"),
    [
        ("the forces stay there", 1.0),
        ("[T]he forcés stay there.", 1.0),
        ("the forces leave there", 0.75),
        ("the forces … there", 1.0),
        ("zebras", 0.0),
        ("…", 0.0),
    ],
)
def test_the_likeness_is_the_share_of_equal_words(quoted: str, likeness: float) -> None:
    assert compare(quoted, "the forces stay there", (0, 21), PLAIN).likeness == likeness


def test_a_difference_has_its_spans_in_both_texts() -> None:
    quoted, source = "[T]he forces … never stay there.", "so the forces of Japan stay there, too"
    found = compare(quoted, source, (0, len(source)), PLAIN)
    assert (found.start, found.end) == (3, 34)
    assert [
        (each.rule, quoted[slice(*each.quoted)], source[slice(*each.source)])
        for each in found.differences
    ] == [
        ("brackets", "[T]he", "the"),
        ("ellipsis", "…", "of"),
        ("word", "never", "Japan"),
        ("closing punctuation", ".", ","),
    ]
