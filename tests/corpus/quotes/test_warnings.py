import pytest

from corpus.quotes.compare import compare
from corpus.quotes.style import SourceStyle
from corpus.quotes.warnings import MOST_LEFT_OUT, MOST_REPLACED

PLAIN = SourceStyle()
SPEECH = 'He said: "the plan will not be changed by us, but others may" and left.'


def _warned(quoted: str, source: str, style: SourceStyle = PLAIN) -> list[tuple[str, str]]:
    found = compare(quoted, source, (0, len(source)), style)
    return [(each.kind, source[slice(*each.source)]) for each in found.warnings]


@pytest.mark.parametrize(
    ("quoted", "source", "warned"),
    [
        # what an ellipsis or brackets hide
        ("they did … agree then", "they did not agree then", [("hidden_words", "not")]),
        ("they agree … to it", "they agree, unless asked, to it", [("hidden_words", "unless")]),
        ("they gave … men", "they gave two of their men", [("hidden_words", "two")]),
        ("they gave … men", "they gave 12 of their men", [("hidden_words", "12")]),
        ("an area … here", "an area of m² here", [("hidden_words", "²")]),
        ("they couldn't … agree", "they couldn't or won't agree", [("hidden_words", "won't")]),
        ("they gave … men", "they gave of their own men", []),
        ("the plans … work", "the plans of non-profit offices work", [("hidden_words", "non")]),
        ("that [they] agree then", "that not all agree then", [("hidden_words", "not")]),
        ("that [they] agree then", "that the men agree then", []),
        ("they did [not] agree", "they did agree", [("hidden_words", "")]),
        ("they sent [12] men", "they sent men", [("hidden_words", "")]),
        # parts far from each other
        ("a start … an end", f"a start {'of ' * MOST_LEFT_OUT}an end", []),
        ("a start … an end", f"a start {'of ' * (MOST_LEFT_OUT + 1)}an end",
         [("distant_parts", ("of " * (MOST_LEFT_OUT + 1)).strip())]),
        ("a start [of] an end", f"a start {'in ' * MOST_REPLACED}an end", []),
        ("a start [of] an end", f"a start {'in ' * (MOST_REPLACED + 1)}an end",
         [("distant_parts", ("in " * (MOST_REPLACED + 1)).strip())]),
        # how the source goes on
        ("the plan is good", "the plan is good, but late", [("goes_on", "but")]),
        ("the plan is good", "the plan is good unless late", [("goes_on", "unless")]),
        ("the plan is good", "the plan is good — except here", [("goes_on", "except")]),
        ("the plan is good", "the plan is good (provided it works)", [("goes_on", "provided")]),
        ("the plan is good.", "the plan is good. However, it is late", [("goes_on", "However")]),
        ("the plan is good", "the plan is good. But it is late", [("goes_on", "But")]),
        ("the plan is good.", "the plan is good. Although it is late, it works", []),
        ("the plan is good", "the plan is good. No one is late", []),
        ("the plan is good", "the plan is good! Unless it rains, it works", []),
        ("made in the U.S.", "made in the U.S. unless late", [("goes_on", "unless")]),
        ("the plan is", "the plan is not good", [("goes_on", "not")]),
        ("the plan is good", "the plan is good, and new but late", []),
        ("the plan is good", "the plan is good.", []),
        # what governs the first word
        ("the plan is good", "it is not true that the plan is good", [("negated_before", "not")]),
        ("the plan is good", "he denied that the plan is good", [("negated_before", "denied")]),
        ("the plan is good", "there is no sign the plan is good", [("negated_before", "no")]),
        ("the plan is good", "it doesn't say the plan is good", [("negated_before", "doesn't")]),
        ("the plan is good", "it is not new, and the plan is good", []),
        ("the plan is good", "it is not new. So the plan is good", []),
        ("the plan is good", "it is not new but the plan is good", []),
        ("the plan is good", "no U.S. office says the plan is good", [("negated_before", "no")]),
        ("the plan is good", "not one of the men who were there says that the plan is good", []),
        ("the plan is good", "it is new and the plan is good", []),
        ("profit plans work", "the non-profit plans work", [("negated_before", "non-")]),
        ("war plans work", "the pre-war plans work", []),
        ("the plan is good", "non-profit offices say the plan is good", []),
        # whose words they are
        ("the plan will not be changed", SPEECH,
         [("quotes_another", SPEECH[9:-10])]),
        ('He said: "the plan will not be changed by us', SPEECH, [("goes_on", "but")]),
        ("will be good", "“Fine” he wrote: “it will be good” and left",
         [("quotes_another", "“it will be good”")]),
        ("will be good", "«it will be good» he says", [("quotes_another", "«it will be good»")]),
        ("will be good", "„it will be good“ he wrote", [("quotes_another", "„it will be good“")]),
        ("will be good", "He said ”it will be good” at once.",
         [("quotes_another", "”it will be good”")]),
        ("will be good", "He said “so it is” and it will be good ” at once.", []),
        ("will be good", "the “new” plan will be good", []),
        ("will be good", 'the "new" plan will be good', []),
        ("will be good", "the “new plan will be good", []),
        ("will be good", "“a lost mark\n\nit will be good”", []),
        ("will be good", "“it will be good\n\nand there” it ends", []),
    ],
)  # fmt: skip
def test_a_warning_names_the_words_of_the_source(
    quoted: str, source: str, warned: list[tuple[str, str]]
) -> None:
    assert _warned(quoted, source) == warned


def test_parts_of_two_sections_are_distant() -> None:
    source = "It ends here. A start there."
    at = source.index("A start")
    assert _warned("It ends … start there", source, SourceStyle(sections=(at,))) == [
        ("distant_parts", "here. A")
    ]
    for elsewhere in ((0,), (len(source),), ()):
        assert _warned("It ends … start there", source, SourceStyle(sections=elsewhere)) == []
    assert _warned("It ends here. … A start", source, SourceStyle(sections=(at,))) == [
        ("distant_parts", "")
    ]


def test_words_far_from_a_quotation_mark_are_no_speech() -> None:
    source = f"“A {'word ' * 400}the plan is good”"
    assert _warned("the plan is good", source) == []
    source = f"“the plan is good {'word ' * 400}”"
    assert _warned("the plan is good", source) == []
