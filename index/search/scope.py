"""Filter the reports that a question searches by id, publisher and date."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from corpus.dates import DATE_FORMS, is_date, is_within
from corpus.errors import BadRequest
from corpus.report import Source
from corpus.text.fold import composed
from index.works import Work

_LISTED = "the page /reports lists the reports"
_MAX_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Scope:
    """Filters on the reports; a report must pass all that are given. None means "not given".

    Attributes:
        reports: ids of reports, any of which passes.
        publishers: exact names of publishers, any of which passes.
        since, until: first and last date, inclusive: a year, month or day (2016, 2016-02,
            2016-02-09). A report whose date is a year or a month passes when any day of it does;
            reports without a date do not pass.

    Raises:
        BadRequest: when a date is invalid, or ``since`` is after ``until``.
    """

    reports: tuple[str, ...] | None = None
    publishers: tuple[str, ...] | None = None
    since: str | None = None
    until: str | None = None

    def __post_init__(self) -> None:
        for name, text in (("from", self.since), ("to", self.until)):
            if text is not None and not is_date(text):
                raise BadRequest(
                    f"{name} is not a date",
                    f"write {DATE_FORMS}",
                    field=name,
                )
        if self.since and self.until:
            shared = min(len(self.since), len(self.until))
            if self.since[:shared] > self.until[:shared]:
                raise BadRequest(
                    f"from is {self.since}, after to, {self.until}", "exchange them", field="from"
                )

    @property
    def filters(self) -> bool:
        """Tell whether any filter is given."""
        return bool(self.reports or self.publishers or self.since or self.until)

    def with_defaults(self, defaults: "Scope") -> "Scope":
        """Return a scope with the filters of the defaults where this one has none."""
        return Scope(
            defaults.reports if self.reports is None else self.reports,
            defaults.publishers if self.publishers is None else self.publishers,
            defaults.since if self.since is None else self.since,
            defaults.until if self.until is None else self.until,
        )


EVERYWHERE = Scope()


def choose(
    scope: Scope, sources: Collection[Source], works: Iterable[Work] = ()
) -> tuple[str, ...]:
    """Return the ids of the reports that pass, sorted; an empty tuple when all pass.

    All files of a work pass a filter that one of them passes.

    Args:
        works: see ``Manifest``.

    Raises:
        BadRequest: when a report or a publisher is not in the index, or no report passes;
            names the filter that no report passes.
    """
    if not scope.filters:
        return ()
    filtered = (
        _of_ids(scope.reports or (), sources),
        _of_publishers(scope.publishers or (), sources),
        _of_dates(scope.since or "", scope.until or "", sources),
    )
    files = [set(work.files) for work in works]
    passed = set.intersection(
        *(found.union(*(work for work in files if work & found)) for found in filtered)
    )
    if not passed:
        raise BadRequest(
            "each filter matches some reports, but no report matches all of them",
            f"leave one out; {_LISTED} with publisher and date",
        )
    return () if len(passed) == len(sources) else tuple(sorted(passed))


def _of_ids(ids: Collection[str], sources: Collection[Source]) -> set[str]:
    known = {composed(source.id): source.id for source in sources}
    for report in ids:
        if composed(report) not in known:
            raise BadRequest(
                f"there is no report {report!r} in the index",
                "the page /reports lists its reports",
                field="report",
            )
    return {known[composed(report)] for report in ids} or set(known.values())


def _of_publishers(names: Collection[str], sources: Collection[Source]) -> set[str]:
    known = {composed(source.publisher) for source in sources if source.publisher}
    wanted = set(map(composed, names))
    for name in names:
        if composed(name) not in known:
            raise BadRequest(
                f"no report in the index has the publisher {name!r}",
                _some(known, name),
                field="publisher",
            )
    return {
        source.id for source in sources if not wanted or composed(source.publisher or "") in wanted
    }


def _some(known: Collection[str], wanted: str) -> str:
    """Describe the known publishers, those with the most similar names first."""
    if not known:
        return "none names its publisher; leave the filter out"
    from rapidfuzz import fuzz

    near = sorted(known, key=lambda name: (-fuzz.ratio(name.casefold(), wanted.casefold()), name))
    shown = " or ".join(map(repr, near[:_MAX_SHOWN]))
    more = len(near) - _MAX_SHOWN
    return f"use {shown}{f' or one of {more} more' if more > 0 else ''}; {_LISTED}"


def _of_dates(since: str, until: str, sources: Collection[Source]) -> set[str]:
    if not since and not until:
        return {source.id for source in sources}
    dates = {source.id: source.date for source in sources if source.date}

    def within(since: str, until: str) -> set[str]:
        return {report for report, date in dates.items() if is_within(date, since, until)}

    passed = within(since, until)
    if not passed:
        alone = (("from", since, within(since, "")), ("to", until, within("", until)))
        bounds = f"{f' from {since}' if since else ''}{f' to {until}' if until else ''}"
        there = (
            f"their dates run from {min(dates.values())} to {max(dates.values())}; {_LISTED}"
            if dates
            else "none has a date; leave the filter out"
        )
        field = next((name for name, bound, found in alone if bound and not found), None)
        raise BadRequest(f"no report in the index is dated{bounds}", there, field)
    return passed
