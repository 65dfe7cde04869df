import pytest

from corpus.text.acronyms import long_forms


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "The Self-Defense Forces (SDF) and the Democratic Party of Japan (DPJ) agreed.",
            {"sdf": "self-defense forces", "dpj": "democratic party of japan"},
        ),
        (
            "by the self - defense forces ( sdf ) under the marine corps air station ( mcas )",
            {"sdf": "self - defense forces", "mcas": "marine corps air station"},
        ),
        (
            "the National Defense Authorization Acts (NDAAs)",
            {"ndaa": "national defense authorization acts"},
        ),
        ("a United Nations (U.N.) force", {"un": "united nations"}),
        ("the treaty (see below) and the base (it closed)", {}),
        ("words that do not fit at all (XYZ)", {}),
        ("used by u.s .\n\nforces japan ( usfj )", {"usfj": "u.s . forces japan"}),
        ("(ABC)", {}),
    ],
)
def test_long_forms(text: str, found: dict[str, str]) -> None:
    assert long_forms(text) == found
