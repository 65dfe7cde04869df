import pytest

from index.words.acronyms import Acronyms, long_form_key

ACRONYMS = Acronyms(
    (short, long, reports, long_form_key(long))
    for short, long, reports in [
        ("sdf", "self-defense forces", 3),
        ("sdf", "syrian democratic forces", 5),
        ("sdf", "standard data format", 1),
        ("it", "information technology", 1),
        ("ndaa", "national defense authorization acts", 2),
    ]
)


@pytest.mark.parametrize(
    ("question", "alternatives"),
    [
        ("How large is the SDF?", "syrian democratic forces self-defense forces"),
        ("how large is the sdf", "syrian democratic forces self-defense forces"),
        ("What did the NDAAs change?", "national defense authorization acts"),
        ("When was the National Defense Authorization Act passed?", "ndaa"),
        ("Is it IT?", "information technology"),
        ("Does it work?", ""),
        ("", ""),
    ],
)
def test_alternatives(question: str, alternatives: str) -> None:
    assert ACRONYMS.alternatives(question, long_form_key(question).split()) == alternatives


def test_an_index_without_acronyms_has_no_alternatives() -> None:
    assert Acronyms([]).alternatives("How large is the SDF?", ["larg", "sdf"]) == ""
