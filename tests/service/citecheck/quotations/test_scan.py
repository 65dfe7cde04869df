import random
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.quotes.compare import compare
from corpus.quotes.skeleton import skeleton
from service.citecheck.quotations import grams, scan
from service.citecheck.quotations.places import Found, Place, Sought
from service.citecheck.quotations.scan import Scan
from tests.corpus.quotes.table import HEADED

WORDS = (
    *("the", "a", "of", "troops", "are", "stationed", "in", "Japan", "50,000", "co-located"),
    *("U.S.", "about", "officials", "efficient", "naïve", "not"),
)
SENTENCE = "Under the treaty, about 50,000 U.S. troops are stationed in Japan."


def found(quotation: str, *texts: str, parts: tuple[str, ...] = (), cited: str = "") -> Found:
    looking = Scan([Sought(quotation, parts or (quotation,), frozenset(filter(None, [cited])))])
    for number, text in enumerate(texts):
        looking.read(f"r{number}", text)
    return looking.found[0]


def spans(place: Place) -> list[tuple[int, int]]:
    return [(place.start, place.end), *place.same]


def retypeset(text: str, seed: int) -> str:
    """Set a text anew: other spaces, marks and hyphens, with the same letters and digits."""
    rng = random.Random(seed)
    changes: tuple[Callable[[str], str], ...] = (
        lambda t: t.replace(" ", "\n", 2),
        lambda t: t.replace(" ", "\u00a0").upper(),
        lambda t: re.sub(r"(\w{3})(\w{3})", "\\1-\n\\2", t),
        lambda t: re.sub(r"(\w{3})(\w{3})", "\\1\u00ad\\2", t),
        lambda t: t.replace("ffi", "ﬃ").replace("-", "–"),
        lambda t: t.replace("ï", "i\u0308").replace(",", ""),
        lambda t: re.sub(r"([.,])", r" \1", t).lower(),
        lambda t: f"“{t}”",
    )
    for change in rng.sample(changes, 3):
        text = change(text)
    return text


@given(
    st.lists(st.sampled_from(WORDS), min_size=3, max_size=120),
    st.integers(0, 120),
    st.integers(3, 40),
    st.integers(0, 10_000),
)
def test_words_that_stand_in_a_text_are_found_in_any_typography(
    words: list[str], first: int, count: int, seed: int
) -> None:
    first = min(first, len(words) - 3)
    quoted = words[first : first + count]
    # The oracle compares the words at all positions of the text.
    places = [at for at in range(len(words)) if words[at : at + len(quoted)] == quoted]
    text = " ".join(words)
    starts = {len(" ".join([*words[:at], ""])) for at in places}
    whole = found(retypeset(" ".join(quoted), seed), text).whole
    got = {start for place in whole for start, _ in spans(place)}
    assert starts <= got or len(starts) > 6


@given(
    st.lists(st.sampled_from(WORDS), min_size=3, max_size=60),
    st.lists(st.sampled_from(WORDS), min_size=3, max_size=8),
)
def test_a_place_has_all_letters_of_the_words_and_nothing_else_does(
    words: list[str], quoted: list[str]
) -> None:
    text, quotation = " ".join(words), " ".join(quoted)
    whole = found(quotation, text).whole
    for place in whole:
        for start, end in spans(place):
            assert skeleton(text[start:end]) == skeleton(quotation)
    assert bool(whole) == (skeleton(quotation) in skeleton(text))


@pytest.mark.parametrize("quotation", ["a b c", "is it a", "Б в г", "日本 に 駐留"])
def test_very_short_words_and_other_scripts_are_found(quotation: str) -> None:
    text = f"Something else stands here, and then {quotation} and more."
    (place,) = found(quotation, text).whole
    assert text[place.start : place.end] == quotation


def test_a_place_across_the_parts_of_a_long_text_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grams, "_AT_ONCE", 16)
    text = f"{'Nothing to see. ' * 5}{SENTENCE} {'Nothing to see. ' * 5}"
    (place,) = found(SENTENCE, text).whole
    assert text[place.start : place.end] == SENTENCE.rstrip(".")


def test_parts_in_order_are_found_at_their_tightest() -> None:
    text = f"Under the treaty, nothing. Then more words follow here. {SENTENCE}"
    (place,) = found(
        "Under the treaty … troops", text, parts=("Under the treaty ", " troops")
    ).whole
    assert text[place.start : place.end] == "Under the treaty, about 50,000 U.S. troops"


