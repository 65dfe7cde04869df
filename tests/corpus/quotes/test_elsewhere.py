from corpus.quotes.elsewhere import in_other_typography

TEXT = "It is not able to go. It is no ta-\nble to go. It is “no table” to go."


def test_words_are_found_at_the_first_place_where_only_typography_differs() -> None:
    found = in_other_typography("is no table to", TEXT, ())
    assert found is not None
    assert TEXT[found.start : found.end] == "is no ta-\nble to"
    assert {each.rule for each in found.differences} == {"line-end hyphen"}


def test_words_that_differ_are_not_found() -> None:
    assert in_other_typography("is no tables to", TEXT, ()) is None
    assert in_other_typography("no tabl e to", TEXT, ()) is None
    assert in_other_typography("…", TEXT, ()) is None
