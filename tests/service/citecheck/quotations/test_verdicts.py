from collections.abc import Sequence

import pytest

from corpus.quotes.comparison import Comparison, Difference, QuoteVerdict, Weight
from service.citecheck.quotations.places import Place
from service.citecheck.quotations.verdicts import Decision, Match, Named, best_of, decide

A, B = frozenset({"a"}), frozenset({"b"})


def match(
    report: str, verdict: QuoteVerdict, likeness: float = 1.0, weight: Weight = "altered"
) -> Match:
    differences: Sequence[Difference] = ()
    if verdict == "altered":
        differences = (Difference("word", weight, (0, 3), (0, 3)),)
    comparison = Comparison(verdict, 0, 9, likeness, tuple(differences))
    return Match(Place(report, 0, 9, likeness), comparison)


@pytest.mark.parametrize("verdict", ["exact", "presentation", "marked"])
def test_words_of_the_cited_report_are_right_whatever_others_have(verdict: QuoteVerdict) -> None:
    own = match("a", verdict)
    assert decide([match("b", "exact"), own], Named(A)) == Decision(verdict, "found", own)


def test_words_of_another_report_are_misattributed() -> None:
    other = match("b", "marked")
    decision = decide([match("a", "altered", 0.9), other], Named(A))
    assert decision == Decision("misattributed", "denied", other)


def test_words_of_an_older_edition_of_the_cited_report_are_right() -> None:
    older = match("b", "exact")
    assert decide([older], Named(A, B)) == Decision("exact", "found", older)


def test_words_without_a_named_source_are_right_wherever_they_stand() -> None:
    assert decide([match("b", "exact")], Named()).verdict == "exact"


@pytest.mark.parametrize(("likeness", "verdict"), [(0.6, "altered"), (0.59, "not_found")])
def test_words_are_altered_only_where_a_place_is_like_them(
    likeness: float, verdict: QuoteVerdict
) -> None:
    assert decide([match("a", "altered", likeness)], Named(A)).verdict == verdict
    assert decide([match("a", "altered", likeness)], Named()).verdict == verdict


def test_a_small_change_of_form_is_altered_however_short_the_words_are() -> None:
    assert decide([match("a", "altered", 0.3, "minor")], Named(A)).verdict == "altered"


def test_the_cited_report_is_the_altered_source_unless_another_is_clearly_liker() -> None:
    own, near, same = (match(*one) for one in (
        ("a", "altered", 0.8), ("b", "altered", 0.9), ("b", "altered", 0.96)
    ))  # fmt: skip
    assert decide([near, own], Named(A)).match == own
    assert decide([same, own], Named(A)).match == same


def test_no_place_at_all_is_not_found() -> None:
    assert decide([], Named(A)) == Decision("not_found", "denied")
    assert decide([], Named()) == Decision("not_found", "denied")


@pytest.mark.parametrize("other", [[], [match("b", "exact")], [match("b", "altered", 0.9)]])
def test_words_of_a_source_that_the_index_lacks_are_not_checked(other: list[Match]) -> None:
    decision = decide(other, Named(is_unknown=True))
    assert (decision.verdict, decision.why) == ("not_checked", "source_unknown")
    assert decision.match == (other[0] if other else None)


def test_a_second_source_that_the_index_lacks_may_have_what_the_first_lacks() -> None:
    both = Named(A, is_unknown=True)
    assert decide([], both).verdict == "not_checked"
    assert decide([match("b", "exact")], both).verdict == "not_checked"
    assert decide([match("a", "exact")], both).verdict == "exact"
    assert decide([match("a", "altered", 0.9)], both).verdict == "altered"
    assert decide([match("b", "altered", 0.9)], both).verdict == "not_checked"


@pytest.mark.parametrize(
    "matches", [[], [match("b", "exact")], [match("a", "altered", 0.9)], [match("b", "altered")]]
)
def test_nothing_is_denied_while_pages_of_the_cited_report_are_unread(
    matches: list[Match],
) -> None:
    decision = decide(matches, Named(A, is_unread=True))
    assert (decision.verdict, decision.why) == ("not_checked", "unread")


def test_what_the_read_pages_have_is_judged_although_others_are_unread() -> None:
    unread = Named(A, is_unread=True)
    assert decide([match("a", "exact")], unread).verdict == "exact"
    assert decide([match("a", "altered", 1.0, "minor")], unread).verdict == "altered"


def test_the_best_place_has_the_best_verdict_and_is_the_first_of_equal_ones() -> None:
    places = [match("a", "altered"), match("b", "marked"), match("c", "exact"), match("d", "exact")]
    assert best_of(places) == places[2]
    assert best_of(places[:2]) == places[1]
    minor = match("e", "altered", 0.5, "minor")
    assert best_of([places[0], minor]) == minor
    assert best_of([]) is None
