import unicodedata
from itertools import pairwise

import pytest

from corpus.text.fold import Folded, as_typed, fold, standard


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Zoë MÜLLER", "zoe muller"),
        ("São Paulo, Łódź, Ærø, Đà Nẵng", "sao paulo, lodz, aero, da nang"),
        ("Straße, ÞINGVELLIR, œuvre", "strasse, thingvellir, oeuvre"),
        ("ﬁrst oﬃce of the ﬂeet, ﬆate", "first office of the fleet, state"),
        ("don’t, donʼt, don‘t", "don't, don't, don't"),
        ("“a” «b» „c‟", '"a" "b" "c"'),
        ("1990–2000 — self‑help −3", "1990-2000 - self-help -3"),
        ("co\u00adopera\u00adtion, un\u200bbreak\ufeffable\u2060", "cooperation, unbreakable"),
        ("５０ Ａｂｃ ｶﾞ ℃ №…", "50 abc ガ °c no..."),
        ("Hawaiʻi", "hawaii"),
    ],
)
def test_forms_of_one_letter_or_sign_become_one(text: str, folded: str) -> None:
    assert fold(text).text == folded


@pytest.mark.parametrize("text", ["10⁶", "x²", "3½", "h₂o", "①"])
def test_other_numbers_stay_other_numbers(text: str) -> None:
    assert fold(text).text == text


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Й ё и", "й ё и"),  # other letters, for a reader of Russian
        ("за\u0301мок", "замок"),  # only a stress
        ("Ἀθῆναι ᾠδή ΟΔΌΣ οδός", "αθηναι ωδη οδοσ οδοσ"),
        ("İSTANBUL ISPARTA ısparta", "istanbul isparta isparta"),
        ("한국어", "한국어"),
        ("كِتَابٌ", "كتاب"),
        ("آدم أحمد", "آدم أحمد"),  # alef with madda and with hamza are letters
        ("שָׁלוֹם", "שלום"),
        ("हिन्दी", "हिन्दी"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # the joiner divides the word's parts
        ("が か", "が か"),
    ],
)
def test_other_scripts_lose_only_the_marks_that_writers_leave_out(text: str, folded: str) -> None:
    assert fold(text).text == unicodedata.normalize("NFC", folded)
    assert fold(unicodedata.normalize("NFD", text)).text == fold(text).text


@pytest.mark.parametrize(
    ("text", "words", "source"),
    [
        ("the cafe\u0301s here", "cafe", "cafe\u0301"),
        ("the café here", "cafe", "café"),
        ("an oﬃce", "of", "oﬃ"),
        ("a co\u00adop now", "coop", "co\u00adop"),
        ("a co\u00ad op", "co", "co"),
        ("a co\u00ad\n  operation", "cooperation", "co\u00ad\n  operation"),
        ("a co\u00ad\r\noperation é", "cooperation", "co\u00ad\r\noperation"),
        ("a co\u00ad \noperation", "oo", "o\u00ad \no"),
        ("é\nb", "e\nb", "é\nb"),
        (" éb", " e", " é"),
        ("Straße 5", "ss", "ß"),
        ("Plain “text” here", '"text"', "“text”"),
    ],
)
def test_a_span_leads_back_to_whole_characters_of_the_source(
    text: str, words: str, source: str
) -> None:
    folded = fold(text)
    at = folded.text.index(words)
    start, end = folded.span(at, at + len(words))
    assert text[start:end] == source


def test_spans_of_consecutive_letters_never_overlap_but_in_one_character() -> None:
    text = unicodedata.normalize("NFD", "한국 ǟ ") + "A naïve ﬁx: Ｆｕｌｌ, co\u00adop, 한국"
    folded = fold(text)
    spans = [folded.span(at, at + 1) for at in range(len(folded.text))]
    assert spans == sorted(spans)
    for one, two in pairwise(spans):
        assert one == two or one[1] <= two[0]
    assert fold(folded.text).text == folded.text


def test_a_text_of_plain_characters_needs_no_map() -> None:
    assert fold("Plain TEXT, “don’t” naïve") == Folded('plain text, "don\'t" naive')


def test_networks_read_letters_for_ligatures_and_keep_case_and_accents() -> None:
    assert standard("Ｔhe ﬁrst Zoë’s 10⁶ “co\u00adop”").text == "The first Zoë’s 10⁶ “coop”"
    assert as_typed("Didn’t the ﬁrst “co–op” … pay?") == 'Didn\'t the first "co-op" … pay?'