def test_parts_in_the_wrong_order_are_near_at_most() -> None:
    one = found("stationed … treaty", SENTENCE, parts=("are stationed in ", " the treaty"))
    assert not one.whole
    assert one.near[0].share < 1


def test_brackets_inside_a_word_hide_no_place() -> None:
    (place,) = found("[The] der the treaty", SENTENCE, parts=(" der the treaty",)).whole
    assert SENTENCE[place.start : place.end] == "der the treaty"


@pytest.mark.parametrize(
    "altered",
    [
        SENTENCE.replace("stationed", "located"),
        SENTENCE.replace("50,000", "30,000"),
        SENTENCE.replace(" U.S.", ""),
        SENTENCE.replace("are", "are not"),
    ],
)
def test_a_changed_word_leaves_the_place_near(altered: str) -> None:
    text = f"{'The ferry leaves at nine. ' * 9}{SENTENCE}{' It carries cars.' * 9}"
    one = found(altered, "The ferry is blue.", text)
    assert not one.whole
    best = one.near[0]
    assert best.report == "r1"
    assert best.start <= text.index(SENTENCE) + 40
    assert best.end >= text.index(SENTENCE) + 40


def test_a_cited_report_keeps_its_places_where_another_has_the_words() -> None:
    changed = SENTENCE.replace("stationed", "located")
    assert [one.report for one in found(SENTENCE, changed, SENTENCE, cited="r0").near] == ["r0"]
    assert [one.report for one in found(SENTENCE, SENTENCE, changed).near] == []


def test_the_best_places_of_all_reports_are_kept() -> None:
    words = SENTENCE.split()
    texts = [" ".join(words[: len(words) - gone]) for gone in range(1, 9)]
    near = found(SENTENCE, *reversed(texts)).near
    assert [place.report for place in near] == [f"r{at}" for at in range(7, 1, -1)]


def test_equal_places_of_a_report_are_one_with_the_others_beside() -> None:
    (place,) = found(SENTENCE, " ".join([SENTENCE] * 9)).whole
    assert len(place.same) == 5
    other = SENTENCE.replace("50,000", "50 000")
    assert len(found(SENTENCE, f"{other} {SENTENCE}").whole) == 2
    assert found(SENTENCE, f"{other} {SENTENCE}").whole[0].start == len(other) + 1


OVER_PAGES = SENTENCE.replace("troops are", "troops\nGAO-12 Annual Review\nare")
WITH_COMMA = SENTENCE.replace("troops are", "troops, are")


@pytest.mark.parametrize(
    "texts",
    [
        (f"{WITH_COMMA} {'The ferry leaves at nine. ' * 9}{OVER_PAGES}",),
        (f"{OVER_PAGES} {'The ferry leaves at nine. ' * 9}{WITH_COMMA}",),
        (WITH_COMMA, OVER_PAGES),
        (OVER_PAGES, WITH_COMMA),
    ],
)
@pytest.mark.parametrize("cited", ["", "r0"])
def test_words_over_the_end_of_a_page_are_near_where_their_letters_stand_with_another_comma(
    texts: tuple[str, ...], cited: str
) -> None:
    one = found(SENTENCE, *texts, cited=cited)
    (whole,) = one.whole
    assert texts[int(whole.report[1])][whole.start : whole.end] == WITH_COMMA.rstrip(".")
    compared = [
        compare(SENTENCE, texts[int(near.report[1])], (near.start, near.end), HEADED).verdict
        for near in one.near
    ]
    assert compared == ["presentation"]


def test_no_place_is_near_where_the_words_stand_in_the_form_of_the_draft() -> None:
    assert not found(SENTENCE, f"{SENTENCE} {WITH_COMMA} {OVER_PAGES}", OVER_PAGES).near
    parts = ("Under the treaty, ", " troops are stationed")
    text = f"{OVER_PAGES} {SENTENCE}"
    assert not found("Under the treaty, … troops are stationed", text, parts=parts).near


def test_reports_beyond_enough_are_left_out_unless_they_are_cited(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scan, "_ENOUGH", 2)
    whole = found(SENTENCE, SENTENCE, SENTENCE, SENTENCE, SENTENCE, cited="r3").whole
    assert [place.report for place in whole] == ["r0", "r1", "r3"]


def test_words_without_letters_are_sought_nowhere() -> None:
    assert found("— … !", SENTENCE) == Found()
    assert found("qqq zzz xxx", SENTENCE, "") == Found()
