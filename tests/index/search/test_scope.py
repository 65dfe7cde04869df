import datetime
import itertools
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import BadRequest
from corpus.report import Source
from index.search.scope import EVERYWHERE, Scope, choose

DATES = [
    None,
    "2015",
    "2016-02",
    "2015-12-31",
    "2016-01-01",
    "2016-02-01",
    "2016-02-29",
    "2016-03-01",
    "2017-06-30",
]
SOURCES = [
    Source(f"r{at}", publisher=publisher, date=date)
    for at, (publisher, date) in enumerate(itertools.product([None, "Ann", "Bo"], DATES))
]
BOUNDS = [None, "2015", "2016", "2016-02", "2016-02-29", "2016-03-01", "2017-07"]


DAYS = [datetime.date(2015, 1, 1) + datetime.timedelta(at) for at in range(3 * 365)]


@cache
def first_day(text: str) -> datetime.date:
    return min(day for day in DAYS if str(day).startswith(text))


@cache
def last_day(text: str) -> datetime.date:
    return max(day for day in DAYS if str(day).startswith(text))


def passes(source: Source, scope: Scope) -> bool:
    """Tell by the calendar what the code tells by comparing text."""
    if scope.since or scope.until:
        if source.date is None:
            return False
        # A year or a month passes when any of its days does.
        if scope.since and last_day(source.date) < first_day(scope.since):
            return False
        if scope.until and first_day(source.date) > last_day(scope.until):
            return False
    if scope.publishers and source.publisher not in scope.publishers:
        return False
    return not scope.reports or source.id in scope.reports


@pytest.mark.parametrize("reports", [None, (), ("r9",), ("r20", "r3", "r0", "r3", "r12")])
@pytest.mark.parametrize("publishers", [None, (), ("Ann",), ("Bo", "Ann")])
def test_the_reports_chosen_are_those_that_pass_every_filter(
    reports: tuple[str, ...] | None, publishers: tuple[str, ...] | None
) -> None:
    tried = 0
    for since, until in itertools.product(BOUNDS, BOUNDS):
        if since and until and first_day(since) > last_day(until):
            continue
        scope = Scope(reports, publishers, since, until)
        expected = tuple(sorted(source.id for source in SOURCES if passes(source, scope)))
        if not expected:
            with pytest.raises(BadRequest, match="the page /reports lists the reports"):
                choose(scope, SOURCES)
        else:
            assert choose(scope, SOURCES) == (() if len(expected) == len(SOURCES) else expected)
            tried += 1
    assert tried > 0


def test_no_filter_chooses_from_everything() -> None:
    assert choose(EVERYWHERE, SOURCES) == ()
    assert choose(EVERYWHERE, []) == ()


@pytest.mark.parametrize(
    "text",
    ["", "soon", "16", "2016-2", "20160209", "2016-13", "2016-02-30", "2016-W06", "0000", "٢٠١٦",
     "2016-02-09T00:00", "2016\n", " 2016", "2016-02-", "12016"],
)  # fmt: skip
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(BadRequest, match="from is not a date: write a year"):
        Scope(since=text)
    with pytest.raises(BadRequest, match="to is not a date: write a year"):
        Scope(until=text)


@pytest.mark.parametrize(
    ("since", "until"), [("2017", "2016"), ("2016-03", "2016-02-29"), ("2016-02-02", "2016-02-01")]
)
def test_a_range_that_ends_before_it_begins_is_refused(since: str, until: str) -> None:
    with pytest.raises(BadRequest, match=f"from is {since}, after to, {until}"):
        Scope(since=since, until=until)


@pytest.mark.parametrize(
    ("scope", "message"),
    [
        (Scope(("none",)), "there is no report 'none' in the index: the page /reports"),
        (Scope(publishers=("Ann", "bo")), "the publisher 'bo': use 'Bo' or 'Ann'; the page"),
        (Scope(since="2018"), "dated from 2018: their dates run from 2015 to 2017-06-30"),
        (Scope(since="2016-04", until="2016"), "dated from 2016-04 to 2016: their dates"),
        (Scope(("r1",), ("Bo",)), "each filter matches some reports, but no report matches all"),
    ],
)
def test_a_filter_that_leaves_nothing_is_named_with_what_there_is(
    scope: Scope, message: str
) -> None:
    with pytest.raises(BadRequest, match=message):
        choose(scope, SOURCES)


def test_of_many_publishers_those_written_alike_are_named() -> None:
    sources = [Source(str(at), publisher=f"Office {at}") for at in range(90)]
    sources.append(Source("last", publisher="Congressional Research Service"))
    with pytest.raises(BadRequest, match="use 'Congressional Research Service' or") as refused:
        choose(Scope(publishers=("congresional research",)), sources)
    assert "or one of 86 more; the page /reports" in str(refused.value)
    assert len(str(refused.value)) < 300


def test_an_index_that_knows_no_publishers_and_dates_says_so() -> None:
    with pytest.raises(BadRequest, match="none names its publisher; leave the filter out"):
        choose(Scope(publishers=("Ann",)), [Source("r")])
    with pytest.raises(BadRequest, match="none has a date; leave the filter out"):
        choose(Scope(until="2016"), [Source("r")])


def test_a_filter_of_ones_own_goes_before_another() -> None:
    default = Scope(("a",), ("Ann",), "2015", "2016")
    assert EVERYWHERE.with_defaults(default) == default
    assert default.with_defaults(EVERYWHERE) == default
    own = Scope(reports=(), until="2017")
    assert own.with_defaults(default) == Scope((), ("Ann",), "2015", "2017")


DAY = st.dates(datetime.date(2015, 1, 1), datetime.date(2017, 12, 30)).map(str)
DATE = st.tuples(DAY, st.sampled_from([4, 7, 10])).map(lambda cut: cut[0][: cut[1]])
BOUND = st.none() | DATE


@given(st.lists(st.none() | DATE, min_size=1, max_size=8), BOUND, BOUND)
def test_any_dates_pass_any_bounds_as_the_calendar_says(
    dates: list[str | None], since: str | None, until: str | None
) -> None:
    sources = [Source(f"r{at}", date=date) for at, date in enumerate(dates)]
    try:
        scope = Scope(since=since, until=until)
    except BadRequest:
        assert since
        assert until
        # Of bounds of unlike length the longer one may begin before the shorter one does.
        assert first_day(since) > last_day(until)
        return
    expected = [source.id for source in sources if passes(source, scope)]
    try:
        chosen = choose(scope, sources) or tuple(source.id for source in sources)
    except BadRequest:
        chosen = ()
    assert list(chosen) == expected


@given(st.text(max_size=12) | st.text("0123456789-", max_size=12))
def test_any_text_is_a_date_of_the_calendar_or_refused(text: str) -> None:
    try:
        Scope(since=text)
    except BadRequest as error:
        assert "write a year, a month or a day" in str(error)  # noqa: PT017 (either may be right)
        return
    assert str(datetime.date.fromisoformat(text + "-01-01"[len(text) - 4 :])).startswith(text)
