import pytest

from service.citecheck.quotations.report_pages import Pages


@pytest.mark.parametrize(
    ("named", "is_there"),
    [
        *(("ii", True), ("II", True), ("4", True), ("iii", False), ("3", False)),
        *(("3–4", True), ("1–3", False), ("A-1", False), ("i–ii", True)),
    ],
)
def test_a_named_page_may_be_the_printed_or_the_counted_one(named: str, is_there: bool) -> None:
    assert Pages((4,), ("ii",)).has(named) == is_there


def test_ranges_of_pages_may_be_short() -> None:
    assert Pages((104,), ("",)).has("103–5")
    assert not Pages((106,), ("",)).has("103–5")
    assert Pages((9,), ("A-4",)).has("A-3–A-5")


def test_pages_are_said_as_printed() -> None:
    assert Pages((4,), ("ii",)).words == "page ii"
    assert Pages((4, 5), ("", "")).words == "pages 4–5"
